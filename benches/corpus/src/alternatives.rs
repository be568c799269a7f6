//! A schema as a list of schemas without `$ref`, `allOf`, `oneOf` and `anyOf`: values of each of them are values of it.

use serde_json::{Map, Value, json};

use crate::schema::find;

/// A schema without references and alternatives at its root.
pub(crate) type Plain = Map<String, Value>;

/// Alternatives of one schema that are looked at.
const MOST: usize = 40;
/// References inside one another before a schema counts as endless.
const DEEPEST: usize = 24;

/// The alternatives of `schema`; none if it has no finite form.
pub(crate) fn alternatives(document: &Value, schema: &Value) -> Vec<Plain> {
    expand(document, schema, 0)
}

fn expand(document: &Value, schema: &Value, depth: usize) -> Vec<Plain> {
    let Value::Object(map) = schema else {
        return if schema == &Value::Bool(false) { Vec::new() } else { vec![Plain::new()] };
    };
    if depth > DEEPEST {
        return Vec::new();
    }
    let mut own = map.clone();
    let mut found = Vec::new();
    let mut parts: Vec<Vec<Plain>> = Vec::new();
    if let Some(Value::String(reference)) = own.remove("$ref") {
        parts.push(find(document, &reference).map_or_else(Vec::new, |target| expand(document, target, depth + 1)));
    }
    if let Some(Value::Array(all)) = own.remove("allOf") {
        parts.extend(all.iter().map(|part| expand(document, part, depth + 1)));
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Array(list)) = own.remove(key) {
            let variants = list.iter().flat_map(|variant| variant_of(document, map, variant, depth));
            parts.push(variants.collect());
        }
    }
    if parts.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    // The first of each, then one changed at a time: all combinations would be too many.
    let firsts: Vec<&Plain> = parts.iter().filter_map(|part| part.first()).collect();
    found.extend(join_all(&own, &firsts));
    for (at, part) in parts.iter().enumerate() {
        for other in part.iter().skip(1) {
            let mut chosen = firsts.clone();
            chosen[at] = other;
            found.extend(join_all(&own, &chosen));
        }
    }
    found.truncate(MOST);
    found
}

/// The alternatives of a variant, each with the value of the discriminator that stands for it.
fn variant_of(document: &Value, around: &Plain, variant: &Value, depth: usize) -> Vec<Plain> {
    let mut found = expand(document, variant, depth + 1);
    let discriminator = around.get("discriminator").filter(|d| d.get("propertyName").is_some());
    if let (Some(discriminator), Some(Value::String(reference))) = (discriminator, variant.get("$ref")) {
        let field = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let (list, name) = reference.rsplit_once('/').unwrap_or_default();
        let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
        let mapped = mapping.filter(|(_, target)| target.as_str().is_some_and(|t| t == reference || t == name));
        // Without an entry, the name of a component stands for it; an alternative elsewhere has no name.
        let of_component = list.ends_with("/schemas").then_some(name);
        let Some(value) = mapped.map(|(value, _)| value.as_str()).next().or(of_component) else { return found };
        let told = Plain::from_iter([
            ("properties".to_owned(), json!({ field: { "enum": [value] } })),
            ("required".to_owned(), json!([field])),
        ]);
        found = found.iter().filter_map(|plain| join(plain, &told)).collect();
    }
    found
}

fn join_all(own: &Plain, parts: &[&Plain]) -> Option<Plain> {
    parts.iter().try_fold(own.clone(), |joined, part| join(&joined, part))
}

/// What both demand; `None` if it is plain that nothing fits both.
fn join(one: &Plain, other: &Plain) -> Option<Plain> {
    let mut joined = one.clone();
    for (key, value) in other {
        let Some(known) = joined.get(key) else {
            joined.insert(key.clone(), value.clone());
            continue;
        };
        let both = match (key.as_str(), known, value) {
            ("properties", Value::Object(known), Value::Object(more)) => join_properties(known, more),
            ("required", Value::Array(known), Value::Array(more)) => {
                let new = more.iter().filter(|name| !known.contains(name));
                Value::Array(known.iter().chain(new).cloned().collect())
            }
            ("enum", Value::Array(known), Value::Array(more)) => {
                let both: Vec<Value> = known.iter().filter(|value| more.contains(value)).cloned().collect();
                if both.is_empty() {
                    return None;
                }
                Value::Array(both)
            }
            ("type", known, more) => Value::Array(join_types(&types(known), &types(more))?),
            ("additionalProperties", known, more) => {
                if known == &Value::Bool(false) || more == &Value::Bool(true) {
                    known.clone()
                } else {
                    more.clone()
                }
            }
            ("items", known, more) => json!({ "allOf": [known, more] }),
            (key, known, more) if key.starts_with("min") && known.as_f64() < more.as_f64() => more.clone(),
            (key, known, more) if key.starts_with("max") && known.as_f64() > more.as_f64() => more.clone(),
            _ => known.clone(),
        };
        joined.insert(key.clone(), both);
    }
    Some(joined)
}

fn join_properties(known: &Map<String, Value>, more: &Map<String, Value>) -> Value {
    let mut joined = known.clone();
    for (name, schema) in more {
        let both = match joined.get(name) {
            Some(known) if known != schema => json!({ "allOf": [known, schema] }),
            _ => schema.clone(),
        };
        joined.insert(name.clone(), both);
    }
    Value::Object(joined)
}

/// The types that a `type` allows.
pub(crate) fn types(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn join_types(known: &[&str], more: &[&str]) -> Option<Vec<Value>> {
    let mut both = Vec::new();
    for one in known {
        if more.contains(one) || (*one == "integer" && more.contains(&"number")) {
            both.push(json!(one));
        } else if *one == "number" && more.contains(&"integer") {
            both.push(json!("integer"));
        }
    }
    (!both.is_empty()).then_some(both)
}
