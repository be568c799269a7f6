//! Calls that the server makes: reading them, and answering.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Binary, DecodeError, ParameterError, Reply, TypedHeaders, TypedQuery};

/// A call that came in, from whatever receives it: a web framework, a queue, a file.
#[derive(Clone)]
pub struct Received {
    query: String,
    /// Bodies are read the same way in both directions.
    message: Reply,
}

impl Received {
    /// A call with these headers and this body.
    pub fn new(headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { query: String::new(), message: Reply::new(StatusCode::OK, headers, body) }
    }

    /// With the query of its address, without the `?`.
    pub fn with_query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.message.headers()
    }

    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        self.message.bytes()
    }

    /// The documented headers.
    ///
    /// # Errors
    /// One is missing or not as documented.
    pub fn typed_headers<H: TypedHeaders>(&self) -> Result<H, ParameterError> {
        H::from_headers(self.headers())
    }

    /// The documented query parameters.
    ///
    /// # Errors
    /// One is missing or not as documented.
    pub fn typed_query<Q: TypedQuery>(&self) -> Result<Q, ParameterError> {
        Q::from_query(&self.query)
    }

    /// What `read` makes of the body, if there is one.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn optional<T>(&self, read: impl FnOnce(&Self) -> Result<T, DecodeError>) -> Result<Option<T>, DecodeError> {
        if self.bytes().is_empty() { Ok(None) } else { read(self).map(Some) }
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// The body is not the JSON that `T` is made of.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.message.json()
    }

    /// Reads a form.
    ///
    /// # Errors
    /// A field is missing or is not what `T` needs.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.message.form()
    }

    /// Reads text.
    ///
    /// # Errors
    /// The bytes are not text.
    pub fn text(&self) -> Result<String, DecodeError> {
        self.message.text()
    }

    /// Takes the bytes as they are.
    ///
    /// # Errors
    /// They are compressed in a way that is not understood.
    pub fn binary(&self) -> Result<Binary, DecodeError> {
        self.message.binary()
    }
}

impl fmt::Debug for Received {
    /// Shows neither headers nor query nor body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("length", &self.bytes().len()).finish_non_exhaustive()
    }
}

/// What is known about a call that the server makes, beside its types.
#[derive(Debug, Clone, Copy)]
pub struct WebhookInfo {
    /// Its name in the document.
    pub name: &'static str,
    /// HTTP method, upper case.
    pub method: &'static str,
    /// The operation that leads to it and where it is sent, for a callback.
    pub callback: Option<CallbackInfo>,
    /// The answers that the server expects: `200`, `4XX`, `default`.
    pub answers: &'static [&'static str],
}

/// What leads to a callback.
#[derive(Debug, Clone, Copy)]
pub struct CallbackInfo {
    /// Id of the operation that asks for it.
    pub operation: &'static str,
    /// Where it is sent, as an expression over that call: `{$request.body#/url}`.
    pub address: &'static str,
}

/// An answer to a call that the server made; whatever received the call sends it.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    content_type: Option<&'static str>,
    body: Bytes,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, content_type: None, body: Bytes::new() }
    }

    /// An answer with bytes of that media type.
    pub fn bytes(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: Some(content_type), body: body.into() }
    }

    /// An answer with JSON.
    ///
    /// # Errors
    /// `value` cannot be written as JSON: it has a key that is no text, or is of a type of the caller's that refuses.
    pub fn json<T: Serialize + ?Sized>(
        status: u16,
        content_type: &'static str,
        value: &T,
    ) -> Result<Self, WebhookError> {
        let body = serde_json::to_vec(value).map_err(|_| WebhookError::Answer)?;
        Ok(Self::bytes(status, content_type, body))
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The media type of the body, if there is one.
    pub fn content_type(&self) -> Option<&'static str> {
        self.content_type
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for Answer {
    /// Shows how long the body is, not the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.body.len())
            .finish()
    }
}

/// Why a call that came in could not be read or answered. Shows no value.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum WebhookError {
    /// The document has no webhook or callback of that name.
    Unknown,
    /// A header or a query parameter is not as documented.
    Parameter(ParameterError),
    /// The body is not as documented.
    Body(DecodeError),
    /// The value of an answer cannot be written as JSON.
    Answer,
}

impl From<ParameterError> for WebhookError {
    fn from(error: ParameterError) -> Self {
        Self::Parameter(error)
    }
}

impl From<DecodeError> for WebhookError {
    fn from(error: DecodeError) -> Self {
        Self::Body(error)
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer => f.write_str("the answer cannot be written as JSON"),
            Self::Unknown => f.write_str("there is no webhook of that name"),
            Self::Parameter(error) => error.fmt(f),
            Self::Body(error) => write!(f, "the body cannot be understood: {error}"),
        }
    }
}

// No source: causes are part of the message.
impl std::error::Error for WebhookError {}
