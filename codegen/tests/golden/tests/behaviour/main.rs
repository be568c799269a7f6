//! What emitted types do: JSON goes in and comes out as it was, whatever it holds.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod all_of;
mod calls;
mod enums;
mod first_of;
mod formats;
mod lenient;
mod multipart;
mod names;
mod presence;
mod recursion;
mod rules;
mod unions;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a value.
#[track_caller]
fn read<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error} in {json}"))
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
