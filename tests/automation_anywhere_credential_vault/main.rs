//! The Credential Vault client on the wire: what is sent for each operation, and what is made of each answer.
//!
//! A file per tag lists its operations with the request that each one sends, and looks at what comes back.
//! [`every_operation`] takes the lists of all tags and goes through every documented status of every operation.
#![cfg(feature = "automation-anywhere-credential-vault")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../support/mod.rs"]
mod support;

#[macro_use]
mod wire;

mod against_the_mock;
mod attribute_values;
mod authentication;
mod client;
mod credentials;
mod every_operation;
mod failures;
mod lockers;
mod request_bodies;
mod vault;

/// A token of the Control Room. It must not be readable anywhere but in its header.
const TOKEN: &str = "eyJ0b2tlbiI6ImhpZGRlbiJ9";
