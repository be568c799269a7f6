//! Tokens that cannot be had.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use specwright_runtime::{Delivery, ExchangeValue, Secret};

use super::api::Guarded;
use super::server::{Server, answer, json};
use super::{Outcome, builder, fails};

fn client(server: &Server) -> specwright_runtime::Client {
    builder(&server.url(""))
        .exchange("session", "login", [ExchangeValue::Secret(Secret::new("hunter2"))])
        .build()
        .unwrap()
}

#[tokio::test]
async fn token_endpoint_down() {
    for (status, body) in [("503 X", "{}"), ("500 X", ""), ("200 OK", "no json")] {
        let server = Server::answering(json(status, body));
        let client = client(&server);
        let expected = Outcome {
            attempts: 1,
            delivery: Delivery::NotSent,
            status: None,
            retryable: false,
            is: vec!["request", "credentials"],
        };
        assert_eq!(fails::<Guarded>(&client).await, expected);
        assert_eq!(fails::<Guarded>(&client).await, expected);
        assert_eq!(server.received().len(), 1, "a failure is held back for a second");
    }
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
            let error = client.call::<Guarded>().await.unwrap_err();
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
