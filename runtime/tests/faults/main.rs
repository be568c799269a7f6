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
mod outcome;
mod predicates;
mod redirects;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../wire/server.rs"]
mod server;
mod status;
mod tokens;

use std::time::Duration;

use specwright_runtime::{Client, ClientBuilder, Retries};

use self::api::API;
use self::outcome::{Outcome, check, fails, outcome};
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
