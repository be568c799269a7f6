//! What comes back.

use super::{Docs, Value};

/// A documented answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Which statuses it is for.
    pub status: StatusPattern,
    /// The body, if there is one.
    pub body: Option<ResponseBody>,
    /// Media types that the body can have, of those that can be read; without `charset`.
    pub media_types: Vec<String>,
    /// What it can be in place of that, recognised by the media type that comes with it.
    pub alternatives: Vec<Alternative>,
    /// JSON of another schema, which comes if a caller asks for its media type.
    pub on_request: Vec<Alternative>,
    /// What the data of an event is, if it can be a stream of them; of one answer at most.
    pub events: Option<ResponseBody>,
    /// Media types that a caller can ask for and read without a type.
    pub untyped: Vec<String>,
    /// What it means.
    pub docs: Docs,
}

/// Another kind of body under the same status.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// How it is read.
    pub body: ResponseBody,
    /// Media types that stand for it, without parameters.
    pub media_types: Vec<String>,
}

/// How a body is read.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseBody {
    /// JSON text.
    Json(Value),
    /// JSON text that is one text, or that text as it is: the document declares both.
    JsonOrText(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Value),
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}

impl ResponseBody {
    /// The value in it, unless it is raw.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Json(value) | Self::JsonOrText(value) | Self::Form(value) => Some(value),
            Self::Text | Self::Bytes => None,
        }
    }
}

impl Response {
    /// Everything that the body can be, what is usual first, and the data of events.
    pub fn bodies(&self) -> impl Iterator<Item = &ResponseBody> {
        let others = self.alternatives.iter().chain(&self.on_request);
        self.body.iter().chain(others.map(|alternative| &alternative.body)).chain(&self.events)
    }

    /// An answer without a body.
    pub fn empty(status: StatusPattern, docs: Docs) -> Self {
        Self {
            status,
            body: None,
            media_types: Vec::new(),
            alternatives: Vec::new(),
            on_request: Vec::new(),
            events: None,
            untyped: Vec::new(),
            docs,
        }
    }
}

/// One status, a class of them, or all that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusPattern {
    /// Exactly this one.
    Code(u16),
    /// `2XX` is `Class(2)`.
    Class(u8),
    /// `default`.
    Default,
}

impl StatusPattern {
    /// 2xx, given as a code or a class.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Class(2))
    }
}
