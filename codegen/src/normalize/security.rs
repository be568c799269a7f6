//! Security schemes: each type has fields of its own.

use serde_json::Value;

use super::at::At;
use super::walk::{Object, Walk};
use crate::diag::codes;

/// Types of Swagger 2.0.
pub(super) fn before(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let Some(kind) = map.get("type").and_then(Value::as_str) else {
        return;
    };
    let scheme = match kind.to_ascii_lowercase().as_str() {
        "basic" => "basic",
        "bearer" => "bearer",
        _ => return,
    };
    let message = format!("`{kind}` is not a type of security scheme");
    walk.sink
        .report(&codes::UNKNOWN_VALUE, at.member("type").place(), message)
        .help(format!("write `type: http` and `scheme: {scheme}`"));
    map.insert("type".to_owned(), Value::from("http"));
    map.entry("scheme").or_insert(Value::from(scheme));
}

/// Drops a scheme that lacks what its type needs.
pub(super) fn after(walk: &Walk<'_>, mut map: Object, at: &At<'_>) -> Option<Object> {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or("").to_owned();
    let needed: &[&str] = match kind.as_str() {
        "apiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        "openIdConnect" => &["openIdConnectUrl"],
        "mutualTLS" => {
            let message = "client certificates are set up in the HTTP client, not here".to_owned();
            walk.remark(&codes::UNSUPPORTED_KEYWORD, at, "type", message);
            return None;
        }
        _ => {
            let message = format!("`{kind}` is not a type of security scheme");
            walk.sink
                .report(&codes::UNKNOWN_VALUE, at.member("type").place(), message)
                .help("it takes apiKey, http, oauth2, openIdConnect");
            return None;
        }
    };
    for field in needed.iter().filter(|field| !map.contains_key(**field)).collect::<Vec<_>>() {
        let message = format!("a security scheme of type `{kind}` needs `{field}`");
        let report = walk.sink.report(&codes::MISSING_FIELD, at.place(), message);
        match *field {
            "flows" => map.insert((*field).to_owned(), Value::Object(Object::new())),
            "openIdConnectUrl" => map.insert((*field).to_owned(), Value::from("")),
            _ => {
                report.help("it is ignored without it");
                return None;
            }
        };
    }
    Some(map)
}
