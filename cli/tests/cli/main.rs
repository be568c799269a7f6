//! The command line on real files: what it prints, where, and how it ends.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod check;
mod docs;
mod dump;
mod formats;
mod generate;
mod krate;
mod list;
#[cfg(feature = "mock")]
mod mock;
mod only;
mod overlay;
mod support;
mod types;
