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
mod server;
mod sharing;

use std::time::{Duration, Instant};

use specwright_runtime::{Client, ClientBuilder, Retries};

use self::api::API;
use self::outcome::check;
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

async fn until(holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(5), "it never came about");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
