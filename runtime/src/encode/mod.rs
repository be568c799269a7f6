//! How values are spelled in URLs, headers, cookies and form bodies.
//!
//! Every value goes through JSON first ([`value_of`]) and is then flattened ([`flat`]); what is left is joining and
//! percent-encoding, one file per place. This keeps the generic part of a call to a single function.

pub(crate) mod flat;
pub(crate) mod form;
pub(crate) mod header;
pub(crate) mod path;
pub(crate) mod query;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// How lists and objects are spelled where only text fits.
///
/// Items that are null, empty lists and empty objects are left out, as RFC 6570 has it. The examples show the
/// parameter `a` with the list `[1, 2]` and with the object `{"k": "v", "l": "w"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a=1&a=2`; `k=v&l=w` (query, cookie).
    FormExploded,
    /// `a=1,2`; `a=k,v,l,w` (query, cookie).
    Form,
    /// `a=1%202`; `a=k%20v%20l%20w` (query).
    SpaceDelimited,
    /// `a=1%7C2`; `a=k%7Cv%7Cl%7Cw` (query).
    PipeDelimited,
    /// `a[k]=v&a[l]=w`, brackets percent-encoded, deeper levels with more brackets (query).
    DeepObject,
    /// `1,2`; `k,v,l,w` (path, header).
    Simple,
    /// `1,2`; `k=v,l=w` (path, header).
    SimpleExploded,
    /// `.1,2`; `.k,v,l,w` (path).
    Label,
    /// `.1.2`; `.k=v.l=w` (path).
    LabelExploded,
    /// `;a=1,2`; `;a=k,v,l,w` (path).
    Matrix,
    /// `;a=1;a=2`; `;k=v;l=w` (path).
    MatrixExploded,
    /// JSON text (anywhere).
    Json,
}

/// A value that cannot be sent where it should be. Says which one and why, never what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadValue {
    /// What it was for, e.g. "path parameter".
    pub(crate) place: &'static str,
    /// Name of the parameter.
    pub(crate) name: String,
    /// What is wrong.
    pub(crate) problem: &'static str,
}

impl BadValue {
    /// A problem with the value of `name`.
    #[cold]
    pub(crate) fn new(place: &'static str, name: &str, problem: &'static str) -> Self {
        // Names usually come from the document; those of added headers and parameters come from the caller.
        let name = name.chars().filter(|c| !c.is_control()).take(100).collect();
        Self { place, name, problem }
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => write!(f, "{} {}", self.place, self.problem),
            name => write!(f, "{} `{name}` {}", self.place, self.problem),
        }
    }
}

impl std::error::Error for BadValue {}

/// Said of a value whose own `Serialize` gives up. Its message is dropped since it may quote the value.
pub(crate) const NOT_SERIALISABLE: &str = "cannot be serialised";

/// The value as JSON: the only step that is compiled anew for every type.
pub(crate) fn value_of<T: Serialize + ?Sized>(value: &T) -> Option<Value> {
    serde_json::to_value(value).ok()
}

/// There are control characters in it.
pub(crate) fn has_control(text: &str) -> bool {
    // Looks at all bytes, whatever they are: this way it is many at a time.
    let (controls, others) = text.bytes().fold((false, false), |(controls, others), byte| {
        (controls | byte.is_ascii_control(), others | !byte.is_ascii())
    });
    controls || (others && text.chars().any(char::is_control))
}

/// Everything but what RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes everything that is not unreserved.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_all_but_unreserved() {
        assert_eq!(escape("aZ9-._~"), "aZ9-._~");
        assert_eq!(escape("a b/c?d#e%f&g=h+i|ä"), "a%20b%2Fc%3Fd%23e%25f%26g%3Dh%2Bi%7C%C3%A4");
    }
}
