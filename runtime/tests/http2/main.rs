//! What a client does when things go wrong over HTTP/2: each test is a row of a table in `docs/reliability.md`.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its scene may fail loudly")]

#[allow(dead_code, reason = "shared with other tests")]
#[path = "../faults/api.rs"]
mod api;
mod body;
mod features;
mod head;
#[path = "../faults/outcome.rs"]
mod outcome;
#[path = "../faults/predicates.rs"]
mod predicates;
mod server;
mod sharing;

use std::time::{Duration, Instant};

use specwright_runtime::{Client, ClientBuilder, Delivery, Retries};

use self::api::{API, Read, Write};
use self::outcome::{Outcome, check, fails};
use self::server::Server;

/// Waits that do not make tests slow.
const QUICK: Retries = Retries::STANDARD.with_base_delay(Duration::from_millis(1));

fn builder(server: &Server) -> ClientBuilder {
    let builder = ClientBuilder::new(&API, server.url()).root_certificates(server.pem.clone());
    builder.retries(QUICK).attempt_timeout(Duration::from_secs(20))
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// A client that gives up attempts soon.
fn impatient(server: &Server) -> Client {
    builder(server).attempt_timeout(Duration::from_millis(300)).build().unwrap()
}

/// Checks a row of connections that end: a read and a write, each with a client of its own, and a wait before each attempt.
/// What has ended may take a moment to be known as such, and a request that is sent in that moment sees the end once more.
async fn check_ends(server: &Server, delivery: Delivery, status: Option<u16>) {
    let slow = Retries::STANDARD.with_base_delay(Duration::from_millis(200));
    let client = || builder(server).retries(slow).jitter_seed(4).build().unwrap();
    let expected = |(attempts, retryable)| Outcome { attempts, delivery, status, retryable, is: vec!["transport"] };
    assert_eq!(fails::<Read>(&client()).await, expected((3, true)), "read");
    assert_eq!(fails::<Write>(&client()).await, expected((1, false)), "write");
    assert_eq!((server.count(), server.connections()), (4, 4));
}

async fn until(holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(5), "it never came about");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
