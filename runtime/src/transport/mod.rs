//! The seam to the network: one message out, one message in. Nothing behind it decides anything about calls, so that
//! another transport (a mock, a recorder) is a few lines.

mod network;

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

pub(crate) use self::network::Connector;
use crate::BoxFuture;

/// Sends messages.
pub(crate) trait Transport: Send + Sync {
    /// Sends one message and reads the answer to its end, or to the limit. Follows no redirects, keeps no cookies.
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<RawReply, TransportError>>;
}

/// A message as it is sent. Has no `Debug`: it holds credentials.
pub(crate) struct WireRequest {
    /// The method.
    pub(crate) method: Method,
    /// The URL, complete.
    pub(crate) url: Url,
    /// The headers, complete but for those that belong to the connection.
    pub(crate) headers: HeaderMap,
    /// The body; empty: none.
    pub(crate) body: Bytes,
    /// Longest body of an answer, counted after decompression.
    pub(crate) max_response_bytes: usize,
}

/// A message as it came.
pub(crate) struct RawReply {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body, decompressed.
    pub(crate) bytes: Bytes,
}

/// Sending or receiving has failed.
#[derive(Debug)]
pub(crate) struct TransportError {
    /// How far it got.
    pub(crate) stage: Stage,
    /// It took too long.
    pub(crate) is_timeout: bool,
    /// Status and headers, if they had come.
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    /// What caused it.
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far a message got.
#[derive(Debug)]
pub(crate) enum Stage {
    /// No connection to that address.
    Connect(String),
    /// Connected, but no answer.
    Exchange,
    /// The answer broke off.
    Body,
    /// The answer is longer than this.
    TooLarge(usize),
}

impl TransportError {
    /// No connection came about.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connect(_))
    }

    /// The answer is too long.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self.stage, Stage::TooLarge(_))
    }

    /// The innermost cause, which says most.
    fn root_cause(&self) -> Option<&(dyn StdError + 'static)> {
        let mut cause: &(dyn StdError + 'static) = self.source.as_deref()?;
        while let Some(source) = cause.source() {
            cause = source;
        }
        Some(cause)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stage {
            Stage::Connect(address) => write!(f, "could not connect to {address}")?,
            Stage::Exchange => f.write_str("the connection failed")?,
            Stage::Body => f.write_str("its body broke off")?,
            Stage::TooLarge(limit) => write!(f, "its body is longer than {limit} bytes")?,
        }
        match self.root_cause() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
