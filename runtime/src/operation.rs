//! What an operation and an API are, as data.

use std::fmt::Debug;

use crate::{DecodeError, ExchangeInfo, Reply, TokenInfo, Unexpected};

/// What an answer was understood as: the value or the documented error; or why it could not be understood.
pub type Decoded<T, E> = Result<Result<T, E>, DecodeError>;

/// An operation of an API. Implemented by generated types, which are never constructed.
pub trait Operation: Send + Sync + 'static {
    /// What it answers when it succeeds.
    type Output: Send + 'static;
    /// What it answers when it fails.
    type Error: OperationError;
    /// Everything about it that is not a type.
    const INFO: &'static OperationInfo;
    /// Reads an answer, by its status.
    ///
    /// # Errors
    /// The status is not documented, or the body is not what the status promises.
    fn decode(reply: &Reply) -> Decoded<Self::Output, Self::Error>;
}

/// What an operation answers when it fails, by status. Implemented by generated enums, which operations that fail in the
/// same ways share.
pub trait OperationError: Debug + Send + Sync + Sized + 'static {
    /// Reads a failure, by its status.
    ///
    /// # Errors
    /// The status is not documented, or the body is not what the status promises.
    fn decode(reply: &Reply) -> Result<Self, DecodeError>;

    /// Keeps an answer that is not documented.
    fn unexpected(unexpected: Unexpected) -> Self;
}

/// Everything about an operation that is not a type.
#[derive(Debug, Clone, Copy)]
pub struct OperationInfo {
    /// Its name in the document.
    pub id: &'static str,
    /// HTTP method, upper case.
    pub method: &'static str,
    /// URL template below the server's address, e.g. `/v2/credentials/{id}`.
    pub path: &'static str,
    /// Value of the `Accept` header; empty: anything.
    pub accept: &'static str,
    /// Alternatives, of which one has to be met; each lists ids of schemes that are needed together. No alternative at
    /// all: nothing is attached. An empty alternative: may be called without credentials.
    pub security: &'static [&'static [&'static str]],
    /// Sending it twice does what sending it once does.
    pub idempotent: bool,
}

/// What is known about an API as a whole.
#[derive(Debug, Clone, Copy)]
pub struct ApiInfo {
    /// Short name.
    pub id: &'static str,
    /// Version of the described product.
    pub version: &'static str,
    /// Ways to authenticate.
    pub schemes: &'static [SchemeInfo],
    /// The environment variable that holds the server's address.
    pub server_variable: &'static str,
}

impl ApiInfo {
    /// The scheme of that id.
    pub(crate) fn scheme(&self, id: &str) -> Option<&'static SchemeInfo> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }
}

/// A way to authenticate.
#[derive(Debug, Clone, Copy)]
pub struct SchemeInfo {
    /// Its name in the document.
    pub id: &'static str,
    /// The method of the client's builder that takes the credentials.
    pub setter: &'static str,
    /// What travels.
    pub kind: SchemeKind,
    /// Put before the value of an API key; empty: nothing. A key that begins with it already is sent as it is.
    pub prefix: &'static str,
    /// The environment variables that hold the credentials, in the order of the setter's arguments.
    pub variables: &'static [&'static str],
    /// How a token is obtained, for a scheme whose tokens can be.
    pub token: Option<&'static TokenInfo>,
}

impl SchemeInfo {
    /// What a token of it can be obtained for.
    pub(crate) fn exchanges(&self) -> &'static [ExchangeInfo] {
        self.token.map_or(&[], |token| token.exchanges)
    }
}

/// What travels with a request that authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// A key in the header of that name.
    ApiKeyHeader(&'static str),
    /// A key in the query parameter of that name.
    ApiKeyQuery(&'static str),
    /// A key in the cookie of that name.
    ApiKeyCookie(&'static str),
    /// `Authorization: Basic …`.
    Basic,
    /// `Authorization: Basic …` with a token in place of the user.
    BasicToken {
        /// What stands in place of the password, always the same.
        password: &'static str,
    },
    /// `Authorization: Bearer …`.
    Bearer,
}
