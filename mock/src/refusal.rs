//! Why a request is not answered as it wished.

use hyper::StatusCode;
use serde_json::{Value, json};

/// A readable no.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// What is wrong, without values that were sent.
    pub(crate) reason: String,
    /// The parameter, e.g. `query parameter `size``, or the JSON pointer into the body.
    pub(crate) at: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// In place of the problem description, where the document says how refusals look.
    pub(crate) body: Option<Box<Value>>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into(), at: None, headers: Vec::new(), body: None }
    }

    /// 400.
    pub(crate) fn bad(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    pub(crate) fn at(self, at: impl Into<String>) -> Self {
        Self { at: Some(at.into()), ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As RFC 9457 has it.
    pub(crate) fn problem(&self) -> Value {
        let title = self.status.canonical_reason().unwrap_or("Refused");
        let mut problem = json!({ "title": title, "status": self.status.as_u16(), "detail": self.reason });
        if let (Some(at), Some(members)) = (&self.at, problem.as_object_mut()) {
            members.insert("at".to_owned(), json!(at));
        }
        problem
    }

    /// Reason and place in one line of visible ASCII, for a header.
    pub(crate) fn line(&self) -> String {
        let whole = match &self.at {
            Some(at) => format!("{at}: {}", self.reason),
            None => self.reason.clone(),
        };
        whole.chars().map(|c| if (' '..='~').contains(&c) { c } else { '?' }).take(500).collect()
    }
}
