//! What the table cannot say: repairs before an object is checked, and rules between its fields afterwards.

use serde_json::Value;

use super::at::At;
use super::coerce::found;
use super::walk::{Object, Walk};
use super::{Kind, legacy, schema, security};
use crate::diag::codes;

/// An object from something that is none, where that is understood.
pub(super) fn object_from(walk: &Walk<'_>, kind: Kind, value: Value, at: &At<'_>) -> Option<Object> {
    let one = |key: &str, value: Value| Some(Object::from_iter([(key.to_owned(), value)]));
    if let (Kind::Schema, Value::Bool(flag)) = (kind, &value) {
        walk.newer(at, "`true` and `false` as schemas are new in OpenAPI 3.1");
        return if *flag { Some(Object::new()) } else { one("not", Value::Object(Object::new())) };
    }
    let made = match (kind, &value) {
        (Kind::Discriminator, Value::String(_)) => one("propertyName", value.clone()),
        (Kind::Tag, Value::String(_)) => one("name", value.clone()),
        (Kind::Server | Kind::ExternalDocs, Value::String(_)) => one("url", value.clone()),
        (Kind::Example, value) if !value.is_object() => one("value", value.clone()),
        (Kind::Schema | Kind::MediaType | Kind::OAuthFlows, Value::Null) => Some(Object::new()),
        _ => None,
    };
    let message = format!("`{}` must be {}, not {}", at.name(), kind.described(), found(&value));
    let report = walk.sink.report(&codes::WRONG_TYPE, at.place(), message);
    match (&made, kind) {
        (Some(map), _) => report.help(format!("it is read as `{}`", brief(&Value::Object(map.clone())))),
        (None, Kind::Operation | Kind::PathItem) => report,
        (None, _) => report.help("it is ignored"),
    };
    if made.is_none() && matches!(kind, Kind::Operation | Kind::PathItem) {
        skipped(walk, kind, at);
    }
    made
}

fn skipped(walk: &Walk<'_>, kind: Kind, at: &At<'_>) {
    let place = at.key();
    // What the server calls is no operation of the client.
    if is_event(&place.pointer) {
        return;
    }
    let message = match kind {
        Kind::PathItem => format!("the operations of `{}` cannot be read and are left out", at.name()),
        _ => format!("the operation `{}` cannot be read and is left out", at.name()),
    };
    walk.sink.report(&codes::OPERATION_SKIPPED, place, message);
}

/// The place belongs to a webhook or a callback.
fn is_event(pointer: &str) -> bool {
    pointer.contains("/callbacks/") || pointer.starts_with("/webhooks/") || pointer.starts_with("/x-webhooks/")
}

/// The methods a path can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Reports operations that nothing reads: those beside the reference of a path, and those of newer editions.
pub(super) fn tell_unread(walk: &Walk<'_>, key: &str, value: &Value, at: &At<'_>) {
    match (key, value) {
        ("additionalOperations", Value::Object(map)) => {
            let here = at.member(key);
            map.keys().for_each(|method| skipped(walk, Kind::Operation, &here.member(method)));
        }
        ("query", Value::Object(_)) => skipped(walk, Kind::Operation, &at.member(key)),
        (method, Value::Object(_)) if METHODS.contains(&method) => {
            let message = format!("the operation `{method}` stands beside a `$ref` and is left out");
            walk.sink.report(&codes::OPERATION_SKIPPED, at.member(method).key(), message);
        }
        _ => {}
    }
}

/// A value on one line, cut where it gets long.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text,
    }
}

/// Repairs before the fields are checked.
pub(super) fn before(walk: &Walk<'_>, kind: Kind, mut map: Object, at: &At<'_>) -> Option<Object> {
    match kind {
        Kind::Schema => return Some(schema::before(walk, map, at)),
        Kind::Parameter | Kind::Header => legacy::lift_schema(walk, kind, &mut map, at),
        Kind::SecurityScheme => security::before(walk, &mut map, at),
        Kind::SecurityRequirement => {
            for scopes in map.values_mut().filter(|scopes| scopes.is_null()) {
                *scopes = Value::Array(Vec::new());
            }
        }
        Kind::Example => wrap_example(walk, &mut map, at),
        Kind::Paths => map = paths(walk, map, at),
        Kind::Responses => statuses(walk, &mut map, at),
        _ => {}
    }
    Some(map)
}

/// An example that is a bare value, or an object that is the value itself.
fn wrap_example(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let known = ["summary", "description", "value", "externalValue"];
    let bare = !map.is_empty() && !map.keys().any(|key| known.contains(&key.as_str()) || key.starts_with("x-"));
    if bare {
        let message = format!("`{}` must be an example with its `value`, not the value itself", at.name());
        walk.sink.report(&codes::WRONG_TYPE, at.place(), message).help("write it one level deeper, under `value`");
        let value = std::mem::take(map);
        map.insert("value".to_owned(), Value::Object(value));
    }
}

fn paths(walk: &Walk<'_>, map: Object, at: &At<'_>) -> Object {
    let mut out = Object::with_capacity(map.len());
    let mut late = Vec::new();
    for (path, item) in map {
        if path.starts_with("x-") || path.starts_with('/') {
            if !path.starts_with("x-") && !balanced(&path) {
                let message = format!("the braces in the path `{path}` do not match");
                walk.sink.report(&codes::INVALID_PATH, at.member(&path).key(), message);
            }
            out.insert(path, item);
        } else {
            late.push((path, item));
        }
    }
    for (path, item) in late {
        let message = format!("the path `{path}` does not start with `/`");
        let report = walk.sink.report(&codes::INVALID_PATH, at.member(&path).key(), message);
        let fixed = format!("/{path}");
        if item.is_object() && !out.contains_key(&fixed) {
            report.help(format!("write `{fixed}`"));
            out.insert(fixed, item);
        } else {
            report.help("it is ignored");
            let has_operations = |item: &Object| item.keys().any(|key| METHODS.contains(&key.as_str()));
            if item.as_object().is_some_and(has_operations) {
                skipped(walk, Kind::PathItem, &at.member(&path));
            }
        }
    }
    out
}

/// Whether each `{` has its `}` and none stands inside another.
fn balanced(path: &str) -> bool {
    let mut open = false;
    for c in path.chars() {
        match c {
            '{' if open => return false,
            '}' if !open => return false,
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    !open
}

fn statuses(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    map.retain(|status, _| {
        let fine = status == "default" || status.starts_with("x-") || is_status(status);
        if !fine {
            let message = format!("`{status}` is not a status code");
            walk.sink
                .report(&codes::INVALID_STATUS, at.member(status).key(), message)
                .help("write a code such as `404`, a range such as `4XX`, or `default`");
        }
        fine
    });
}

fn is_status(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 3
        && matches!(bytes.first(), Some(b'1'..=b'9'))
        && (bytes.iter().all(u8::is_ascii_digit) || bytes.get(1..).is_some_and(|rest| rest.eq_ignore_ascii_case(b"xx")))
}

/// Rules between the fields of a checked object.
pub(super) fn after(walk: &Walk<'_>, kind: Kind, mut map: Object, at: &At<'_>) -> Option<Object> {
    match kind {
        Kind::Schema => return Some(schema::after(walk, map, at)),
        Kind::Parameter => parameter(walk, &mut map, at),
        Kind::Header => value_of(walk, &mut map, at),
        Kind::Encoding => {
            // `openapiv3` takes a missing `explode` for `false`; OpenAPI says it follows the style.
            let form = map.get("style").is_none_or(|style| style == "form");
            map.entry("explode").or_insert(Value::Bool(form));
        }
        Kind::SecurityScheme => return security::after(walk, map, at),
        Kind::Link => return link(walk, map, at),
        Kind::ServerVariable => {
            let first = map.get("enum").and_then(|list| list.get(0)).cloned();
            if map.get("default").is_none_or(|default| default == "")
                && let Some(first) = first
            {
                map.insert("default".to_owned(), first);
            }
        }
        // Calls of the server are read where they are lowered: `openapiv3` has no place for all that they can be.
        Kind::OpenApi => {
            ["webhooks", "x-webhooks", "jsonSchemaDialect"].iter().for_each(|key| drop(map.shift_remove(*key)));
        }
        Kind::Operation => drop(map.shift_remove("callbacks")),
        _ => {}
    }
    Some(map)
}

fn parameter(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    value_of(walk, map, at);
    let place = map.get("in").and_then(Value::as_str).unwrap_or("query");
    let styles: &[&str] = match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    let in_path = place == "path";
    if let Some(style) = map.get("style").and_then(Value::as_str)
        && !styles.contains(&style)
    {
        let message = format!("`{style}` is not a style of {place} parameters");
        walk.sink
            .report(&codes::UNKNOWN_VALUE, at.member("style").place(), message)
            .help(format!("it takes {}", styles.join(", ")));
        map.shift_remove("style");
    }
    if in_path && map.get("required") != Some(&Value::Bool(true)) {
        walk.sink
            .report(&codes::MISSING_FIELD, at.place(), "a path parameter needs `required: true`")
            .help("a path without it is another path");
        map.insert("required".to_owned(), Value::Bool(true));
    }
}

/// A parameter or header has a `schema` or a `content`, and `openapiv3` wants exactly one.
fn value_of(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    match (map.contains_key("schema"), map.contains_key("content")) {
        (true, true) => {
            let message = "`content` beside `schema` is ignored".to_owned();
            walk.remark(&codes::MISPLACED_KEYWORD, at, "content", message);
            map.shift_remove("content");
        }
        (false, false) => {
            walk.sink
                .report(&codes::MISSING_FIELD, at.place(), "a parameter or header needs `schema` or `content`")
                .help("it is read as any value");
            map.insert("schema".to_owned(), Value::Object(Object::new()));
        }
        _ => {}
    }
}

/// `openapiv3` wants exactly one way of naming the operation.
fn link(walk: &Walk<'_>, mut map: Object, at: &At<'_>) -> Option<Object> {
    if map.contains_key("operationId") {
        map.shift_remove("operationRef");
        return Some(map);
    }
    if !map.contains_key("operationRef") {
        let message = "a link needs `operationId` or `operationRef`";
        walk.sink.report(&codes::MISSING_FIELD, at.place(), message).help("it is ignored without it");
        return None;
    }
    Some(map)
}
