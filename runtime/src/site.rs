//! An address with the way to it: where requests become messages.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;

use crate::encode::{BadValue, path};
use crate::headers::{header_value, put};
use crate::request::Draft;
use crate::server::Base;
use crate::transport::{Reading, Transport, TransportRequest};
use crate::{Body, CredentialError, OperationInfo};

/// An address with the way to it.
#[derive(Clone)]
pub(crate) struct Site {
    /// Where it is.
    pub(crate) base: Base,
    /// Headers that every message gets unless it has one of that name.
    pub(crate) headers: HeaderMap,
    /// How to get there.
    pub(crate) transport: Arc<dyn Transport>,
    /// Credentials may travel where others can listen.
    pub(crate) allow_plain_http: bool,
}

impl Site {
    /// Credentials may be sent there.
    pub(crate) fn check_private(&self) -> Result<(), CredentialError> {
        if self.base.is_private() || self.allow_plain_http {
            return Ok(());
        }
        Err(CredentialError::new(
            "credentials would travel unprotected over http; use https, or `allow_plain_http()` on the client builder",
        ))
    }

    /// The URL that a request goes to.
    pub(crate) fn url(
        &self,
        info: &OperationInfo,
        values: &[(&'static str, String)],
        query: &[String],
    ) -> Result<Url, BadValue> {
        let base = self.base.path();
        let mut path = String::with_capacity(base.len() + info.path.len() + 64);
        path.push_str(base);
        path::fill(&mut path, info.path, values)?;
        self.base.with_path(&path, query).ok_or_else(|| refuse("path", "is not a plain path"))
    }

    /// Turns a request into what is sent to that URL. The answer is read in that way, up to that many bytes.
    pub(crate) fn seal(
        &self,
        info: &OperationInfo,
        draft: &Draft,
        body: Option<Body>,
        url: Url,
        (max_response_bytes, reading): (usize, Reading),
    ) -> Result<TransportRequest, BadValue> {
        let method =
            Method::from_bytes(info.method.as_bytes()).map_err(|_| refuse("method", "is not an HTTP method"))?;
        let body = body.unwrap_or_default();
        // With room for those of the transport: host, compression, length. A map that grows is copied.
        let room = if body.is_empty() { 2 } else { 3 };
        let mut headers = HeaderMap::with_capacity(self.headers.len() + draft.headers.len() + room);
        // What the request says comes last, and counts.
        for (name, value) in self.headers.iter().chain(draft.headers.iter()) {
            put(&mut headers, name, value);
        }
        if !draft.cookies.is_empty() {
            let cookies = header_value(&draft.cookies.join("; ")).map_err(|problem| refuse("cookie", problem))?;
            put(&mut headers, &header::COOKIE, &cookies);
        }
        if body.is_empty() && matches!(method, Method::POST | Method::PUT | Method::PATCH) {
            // Left to itself the transport sends no length at all, and some servers answer 411 to that.
            put(&mut headers, &header::CONTENT_LENGTH, &HeaderValue::from_static("0"));
        }
        Ok(TransportRequest { method, url, headers, body, max_response_bytes, connect_timeout: None, reading })
    }
}

/// A problem with the request as a whole.
fn refuse(what: &str, problem: &'static str) -> BadValue {
    BadValue::new("request", what, problem)
}
