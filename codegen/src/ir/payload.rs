//! What is sent in a body.

use super::{Docs, Parameter, Rules, Style, Value};

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// Must be given.
    pub required: bool,
    /// Media type to announce, e.g. `application/json`.
    pub media_type: String,
    /// The document names a range of media types (`image/*`), of which that is one.
    pub is_range: bool,
    /// Other media types that the same body may be announced as, as the document writes them.
    pub synonyms: Vec<String>,
    /// How it is written.
    pub kind: PayloadKind,
    /// How fields of a form are spelled, where that is not the usual way.
    pub styles: Vec<(String, Style)>,
    /// What it is.
    pub docs: Docs,
}

/// How a body is written (request) or read (response).
#[derive(Debug, Clone, PartialEq)]
pub enum PayloadKind {
    /// JSON text.
    Json(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Value),
    /// Text as it is, in the notation of the media type.
    Text,
    /// Parts, each with a name (`multipart/form-data`). Requests only.
    Multipart(Vec<Part>),
    /// Bytes as they are.
    Bytes,
}

impl PayloadKind {
    /// The values in it, in order.
    pub fn values(&self) -> Vec<&Value> {
        match self {
            Self::Json(value) | Self::Form(value) => vec![value],
            Self::Multipart(parts) => parts.iter().flat_map(Part::values).collect(),
            Self::Text | Self::Bytes => Vec::new(),
        }
    }
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Name on the wire.
    pub name: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// Must be there if there is a body.
    pub required: bool,
    /// How it is written.
    pub kind: PartKind,
    /// How its text is spelled, where that is not the usual way.
    pub style: Option<Style>,
    /// How many files there may be.
    pub count: Rules,
    /// Media type to announce, where the document names exactly one.
    pub media_type: Option<String>,
    /// Headers of its own. For files only those that are always the same: others are said with the file.
    pub headers: Vec<Parameter>,
    /// Value the server assumes when the part is absent.
    pub default: Option<serde_json::Value>,
    /// What it means.
    pub docs: Docs,
}

impl Part {
    /// The values in it: its own, and those of its headers.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.kind.value().into_iter().chain(self.headers.iter().map(|header| &header.value))
    }
}

/// How a part is written.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A file.
    File,
    /// Any number of files, each a part of the same name.
    Files,
    /// Scalars as text; a list as a part for each item; anything else as JSON.
    Text(Value),
    /// JSON text, whatever the value is.
    Json(Value),
}

impl PartKind {
    /// The value, unless it is a file.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Text(value) | Self::Json(value) => Some(value),
            Self::File | Self::Files => None,
        }
    }
}
