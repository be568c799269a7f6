//! Simple values: what fits, what can be understood, what things are called.

use serde_json::{Number, Value};

use super::shape::Want;

/// What a value is, for messages.
pub(super) fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(true) => "`true`",
        Value::Bool(false) => "`false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What is wanted, for messages.
pub(super) fn described(want: &Want) -> &'static str {
    match want {
        Want::Any => "anything",
        Want::Text | Want::Choice(_) => "text",
        Want::Flag => "`true` or `false`",
        Want::Number => "a number",
        Want::Count => "a whole number from 0",
        Want::Object(kind) | Want::OrRef(kind) => kind.described(),
        Want::List(_) => "a list",
        Want::Map(_) => "an object",
        Want::FlagOrSchema => "`true`, `false` or a schema",
    }
}

/// Whether a simple value is what is wanted.
pub(super) fn fits(want: &Want, value: &Value) -> bool {
    match want {
        Want::Any => true,
        Want::Text => value.is_string(),
        Want::Choice(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
        Want::Flag | Want::FlagOrSchema => value.is_boolean(),
        Want::Number => value.is_number(),
        Want::Count => count(value).is_some(),
        Want::Object(_) | Want::OrRef(_) | Want::List(_) | Want::Map(_) => false,
    }
}

/// The form in which `openapiv3` takes a value that fits: `10.0` is a count, but has to be written `10`.
pub(super) fn exact(want: &Want, value: Value) -> Value {
    match want {
        Want::Count => count(&value).map_or(value, Value::from),
        _ => value,
    }
}

/// What somebody meant who wrote `"10"` for a number or `1.0` for a text.
pub(super) fn repair(want: &Want, value: Value) -> Option<Value> {
    match (want, value) {
        (Want::Text, Value::Number(number)) => Some(Value::String(number.to_string())),
        (Want::Text, Value::Bool(flag)) => Some(Value::String(flag.to_string())),
        (Want::Flag, Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(Value::Bool(true)),
            "false" | "no" => Some(Value::Bool(false)),
            _ => None,
        },
        (Want::Number, Value::String(text)) => number(text.trim()),
        (Want::Count, Value::String(text)) => number(text.trim()).as_ref().and_then(count).map(Value::from),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?).map(Value::Number))
}

/// The value as a whole number from 0; `3.0` is one.
fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| integral(value).and_then(|number| u64::try_from(number).ok()))
}

/// The value as a whole number; `3.0` is one.
pub(super) fn integral(value: &Value) -> Option<i64> {
    // Up to here floating point holds every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
    })
}
