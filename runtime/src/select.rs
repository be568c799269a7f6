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

/// A scheme with the call that configures it. Generated builders have a method of that name for each scheme, unless the
/// document renames it; the call shown works on the builder of this crate in any case.
fn describe_scheme(api: &ApiInfo, id: &str) -> String {
    let method = snake_case(id);
    match api.scheme(id).map(|scheme| scheme.kind) {
        Some(SchemeKind::ApiKeyHeader(name)) => {
            format!("`{id}` with `.{method}(key)` (an API key, sent as header `{name}`)")
        }
        Some(SchemeKind::ApiKeyQuery(name)) => {
            format!("`{id}` with `.{method}(key)` (an API key, sent as query parameter `{name}`)")
        }
        Some(SchemeKind::ApiKeyCookie(name)) => {
            format!("`{id}` with `.{method}(key)` (an API key, sent as cookie `{name}`)")
        }
        Some(SchemeKind::Basic) => format!("`{id}` with `.{method}(user, password)`"),
        Some(SchemeKind::Bearer) => format!("`{id}` with `.{method}(token)`"),
        None => format!("`{id}`, which this API does not describe"),
    }
}

/// `xAuthorization` -> `x_authorization`, `HTTPBasic` -> `http_basic`.
fn snake_case(id: &str) -> String {
    let chars: Vec<char> = id.chars().collect();
    let mut out = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = index.checked_sub(1).map(|index| chars[index]);
        let next_is_lower = chars.get(index + 1).is_some_and(|c| c.is_lowercase());
        let starts_word = c.is_uppercase()
            && before.is_some_and(|b| b.is_lowercase() || b.is_numeric() || (b.is_uppercase() && next_is_lower));
        if starts_word {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ApiKey;

    static API: ApiInfo = ApiInfo {
        id: "x",
        version: "1",
        schemes: &[
            SchemeInfo { id: "xKey", kind: SchemeKind::ApiKeyHeader("X-Key") },
            SchemeInfo { id: "tenant", kind: SchemeKind::ApiKeyQuery("tenant") },
            SchemeInfo { id: "basic_sync-token", kind: SchemeKind::Basic },
        ],
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

    #[test]
    fn snake_cases() {
        for (id, expected) in [("xAuthorization", "x_authorization"), ("HTTPBasic", "http_basic"), ("a-B c", "a_b_c")] {
            assert_eq!(snake_case(id), expected);
        }
    }
}
