//! Tokens over real sockets: who fetches them when, where credentials go, and what comes of a server that misbehaves.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its scene may fail loudly")]

mod api;
mod assertion;
mod elsewhere;
mod environment;
mod fetching;
mod keys;
mod refusals;
mod rejected;
#[path = "../wire/server.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod server;
