//! Who the caller is: credentials and how they are put into a request.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::Instant;
use crate::encode::query::pair;
use crate::headers::{header_name, header_value};
use crate::request::Draft;
use crate::retry::{Verdict, judge_status, retry_after};
use crate::{BoxFuture, OperationInfo, Reply, SchemeInfo, SchemeKind, Secret, base64};

/// A way to prove who the caller is.
///
/// Called for each request of an operation that asks for the scheme. It may take its time, e.g. to fetch a token; the
/// deadline of the call applies.
pub trait Credentials: Send + Sync + 'static {
    /// Puts credentials into a request.
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>>;

    /// Told that the server has answered 401 to a request with these credentials. `true`: there are others by now, or
    /// will be when asked, so the request is sent once more if its body can be. `false` unless implemented.
    ///
    /// `version` is what [`Authorization::set_version`] was given for that request, else 0. Requests overlap: if it is
    /// not the current version, others have been told before and nothing needs to be thrown away.
    fn rejected(&self, version: u64) -> bool {
        let _ = version;
        false
    }
}

/// The part of a request that [`Credentials`] may write to. Whatever they write is treated as a secret.
pub struct Authorization<'r> {
    scheme: &'static SchemeInfo,
    operation: &'static OperationInfo,
    draft: &'r mut Draft,
    version: u64,
}

impl<'r> Authorization<'r> {
    /// Opens a request for the credentials of a scheme.
    pub(crate) fn new(scheme: &'static SchemeInfo, operation: &'static OperationInfo, draft: &'r mut Draft) -> Self {
        Self { scheme, operation, draft, version: 0 }
    }

    /// What [`set_version`](Self::set_version) was given last.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// The scheme that asks.
    pub fn scheme(&self) -> &'static SchemeInfo {
        self.scheme
    }

    /// The operation that is about to be sent.
    pub fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// Remembers which version of credentials that change was written; see [`Credentials::rejected`].
    pub fn set_version(&mut self, version: u64) {
        self.version = version;
    }

    /// Writes a key or token in the way its scheme says: with its prefix into its header, query parameter or cookie, or
    /// as `Authorization: Bearer …`.
    ///
    /// # Errors
    /// The value cannot stand there, or the scheme takes user and password.
    pub fn key(&mut self, value: &Secret) -> Result<(), CredentialError> {
        let prefixed = || with_prefix(self.scheme.prefix, value);
        match self.scheme.kind {
            SchemeKind::ApiKeyHeader(name) => self.header(name, &prefixed()),
            SchemeKind::ApiKeyQuery(name) => self.query(name, &prefixed()),
            SchemeKind::ApiKeyCookie(name) => self.cookie(name, &prefixed()),
            SchemeKind::Bearer => self.header("authorization", &with_prefix("Bearer ", value)),
            SchemeKind::BasicToken { password } => self.header("authorization", &basic(value.expose(), password)),
            SchemeKind::Basic => Err(self.problem("scheme", "takes user and password, not a key")),
        }
    }

    /// Sets a header, in place of any of that name.
    ///
    /// # Errors
    /// The name is not one, or the value contains control characters (a line break at the end of a key that was read
    /// from a file, for instance).
    pub fn header(&mut self, name: &str, value: &Secret) -> Result<(), CredentialError> {
        let name = header_name(name).map_err(|problem| self.problem("header name", problem))?;
        let value = header_value(value.expose()).map_err(|problem| self.problem("value", problem))?;
        self.draft.headers.insert(name, value);
        Ok(())
    }

    /// Adds a query parameter.
    ///
    /// # Errors
    /// None at the moment.
    pub fn query(&mut self, name: &str, value: &Secret) -> Result<(), CredentialError> {
        self.draft.query.push(pair(name, value.expose()));
        Ok(())
    }

    /// Adds a cookie, as it is.
    ///
    /// # Errors
    /// The value contains characters that end a cookie.
    pub fn cookie(&mut self, name: &str, value: &Secret) -> Result<(), CredentialError> {
        let text = value.expose();
        if text.chars().any(|c| c.is_control() || matches!(c, ' ' | '"' | ',' | ';' | '\\')) {
            return Err(self.problem("value", "contains characters that a cookie cannot hold"));
        }
        self.draft.cookies.push(format!("{name}={text}"));
        Ok(())
    }

    /// Adds what was written for the same scheme before.
    pub(crate) fn add(&mut self, written: &Draft) {
        for (name, value) in written.headers.iter() {
            self.draft.headers.insert(name.clone(), value.clone());
        }
        self.draft.query.extend_from_slice(&written.query);
        self.draft.cookies.extend_from_slice(&written.cookies);
    }

    /// An error that names the scheme and the problem.
    fn problem(&self, what: &str, problem: &str) -> CredentialError {
        CredentialError::new(format!("the {what} for `{}` {problem}", self.scheme.id))
    }
}

impl fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("scheme", &self.scheme.id)
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// The value behind a prefix, unless it begins with it already.
fn with_prefix<'v>(prefix: &str, value: &'v Secret) -> Cow<'v, Secret> {
    if value.expose().starts_with(prefix) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(Secret::new(format!("{prefix}{}", value.expose())))
}

/// User and password as they are sent.
fn basic(user: &str, password: &str) -> Secret {
    let pair = Secret::new(format!("{user}:{password}"));
    Secret::new(format!("Basic {}", base64::encode(pair.expose().as_bytes())))
}

/// How long a server of tokens may keep its clients waiting. Nobody can get around it meanwhile.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Credentials are missing, cannot be had or must not be sent.
#[derive(Debug, Clone)]
pub struct CredentialError {
    message: String,
    // Shared: everybody who waits for a token gets the same error.
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// Until then asking again would be in vain.
    pub(crate) until: Option<Instant>,
    is_temporary: bool,
}

impl CredentialError {
    /// An error with a message, which is shown: no secrets in it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None, until: None, is_temporary: false }
    }

    /// Adds what caused it, if the message does not say that already: whoever prints the chain of causes prints both.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Says that it may pass: that there may be credentials in a moment, as when a server of tokens cannot be reached. Calls
    /// are then tried again like those that found no connection, in as far as their [`Retries`](crate::Retries) allow it.
    #[must_use]
    pub fn temporary(mut self) -> Self {
        self.is_temporary = true;
        self
    }

    /// The same, if that is what it is.
    pub(crate) fn temporary_if(mut self, is_temporary: bool) -> Self {
        self.is_temporary |= is_temporary;
        self
    }

    /// There may be credentials in a moment: the server of tokens could not be reached, or said that it cannot answer now.
    pub fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    /// Adds what the answer of a server of tokens says about trying again: whether it may be another in a moment, and how
    /// long to wait (`Retry-After`), in as far as that is obeyed.
    pub(crate) fn told_by(mut self, reply: &Reply) -> Self {
        let wait = retry_after(reply.headers());
        self.until = wait.and_then(|wait| Instant::now().checked_add(wait.min(LONGEST_WAIT)));
        self.temporary_if(judge_status(reply.status_code()) != Verdict::Final)
    }

    /// How long it is until a token is asked for again: the server of tokens has said so (`Retry-After`), or has just
    /// been asked in vain. Never more than 5 minutes.
    pub fn retry_after(&self) -> Option<Duration> {
        self.until?.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero())
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Credentials that are at hand, which need no future.
pub(crate) trait FixedCredentials: Send + Sync + 'static {
    /// Puts them into a request.
    fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError>;
}

/// A fixed key, put where its scheme says: header, query or cookie.
#[derive(Debug, Clone)]
pub struct ApiKey(Secret);

impl ApiKey {
    /// Wraps a key.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self(key.into())
    }
}

impl FixedCredentials for ApiKey {
    fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        match request.scheme().kind {
            SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
                request.key(&self.0)
            }
            SchemeKind::Basic | SchemeKind::BasicToken { .. } | SchemeKind::Bearer => {
                Err(CredentialError::new(format!("`{}` does not take an API key", request.scheme().id)))
            }
        }
    }
}

impl Credentials for ApiKey {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(std::future::ready(self.write(request)))
    }
}

/// A user name and a password.
#[derive(Debug, Clone)]
pub struct Basic(Secret);

impl Basic {
    /// Keeps user and password in the form they are sent in.
    pub fn new(user: &str, password: &Secret) -> Self {
        Self(basic(user, password.expose()))
    }
}

impl FixedCredentials for Basic {
    fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        request.header("authorization", &self.0)
    }
}

impl Credentials for Basic {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(std::future::ready(self.write(request)))
    }
}

/// A fixed token.
#[derive(Debug, Clone)]
pub struct Bearer(Secret);

impl Bearer {
    /// Wraps a token.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(Secret::new(format!("Bearer {}", token.into().expose())))
    }
}

impl FixedCredentials for Bearer {
    fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        request.header("authorization", &self.0)
    }
}

impl Credentials for Bearer {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(std::future::ready(self.write(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown() {
        let all = format!(
            "{:?} {:?} {:?}",
            ApiKey::new("hunter2"),
            Basic::new("me", &"hunter2".into()),
            Bearer::new("hunter2")
        );
        assert_eq!(all, "ApiKey([redacted]) Basic([redacted]) Bearer([redacted])");
    }

    #[test]
    fn a_prefix_is_not_given_twice() {
        assert_eq!(with_prefix("Workspace 365 ", &"k".into()).expose(), "Workspace 365 k");
        assert_eq!(with_prefix("Workspace 365 ", &"Workspace 365 k".into()).expose(), "Workspace 365 k");
        assert_eq!(with_prefix("", &"k".into()).expose(), "k");
    }

    #[test]
    fn basic_is_encoded() {
        assert_eq!(Basic::new("Aladdin", &"open sesame".into()).0.expose(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
