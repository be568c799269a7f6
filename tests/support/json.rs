//! Variations of JSON: what a document shows, as a server might send it as well.

use serde_json::{Map, Value, json};

/// Decimal text becomes a number in members of those names, at any depth: how ids are written, however a document
/// spells them.
pub(crate) fn with_numbers_in(fields: &[&str], value: &Value) -> Value {
    change_members(value, &|name, value| {
        let text = value.as_str().filter(|_| fields.contains(&name))?;
        Some(text.parse::<i64>().unwrap_or_else(|_| panic!("`{name}` is no number: {text}")).into())
    })
}

/// Numbers become decimal text in members of those names, at any depth.
pub(crate) fn with_text_in(fields: &[&str], value: &Value) -> Value {
    change_members(value, &|name, value| {
        let number = value.as_i64().filter(|_| fields.contains(&name))?;
        Some(number.to_string().into())
    })
}

fn change_members(value: &Value, change: &dyn Fn(&str, &Value) -> Option<Value>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| change_members(item, change)).collect(),
        Value::Object(members) => {
            let changed = |(name, value): (&String, &Value)| {
                let value = change(name, value).unwrap_or_else(|| change_members(value, change));
                (name.clone(), value)
            };
            members.iter().map(changed).collect()
        }
        other => other.clone(),
    }
}

/// Every object, at any depth, gets a member that no document describes.
pub(crate) fn with_unknown_members(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(with_unknown_members).collect(),
        Value::Object(members) => {
            let mut members: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), with_unknown_members(value))).collect();
            members.insert("notDescribed".to_owned(), json!({"since": [12, null]}));
            Value::Object(members)
        }
        other => other.clone(),
    }
}
