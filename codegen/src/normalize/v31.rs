//! Spellings of OpenAPI 3.1 (JSON Schema 2020-12) as 3.0 has them.

use serde_json::{Value, json};

use super::Version;
use super::at::At;
use super::mixed::{allows_anything, pattern_properties, tuple, unevaluated_properties};
use super::walk::{Object, Walk};
use crate::diag::codes;

/// Keywords that describe more than the type knows: values keep what they bring, but untyped.
const UNSUPPORTED: [&str; 5] =
    ["patternProperties", "dependentSchemas", "dependencies", "$dynamicRef", "$recursiveRef"];

/// Keywords that only narrow down which values are allowed. The type takes all of those, and more.
const UNCHECKED: [&str; 11] = [
    "unevaluatedProperties",
    "unevaluatedItems",
    "if",
    "then",
    "else",
    "dependentRequired",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "contentSchema",
];

/// Keywords that say nothing about values. Definitions are reached by reference, in the source.
pub(super) const SILENT: [&str; 10] = [
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
    "id",
];

/// Whether something with a meaning stands beside `$ref`.
pub(super) fn has_siblings(map: &Object) -> bool {
    map.keys().any(|key| key != "$ref" && !key.starts_with("x-") && !SILENT.contains(&key.as_str()))
}

/// `$ref` with siblings means both: a reference inside `allOf`, and the rest beside it.
fn wrap_reference(map: &mut Object, key: &str) {
    if let Some(reference) = map.shift_remove(key) {
        let reference = json!({ "$ref": reference });
        match map.get_mut("allOf") {
            Some(Value::Array(list)) => list.push(reference),
            _ => {
                map.insert("allOf".to_owned(), Value::Array(vec![reference]));
            }
        }
    }
}

/// A reference that a schema further out may bend leads where it leads by itself; as a pointer it comes from the source.
fn settled_references(map: &mut Object) {
    for key in ["$dynamicRef", "$recursiveRef"] {
        if map.get(key).and_then(Value::as_str).is_some_and(|text| text.starts_with("#/")) {
            wrap_reference(map, key);
        }
    }
}

/// Rewrites one schema, not those inside it.
pub(super) fn rewrite(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    if walk.version == Version::V31 {
        wrap_reference(map, "$ref");
    }
    settled_references(map);
    type_list(walk, map, at);
    null_type(walk, map, at);
    constant(walk, map, at);
    exclusive_bound(walk, map, at, "exclusiveMinimum", "minimum");
    exclusive_bound(walk, map, at, "exclusiveMaximum", "maximum");
    examples(walk, map, at);
    tuple(walk, map, at);
    content(walk, map, at);
    unevaluated_properties(map);
    pattern_properties(walk, map, at);
    null_variants(map, "oneOf");
    null_variants(map, "anyOf");
    unsupported(walk, map, at);
}

/// `type: [string, "null"]`.
fn type_list(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let Some(Value::Array(types)) = map.get("type") else {
        return;
    };
    walk.newer(&at.member("type"), "a list of types is new in OpenAPI 3.1");
    let mut types: Vec<Value> = types.clone();
    let all = types.len();
    types.retain(|name| *name != "null" && !name.is_null());
    if types.len() < all {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    match types.len() {
        0 => {
            map.insert("type".to_owned(), Value::from("null"));
        }
        1 => {
            map.insert("type".to_owned(), types.remove(0));
        }
        _ => split_types(map, &types),
    }
}

/// Several types become one variant each, with the keywords that say something about it.
fn split_types(map: &mut Object, types: &[Value]) {
    map.shift_remove("type");
    // An enumeration says enough by itself, and other variants say what types they have.
    if ["enum", "const", "anyOf", "oneOf"].iter().any(|key| map.contains_key(*key)) {
        return;
    }
    let names: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
    let mut variants: Vec<Object> = Vec::new();
    for name in &names {
        let mut variant = Object::from_iter([("type".to_owned(), Value::from(*name))]);
        for key in keywords_of(name) {
            if let Some(value) = map.get(*key) {
                variant.insert((*key).to_owned(), value.clone());
            }
        }
        variants.push(variant);
    }
    for key in names.iter().flat_map(|name| keywords_of(name)) {
        map.shift_remove(*key);
    }
    let variants = variants.into_iter().map(Value::Object).collect();
    map.insert("anyOf".to_owned(), Value::Array(variants));
}

/// The keywords that say something about values of one type only.
pub(super) fn keywords_of(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &["minLength", "maxLength", "pattern", "format"],
        "number" | "integer" => &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
        "object" => &["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
        "array" => &["items", "minItems", "maxItems", "uniqueItems"],
        _ => &[],
    }
}

/// `type: "null"`: only null is allowed.
fn null_type(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    if map.get("type").is_some_and(|name| name == "null") {
        walk.newer(&at.member("type"), "the type `null` is new in OpenAPI 3.1");
        map.shift_remove("type");
        map.insert("nullable".to_owned(), Value::Bool(true));
        map.insert("enum".to_owned(), json!([null]));
    }
}

fn constant(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    if !map.contains_key("const") {
        return;
    }
    walk.newer(&at.member("const"), "`const` is new in OpenAPI 3.1; write `enum` with one value");
    let Some(value) = map.shift_remove("const") else {
        return;
    };
    let kind = match &value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::Null => {
            map.insert("nullable".to_owned(), Value::Bool(true));
            None
        }
        _ => None,
    };
    if let Some(kind) = kind {
        map.entry("type").or_insert(Value::from(kind));
    }
    map.insert("enum".to_owned(), Value::Array(vec![value]));
}

/// `exclusiveMinimum: 5`.
fn exclusive_bound(walk: &Walk<'_>, map: &mut Object, at: &At<'_>, exclusive: &str, bound: &str) {
    let Some(limit) = map.get(exclusive).and_then(Value::as_f64) else {
        return;
    };
    walk.newer(
        &at.member(exclusive),
        &format!("a number as `{exclusive}` is new in OpenAPI 3.1; write `{bound}` and `{exclusive}: true`"),
    );
    let inclusive = map.get(bound).and_then(Value::as_f64);
    let stricter =
        inclusive.is_none_or(|other| if exclusive == "exclusiveMinimum" { limit >= other } else { limit <= other });
    let Some(limit) = map.shift_remove(exclusive) else {
        return;
    };
    if stricter {
        map.insert(bound.to_owned(), limit);
        map.insert(exclusive.to_owned(), Value::Bool(true));
    }
}

/// `examples: [a, b]` on a schema.
fn examples(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    if !map.contains_key("examples") {
        return;
    }
    walk.newer(&at.member("examples"), "`examples` on a schema is new in OpenAPI 3.1; write `example`");
    let first = match map.shift_remove("examples") {
        Some(Value::Array(list)) => list.into_iter().next(),
        // Not legal anywhere, but common: named examples as on a media type.
        Some(Value::Object(named)) => named.into_iter().next().map(|(_, example)| match example {
            Value::Object(mut example) if example.contains_key("value") => {
                example.shift_remove("value").unwrap_or_default()
            }
            other => other,
        }),
        _ => None,
    };
    if let Some(first) = first {
        map.entry("example").or_insert(first);
    }
}

/// `contentEncoding: base64` and `contentMediaType`.
fn content(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let encoding = map.shift_remove("contentEncoding");
    let media_type = map.shift_remove("contentMediaType");
    let (key, format) = match (&encoding, &media_type) {
        (Some(Value::String(name)), _) if name.starts_with("base64") => ("contentEncoding", "byte"),
        (None, Some(Value::String(name))) if name == "application/octet-stream" => ("contentMediaType", "binary"),
        _ => return,
    };
    walk.newer(&at.member(key), &format!("`{key}` is new in OpenAPI 3.1; write `format: {format}`"));
    map.entry("format").or_insert(Value::from(format));
}

/// A variant that allows only null makes the whole nullable. It stays in its place: what is said about the others, and
/// references to them, count on their positions.
fn null_variants(map: &mut Object, key: &str) {
    if matches!(map.get(key), Some(Value::Array(variants)) if variants.iter().any(only_null)) {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
}

fn only_null(schema: &Value) -> bool {
    let Value::Object(map) = schema else {
        return false;
    };
    let is_null = |value: &Value| value.is_null() || value == "null";
    match map.get("type") {
        Some(Value::Array(types)) => return !types.is_empty() && types.iter().all(is_null),
        Some(kind) if is_null(kind) => return true,
        _ => {}
    }
    map.get("const").is_some_and(Value::is_null)
        || matches!(map.get("enum"), Some(Value::Array(list)) if list.len() == 1 && list.iter().all(Value::is_null))
}

fn unsupported(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    for key in SILENT {
        map.shift_remove(key);
    }
    for key in UNSUPPORTED {
        if map.shift_remove(key).is_some() {
            let message = format!("`{key}` is not supported and is ignored");
            walk.remark(&codes::UNSUPPORTED_KEYWORD, at, key, message);
        }
    }
    for key in UNCHECKED {
        if let Some(value) = map.shift_remove(key)
            && narrows(key, &value)
        {
            let message = format!("`{key}` is not checked; values that break it are accepted");
            walk.remark(&codes::UNCHECKED_KEYWORD, at, key, message);
        }
    }
}

/// Whether the keyword excludes anything at all, and is not told about by another one.
fn narrows(key: &str, value: &Value) -> bool {
    match key {
        // Without `if` they have no effect, and with it one remark is enough.
        "then" | "else" | "minContains" | "maxContains" => false,
        // Names are text anyway.
        "propertyNames" => {
            let is_text = |map: &Object| map.get("type").is_some_and(|name| name == "string");
            let mut rest = value.clone();
            if let Value::Object(map) = &mut rest
                && is_text(map)
            {
                map.shift_remove("type");
            }
            !allows_anything(&rest)
        }
        _ => !allows_anything(value),
    }
}
