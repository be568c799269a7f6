//! Headers and query parameters that are read together.

use super::{Place, Style, TypeId};

/// Headers of answers, or headers or query parameters of a call that comes in. Equal ones are there once, however many
/// operations have them.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSet {
    /// A record whose fields they are, named as on the wire.
    pub ty: TypeId,
    /// [`Place::Header`] or [`Place::Query`].
    pub place: Place,
    /// How lists and objects are spelled, per field.
    pub styles: Vec<Style>,
}

/// A set of fields of the API: an index into `Api::field_sets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldSetId(pub usize);

/// The documented headers of what an operation answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers {
    /// When it succeeds.
    pub output: Option<FieldSetId>,
    /// When it fails.
    pub error: Option<FieldSetId>,
}
