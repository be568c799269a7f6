//! One API: the root of the model.

use super::{Anomaly, Docs, Event, FieldSet, Operation, Scheme, Type};
use crate::diag::Place;

/// One API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Stable id: the stem of the spec's file name, e.g. `workspace365-health`.
    pub id: String,
    /// Root of the document, for what concerns the whole of it.
    pub place: Place,
    /// Human title.
    pub title: String,
    /// The vendor's version text.
    pub version: String,
    /// What the API is.
    pub docs: Docs,
    /// Contradictions that concern the whole API.
    pub anomalies: Vec<Anomaly>,
    /// Where the API is served, in document order.
    pub servers: Vec<Server>,
    /// Groups of operations: the declared ones first, then those only used.
    pub tags: Vec<Tag>,
    /// Ways to authenticate, in document order.
    pub schemes: Vec<Scheme>,
    /// Every operation: paths in document order, the methods of a path in a fixed one.
    pub operations: Vec<Operation>,
    /// Calls that the server makes: callbacks in the order of their operations, then webhooks.
    pub events: Vec<Event>,
    /// Headers and query parameters that are read.
    pub field_sets: Vec<FieldSet>,
    /// Every type that has a name of its own.
    pub types: Vec<Type>,
}

/// A base address.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Address with `{variable}` placeholders. May be relative or empty.
    pub url: String,
    /// Short text: names the environment.
    pub description: Option<String>,
    /// The placeholders of `url`, in the order in which they occur in it.
    pub variables: Vec<ServerVariable>,
}

/// A placeholder in a server address.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Name between the braces.
    pub name: String,
    /// Value used when the caller gives none.
    pub default: String,
    /// Allowed values; empty when any is allowed.
    pub allowed: Vec<String>,
    /// What it means.
    pub description: Option<String>,
}

/// A group of operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Name as in the document.
    pub name: String,
    /// What the group is about.
    pub description: Option<String>,
}
