//! What an error says it is. Shared with tests that run elsewhere.

use specwright_runtime::{Error, Unexpected};

/// Names of those predicates that hold.
pub(crate) fn predicates(error: &Error<Unexpected>) -> Vec<&'static str> {
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
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name).collect()
}
