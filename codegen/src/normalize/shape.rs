//! What the table of shapes is made of.

use super::Kind;

/// What a field holds.
#[derive(Debug)]
pub(super) enum Want {
    /// Anything.
    Any,
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A whole number from 0.
    Count,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// An object.
    Object(Kind),
    /// An object or a reference to one.
    OrRef(Kind),
    /// A list.
    List(&'static Want),
    /// An object with free keys.
    Map(&'static Want),
    /// `true`, `false` or a schema.
    FlagOrSchema,
}

/// What happens when a required field is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It may be missing.
    Optional,
    /// An empty text takes its place.
    Text,
    /// An empty object takes its place.
    Empty,
    /// The object means nothing without it and is dropped.
    Vital,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) want: Want,
    pub(super) need: Need,
    /// New in OpenAPI 3.1.
    pub(super) newer: bool,
}

#[derive(Debug)]
pub(super) struct Shape {
    /// With its article, for messages.
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    /// What other keys hold; `None` where the fields are all there are.
    pub(super) rest: Option<Want>,
}

impl Shape {
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
