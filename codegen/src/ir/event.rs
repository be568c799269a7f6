//! Calls that the server makes.

use super::{Docs, FieldSetId, Method, OperationId, Payload, Response};

/// A call that the server makes: a webhook, or a callback of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// How the document calls it, unique among all events.
    pub name: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// The operation that leads to it, for a callback.
    pub callback: Option<Callback>,
    /// HTTP method.
    pub method: Method,
    /// When it is made and what it says.
    pub docs: Docs,
    /// Its headers.
    pub headers: Option<FieldSetId>,
    /// Its query parameters.
    pub query: Option<FieldSetId>,
    /// Its body.
    pub payload: Option<Payload>,
    /// What the server expects as an answer, in document order.
    pub answers: Vec<Response>,
}

/// What leads to a callback.
#[derive(Debug, Clone, PartialEq)]
pub struct Callback {
    /// The operation.
    pub operation: OperationId,
    /// Where the server calls, as an expression over the call of the operation.
    pub address: String,
}
