//! Which credentials a request carries.

use std::sync::{Arc, OnceLock};

use crate::auth::{Authorization, FixedCredentials};
use crate::request::Draft;
use crate::token::cell::TokenCell;
use crate::{ApiInfo, CredentialError, Credentials, ExchangeInfo, OperationInfo, SchemeInfo, SchemeKind};

/// Credentials for a scheme.
#[derive(Clone)]
pub(crate) struct Given {
    /// What they are for.
    pub(crate) scheme: &'static SchemeInfo,
    /// What they are.
    pub(crate) source: Source,
}

/// What credentials are.
#[derive(Clone)]
pub(crate) enum Source {
    /// A key, a token, user and password: always the same.
    Fixed(Arc<Fixed>),
    /// The caller's own way to find them.
    Own(Arc<dyn Credentials>),
    /// A token that something is exchanged for.
    Token(Arc<TokenCell>),
}

/// Credentials that are always the same.
pub(crate) struct Fixed {
    credentials: Box<dyn FixedCredentials>,
    /// What they add to a message, found out when they are first needed.
    written: OnceLock<Result<Draft, CredentialError>>,
}

impl Fixed {
    /// Wraps them.
    pub(crate) fn new(credentials: impl FixedCredentials) -> Self {
        Self { credentials: Box::new(credentials), written: OnceLock::new() }
    }

    fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        let written = self.written.get_or_init(|| {
            let mut draft = Draft::default();
            let (scheme, operation) = (request.scheme(), request.operation());
            let done = self.credentials.write(&mut Authorization::new(scheme, operation, &mut draft));
            done.map(|()| draft)
        });
        request.add(written.as_ref().map_err(CredentialError::clone)?);
        Ok(())
    }
}

/// Credentials for schemes of an API.
pub(crate) type Configured = Vec<Given>;

impl Given {
    /// Puts them into a request.
    pub(crate) async fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        match &self.source {
            Source::Fixed(credentials) => credentials.write(request),
            Source::Own(credentials) => credentials.authorize(request).await,
            Source::Token(cell) => cell.authorize(request).await,
        }
    }

    /// Puts them into a request, if they are always the same.
    pub(crate) fn write(&self, request: &mut Authorization<'_>) -> Result<(), CredentialError> {
        match &self.source {
            Source::Fixed(credentials) => credentials.write(request),
            Source::Own(_) | Source::Token(_) => Ok(()),
        }
    }

    /// The server has refused that version of them; `true`: there will be another.
    pub(crate) fn rejected(&self, version: u64) -> bool {
        match &self.source {
            Source::Fixed(_) => false,
            Source::Own(credentials) => credentials.rejected(version),
            Source::Token(cell) => cell.rejected(version),
        }
    }

    /// The server has accepted that version of them.
    pub(crate) fn accepted(&self, version: u64) {
        if let Source::Token(cell) = &self.source {
            cell.accepted(version);
        }
    }

    /// They may be others the next time.
    pub(crate) fn may_change(&self) -> bool {
        !matches!(self.source, Source::Fixed(_))
    }

    /// The cell of a token.
    pub(crate) fn cell(&self) -> Option<&Arc<TokenCell>> {
        match &self.source {
            Source::Token(cell) => Some(cell),
            Source::Fixed(_) | Source::Own(_) => None,
        }
    }
}

/// Credentials that a request needs together.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'c> {
    ids: &'static [&'static str],
    configured: &'c Configured,
}

impl<'c> Chosen<'c> {
    /// Some of them may be others the next time.
    pub(crate) fn may_change(self) -> bool {
        self.iter().any(Given::may_change)
    }

    /// One after the other.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'c Given> {
        self.ids.iter().filter_map(move |id| find(self.configured, id))
    }
}

fn find<'c>(configured: &'c Configured, id: &str) -> Option<&'c Given> {
    configured.iter().find(|given| given.scheme.id == id)
}

/// The credentials for one request: those of the first alternative that is configured as a whole.
///
/// An operation that can also be called without credentials gets those that are there, since they usually show more.
pub(crate) fn select<'c>(
    api: &ApiInfo,
    operation: &OperationInfo,
    configured: &'c Configured,
) -> Result<Chosen<'c>, CredentialError> {
    let alternatives = operation.security;
    let is_there = |id: &&str| find(configured, id).is_some();
    let mut candidates = alternatives.iter().filter(|alternative| !alternative.is_empty());
    if let Some(ids) = candidates.find(|alternative| alternative.iter().all(is_there)) {
        return Ok(Chosen { ids, configured });
    }
    if alternatives.is_empty() || alternatives.iter().any(|alternative| alternative.is_empty()) {
        return Ok(Chosen { ids: &[], configured });
    }
    Err(CredentialError::new(describe(api, alternatives)))
}

/// The token of a scheme.
pub(crate) fn select_token<'c>(
    api: &ApiInfo,
    id: &str,
    configured: &'c Configured,
) -> Result<&'c Arc<TokenCell>, CredentialError> {
    let given = find(configured, id);
    if let Some(cell) = given.and_then(Given::cell) {
        return Ok(cell);
    }
    let problem = match api.scheme(id) {
        None => format!("`{id}` is not described by this API"),
        Some(scheme) if scheme.exchanges().is_empty() => {
            format!("`{id}` is sent as it was given: nothing is exchanged for it")
        }
        Some(scheme) => {
            let needed = describe_ways(id, exchange_ways(scheme));
            match given {
                Some(_) => {
                    format!("`{id}` was given as it is sent; to have it fetched, give the client builder {needed}")
                }
                None => format!("credentials are missing: give the client builder {needed}"),
            }
        }
    };
    Err(CredentialError::new(problem))
}

/// Says what is needed and how to give it.
fn describe(api: &ApiInfo, alternatives: &[&[&str]]) -> String {
    let needs: Vec<String> = alternatives
        .iter()
        .map(|alternative| {
            let schemes: Vec<String> = alternative.iter().map(|id| describe_scheme(api, id)).collect();
            schemes.join(" together with ")
        })
        .collect();
    format!("credentials are missing: give the client builder {}", needs.join(", or "))
}

/// A call of the client's builder that gives credentials, and the variables that do the same.
type Way = (String, Vec<&'static str>);

/// A scheme with all ways to give its credentials.
fn describe_scheme(api: &ApiInfo, id: &str) -> String {
    let Some(scheme) = api.scheme(id) else {
        return format!("`{id}`, which this API does not describe");
    };
    let fixed = (describe_setter(scheme), scheme.variables.to_vec());
    describe_ways(id, std::iter::once(fixed).chain(exchange_ways(scheme)))
}

/// The ways to give what is exchanged for the token of a scheme.
fn exchange_ways(scheme: &SchemeInfo) -> impl Iterator<Item = Way> {
    scheme.exchanges().iter().map(|exchange| {
        let variables = exchange.inputs.iter().map(|input| input.variable).collect();
        (describe_exchange(exchange), variables)
    })
}

/// A scheme with some ways to give its credentials.
fn describe_ways(id: &str, ways: impl Iterator<Item = Way>) -> String {
    let (setters, variables): (Vec<String>, Vec<Vec<&str>>) = ways.unzip();
    let variables: Vec<String> = variables
        .iter()
        .filter(|variables| !variables.is_empty())
        .map(|variables| format!("`{}`", variables.join("` and `")))
        .collect();
    let environment = match variables.as_slice() {
        [] => String::new(),
        some => format!("; from the environment: {}", some.join(", or ")),
    };
    format!("`{id}` with {}{environment}", setters.join(" or "))
}

/// The builder's method that takes the credentials as they are sent.
fn describe_setter(scheme: &SchemeInfo) -> String {
    let setter = scheme.setter;
    match scheme.kind {
        SchemeKind::ApiKeyHeader(name) => format!("`.{setter}(key)` (an API key, sent as header `{name}`)"),
        SchemeKind::ApiKeyQuery(name) => format!("`.{setter}(key)` (an API key, sent as query parameter `{name}`)"),
        SchemeKind::ApiKeyCookie(name) => format!("`.{setter}(key)` (an API key, sent as cookie `{name}`)"),
        SchemeKind::Basic => format!("`.{setter}(user, password)`"),
        SchemeKind::BasicToken { .. } | SchemeKind::Bearer => format!("`.{setter}(token)`"),
    }
}

/// The builder's method that takes what is exchanged for a token.
fn describe_exchange(exchange: &ExchangeInfo) -> String {
    let names: Vec<&str> = exchange.inputs.iter().map(|input| input.name).collect();
    format!("`.{}({})`", exchange.setter, names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ApiKey;

    static API: ApiInfo = ApiInfo {
        id: "x",
        version: "1",
        schemes: &[
            SchemeInfo {
                id: "xKey",
                setter: "x_key",
                kind: SchemeKind::ApiKeyHeader("X-Key"),
                prefix: "",
                variables: &[],
                token: None,
            },
            SchemeInfo {
                id: "tenant",
                setter: "tenant",
                kind: SchemeKind::ApiKeyQuery("tenant"),
                prefix: "",
                variables: &[],
                token: None,
            },
            SchemeInfo {
                id: "basic_sync-token",
                setter: "basic_sync_token",
                kind: SchemeKind::Basic,
                prefix: "",
                variables: &[],
                token: None,
            },
        ],
        server_variable: "X_SERVER",
    };

    fn operation(security: &'static [&'static [&'static str]]) -> OperationInfo {
        OperationInfo { id: "o", method: "GET", path: "/", accept: "", security, idempotent: true }
    }

    fn chosen(security: &'static [&'static [&'static str]], ids: &[&str]) -> Result<Vec<&'static str>, String> {
        let configured: Configured = API
            .schemes
            .iter()
            .filter(|scheme| ids.contains(&scheme.id))
            .map(|scheme| Given { scheme, source: Source::Fixed(Arc::new(Fixed::new(ApiKey::new("k")))) })
            .collect();
        let found = select(&API, &operation(security), &configured).map_err(|e| e.to_string())?;
        Ok(found.iter().map(|given| given.scheme.id).collect())
    }

    #[test]
    fn takes_the_first_alternative_that_is_complete() {
        let security: &[&[&str]] = &[&["xKey", "tenant"], &["basic_sync-token"]];
        assert_eq!(chosen(security, &["xKey", "tenant", "basic_sync-token"]).unwrap(), ["xKey", "tenant"]);
        assert_eq!(chosen(security, &["xKey", "basic_sync-token"]).unwrap(), ["basic_sync-token"]);
    }

    #[test]
    fn anonymous_when_allowed_but_not_when_credentials_are_there() {
        assert!(chosen(&[], &["xKey"]).unwrap().is_empty());
        assert!(chosen(&[&[], &["xKey"]], &[]).unwrap().is_empty());
        assert_eq!(chosen(&[&[], &["xKey"]], &["xKey"]).unwrap(), ["xKey"]);
    }

    #[test]
    fn names_what_is_missing() {
        assert_eq!(
            chosen(&[&["xKey", "tenant"], &["basic_sync-token"]], &["xKey"]).unwrap_err(),
            "credentials are missing: give the client builder \
             `xKey` with `.x_key(key)` (an API key, sent as header `X-Key`) together with \
             `tenant` with `.tenant(key)` (an API key, sent as query parameter `tenant`), or \
             `basic_sync-token` with `.basic_sync_token(user, password)`"
        );
    }
}
