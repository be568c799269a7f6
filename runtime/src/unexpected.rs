//! Answers that the document does not describe.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::{DecodeError, OperationError, Reply};

/// An answer that the document does not describe, kept as it came.
#[derive(Clone)]
pub struct Unexpected(Arc<Inner>);

struct Inner {
    reply: Reply,
    is_cut: bool,
    cause: Option<DecodeError>,
}

impl Unexpected {
    /// Keeps an answer, of whose body there may have been more, with the reason when its status is documented but its body
    /// is something else.
    pub(crate) fn new(reply: Reply, is_cut: bool, cause: DecodeError) -> Self {
        let cause = Some(cause).filter(|cause| !cause.is_undocumented());
        Self(Arc::new(Inner { reply, is_cut, cause }))
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.0.reply.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.0.reply.headers()
    }

    /// The body as it came, decompressed; see [`is_cut`](Self::is_cut).
    pub fn bytes(&self) -> &Bytes {
        self.0.reply.bytes()
    }

    /// The body was longer than errors keep
    /// ([`ClientBuilder::max_error_bytes`](crate::ClientBuilder::max_error_bytes)): this is its beginning.
    pub fn is_cut(&self) -> bool {
        self.0.is_cut
    }

    /// What the body was announced as.
    pub fn content_type(&self) -> Option<&str> {
        self.0.reply.content_type()
    }

    /// Why the body could not be read, when the status is documented.
    pub fn cause(&self) -> Option<&DecodeError> {
        self.0.cause.as_ref()
    }

    /// The body as text.
    ///
    /// # Errors
    /// The bytes are not text.
    pub fn text(&self) -> Result<String, DecodeError> {
        self.0.reply.text().map_err(|error| self.explain(error))
    }

    /// The body read as JSON.
    ///
    /// # Errors
    /// The body is not JSON, or not the JSON that `T` is made of.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.0.reply.json().map_err(|error| self.explain(error))
    }

    /// Says that the fault may lie in what is missing.
    fn explain(&self, error: DecodeError) -> DecodeError {
        if !self.is_cut() {
            return error;
        }
        error.because(&format!(
            " in the first {} bytes, which is all that was kept (`max_error_bytes`)",
            self.bytes().len()
        ))
    }
}

/// Of operations without documented failures.
impl OperationError for Unexpected {
    fn decode(reply: &Reply) -> Result<Self, DecodeError> {
        Err(reply.undocumented())
    }

    fn unexpected(unexpected: Unexpected) -> Self {
        unexpected
    }
}

impl fmt::Debug for Unexpected {
    /// Shows how long the body is, not the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unexpected")
            .field("status", &self.status())
            .field("content_type", &self.content_type())
            .field("length", &self.bytes().len())
            .field("is_cut", &self.is_cut())
            .field("cause", &self.cause())
            .finish()
    }
}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Some(cause) => write!(f, "status {} with a body that is not as documented: {cause}", self.status()),
            None => write!(f, "status {} is not documented", self.status()),
        }
    }
}

// No source: the cause is part of the message.
impl std::error::Error for Unexpected {}
