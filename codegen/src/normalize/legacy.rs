//! Habits from Swagger 2.0 and common slips.

use serde_json::Value;

use super::Kind;
use super::at::At;
use super::walk::{Object, Walk};
use crate::diag::codes;

/// Swagger 2.0 wrote the schema of a parameter into the parameter itself.
pub(super) fn lift_schema(walk: &Walk<'_>, kind: Kind, map: &mut Object, at: &At<'_>) {
    const MOVED: [&str; 16] = [
        "type",
        "format",
        "items",
        "enum",
        "default",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "multipleOf",
    ];
    if map.contains_key("schema") || map.contains_key("content") || !map.contains_key("type") {
        return;
    }
    let message = format!("`type` is not a field of {}", kind.described());
    walk.sink
        .report(&codes::UNKNOWN_FIELD, at.member("type").key(), message)
        .help("write it under `schema`, as OpenAPI 3 has it");
    let moved = MOVED.iter().filter_map(|key| map.shift_remove_entry(*key)).collect();
    map.insert("schema".to_owned(), Value::Object(moved));
}

/// Types that are none, but are understood; the second text is a format.
pub(super) fn known_type(name: &str) -> Option<(Option<&'static str>, Option<&'static str>)> {
    Some(match name.to_ascii_lowercase().as_str() {
        "file" | "binary" => (Some("string"), Some("binary")),
        "text" | "str" | "string" | "uri" | "url" | "email" => (Some("string"), None),
        "date" => (Some("string"), Some("date")),
        "datetime" | "date-time" | "timestamp" => (Some("string"), Some("date-time")),
        "uuid" | "guid" => (Some("string"), Some("uuid")),
        "int" | "integer" => (Some("integer"), None),
        "int32" => (Some("integer"), Some("int32")),
        "int64" | "long" => (Some("integer"), Some("int64")),
        "number" | "decimal" => (Some("number"), None),
        "float" => (Some("number"), Some("float")),
        "double" => (Some("number"), Some("double")),
        "bool" | "boolean" => (Some("boolean"), None),
        "object" | "map" | "dict" => (Some("object"), None),
        "array" | "list" => (Some("array"), None),
        "any" | "mixed" => (None, None),
        _ => return None,
    })
}

/// Replaces a type that OpenAPI does not have.
pub(super) fn repair_type(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "object", "array"];
    let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return;
    };
    if TYPES.contains(&name.as_str()) {
        return;
    }
    let Some((kind, format)) = known_type(&name) else {
        return;
    };
    let message = format!("`{name}` is not a type");
    let report = walk.sink.report(&codes::UNKNOWN_VALUE, at.member("type").place(), message);
    match (kind, format) {
        (Some(kind), Some(format)) => report.help(format!("write `type: {kind}` and `format: {format}`")),
        (Some(kind), None) => report.help(format!("write `type: {kind}`")),
        _ => report.help("leave `type` out where any value is fine"),
    };
    map.shift_remove("type");
    if let Some(kind) = kind {
        map.insert("type".to_owned(), Value::from(kind));
    }
    if let Some(format) = format {
        map.entry("format").or_insert(Value::from(format));
    }
}

/// Converters from Swagger 2.0 leave `x-nullable` where 3.0 has `nullable`.
pub(super) fn adopt_nullable(map: &mut Object) {
    if map.get("x-nullable") == Some(&Value::Bool(true)) {
        map.entry("nullable").or_insert(Value::Bool(true));
    }
}
