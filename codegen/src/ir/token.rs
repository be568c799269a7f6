//! Tokens: how a credential that expires is obtained and renewed.

use super::{Docs, Method, Security};

/// Where tokens of a scheme come from.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenSource {
    /// Who issues them, where that is not the API itself.
    pub server: Option<TokenServer>,
    /// Alternatives, in document order.
    pub exchanges: Vec<Exchange>,
}

/// A server that issues tokens for an API that is served elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenServer {
    /// What the document calls it.
    pub name: String,
    /// Address of the API, and where its tokens come from.
    pub addresses: Vec<(String, String)>,
    /// How the server says where tokens are requested.
    pub discovery: Option<Discovery>,
}

/// A call that tells where tokens are requested.
#[derive(Debug, Clone, PartialEq)]
pub struct Discovery {
    /// The call.
    pub operation: ExchangeOperation,
    /// Pointer to the address in its answer.
    pub endpoint: String,
    /// Pointer to the name of the server, which has to be the address that was asked.
    pub issuer: String,
}

/// A call that gives a token for credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// What it is called.
    pub setter: String,
    /// What it does.
    pub docs: Docs,
    /// The call.
    pub operation: ExchangeOperation,
    /// What callers give, in order.
    pub inputs: Vec<ExchangeInput>,
    /// What is sent besides, always the same.
    pub constants: Vec<(Target, String)>,
    /// Pointers to the token in the answer; the first filled one counts.
    pub token: Vec<String>,
    /// Pointers to its lifetime in seconds.
    pub lifetime: Vec<String>,
    /// Seconds, where the answer does not say.
    pub default_lifetime: Option<u32>,
    /// Pointer to a boolean that is false when the server refused.
    pub success: Option<String>,
    /// Pointers to what a refusal says.
    pub errors: Vec<String>,
    /// Renewal without the credentials.
    pub refresh: Option<Refresh>,
    /// What proves that the caller has a key.
    pub assertion: Option<Assertion>,
}

/// As much of an operation as an exchange needs; it answers in JSON. It may stand in another document.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeOperation {
    /// Its id in its document.
    pub id: String,
    /// HTTP method.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// How the body is written.
    pub body: ExchangeBody,
    /// Other credentials that it needs.
    pub security: Security,
    /// Repeating it does no harm.
    pub idempotent: bool,
}

/// How the body of an exchange is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum ExchangeBody {
    None,
    Json,
    Form,
}

/// Something that callers give once and that is exchanged for a token.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeInput {
    /// Name in the document.
    pub name: String,
    /// What it is made of.
    pub kind: InputKind,
    /// Where it is sent; nowhere if only the assertion uses it.
    pub target: Option<Target>,
    /// What the operation says about it.
    pub docs: Docs,
}

/// What an input is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Text that may be shown.
    Text,
    /// Text that may not.
    Secret,
    /// A private key with its certificate.
    Key,
}

/// A place in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A parameter in the path.
    Path(String),
    /// A parameter in the query.
    Query(String),
    /// A header.
    Header(String),
    /// A pointer into the body.
    Body(String),
}

/// Renewal by a token that came with the last one.
#[derive(Debug, Clone, PartialEq)]
pub struct Refresh {
    /// The call; its answer is read like that of the exchange.
    pub operation: ExchangeOperation,
    /// Pointers to the token for it in the answers.
    pub token: Vec<String>,
    /// Where that token is sent.
    pub target: Target,
}

/// A signed statement that is made anew for each request. Inputs are named by their index.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// Where it is sent.
    pub target: Target,
    /// The input that is issuer and subject.
    pub issuer: usize,
    /// The input that signs.
    pub key: usize,
    /// Further claims: name and input.
    pub claims: Vec<(String, usize)>,
    /// How long it is valid, in seconds.
    pub lifetime: u32,
    /// How the certificate is named in it.
    pub key_id: KeyId,
}

/// How the thumbprint of a certificate is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum KeyId {
    Base64Url,
    Hex,
}
