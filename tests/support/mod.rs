//! What the wire tests share: a server that answers what it is told and remembers what it was sent, a reader for the
//! examples in the specs, so that no test retypes a document, and variations of JSON.
#![allow(dead_code, reason = "each test crate uses the part it needs")]

pub(crate) mod json;
pub(crate) mod mock;
pub(crate) mod server;
pub(crate) mod spec;

/// Fails if a secret can be read in a text that may end up in a log.
#[track_caller]
pub(crate) fn assert_hides(secrets: &[&str], text: &str) {
    for secret in secrets {
        assert!(!text.contains(secret), "`{secret}` is shown in: {text}");
    }
}
