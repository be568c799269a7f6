//! How tokens are obtained, as data. Emitted by the generator, written by hand by nobody.

use crate::OperationInfo;

/// How the token of a scheme is obtained.
#[derive(Debug, Clone, Copy)]
pub struct TokenInfo {
    /// Where tokens are issued, when that is not at the API's own address.
    pub server: Option<TokenServerInfo>,
    /// What a token can be obtained for; each is a setter of the client's builder.
    pub exchanges: &'static [ExchangeInfo],
}

/// A server of its own that issues tokens.
#[derive(Debug, Clone, Copy)]
pub struct TokenServerInfo {
    /// The builder's method that takes its address.
    pub setter: &'static str,
    /// The builder's method that takes an address to ask for the address of the token endpoint; empty: none.
    pub discovery_setter: &'static str,
    /// The environment variable that holds its address.
    pub variable: &'static str,
    /// Addresses of the API, each with the address that issues tokens for it.
    pub addresses: &'static [(&'static str, &'static str)],
    /// How to ask for the address of the token endpoint.
    pub discovery: Option<DiscoveryInfo>,
}

/// How a server tells the address of its token endpoint.
#[derive(Debug, Clone, Copy)]
pub struct DiscoveryInfo {
    /// The operation that tells it.
    pub operation: &'static OperationInfo,
    /// JSON pointer to the address in the answer.
    pub endpoint: &'static str,
    /// JSON pointer to the issuer in the answer, which has to be the server that was asked.
    pub issuer: &'static str,
}

/// How credentials are exchanged for a token.
#[derive(Debug, Clone, Copy)]
pub struct ExchangeInfo {
    /// The builder's method that takes the inputs.
    pub setter: &'static str,
    /// The operation that answers with a token. Its `security` counts when it is one of the same API.
    pub operation: &'static OperationInfo,
    /// What its body is.
    pub body: ExchangeBody,
    /// What the caller gives, in the order of the setter's arguments.
    pub inputs: &'static [ExchangeInput],
    /// What is sent besides, always the same.
    pub constants: &'static [(Target, &'static str)],
    /// JSON pointers to the token in the answer; the first that is filled wins.
    pub token: &'static [&'static str],
    /// JSON pointers to the lifetime in seconds; the first that is filled wins.
    pub lifetime: &'static [&'static str],
    /// Lifetime in seconds when the answer does not say. Without either a token is kept until it is refused.
    pub default_lifetime: Option<u32>,
    /// JSON pointer to a boolean that is false when the exchange was refused, whatever the status says.
    pub success: Option<&'static str>,
    /// JSON pointers to texts that say why an exchange was refused.
    pub errors: &'static [&'static str],
    /// How a token is renewed without the credentials.
    pub refresh: Option<RefreshInfo>,
    /// The signed statement that is sent instead of a secret.
    pub assertion: Option<AssertionInfo>,
}

/// Something the caller gives for an exchange.
#[derive(Debug, Clone, Copy)]
pub struct ExchangeInput {
    /// Its name, an argument of the setter.
    pub name: &'static str,
    /// What it is.
    pub kind: InputKind,
    /// Where it is sent; nowhere if only the assertion needs it.
    pub targets: &'static [Target],
    /// The environment variable that holds it: for a key the path of a PEM file.
    pub variable: &'static str,
}

/// What an input of an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// A text that may be seen.
    Text,
    /// A text that must not be seen.
    Secret,
    /// A key with its certificate, which signs and is not sent.
    Key,
}

/// The place of a value in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The path parameter of that name.
    Path(&'static str),
    /// The query parameter of that name.
    Query(&'static str),
    /// The header of that name.
    Header(&'static str),
    /// The place in the body that this JSON pointer names; in a form a field.
    Body(&'static str),
}

/// What the body of an exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeBody {
    /// There is none.
    None,
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

/// How a token is renewed with another token that came with it.
#[derive(Debug, Clone, Copy)]
pub struct RefreshInfo {
    /// The operation that answers with a new token; its answer is read as that of the exchange.
    pub operation: &'static OperationInfo,
    /// What its body is.
    pub body: ExchangeBody,
    /// JSON pointers to the refresh token in either answer; the first that is filled wins.
    pub token: &'static [&'static str],
    /// Where the refresh token is sent.
    pub target: Target,
}

/// A signed statement of who is calling (a JWT as in RFC 7523), made anew for each request.
#[derive(Debug, Clone, Copy)]
pub struct AssertionInfo {
    /// Where it is sent.
    pub target: Target,
    /// The input that becomes `iss` and `sub`.
    pub issuer: &'static str,
    /// Further claims, each with the input it is taken from.
    pub claims: &'static [(&'static str, &'static str)],
    /// How long it is valid, in seconds; never more than 300.
    pub lifetime: u32,
    /// The input that signs.
    pub key: &'static str,
    /// How the header `kid` is written.
    pub key_id: KeyId,
}

/// How the SHA-1 thumbprint of a certificate is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyId {
    /// In base64 with the URL-safe alphabet, without padding.
    Base64Url,
    /// In hexadecimal digits, upper case.
    Hex,
}
