//! A value with the answer it came in.

use http::HeaderMap;

use crate::{ParameterError, Reply, TypedHeaders};

/// A value with status and headers of the answer it came in.
#[derive(Debug, Clone)]
pub struct Response<T> {
    reply: Reply,
    value: T,
    attempts: u32,
}

impl<T> Response<T> {
    /// A decoded answer.
    pub(crate) fn new(reply: Reply, value: T, attempts: u32) -> Self {
        Self { reply, value, attempts }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.reply.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.reply.headers()
    }

    /// The documented headers. Whatever they are, the value is here, and [`headers`](Self::headers) has them as they came.
    ///
    /// # Errors
    /// One that must be there is missing, or one is not as documented.
    pub fn typed_headers<H: TypedHeaders>(&self) -> Result<H, ParameterError> {
        H::from_headers(self.headers())
    }

    /// The answer as it came.
    pub(crate) fn reply(&self) -> &Reply {
        &self.reply
    }

    /// The name of the request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        self.reply.request_id()
    }

    /// The body as it came, decompressed.
    pub fn bytes(&self) -> &bytes::Bytes {
        self.reply.bytes()
    }

    /// How often it was sent until this answer came; see [`Retries`](crate::Retries).
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Status, headers and value.
    pub fn into_parts(self) -> (u16, HeaderMap, T) {
        (self.reply.status(), self.reply.into_headers(), self.value)
    }
}
