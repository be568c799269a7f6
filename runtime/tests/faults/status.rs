//! Statuses that nobody hopes for.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use specwright_runtime::Delivery::Answered;

use super::api::{Read, Write};
use super::server::{Server, answer};
use super::{check, client, fails};

const ONCE: (usize, bool) = (1, false);

/// 429 at first, with these headers, then a good answer.
fn busy_once(headers: &[String]) -> Server {
    let headers = headers.to_vec();
    let first = Mutex::new(true);
    Server::replying(move |_| {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let is_first = std::mem::take(&mut *first.lock().unwrap());
        if is_first { answer("429 Too Many Requests", &headers, b"") } else { answer("200 OK", &[], b"{}") }
    })
}

/// How long a write took, 429 and all.
async fn waited(headers: &[String]) -> Duration {
    let server = busy_once(headers);
    let client = client(&server);
    let started = Instant::now();
    assert_eq!(client.call::<Write>().send().await.unwrap().attempts(), 2);
    started.elapsed()
}

#[tokio::test]
async fn unknown_status() {
    for code in [299, 418, 499, 599] {
        let server = Server::answering(answer(&format!("{code} Odd"), &[], b"hunter2"));
        let expected = if code == 299 { "decode" } else { "status" };
        check(&client(&server), Answered, Some(code), ONCE, ONCE, &[expected]).await;
    }
}

#[tokio::test]
async fn overloaded() {
    for code in [408, 425, 500, 502, 503, 504] {
        let server = Server::answering(answer(&format!("{code} X"), &[], b""));
        check(&client(&server), Answered, Some(code), (3, true), ONCE, &["status"]).await;
    }
}

#[tokio::test]
async fn not_implemented() {
    let server = Server::answering(answer("501 X", &[], b""));
    check(&client(&server), Answered, Some(501), ONCE, ONCE, &["status"]).await;
}

#[tokio::test]
async fn too_many_requests() {
    let server = Server::answering(answer("429 X", &[], b""));
    check(&client(&server), Answered, Some(429), (3, true), (3, true), &["status"]).await;
}

#[tokio::test]
async fn retry_after_seconds() {
    assert!(waited(&["Retry-After: 1".into()]).await >= Duration::from_secs(1));
}

#[tokio::test]
async fn retry_after_date() {
    let until = httpdate(SystemTime::now() + Duration::from_secs(3));
    let waited = waited(&[format!("Retry-After: {until}")]).await;
    assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(5), "{waited:?}");
}

#[tokio::test]
async fn retry_after_date_of_a_server_with_a_wrong_clock() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
    let headers =
        [format!("Retry-After: {}", httpdate(now + Duration::from_secs(1))), format!("Date: {}", httpdate(now))];
    let waited = waited(&headers).await;
    assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(3), "{waited:?}");
}

#[tokio::test]
async fn retry_after_nonsense() {
    for text in ["soon", "-5", "1.5", ""] {
        assert!(waited(&[format!("Retry-After: {text}")]).await < Duration::from_secs(1), "{text}");
    }
}

#[tokio::test]
async fn retry_after_now() {
    for text in ["0", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        assert!(waited(&[format!("Retry-After: {text}")]).await < Duration::from_secs(1), "{text}");
    }
}

#[tokio::test]
async fn retry_after_too_long() {
    let far = httpdate(SystemTime::now() + Duration::from_secs(3600));
    for text in ["31", "99999999999999999999", far.as_str()] {
        let server = Server::answering(answer("429 X", &[&format!("Retry-After: {text}")], b""));
        check(&client(&server), Answered, Some(429), (1, true), (1, true), &["status"]).await;
    }
}

#[tokio::test]
async fn redirects_are_answers() {
    let other = Server::answering(answer("200 OK", &[], b"{}"));
    for target in ["/other".to_owned(), other.url("/other"), "http://other.invalid/".to_owned()] {
        for code in [301, 302, 303, 307, 308] {
            let server = Server::answering(answer(&format!("{code} X"), &[&format!("Location: {target}")], b""));
            check(&client(&server), Answered, Some(code), ONCE, ONCE, &["status"]).await;
            assert_eq!(server.received().len(), 2);
        }
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn thundering_herd() {
    // A server that is down: 50 tasks with 20 calls each would make 3000 requests of 1000.
    let server = Server::answering(answer("503 X", &[], b""));
    let client = super::builder(&server.url("")).attempt_timeout(Duration::from_secs(50)).build().unwrap();
    let herd: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    fails::<Read>(&client).await;
                }
            })
        })
        .collect();
    for member in herd {
        member.await.unwrap();
    }
    assert_eq!(server.received().len(), 1100, "the budget allows 100 retries in all");
}

/// A date as HTTP writes it.
fn httpdate(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}
