//! Tokens that cannot be had.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use specwright_runtime::{Body, Client, Delivery, ExchangeValue, Secret};

use super::api::{Guarded, GuardedWrite};
use super::server::{Server, answer, json, read_head};
use super::{Outcome, builder, fails};

fn client(server: &Server) -> Client {
    client_at(&server.url(""))
}

fn client_at(address: &str) -> Client {
    builder(address).exchange("session", "login", [ExchangeValue::Secret(Secret::new("hunter2"))]).build().unwrap()
}

/// An address at which nobody listens.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// What comes of a call without a token that was sent this often.
fn without_token(attempts: usize, retryable: bool) -> Outcome {
    Outcome { attempts, delivery: Delivery::NotSent, status: None, retryable, is: vec!["request", "credentials"] }
}

#[tokio::test]
async fn token_endpoint_down() {
    for answer in
        [json("503 X", "{}"), json("500 X", ""), Vec::new(), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".into()]
    {
        let server = Server::answering(answer);
        let client = client(&server);
        assert_eq!(fails::<Guarded>(&client).await, without_token(3, true));
        assert_eq!(server.received().len(), 3);
        later(1).await;
        assert_eq!(fails::<GuardedWrite>(&client).await, without_token(3, true), "nothing of the call itself was sent");
        assert_eq!(server.received().len(), 6);
    }
    let free = free();
    let client = client_at(&format!("http://{free}"));
    assert_eq!(fails::<Guarded>(&client).await, without_token(3, true));
}

#[tokio::test]
async fn token_endpoint_that_will_not_change_its_mind() {
    let page = answer("200 OK", &["Content-Type: text/html"], b"<html>Please log in, hunter2</html>");
    for answer in [json("401 X", "{}"), json("400 X", "{}"), json("200 OK", "{}"), json("200 OK", ""), page] {
        let server = Server::answering(answer);
        let client = client(&server);
        for _ in 0..2 {
            assert_eq!(fails::<Guarded>(&client).await, without_token(1, false));
            assert_eq!(server.received().len(), 1, "a failure is held back for a second");
        }
    }
}

#[tokio::test]
async fn token_endpoint_back_in_a_moment() {
    // Refuses connections at first.
    let free = free();
    let late = client_at(&format!("http://{free}"));
    let call = tokio::spawn(async move { late.call::<GuardedWrite>().send().await.unwrap().attempts() });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let _server = Server::at(free, |mut stream| {
        let Some(head) = read_head(&mut stream) else { return };
        let body = if head.target() == "/login" { r#"{"token": "t"}"# } else { "{}" };
        let _ = stream.write_all(&json("200 OK", body));
    });
    assert_eq!(call.await.unwrap(), 2);

    // Answers the second time.
    let asked = AtomicUsize::new(0);
    let server = Server::replying(move |request| match request.target() {
        "/login" if asked.fetch_add(1, Ordering::SeqCst) == 0 => json("503 X", "{}"),
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ => json("200 OK", "{}"),
    });
    assert_eq!(client(&server).call::<Guarded>().send().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn a_stream_waits_for_a_token_and_is_sent_once() {
    let (asked, busy) = (AtomicUsize::new(0), AtomicBool::new(false));
    let server = Server::replying(move |request| match request.target() {
        "/login" if asked.fetch_add(1, Ordering::SeqCst) == 0 => json("503 X", "{}"),
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ if busy.swap(true, Ordering::SeqCst) => json("429 X", "{}"),
        _ => json("200 OK", "{}"),
    });
    let client = client(&server);
    let stream = || client.call::<GuardedWrite>().bytes(Body::reader(&b"all of it"[..], None), "text/plain");
    assert_eq!(stream().send().await.unwrap().attempts(), 2);
    let error = stream().await.unwrap_err();
    assert_eq!((error.status(), error.attempts().len()), (Some(429), 1), "it is gone");
    let sent: Vec<_> = server.received().into_iter().filter(|request| request.target() == "/guarded").collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|request| request.body == b"all of it"), "{sent:?}");
}

#[tokio::test]
async fn token_endpoint_down_for_those_who_cannot_wait() {
    let server = Server::answering(json("503 X", "{}"));
    let client = client(&server);
    let error = client.call::<Guarded>().without_retries().await.unwrap_err();
    assert!(error.is_credentials() && error.is_retryable(), "{error}");
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_millis(100) && wait <= Duration::from_millis(200), "{wait:?}");
    // One that has no time for another attempt is told at once.
    let hasty = client.call::<Guarded>().with_timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(hasty.is_credentials() && hasty.attempts().len() == 1, "{hasty}");
    assert_eq!(server.received().len(), 1);
    // A token without a call is asked for as often as one with a call.
    client.access_token("session").await.unwrap_err();
    assert_eq!(server.received().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn token_endpoint_down_and_a_herd() {
    let server = Server::answering(json("503 X", "{}"));
    let client = client(&server);
    let herd: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { fails::<GuardedWrite>(&client).await })
        })
        .collect();
    for member in herd {
        assert_eq!(member.await.unwrap(), without_token(3, true));
    }
    let requests = server.received().len();
    assert!((2..=6).contains(&requests), "one asks for all: {requests}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_herd_whose_token_is_refused_when_there_is_no_other() {
    // The first token is good for one call; the first try to get another fails.
    let (issued, good) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let server = Server::replying(move |request| match request.target() {
        "/login" => match issued.fetch_add(1, Ordering::SeqCst) {
            1 => answer("503 X", &[], b""),
            number => json("200 OK", &format!(r#"{{"token": "t{number}"}}"#)),
        },
        _ if request.header("authorization") == Some("Bearer t2") => json("200 OK", "{}"),
        _ if good.fetch_add(1, Ordering::SeqCst) == 0 => json("200 OK", "{}"),
        _ => answer("401 X", &[], b""),
    });
    let client = client(&server);
    client.call::<Guarded>().await.unwrap();
    let herd: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call::<GuardedWrite>().await.unwrap() })
        })
        .collect();
    for member in herd {
        member.await.unwrap();
    }
    let logins = server.received().iter().filter(|request| request.target() == "/login").count();
    assert_eq!(logins, 3, "one fetches for all");
}

#[tokio::test]
async fn token_endpoint_busy() {
    for (asked, obeyed) in [("30", 30), ("99999999", 300)] {
        let count = AtomicUsize::new(0);
        let server = Server::replying(move |request| match request.target() {
            "/login" if count.fetch_add(1, Ordering::SeqCst) == 0 => {
                answer("429 X", &[&format!("Retry-After: {asked}")], b"{}")
            }
            "/login" => json("200 OK", r#"{"token": "t"}"#),
            _ => json("200 OK", "{}"),
        });
        let client = client(&server);
        for left in [obeyed, obeyed / 2] {
            let error = client.call::<Guarded>().without_retries().await.unwrap_err();
            let told = error.retry_after().unwrap();
            assert!(error.is_credentials() && told.as_secs_f64().round() as u64 == left, "{told:?}");
            assert_eq!(server.received().len(), 1, "nobody asks before that");
            later(obeyed / 2).await;
        }
        client.call::<Guarded>().await.unwrap();
        assert_eq!(server.received().len(), 3);
    }
}

/// Lets time pass for the client.
async fn later(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_that_is_no_retry() {
    let fresh = AtomicBool::new(false);
    let server = Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ if fresh.swap(true, Ordering::SeqCst) => json("200 OK", "{}"),
        _ => answer("401 X", &[], b""),
    });
    let response = client(&server).call::<Guarded>().send().await.unwrap();
    assert_eq!((response.attempts(), server.received().len()), (1, 4));

    let server = Server::replying(|request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ => answer("401 X", &[], b""),
    });
    let outcome = fails::<Guarded>(&client(&server)).await;
    assert_eq!((outcome.attempts, outcome.status, outcome.retryable), (1, Some(401), false));
    assert_eq!(server.received().len(), 4, "two tokens, two requests");
}
