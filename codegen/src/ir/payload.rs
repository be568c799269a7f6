//! What is sent in a body.

use super::{Docs, Value};

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// Must be given.
    pub required: bool,
    /// Media type to announce, e.g. `application/json`.
    pub media_type: String,
    /// How it is written.
    pub kind: PayloadKind,
    /// What it is.
    pub docs: Docs,
}

/// How a body is written (request) or read (response).
#[derive(Debug, Clone, PartialEq)]
pub enum PayloadKind {
    /// JSON text.
    Json(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Value),
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}
