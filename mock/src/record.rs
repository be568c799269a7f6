//! What was received.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::request::{Received, decode_form, decode_lossy, pairs};
use crate::state::Secrets;

/// In place of a secret.
const REDACTED: &str = "[redacted]";
/// Bodies of this many bytes are kept in all.
const MOST_BYTES: usize = 256 << 20;
/// Headers that hold credentials in any API.
const CREDENTIALS: &[&str] = &["authorization", "cookie", "proxy-authorization"];

/// A request that arrived, and what became of it. Secrets do not show; see [`Recorded::exact`].
#[derive(Clone)]
pub struct Recorded {
    number: u64,
    method: String,
    shown_path: String,
    api: Option<String>,
    operation: Option<String>,
    status: Option<u16>,
    refusal: Option<String>,
    exact: Exact,
    secrets: Secrets,
}

/// A request exactly as it arrived, secrets included. Does not print.
#[derive(Clone)]
pub struct Exact {
    /// Still percent-encoded.
    pub path: String,
    /// Names and values, decoded, in order.
    pub query: Vec<(String, String)>,
    /// Names in lower case and values, in order.
    pub headers: Vec<(String, String)>,
    /// All of it.
    pub body: Bytes,
}

impl Exact {
    /// The first value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a query parameter.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exact { .. }")
    }
}

impl Recorded {
    /// Counts from 1 in the order of arrival.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// `GET`, `POST` …
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, still percent-encoded; secret parameters are redacted.
    pub fn path(&self) -> &str {
        &self.shown_path
    }

    /// The id of the API the request came to: the stem of its file.
    pub fn api(&self) -> Option<&str> {
        self.api.as_deref()
    }

    /// The `operationId` of the operation, else method and path template.
    pub fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// What was answered; `None` when the connection was dropped.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Why the request was refused, if it was.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// Query parameters, decoded, in order; secrets redacted.
    pub fn query(&self) -> Vec<(String, String)> {
        self.exact.query.iter().map(|(name, value)| (name.clone(), self.shown(name, value))).collect()
    }

    /// Headers in order; secrets redacted.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.exact.headers.iter().map(|(name, value)| (name.clone(), self.shown(name, value))).collect()
    }

    /// The body as text for people: JSON and forms with secrets redacted, of everything else the length.
    pub fn body(&self) -> String {
        let body = &self.exact.body;
        if body.is_empty() {
            return String::new();
        }
        if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
            self.redact(&mut value);
            return value.to_string();
        }
        let is_form =
            self.exact.header("content-type").is_some_and(|ty| ty.starts_with("application/x-www-form-urlencoded"));
        match std::str::from_utf8(body) {
            Ok(text) if is_form => self.form(text),
            _ => format!("[{} bytes]", body.len()),
        }
    }

    /// Everything as it arrived, secrets included: for tests that have to look at them.
    pub fn exact(&self) -> &Exact {
        &self.exact
    }

    fn form(&self, text: &str) -> String {
        let shown: Vec<String> = pairs(text)
            .map(|(name, value)| {
                let (name, value) = (decode_lossy(name), decode_form(value).unwrap_or_default());
                format!("{name}={}", self.shown(&name, &value))
            })
            .collect();
        shown.join("&")
    }

    fn shown(&self, name: &str, value: &str) -> String {
        if self.is_secret(name) { REDACTED.to_owned() } else { value.to_owned() }
    }

    fn is_secret(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        CREDENTIALS.contains(&name.as_str()) || self.secrets.contains(&name)
    }

    fn redact(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter_mut() {
                    if self.is_secret(name) && !value.is_null() {
                        *value = json!(REDACTED);
                    } else {
                        self.redact(value);
                    }
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.redact(value)),
            _ => {}
        }
    }

    /// As the page shows it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "number": self.number, "method": self.method, "path": self.path(), "query": self.query(),
            "headers": self.headers(), "body": self.body(), "api": self.api, "operation": self.operation,
            "status": self.status, "refusal": self.refusal,
        })
    }
}

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("number", &self.number)
            .field("method", &self.method)
            .field("path", &self.path())
            .field("query", &self.query())
            .field("headers", &self.headers())
            .field("body", &self.body())
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("refusal", &self.refusal)
            .finish_non_exhaustive()
    }
}

/// The requests received, the latest ones if there were many.
pub(crate) struct Record {
    inner: Mutex<Inner>,
    limit: usize,
    secrets: Secrets,
}

#[derive(Default)]
struct Inner {
    count: u64,
    kept: VecDeque<Recorded>,
    /// Bytes of all bodies that are kept.
    bytes: usize,
}

/// What is known about a request when it is recorded.
pub(crate) struct Entry<'r> {
    pub(crate) received: &'r Received,
    /// With secret parameters redacted.
    pub(crate) shown_path: String,
    pub(crate) api: Option<String>,
    pub(crate) operation: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) refusal: Option<String>,
}

impl Record {
    pub(crate) fn new(limit: usize, secrets: Secrets) -> Self {
        Self { inner: Mutex::default(), limit, secrets }
    }

    pub(crate) fn is_secret(&self, name: &str) -> bool {
        self.secrets.contains(&name.to_ascii_lowercase())
    }

    pub(crate) fn add(&self, entry: Entry<'_>) {
        let received = entry.received;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let exact = Exact {
            path: received.path.clone(),
            query: received.query.iter().map(|(name, value)| (name.clone(), decode_lossy(value))).collect(),
            headers: received.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: received.body.clone(),
        };
        let mut inner = self.lock();
        inner.count += 1;
        let recorded = Recorded {
            number: inner.count,
            method: received.method.to_string(),
            shown_path: entry.shown_path,
            api: entry.api,
            operation: entry.operation,
            status: entry.status,
            refusal: entry.refusal,
            exact,
            secrets: self.secrets.clone(),
        };
        inner.bytes += recorded.exact.body.len();
        inner.kept.push_back(recorded);
        while inner.kept.len() > self.limit || inner.bytes > MOST_BYTES {
            let Some(oldest) = inner.kept.pop_front() else { break };
            inner.bytes -= oldest.exact.body.len();
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.lock().kept.iter().cloned().collect()
    }

    pub(crate) fn take(&self) -> Vec<Recorded> {
        let mut inner = self.lock();
        inner.bytes = 0;
        inner.kept.drain(..).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
