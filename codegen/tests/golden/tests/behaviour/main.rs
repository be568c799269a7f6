//! What emitted types do: JSON goes in and comes out as it was, whatever it holds.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod all_of;
mod alternatives;
mod calls;
mod enums;
mod events;
mod first_of;
mod foreign;
mod formats;
mod headers;
mod keys;
mod keywords;
mod lenient;
mod links;
mod media_types;
mod multipart;
mod names;
mod paging;
mod presence;
mod recursion;
mod rules;
mod shared;
mod socket;
mod times;
mod tokens;
mod unions;
mod webhooks;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use specwright_runtime::{Decoded, HeaderMap, Operation, Reply, StatusCode};

/// Reads a value.
#[track_caller]
fn read<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// What an operation makes of an answer.
#[track_caller]
fn decoded<O: Operation>(status: u16, content_type: &str, body: &str) -> Decoded<O::Output, O::Error> {
    let headers = HeaderMap::from_iter([("content-type".parse().unwrap(), content_type.parse().unwrap())]);
    O::decode(&Reply::new(StatusCode::from_u16(status).unwrap(), headers, body.to_owned()))
}

/// Says why a value cannot be read.
#[track_caller]
fn refused<T: DeserializeOwned + Debug>(json: Value) -> String {
    serde_json::from_value::<T>(json).expect_err("is refused").to_string()
}

/// Reads a value from text, the way an answer is read, and gives it back after it was written as it was.
#[track_caller]
fn round<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: Value) -> T {
    let text = json.to_string();
    let value: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(serde_json::to_value(&value).unwrap(), json, "what was read is written as it was");
    assert_eq!(read::<T>(json), value, "a tree reads like a text");
    value
}
