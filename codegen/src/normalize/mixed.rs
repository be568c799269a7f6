//! Lists and maps whose values have different schemas, by position or by key: a Rust list has items of one type.

use serde_json::{Value, json};

use super::at::At;
use super::coerce::found;
use super::v31::SILENT;
use super::walk::{Object, Walk};
use crate::diag::codes;

/// Lists with a schema for each position: the items are any of them, wherever they stand.
pub(super) fn tuple(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let (key, rest) =
        if map.contains_key("prefixItems") { ("prefixItems", "items") } else { ("items", "additionalItems") };
    if let Some(Value::Array(_)) = map.get(key)
        && let Some(Value::Array(first)) = map.shift_remove(key)
    {
        let is_full = map.get("maxItems").and_then(Value::as_u64).is_some_and(|most| most <= first.len() as u64);
        let rest = match map.shift_remove(rest) {
            Some(Value::Bool(false)) => None,
            Some(schema @ Value::Object(_)) => Some(schema),
            Some(other) if !other.is_boolean() => {
                let message = format!("`{rest}` must be a schema, not {}", found(&other));
                walk.sink.report(&codes::WRONG_TYPE, at.member(rest).place(), message).help("it is ignored");
                Some(json!({}))
            }
            _ => Some(json!({})),
        };
        let rest = rest.filter(|_| !is_full);
        let (items, choices) = any_of(first.into_iter().chain(rest));
        if choices > 1 {
            let message = match allows_anything(&items) {
                true => format!("`{key}` is not checked; the items are any value"),
                false => format!("which item stands where is not checked; each is any of the {choices} kinds"),
            };
            walk.remark(&codes::UNCHECKED_KEYWORD, at, key, message);
        }
        map.insert("items".to_owned(), items);
    }
    map.shift_remove("additionalItems");
    if map.get("items").is_some_and(Value::is_boolean) && map.get("type").is_none() {
        map.shift_remove("items");
    }
}

/// A schema for values of any of these, and how many different ones there are.
fn any_of(schemas: impl Iterator<Item = Value>) -> (Value, usize) {
    let mut choices: Vec<Value> = Vec::new();
    for schema in schemas {
        if !choices.iter().any(|known| same_values(known, &schema)) {
            choices.push(schema);
        }
    }
    let count = choices.len();
    if choices.iter().any(allows_anything) {
        return (json!({}), count);
    }
    match choices.pop() {
        Some(only) if choices.is_empty() => (only, count),
        Some(last) => {
            choices.push(last);
            (json!({ "anyOf": choices }), count)
        }
        None => (json!({}), count),
    }
}

/// Keywords that tell people something.
const ANNOTATIONS: [&str; 8] =
    ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly"];

fn same_values(a: &Value, b: &Value) -> bool {
    let (Value::Object(a), Value::Object(b)) = (a, b) else { return a == b };
    let says = |map: &Object| {
        let rest =
            map.iter().filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()) && !SILENT.contains(&key.as_str()));
        rest.map(|(key, value)| (key.clone(), value.clone())).collect::<Object>()
    };
    says(a) == says(b)
}

pub(super) fn allows_anything(schema: &Value) -> bool {
    match schema {
        Value::Bool(flag) => *flag,
        Value::Object(map) => {
            map.keys().all(|key| ANNOTATIONS.contains(&key.as_str()) || SILENT.contains(&key.as_str()))
        }
        _ => false,
    }
}

/// Properties that nothing else describes: where no other schema could, that is what `additionalProperties` says. Its
/// schema holds for the properties of all parts together, which is how the parts of `allOf` are read anyway.
pub(super) fn unevaluated_properties(map: &mut Object) {
    const APPLICATORS: [&str; 7] = ["allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas", "patternProperties"];
    let stands_alone = !APPLICATORS.iter().any(|key| map.contains_key(*key));
    let means_the_same = match map.get("unevaluatedProperties") {
        Some(Value::Object(_)) => !["anyOf", "oneOf"].iter().any(|key| map.contains_key(*key)),
        Some(Value::Bool(_)) => stands_alone,
        _ => false,
    };
    if means_the_same
        && !map.contains_key("additionalProperties")
        && let Some(rest) = map.shift_remove("unevaluatedProperties")
    {
        map.insert("additionalProperties".to_owned(), rest);
    }
}

/// Patterns that all free keys have to match: a map of what they say. Beside properties that is so only if nothing else
/// is allowed.
pub(super) fn pattern_properties(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let closed = match map.get("additionalProperties") {
        Some(Value::Bool(false)) => true,
        None => !map.contains_key("properties"),
        _ => false,
    };
    let is_some = matches!(map.get("patternProperties"), Some(Value::Object(patterns)) if !patterns.is_empty());
    if !closed || !is_some {
        return;
    }
    if let Some(Value::Object(patterns)) = map.shift_remove("patternProperties") {
        let (schema, choices) = any_of(patterns.into_iter().map(|(_, schema)| schema));
        if choices > 1 {
            let message = "which keys match which pattern is not checked; values are any of those described".to_owned();
            walk.remark(&codes::UNCHECKED_KEYWORD, at, "patternProperties", message);
        }
        map.insert("additionalProperties".to_owned(), schema);
    }
}
