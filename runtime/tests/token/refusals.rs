//! Token endpoints that do not answer with a token.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use specwright_runtime::{ClientBuilder, Error, Unexpected};

use super::api::{API, Counter, Delegated, Guarded, Session, builder, count, echo, logged_in, secret, shown, text};
use super::server::{Server, answer, json};

/// The error of a call whose token endpoint answers like that; shows no secrets, and the API was not asked.
async fn refused(reply: Vec<u8>) -> Error<Unexpected> {
    let server = Server::answering(reply);
    let error = logged_in(&server).call::<Session>().without_retries().await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
    assert!(!shown(&error).contains("hunter2"), "{}", shown(&error));
    assert_eq!(count(&server, "/session"), 0);
    error
}

#[tokio::test]
async fn refusals_say_what_the_server_says() {
    let prefix = "readSession: GET /session was not sent: \
                  no token for `session` by `.login(…)`: login: POST /login ";
    for (reply, expected) in [
        (json("401 Unauthorized", r#"{"message": "wrong\r\npassword: hunter2"}"#), {
            "answered 401 Unauthorized: wrong password: [redacted]"
        }),
        (json("400 Bad Request", r#"{"error": 17, "message": "no"}"#), "answered 400 Bad Request: 17; no"),
        (json("500 Internal Server Error", "{}"), "answered 500 Internal Server Error"),
        (answer("502 Bad Gateway", &[], b"<html>hunter2"), "answered 502 Bad Gateway"),
        (answer("200 OK", &[], b"<html>hunter2"), "answered 200 OK, but not with JSON"),
        (answer("200 OK", &[], b""), "answered 200 OK, but not with JSON"),
        (json("200 OK", r#"{"token": "", "message": "later"}"#), {
            "answered 200 OK without a token at `/result/token`, `/token`: later"
        }),
        (json("200 OK", r#"{"token": 5}"#), "answered 200 OK without a token at `/result/token`, `/token`"),
        (json("302 Found", "{}"), "answered 302 Found"),
        (json("200 OK", &format!(r#"{{"token": "{}"}}"#, "x".repeat(70_000))), {
            "was answered, but its body is longer than 65536 bytes"
        }),
    ] {
        let error = refused(reply).await;
        assert_eq!(error.to_string(), format!("{prefix}{expected}"));
    }
}

#[tokio::test]
async fn a_yes_that_means_no_is_a_refusal() {
    let body = r#"{"isSuccess": false, "errorMsg": "profile hunter2 expired", "value": {"access_token": "t"}}"#;
    let server = Server::answering(json("200 OK", body));
    let vault = builder(&server).exchange("delegated", "delegate", [secret("hunter2")]).build().unwrap();
    let error = vault.call::<Delegated>().await.unwrap_err().to_string();
    assert!(error.ends_with("answered 200 OK but refused: profile [redacted] expired"), "{error}");
}

#[tokio::test]
async fn a_key_that_the_server_repeats_is_not_shown() {
    let server = Server::answering(json("401 Unauthorized", r#"{"message": "bad key gate-hunter2"}"#));
    let vault = builder(&server).api_key("gateway", "gate-hunter2");
    let vault = vault.exchange("guarded", "license", [text("1"), secret("s3cr3t"), text("2")]).build().unwrap();
    let error = vault.call::<Guarded>().await.unwrap_err();
    assert!(error.to_string().ends_with("bad key [redacted]"), "{error}");
    assert!(!shown(&error).contains("hunter2"));
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_not_shown() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match (request.target(), issued.next()) {
        ("/login", 1) => json("200 OK", r#"{"token": "hunter2\u0000x"}"#),
        ("/login", _) => json("200 OK", r#"{"token": "good"}"#),
        _ => echo(request),
    });
    let vault = logged_in(&server);
    let error = vault.call::<Session>().await.unwrap_err();
    assert!(error.to_string().ends_with("answered 200 OK with a token that no header can hold"), "{error}");
    assert!(!shown(&error).contains("hunter2"));
    // It is not kept: as after any refusal, another is asked for in a moment.
    tokio::time::sleep(error.retry_after().unwrap()).await;
    vault.call::<Session>().await.unwrap();
}

#[tokio::test]
async fn an_endpoint_that_is_down_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let vault = ClientBuilder::new(&API, format!("http://{free}"));
    let vault = vault.exchange("session", "login", [text("Ellie"), secret("hunter2")]).build().unwrap();
    let error = vault.call::<Session>().await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
    let message = error.to_string();
    assert!(message.contains(&format!("login: POST /login got no answer: could not connect to {free}")), "{message}");
    assert!(!shown(&error).contains("hunter2"));
}

#[tokio::test]
async fn an_endpoint_that_is_silent_is_left() {
    let server = Server::start(|stream| {
        std::thread::sleep(Duration::from_secs(3));
        drop(stream);
    });
    let vault = ClientBuilder::new(&API, server.url("")).timeout(Duration::from_millis(200));
    let vault = vault.exchange("session", "login", [text("Ellie"), secret("hunter2")]).build().unwrap();
    let error = vault.access_token("session").await.unwrap_err();
    assert!(error.to_string().ends_with("POST /login gave no answer within 200ms"), "{error}");
}

#[tokio::test]
async fn a_storm_of_failures_makes_few_requests() {
    let server = Server::answering(json("401 Unauthorized", "{}"));
    let vault = logged_in(&server);
    let started = Instant::now();
    let mut calls = 0;
    while started.elapsed() < Duration::from_millis(700) {
        assert!(vault.call::<Session>().await.unwrap_err().is_credentials());
        calls += 1;
    }
    assert!(calls > 50, "{calls}");
    assert_eq!(count(&server, "/login"), 1, "after {calls} calls");
    super::api::later(1.1).await;
    vault.call::<Session>().await.unwrap_err();
    assert_eq!(count(&server, "/login"), 2);
}
