//! Schemas: what is rewritten before a schema is checked, and what is put right between its keywords afterwards.
//!
//! `openapiv3` recognises a type only if nothing stands beside it that says nothing about it: `type: string` with
//! `minimum: 0` would become "anything". By JSON Schema such a keyword has no effect, so it can go.

use serde_json::{Number, Value};

use super::at::At;
use super::coerce::{found, integral};
use super::walk::{Object, Walk};
use super::{legacy, v31};
use crate::diag::codes;

pub(super) fn before(walk: &Walk<'_>, mut map: Object, at: &At<'_>) -> Object {
    legacy::adopt_nullable(&mut map);
    v31::rewrite(walk, &mut map, at);
    legacy::repair_type(walk, &mut map, at);
    map
}

pub(super) fn after(walk: &Walk<'_>, mut map: Object, at: &At<'_>) -> Object {
    empty_enum(walk, &mut map, at);
    trust_enum(walk, &mut map, at);
    let Some(kind) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return map;
    };
    drop_misplaced(walk, &mut map, &kind, at);
    if map.contains_key("enum") {
        fit_enum(walk, &mut map, &kind, at);
    }
    if kind == "integer" {
        whole_bounds(&mut map);
    }
    map
}

/// Keywords that say nothing about values of this type.
fn drop_misplaced(walk: &Walk<'_>, map: &mut Object, kind: &str, at: &At<'_>) {
    const TYPES: [&str; 4] = ["string", "number", "object", "array"];
    let own = v31::keywords_of(kind);
    let foreign = TYPES.iter().flat_map(|other| v31::keywords_of(other));
    let misplaced: Vec<&str> = foreign.filter(|key| !own.contains(key) && map.contains_key(**key)).copied().collect();
    for key in misplaced {
        if map.shift_remove(key).is_some() {
            let message = format!("`{key}` says nothing about values of type `{kind}`");
            walk.remark(&codes::MISPLACED_KEYWORD, at, key, message);
        }
    }
}

fn empty_enum(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    if matches!(map.get("enum"), Some(Value::Array(values)) if values.is_empty()) {
        walk.remark(&codes::EMPTY_ENUM, at, "enum", "no value is allowed".to_owned());
        map.shift_remove("enum");
    }
}

/// Simple values allowed for a list are meant for its items; whether that was so is told.
fn enum_of_items(walk: &Walk<'_>, map: &mut Object, values: &[Value], at: &At<'_>) -> bool {
    if values.iter().any(|value| value.is_array() || value.is_object()) {
        return false;
    }
    let Some(Value::Object(items)) = map.get_mut("items") else {
        return false;
    };
    let simple = ["$ref", "enum", "allOf", "oneOf", "anyOf", "properties", "items"];
    if simple.iter().any(|key| items.contains_key(*key)) {
        return false;
    }
    let Some(kind) = items.get("type").and_then(Value::as_str) else {
        return false;
    };
    let fitting: Option<Vec<Value>> = values.iter().map(|value| fitted(kind, value)).collect();
    let Some(fitting) = fitting else { return false };
    items.insert("enum".to_owned(), Value::Array(fitting));
    walk.sink
        .report(&codes::MISPLACED_KEYWORD, at.member("enum").key(), "`enum` of a list compares whole lists")
        .help("it is read as the allowed values of the items; write it under `items`");
    true
}

/// Where no allowed value has the declared type, the values are right and the type is wrong.
fn trust_enum(walk: &Walk<'_>, map: &mut Object, at: &At<'_>) {
    let Some(kind) = map.get("type").and_then(Value::as_str) else {
        return;
    };
    let Some(Value::Array(values)) = map.get("enum") else {
        return;
    };
    let mut values = values.iter().filter(|value| !value.is_null()).peekable();
    let describes_members = ["properties", "items"].iter().any(|key| map.contains_key(*key));
    if values.peek().is_none() || describes_members {
        return;
    }
    let all_text = values.clone().all(Value::is_string);
    if !all_text || values.any(|value| fitted(kind, value).is_some()) {
        return;
    }
    let message = format!("the allowed values are text, but the type is `{kind}`");
    walk.sink.report(&codes::VALUE_MISMATCH, at.member("type").place(), message).help("it is read as `string`");
    map.insert("type".to_owned(), Value::from("string"));
}

/// Makes each allowed value one of the declared type, or drops it.
fn fit_enum(walk: &Walk<'_>, map: &mut Object, kind: &str, at: &At<'_>) {
    let Some(Value::Array(values)) = map.shift_remove("enum") else {
        return;
    };
    if kind == "array" && enum_of_items(walk, map, &values, at) {
        return;
    }
    if kind == "object" || kind == "array" {
        let message = format!("`enum` is not supported for values of type `{kind}`");
        walk.remark(&codes::UNSUPPORTED_KEYWORD, at, "enum", message);
        return;
    }
    let here = at.member("enum");
    let mut kept = Vec::with_capacity(values.len());
    for (i, value) in values.into_iter().enumerate() {
        let fit = if value.is_null() { Some(Value::Null) } else { fitted(kind, &value) };
        if fit.as_ref() != Some(&value) && !same_number(fit.as_ref(), &value) {
            let message = format!("an allowed value is {}, but the type is `{kind}`", found(&value));
            let report = walk.sink.report(&codes::VALUE_MISMATCH, here.index(i).place(), message);
            match &fit {
                Some(fit) => report.help(format!("it is read as `{fit}`")),
                None => report.help("it is ignored"),
            };
        }
        kept.extend(fit);
    }
    if !kept.is_empty() {
        map.insert("enum".to_owned(), Value::Array(kept));
    }
}

fn same_number(fit: Option<&Value>, value: &Value) -> bool {
    fit.and_then(Value::as_f64).is_some_and(|number| value.as_f64() == Some(number))
}

/// The value as one of the given type, if that loses nothing.
fn fitted(kind: &str, value: &Value) -> Option<Value> {
    match (kind, value) {
        ("string", Value::String(_)) | ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => {
            Some(value.clone())
        }
        ("string", Value::Number(number)) => Some(Value::String(number.to_string())),
        ("string", Value::Bool(flag)) => Some(Value::String(flag.to_string())),
        ("integer", Value::Number(_)) => integral(value).map(Value::from),
        ("integer", Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        ("number", Value::String(text)) => Number::from_f64(text.trim().parse().ok()?).map(Value::Number),
        ("boolean", Value::String(text)) => text.trim().parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}

/// Bounds of a whole number as whole numbers that mean the same; `openapiv3` gives up on others.
fn whole_bounds(map: &mut Object) {
    for (key, round) in [("minimum", f64::ceil as fn(f64) -> f64), ("maximum", f64::floor)] {
        let exclusive = match key {
            "minimum" => "exclusiveMinimum",
            _ => "exclusiveMaximum",
        };
        let Some(bound) = map.get(key).filter(|bound| !bound.is_i64()) else {
            continue;
        };
        let whole = integral(bound).map(|whole| (whole, false));
        let rounded = || {
            let float = bound.as_f64()?;
            integral(&Value::from(round(float))).map(|whole| (whole, true))
        };
        match whole.or_else(rounded) {
            Some((whole, was_rounded)) => {
                map.insert(key.to_owned(), Value::from(whole));
                if was_rounded {
                    map.shift_remove(exclusive);
                }
            }
            // Beyond 64 bits no value of the type can break it.
            None => {
                map.shift_remove(key);
                map.shift_remove(exclusive);
            }
        }
    }
    if let Some(step) = map.get("multipleOf").filter(|step| !step.is_i64()) {
        match integral(step) {
            Some(whole) => map.insert("multipleOf".to_owned(), Value::from(whole)),
            None => map.shift_remove("multipleOf"),
        };
    }
}
