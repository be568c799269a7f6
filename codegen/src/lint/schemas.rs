//! Schemas that say something odd.

use openapiv3::{AnySchema, ObjectType, Schema, SchemaKind, Type};
use serde_json::Value;

use super::Lint;
use super::walk::{Role, SchemaAt};
use crate::diag::codes;
use crate::normalize::closest;

pub(super) fn check_required(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let (SchemaKind::Type(Type::Object(ObjectType { properties, required, .. })), Role::Named | Role::Inline) =
        (&at.schema.schema_kind, at.role)
    else {
        return;
    };
    if properties.is_empty() {
        return;
    }
    for (i, name) in required.iter().enumerate() {
        if properties.contains_key(name) {
            continue;
        }
        let message = format!("`{name}` is required, but not declared as a property");
        let here = at.place.child("required").index(i);
        let report = lint.sink.report(&codes::UNDECLARED_REQUIRED, here, message);
        if let Some(guess) = closest(name, properties.keys().map(String::as_str)) {
            report.help(format!("did you mean `{guess}`?"));
        }
    }
}

pub(super) fn check_duplicate_enum_values(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let has_enum = match &at.schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => text.enumeration.len() > 1,
        SchemaKind::Type(Type::Number(number)) => number.enumeration.len() > 1,
        SchemaKind::Type(Type::Integer(number)) => number.enumeration.len() > 1,
        SchemaKind::Any(any) => any.enumeration.len() > 1,
        _ => false,
    };
    if !has_enum {
        return;
    }
    let here = at.place.child("enum");
    let Some(Value::Array(values)) = lint.document.sources.value(&here) else {
        return;
    };
    let mut seen = std::collections::HashMap::new();
    for (i, value) in values.iter().enumerate() {
        if let Some(first) = seen.insert(value.to_string(), i) {
            let message = format!("`{value}` is listed twice");
            lint.sink
                .report(&codes::DUPLICATE_ENUM_VALUE, here.index(i), message)
                .label("listed again here")
                .also(here.index(first), "first listed here");
        }
    }
}

/// Pairs of a lower and an upper limit.
const LIMITS: [(&str, &str); 4] =
    [("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"), ("minProperties", "maxProperties")];

pub(super) fn check_limits(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let whole = |limit: Option<usize>| limit.map(|limit| limit as f64);
    let (lower, upper, pair) = match &at.schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => (whole(text.min_length), whole(text.max_length), 0),
        SchemaKind::Type(Type::Number(number)) => (number.minimum, number.maximum, 1),
        SchemaKind::Type(Type::Integer(number)) => {
            (number.minimum.map(|n| n as f64), number.maximum.map(|n| n as f64), 1)
        }
        SchemaKind::Type(Type::Array(list)) => (whole(list.min_items), whole(list.max_items), 2),
        SchemaKind::Type(Type::Object(object)) => (whole(object.min_properties), whole(object.max_properties), 3),
        _ => return,
    };
    let (Some(lower), Some(upper), Some((low, high))) = (lower, upper, LIMITS.get(pair)) else {
        return;
    };
    if lower > upper {
        let message = format!("no value fits: `{low}` is {lower}, `{high}` is {upper}");
        lint.sink
            .report(&codes::IMPOSSIBLE_LIMITS, at.place.child(low), message)
            .also(at.place.child(high), "smaller than that");
    }
}

pub(super) fn check_pattern(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let pattern = match &at.schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => text.pattern.as_deref(),
        SchemaKind::Any(any) => any.pattern.as_deref(),
        _ => None,
    };
    let Some(pattern) = pattern else { return };
    if let Err(error) = regex_lite::Regex::new(pattern) {
        let message = format!("the pattern is not checked by the client: {error}");
        lint.sink.report(&codes::PATTERN_NOT_CHECKED, at.place.child("pattern"), message);
    }
}

/// Inline objects have no name of their own.
pub(super) fn check_names(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    if at.role == Role::Inline && has_properties(at.schema) {
        lint.sink
            .report(&codes::NAMELESS_OBJECT, at.place.key(), "an object inside something else has no name")
            .help("give it one under `components/schemas` and refer to it");
    }
}

fn has_properties(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => !object.properties.is_empty(),
        SchemaKind::Any(AnySchema { properties, .. }) => !properties.is_empty(),
        _ => false,
    }
}
