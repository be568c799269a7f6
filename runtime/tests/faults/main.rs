//! What a client does when things go wrong on the wire: each test is a row of the table in `docs/reliability.md`.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its scene may fail loudly")]

mod api;
mod cancelled;
mod connection;
mod content;
mod events;
mod keys;
mod limits;
mod oddities;
mod redirects;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../wire/server.rs"]
mod server;
mod status;
mod tokens;

use std::time::Duration;

use specwright_runtime::{Client, ClientBuilder, Delivery, Error, Operation, Retries, Unexpected};

use self::api::{API, Read, Write};
use self::server::Server;

/// Waits that do not make tests slow.
const QUICK: Retries = Retries::STANDARD.with_base_delay(Duration::from_millis(1));

fn builder(address: &str) -> ClientBuilder {
    ClientBuilder::new(&API, address).retries(QUICK).attempt_timeout(Duration::from_secs(20))
}

fn client(server: &Server) -> Client {
    builder(&server.url("")).build().unwrap()
}

/// A client that gives up attempts soon.
fn impatient(server: &Server) -> Client {
    builder(&server.url("")).attempt_timeout(Duration::from_millis(300)).build().unwrap()
}

/// What a call came to.
#[derive(Debug, PartialEq)]
struct Outcome {
    attempts: usize,
    delivery: Delivery,
    status: Option<u16>,
    retryable: bool,
    /// Those predicates that hold.
    is: Vec<&'static str>,
}

fn outcome(error: &Error<Unexpected>) -> Outcome {
    let all = [
        (error.is_request(), "request"),
        (error.is_credentials(), "credentials"),
        (error.is_connect(), "connect"),
        (error.is_timeout(), "timeout"),
        (error.is_transport(), "transport"),
        (error.is_too_large(), "too_large"),
        (error.is_status(), "status"),
        (error.is_decode(), "decode"),
    ];
    let line = error.to_string();
    assert!(!line.contains('\n') && !format!("{error:?}").contains("hunter2"), "{error:?}");
    Outcome {
        attempts: error.attempts().len(),
        delivery: error.delivery(),
        status: error.status(),
        retryable: error.is_retryable(),
        is: all.iter().filter(|(holds, _)| *holds).map(|(_, name)| *name).collect(),
    }
}

async fn fails<O: Operation<Error = Unexpected>>(client: &Client) -> Outcome {
    outcome(&client.call::<O>().send().await.err().unwrap())
}

/// Checks a row: what comes of a read, which is idempotent, and of a write, which is not.
async fn check(
    client: &Client,
    delivery: Delivery,
    status: Option<u16>,
    read: (usize, bool),
    write: (usize, bool),
    is: &[&'static str],
) {
    let expected = |(attempts, retryable)| Outcome { attempts, delivery, status, retryable, is: is.to_vec() };
    assert_eq!(fails::<Read>(client).await, expected(read), "read");
    assert_eq!(fails::<Write>(client).await, expected(write), "write");
}
