//! Tokens that cannot be had.

use std::sync::atomic::{AtomicBool, Ordering};

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
