//! What is sent once more, how often and when; and what is not.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use specwright_runtime::{Body, ClientBuilder, Delivery, Interceptor, Retries};

use super::api::{Client, Locker, Upload};
use super::server::{Received, Server, answer};

/// Without long waits.
const QUICK: Retries = Retries::STANDARD.with_base_delay(Duration::from_millis(1));

/// Answers each request with the next of these; one that is empty closes the connection. The last stays.
fn script(answers: impl IntoIterator<Item = Vec<u8>>) -> Server {
    let answers: Mutex<VecDeque<Vec<u8>>> = Mutex::new(answers.into_iter().collect());
    Server::replying(move |_: &Received| {
        let mut left = answers.lock().unwrap();
        if left.len() > 1 { left.pop_front().unwrap() } else { left[0].clone() }
    })
}

fn status(status: &str) -> Vec<u8> {
    answer(status, &[], b"")
}

fn client(server: &Server) -> Client {
    Client::builder(server.url("")).x_authorization("key").with(|b| b.retries(QUICK)).build().unwrap()
}

#[tokio::test]
async fn what_may_pass_is_sent_again_where_that_does_no_harm() {
    for code in [400, 403, 404, 408, 409, 410, 425, 429, 431, 500, 501, 502, 503, 504, 505, 599] {
        let passes = matches!(code, 408 | 425 | 429 | 500 | 502 | 503 | 504);
        let server = script([status(&format!("{code} X")), answer("200 OK", &[], b"{}")]);
        let idempotent = client(&server).get_locker("1").send().await;
        assert_eq!(server.received().len(), if passes { 2 } else { 1 }, "{code}");
        assert_eq!(idempotent.is_ok(), passes, "{code}");

        let server = script([status(&format!("{code} X")), answer("200 OK", &[], b"")]);
        let other = client(&server).sync().send().await;
        assert_eq!(server.received().len(), if code == 429 { 2 } else { 1 }, "{code}");
        assert_eq!(other.is_ok(), code == 429, "{code}");
        if let Err(error) = other {
            assert!(!error.is_retryable() && error.delivery() == Delivery::Answered && error.attempts().len() == 1);
        }
    }
}

#[tokio::test]
async fn a_call_that_is_sent_again_is_the_same_call() {
    let server = script([status("503 X"), status("503 X"), answer("200 OK", &[], b"")]);
    let body = Locker { name: Some("n".into()), ..Locker::default() };
    let response = client(&server).update_locker(7, &body).0.with_query("a", "b").send().await.unwrap();
    assert_eq!(response.attempts(), 3);
    let sent = server.received();
    assert_eq!((sent.len(), sent[0].text()), (3, r#"{"name":"n"}"#));
    for later in &sent[1..] {
        assert_eq!((&later.head, &later.body), (&sent[0].head, &sent[0].body));
    }
}

#[tokio::test]
async fn keys_in_query_and_cookie_are_there_once_each_time() {
    struct Bystander;
    impl Interceptor for Bystander {}
    for is_watched in [false, true] {
        let server = script([status("503 X"), status("503 X"), answer("200 OK", &[], b"{}")]);
        let keys = |b: ClientBuilder| b.retries(QUICK).api_key("queryKey", "a&b").api_key("session", "s=1");
        let builder = Client::builder(server.url("")).with(keys);
        let builder = if is_watched { builder.with(|b| b.interceptor(Bystander)) } else { builder };
        builder.build().unwrap().get_locker("1").consumed(true).await.unwrap();
        let sent = server.received();
        assert_eq!(sent.len(), 3);
        for one in &sent {
            assert_eq!(one.target(), "/v2/lockers/1?consumed=true&api_key=a%26b");
            assert_eq!(one.headers("cookie"), ["sid=s=1"]);
        }
    }
}

#[tokio::test]
async fn the_error_tells_what_was_tried() {
    let server = script([Vec::new(), status("502 Bad Gateway"), answer("503 X", &["X-Request-Id: r1"], b"")]);
    let error = client(&server).get_locker("1").send().await.unwrap_err();
    let statuses: Vec<_> = error.attempts().iter().map(|attempt| attempt.status()).collect();
    assert_eq!(statuses, [None, Some(502), Some(503)]);
    let got: Vec<_> = error.attempts().iter().map(|attempt| attempt.delivery()).collect();
    assert_eq!(got, [Delivery::MaybeProcessed, Delivery::Answered, Delivery::Answered]);
    assert_eq!(error.attempts()[1].cause(), "answered 502 Bad Gateway");
    assert!(error.is_retryable() && error.is_status() && error.delivery() == Delivery::Answered);
    assert_eq!(
        error.to_string(),
        "getLocker: GET /v2/lockers/{id} answered 503 Service Unavailable, which is not documented \
         (3 attempts, request id r1)"
    );
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_by_any_call() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let vault = Client::builder(format!("http://{free}")).with(|b| b.retries(QUICK)).build().unwrap();
    let error = vault.sync().send().await.unwrap_err();
    assert_eq!(error.attempts().len(), 3);
    assert!(error.is_connect() && error.is_retryable() && error.delivery() == Delivery::NotSent, "{error}");
    assert!(error.to_string().ends_with("(3 attempts)"), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again_by_idempotent_calls_only() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
    for (broken, delivery) in [(&b""[..], Delivery::MaybeProcessed), (&cut[..], Delivery::Answered)] {
        let server = script([broken.to_vec(), answer("200 OK", &[], b"{}")]);
        assert_eq!(client(&server).get_locker("1").send().await.unwrap().attempts(), 2);
        let server = script([broken.to_vec(), answer("200 OK", &[], b"")]);
        let error = client(&server).sync().send().await.unwrap_err();
        assert_eq!((server.received().len(), error.delivery()), (1, delivery));
        assert!(!error.is_retryable() && error.is_transport());
    }
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_makes_room_for_another() {
    let first = Mutex::new(true);
    let server = Server::start(move |mut stream| {
        if std::mem::take(&mut *first.lock().unwrap()) {
            thread::sleep(Duration::from_secs(5));
        }
        std::io::Write::write_all(&mut stream, &answer("200 OK", &[], b"{}")).unwrap_or_default();
    });
    let limit = Duration::from_millis(200);
    assert_eq!(client(&server).get_locker("1").0.with_attempt_timeout(limit).send().await.unwrap().attempts(), 2);

    let silent = Server::start(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let error = client(&silent).get_locker("1").0.with_attempt_timeout(limit / 4).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!((error.attempts().len(), error.delivery()), (3, Delivery::MaybeProcessed));
    assert_eq!(error.to_string(), "getLocker: GET /v2/lockers/{id} got no answer: none came within 50ms (3 attempts)");
    // The deadline of the call ends what is under way and says so.
    let call = client(&silent);
    let error = call.get_locker("1").0.with_attempt_timeout(limit).with_timeout(limit * 3 / 2).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((error.attempts().len(), error.delivery()), (2, Delivery::MaybeProcessed));
}

#[tokio::test]
async fn retry_after_is_obeyed_or_handed_over() {
    let busy = |after: &str| answer("429 Too Many Requests", &[&format!("Retry-After: {after}")], b"");
    let server = script([busy("1"), answer("200 OK", &[], b"")]);
    let started = Instant::now();
    client(&server).sync().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));

    let server = script([busy("31")]);
    let error = client(&server).sync().await.unwrap_err();
    assert_eq!((server.received().len(), error.retry_after()), (1, Some(Duration::from_secs(31))));
    assert!(error.is_retryable());
    assert!(error.to_string().ends_with(" (not tried again: the server asks to wait longer than calls do)"), "{error}");

    // It would be over before.
    let server = script([busy("3")]);
    let started = Instant::now();
    let error = client(&server).sync().0.with_timeout(Duration::from_secs(2)).await.unwrap_err();
    assert!(error.status() == Some(429) && started.elapsed() < Duration::from_secs(1), "{error}");
    assert!(error.to_string().ends_with(" (not tried again: its time would be up before)"), "{error}");
}

#[tokio::test]
async fn streams_and_calls_that_say_so_are_sent_once() {
    let server = script([status("503 X")]);
    let vault = client(&server);
    let stream = Body::reader(&b"abc"[..], Some(3));
    let error = vault.core().call::<Upload>().bytes(stream, "text/plain").send().await.unwrap_err();
    assert_eq!((error.status(), server.received().len()), (Some(503), 1));
    vault.get_locker("1").0.without_retries().await.unwrap_err();
    assert_eq!(server.received().len(), 2);
    vault.get_locker("1").0.with_retries(QUICK.with_max_attempts(5)).await.unwrap_err();
    assert_eq!(server.received().len(), 7);
}

#[tokio::test]
async fn a_caller_who_has_left_is_not_acted_for() {
    let server = script([answer("503 X", &["Retry-After: 1"], b""), answer("200 OK", &[], b"{}")]);
    let vault = client(&server);
    let left = tokio::time::timeout(Duration::from_millis(300), vault.get_locker("1").send()).await;
    assert!(left.is_err());
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn the_budget_is_shared_by_clones_and_fills_up_again() {
    let server = script(std::iter::repeat_n(status("503 X"), 6).chain(std::iter::once(answer("200 OK", &[], b"{}"))));
    let vault = Client::builder(server.url(""))
        .x_authorization("k")
        .with(|b| b.retries(QUICK).retry_budget(3))
        .build()
        .unwrap();
    for (calls, attempts) in [(1, 3), (2, 2), (3, 1)] {
        let error = vault.clone().get_locker("1").send().await.unwrap_err();
        assert_eq!(error.attempts().len(), attempts, "call {calls}");
        let told = error.to_string().contains("not tried again: the retries of the client are used up");
        assert_eq!(told, attempts < 3, "{error}");
    }
    for _ in 0..5 {
        vault.get_locker("1").await.unwrap();
    }
    assert_eq!(server.received().len(), 11);
}
