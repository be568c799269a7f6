//! What calls that fail come to, in the words of the tables.

use specwright_runtime::{Client, Delivery, Error, Operation, Unexpected};

use super::api::{Read, Write};
use super::predicates::predicates;

/// What a call came to.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) attempts: usize,
    pub(crate) delivery: Delivery,
    pub(crate) status: Option<u16>,
    pub(crate) retryable: bool,
    /// Those predicates that hold.
    pub(crate) is: Vec<&'static str>,
}

pub(crate) fn outcome(error: &Error<Unexpected>) -> Outcome {
    let line = error.to_string();
    assert!(!line.contains('\n') && !format!("{error:?}").contains("hunter2"), "{error:?}");
    Outcome {
        attempts: error.attempts().len(),
        delivery: error.delivery(),
        status: error.status(),
        retryable: error.is_retryable(),
        is: predicates(error),
    }
}

pub(crate) async fn fails<O: Operation<Error = Unexpected>>(client: &Client) -> Outcome {
    outcome(&client.call::<O>().send().await.err().unwrap())
}

/// Checks a row: what comes of a read, which is idempotent, and of a write, which is not.
pub(crate) async fn check(
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
