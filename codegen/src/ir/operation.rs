//! One thing a caller can do.

use super::{
    Anomaly, Docs, Headers, Link, Paging, Parameter, Payload, Response, SampleRequest, Security, Source, StreamRules,
};

/// An operation: a method on a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The document's `operationId`, or one made from method and path.
    pub id: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// HTTP method.
    pub method: Method,
    /// The path as the document writes it, e.g. `/users/{id}`.
    pub path: String,
    /// The same path, cut into fixed text and parameter places.
    pub segments: Vec<PathSegment>,
    /// Index into `Api::tags`.
    pub tag: usize,
    /// What it does.
    pub docs: Docs,
    /// Where it was transcribed from.
    pub source: Option<Source>,
    /// Requests that the vendor document shows.
    pub samples: Vec<SampleRequest>,
    /// Contradictions in the document about it.
    pub anomalies: Vec<Anomaly>,
    /// Path, query, header and cookie parameters in document order (path-item level ones first).
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub payload: Option<Payload>,
    /// Other kinds of bodies that it takes in place of that one, each required by whoever chooses it.
    pub alternatives: Vec<Payload>,
    /// What comes back, in document order.
    pub responses: Vec<Response>,
    /// The headers of what comes back.
    pub headers: Headers,
    /// Calls that can be made with what comes back.
    pub links: Vec<Link>,
    /// How to go on, if what comes back is a part of a list.
    pub paging: Option<Paging>,
    /// How streams of events are read, if it answers with some.
    pub stream: StreamRules,
    /// Index of the header parameter by which the server tells the call from another.
    pub idempotency_key: Option<usize>,
    /// Credentials that are needed.
    pub security: Security,
    /// Repeating the call does no harm: the method says so or `x-idempotent` does.
    pub idempotent: bool,
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names of HTTP say it")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Operation {
    /// Everything that can be sent as its body, what is preferred first.
    pub fn payloads(&self) -> impl Iterator<Item = &Payload> {
        self.payload.iter().chain(&self.alternatives)
    }
}

impl Method {
    /// As it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// Repeating a call with this method does no harm (RFC 9110, 9.2.2).
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum PathSegment {
    /// Sent as it is, slashes included.
    Text(String),
    /// The value of the path parameter at this index of `Operation::parameters`.
    Parameter(usize),
}
