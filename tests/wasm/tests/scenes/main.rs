//! The clients where there is JavaScript: scenes are compiled to wasm32 and played in Node and in a browser, against servers
//! on sockets. Without Node, or without the target `wasm32-unknown-unknown`, nothing is played, and the output says so.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its scene may fail loudly")]

mod bodies;
mod browser;
mod calls;
mod generated;
#[allow(dead_code, reason = "shared with other tests")]
#[path = "../../../../runtime/tests/wire/server.rs"]
mod server;
mod stage;
