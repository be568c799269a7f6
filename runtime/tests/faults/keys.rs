//! Writes that the server knows by their idempotency keys.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use specwright_runtime::Delivery::{Answered, MaybeProcessed};
use specwright_runtime::{Call, Client, ExchangeValue, Operation, Secret, Uuid};

use super::api::{GuardedWrite, Write};
use super::server::{Server, answer, json};
use super::{builder, client, impatient, outcome};

const HEADER: &str = "Idempotency-Key";

/// A call, as emitted code makes it.
fn keyed<O: Operation>(client: &Client) -> Call<'_, O> {
    client.call::<O>().idempotency_key(HEADER)
}

/// The keys that came, in order.
fn keys(server: &Server) -> Vec<String> {
    let requests = server.received().into_iter().filter(|request| request.target() != "/login");
    requests.map(|request| request.header(HEADER).unwrap().to_owned()).collect()
}

/// How many there are of each key, in the order of the calls.
fn runs(keys: &[String]) -> Vec<usize> {
    let runs: Vec<usize> = keys.chunk_by(|a, b| a == b).map(<[String]>::len).collect();
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), runs.len(), "calls have keys of their own: {keys:?}");
    for key in keys {
        assert_eq!(Uuid::parse_str(key).unwrap().get_version_num(), 4, "{key}");
    }
    runs
}

#[tokio::test]
async fn all_attempts_have_one_key() {
    let count = AtomicUsize::new(0);
    let server = Server::replying(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        1 | 4 => json("200 OK", "{}"),
        _ => answer("503 X", &[], b""),
    });
    let client = client(&server);
    for attempts in [2, 3] {
        assert_eq!(keyed::<Write>(&client).send().await.unwrap().attempts(), attempts);
    }
    assert_eq!(runs(&keys(&server)), [2, 3]);
}

#[tokio::test]
async fn an_attempt_that_timed_out_is_repeated() {
    let count = AtomicUsize::new(0);
    let server = Server::serve(move |_, mut stream| {
        if count.fetch_add(1, Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_secs(2));
        }
        let _ = std::io::Write::write_all(&mut stream, &json("200 OK", "{}"));
    });
    assert_eq!(keyed::<Write>(&impatient(&server)).send().await.unwrap().attempts(), 2);
    assert_eq!(runs(&keys(&server)), [2]);
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_no_end() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    let error = keyed::<Write>(&client(&server)).await.unwrap_err();
    let outcome = outcome(&error);
    assert_eq!((outcome.attempts, outcome.delivery, outcome.is), (3, Answered, vec!["transport"]));
    assert_eq!(runs(&keys(&server)), [3]);
}

#[tokio::test]
async fn a_new_token_keeps_the_key() {
    let count = AtomicUsize::new(0);
    let server = Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ => match count.fetch_add(1, Ordering::SeqCst) {
            0 => answer("503 X", &[], b""),
            1 => answer("401 X", &[], b""),
            _ => json("200 OK", "{}"),
        },
    });
    let password = ExchangeValue::Secret(Secret::new("hunter2"));
    let client = builder(&server.url("")).exchange("session", "login", [password]).build().unwrap();
    assert_eq!(keyed::<GuardedWrite>(&client).send().await.unwrap().attempts(), 2);
    assert_eq!(runs(&keys(&server)), [3]);
}

#[tokio::test]
async fn a_key_of_the_caller_is_sent_and_makes_the_call_repeatable() {
    let server = Server::answering(answer("503 X", &[], b""));
    let client = client(&server);
    let error = keyed::<Write>(&client).with_header(HEADER, "order-12").await.unwrap_err();
    assert_eq!((error.idempotency_key(), error.attempts().len()), (Some("order-12"), 3));
    assert!(error.is_retryable(), "the same call has the same key again");
    assert_eq!(keys(&server), ["order-12"; 3]);
}

#[tokio::test]
async fn a_key_of_the_client_is_told_so_that_the_call_can_be_made_again() {
    let server = Server::start(drop);
    let client = client(&server);
    let error = keyed::<Write>(&client).await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts().len()), (MaybeProcessed, 3));
    assert!(!error.is_retryable(), "the same call would have another key");
    let key = error.idempotency_key().unwrap().to_owned();
    assert!(keyed::<Write>(&client).with_header(HEADER, &key).await.unwrap_err().is_retryable());
    assert_eq!(keys(&server), [key.as_str(); 6]);
    assert!(!format!("{error} {error:?}").contains(&key));
}

#[tokio::test]
async fn an_empty_key_is_none() {
    let server = Server::answering(answer("503 X", &[], b""));
    let error = keyed::<Write>(&client(&server)).with_header(HEADER, "").await.unwrap_err();
    assert_eq!((error.attempts().len(), error.is_retryable()), (1, false));
}
