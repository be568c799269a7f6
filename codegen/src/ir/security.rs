//! How a caller proves who it is.

use super::{Docs, SchemeId, TokenSource};

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Name in the document.
    pub id: String,
    /// A name the spec demands (`x-rust-name`).
    pub rust_name: Option<String>,
    /// What travels.
    pub kind: SchemeKind,
    /// What it is and how to get it.
    pub docs: Docs,
    /// How a token can be obtained for other credentials.
    pub token: Option<TokenSource>,
}

/// What travels with a request.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemeKind {
    /// A key under a name.
    ApiKey {
        /// Where.
        location: Location,
        /// Header, query or cookie name.
        name: String,
        /// Text before each key; often empty.
        prefix: String,
    },
    /// `Authorization: Basic …`.
    Basic,
    /// The same with a token in place of the user.
    BasicToken {
        /// What stands in place of the password, always the same.
        password: String,
    },
    /// `Authorization: Bearer …`, also for OAuth 2 and OpenID Connect.
    Bearer,
}

/// Where an API key travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of HTTP say it")]
pub enum Location {
    Header,
    Query,
    Cookie,
}

/// Alternatives of which one must be met; each is a set of schemes that are needed together.
/// No alternative at all, or an empty one: the operation can be called without credentials.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Security {
    /// In document order.
    pub alternatives: Vec<Vec<SchemeId>>,
}
