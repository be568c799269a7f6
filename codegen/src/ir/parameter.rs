//! What a caller passes beside the body.

use super::{Docs, Value};

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// Where it travels.
    pub place: Place,
    /// Must be given. Always true for path parameters.
    pub required: bool,
    /// How lists and objects are spelled.
    pub style: Style,
    /// The value.
    pub value: Value,
    /// Only one value is possible: it is sent without asking the caller (JSON scalar).
    pub constant: Option<serde_json::Value>,
    /// Value the server assumes when the parameter is absent.
    pub default: Option<serde_json::Value>,
    /// What it means.
    pub docs: Docs,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names of HTTP say it")]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value is spelled in a URL, header or cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a=1&a=2`; an object becomes `k=v&l=w`.
    FormExploded,
    /// `a=1,2`; an object becomes `a=k,v,l,w`.
    Form,
    /// `a=1%202`.
    SpaceDelimited,
    /// `a=1|2`.
    PipeDelimited,
    /// `a[k]=v`.
    DeepObject,
    /// `1,2` (path and header).
    Simple,
    /// `1,2`; an object becomes `k=v,l=w` (path and header).
    SimpleExploded,
    /// `.1.2` (path). The flag: exploded.
    Label(bool),
    /// `;a=1,2` (path). The flag: exploded.
    Matrix(bool),
    /// The value is sent as JSON text.
    Json,
}
