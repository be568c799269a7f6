//! Which credentials a request carries.

use std::sync::Arc;

use crate::{ApiInfo, CredentialError, Credentials, OperationInfo, SchemeInfo, SchemeKind};

/// Credentials for a scheme.
pub(crate) type Given = (&'static SchemeInfo, Arc<dyn Credentials>);

/// Credentials for schemes of an API.
pub(crate) type Configured = Vec<Given>;

/// The credentials for one request: those of the first alternative that is configured as a whole.
///
/// An operation that can also be called without credentials gets those that are there, since they usually show more.
pub(crate) fn select<'c>(
    api: &ApiInfo,
    operation: &OperationInfo,
    configured: &'c Configured,
) -> Result<Vec<&'c Given>, CredentialError> {
    let alternatives = operation.security;
    let find = |id: &&str| configured.iter().find(|(scheme, _)| scheme.id == *id);
    for alternative in alternatives.iter().filter(|alternative| !alternative.is_empty()) {
        if let Some(found) = alternative.iter().map(find).collect() {
            return Ok(found);
        }
    }
    if alternatives.is_empty() || alternatives.iter().any(|alternative| alternative.is_empty()) {
        return Ok(Vec::new());
    }
    Err(CredentialError::new(describe(api, alternatives)))
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

/// A scheme with the call of the client's builder that configures it.
fn describe_scheme(api: &ApiInfo, id: &str) -> String {
    let Some(SchemeInfo { setter, kind, .. }) = api.scheme(id) else {
        return format!("`{id}`, which this API does not describe");
    };
    match kind {
        SchemeKind::ApiKeyHeader(name) => {
            format!("`{id}` with `.{setter}(key)` (an API key, sent as header `{name}`)")
        }
        SchemeKind::ApiKeyQuery(name) => {
            format!("`{id}` with `.{setter}(key)` (an API key, sent as query parameter `{name}`)")
        }
        SchemeKind::ApiKeyCookie(name) => {
            format!("`{id}` with `.{setter}(key)` (an API key, sent as cookie `{name}`)")
        }
        SchemeKind::Basic => format!("`{id}` with `.{setter}(user, password)`"),
        SchemeKind::BasicToken { .. } | SchemeKind::Bearer => format!("`{id}` with `.{setter}(token)`"),
    }
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
            .map(|scheme| (scheme, Arc::new(ApiKey::new("k")) as Arc<dyn Credentials>))
            .collect();
        let found = select(&API, &operation(security), &configured).map_err(|e| e.to_string())?;
        Ok(found.iter().map(|(scheme, _)| scheme.id).collect())
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
