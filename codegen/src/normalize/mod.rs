//! Rewrites a tree so that `openapiv3` can read it.
//!
//! A table says which fields each object of OpenAPI has and what they hold (`shapes`); one walk over the tree checks
//! every node against it (`walk`), reports what does not fit and repairs or drops it. So a mistake costs the smallest
//! thing around it: a field, at worst a schema, a parameter or an operation, never the document. Spellings of OpenAPI
//! 3.1 become those of 3.0 (`v31`), habits from Swagger 2.0 and common slips are understood (`legacy`).
//!
//! Two promises hold after it. `openapiv3` reads the tree without an error; this matters beyond convenience, because
//! its untagged enums retry on failure at each level, which is exponential in the depth. And pointers into the result
//! are pointers into the source, up to the last steps where a rewrite moved something.

mod at;
mod coerce;
mod extensions;
mod hooks;
mod legacy;
mod mixed;
mod schema;
mod security;
mod shape;
mod shapes;
mod suggest;
#[cfg(test)]
mod tests;
mod v31;
mod walk;

pub(crate) use suggest::closest;

use serde_json::Value;

use crate::diag::{Place, Sink};
use at::At;
use walk::Walk;

/// The objects of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names are those of the specification
pub enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Components,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    ImplicitFlow,
    TokenFlow,
    CodeFlow,
    SecurityRequirement,
}

impl Kind {
    /// What it is called in messages, with its article.
    pub fn described(self) -> &'static str {
        shapes::shape(self).name
    }
}

/// Which edition of OpenAPI a document declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// 3.0.x
    V30,
    /// 3.1.x and 3.2.x
    V31,
}

/// Makes `tree`, found at `place`, readable as `kind`; `None` when nothing can be made of it, which has been reported.
pub fn normalize(kind: Kind, tree: &Value, place: &Place, sink: &Sink, version: Version) -> Option<Value> {
    let walk = Walk { sink, version };
    walk.object(kind, tree.clone(), &At::start(place))
}

/// As [`normalize`], where a reference may stand instead; a reference comes back as `{"$ref": …}`.
pub fn normalize_or_ref(kind: Kind, tree: &Value, place: &Place, sink: &Sink, version: Version) -> Option<Value> {
    let walk = Walk { sink, version };
    walk.object_or_ref(kind, tree.clone(), &At::start(place))
}

/// The reference that stands in place of an object of this kind, if it is one.
///
/// In a 3.1 document a schema with something beside its `$ref` is a schema of its own.
pub(crate) fn reference_of(kind: Kind, tree: &Value, version: Version) -> Option<&str> {
    let map = tree.as_object()?;
    let reference = map.get("$ref")?.as_str()?;
    let own = kind == Kind::Schema && version == Version::V31 && v31::has_siblings(map);
    (!own).then_some(reference)
}
