//! What really goes over the wire, and what comes of what comes back: a client as the generator emits it, against a
//! server of a few lines that records every byte.
#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its scene may fail loudly")]

#[cfg(all(feature = "tls", not(feature = "http2")))]
mod alpn;
mod answers;
mod api;
#[cfg(feature = "blocking")]
mod blocking;
mod credentials;
mod limits;
mod paging;
mod retries;
mod seams;
mod sending;
#[allow(dead_code, reason = "shared with other tests")]
mod server;
#[cfg(feature = "tracing")]
mod spans;
mod streams;
#[cfg(feature = "tls")]
mod tls;
