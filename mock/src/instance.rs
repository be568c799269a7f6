//! A value made from a schema.

use serde_json::{Map, Value, json};

use crate::pattern::{self, Times};
use crate::schema::{Definitions, Direction};
use crate::shape::Shape;

/// Objects inside one another; below that only what is required is filled in.
const DEEPEST_OPTIONAL: usize = 4;
/// Deepest at all: a schema that requires itself has no finite value.
const DEEPEST: usize = 24;
/// Values made for one schema in all, so that wide documents do not make answers without end.
const MOST: usize = 4000;

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filling {
    /// Examples and defaults of the schemas, and what is optional as well.
    Examples,
    /// What is optional as well, without examples: they are wrong in many documents.
    Everything,
    /// What has to be there.
    Required,
}

/// A value for the schema; one that fits it unless the schema asks for what is not known here.
pub(crate) fn make(definitions: &Definitions, shape: &Shape) -> Value {
    let mut first = None;
    for filling in [Filling::Examples, Filling::Everything, Filling::Required] {
        for alternative in 0..3 {
            let mut maker = Maker { definitions, direction: shape.direction, filling, alternative, left: MOST };
            let value = maker.value(&shape.root, 0);
            if shape.fits(definitions, &value) {
                return value;
            }
            first.get_or_insert(value);
        }
    }
    first.unwrap_or_default()
}

struct Maker<'d> {
    definitions: &'d Definitions,
    direction: Direction,
    filling: Filling,
    /// Which of several alternatives is taken.
    alternative: usize,
    left: usize,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        self.left = self.left.saturating_sub(1);
        let merged = self.merge(schema, 0);
        if depth > DEEPEST || self.left == 0 {
            return Value::Null;
        }
        if self.filling == Filling::Examples {
            for key in ["example", "default"] {
                if let Some(value) = merged.get(key) {
                    return value.clone();
                }
            }
        }
        if let Some(Value::Array(values)) = merged.get("enum")
            && let Some(value) = values.first()
        {
            return value.clone();
        }
        match kind(&merged) {
            "object" => self.object(&merged, depth),
            "array" => self.array(&merged, depth),
            "integer" => number(&merged, 1.0),
            "number" => number(&merged, 0.5),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => Value::String(text(&merged)),
        }
    }

    /// The schema with what it refers to, with all of `allOf`, and with one alternative of the others.
    fn merge(&self, schema: &Value, depth: usize) -> Map<String, Value> {
        let mut merged = Map::new();
        let Value::Object(own) = self.definitions.follow(schema, self.direction) else { return merged };
        if depth > DEEPEST {
            return merged;
        }
        merged = own.clone();
        for key in ["allOf", "oneOf", "anyOf"] {
            let Some(Value::Array(parts)) = merged.remove(key) else { continue };
            let taken: &[Value] = match (key, parts.get(self.alternative.min(parts.len().saturating_sub(1)))) {
                ("allOf", _) => &parts,
                (_, Some(one)) => std::slice::from_ref(one),
                (_, None) => &[],
            };
            for part in taken {
                let mut part = self.merge(part, depth + 1);
                if taken.len() > 1 || merged.contains_key("properties") {
                    // The example of a part is no example of the whole.
                    part.retain(|key, _| !matches!(key.as_str(), "example" | "default"));
                }
                join(&mut merged, part);
            }
        }
        merged
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Value {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> = strings(schema.get("required"));
        let everything = self.filling != Filling::Required && depth < DEEPEST_OPTIONAL && self.left > 0;
        let mut object = Map::new();
        for (name, schema) in properties {
            if everything || required.contains(&name.as_str()) {
                object.insert(name.clone(), self.value(schema, depth + 1));
            }
        }
        let additional = schema.get("additionalProperties").cloned().unwrap_or(Value::Bool(true));
        for name in required {
            if !object.contains_key(name) {
                object.insert(name.to_owned(), self.value(&additional, depth + 1));
            }
        }
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        let wanted = if everything && additional.is_object() && properties.is_empty() { least.max(1) } else { least };
        let mut number = 1;
        while (object.len() as u64) < wanted.min(100) {
            object.insert(format!("key{number}"), self.value(&additional, depth + 1));
            number += 1;
        }
        Value::Object(object)
    }

    fn array(&mut self, schema: &Map<String, Value>, depth: usize) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let everything = self.filling != Filling::Required && depth < DEEPEST_OPTIONAL && self.left > 0;
        let count = least.max(u64::from(everything)).min(most).min(100);
        let items = schema.get("items").cloned().unwrap_or(Value::Bool(true));
        let mut list: Vec<Value> = (0..count).map(|_| self.value(&items, depth + 1)).collect();
        if schema.get("uniqueItems").and_then(Value::as_bool) == Some(true) {
            make_unique(&mut list, &self.merge(&items, 0));
        }
        Value::Array(list)
    }
}

/// Repeated elements become others of the same kind.
fn make_unique(list: &mut [Value], items: &Map<String, Value>) {
    let choices = items.get("enum").and_then(Value::as_array);
    for (at, value) in list.iter_mut().enumerate().skip(1) {
        match (choices.and_then(|all| all.get(at)), &*value) {
            (Some(choice), _) => *value = choice.clone(),
            (None, Value::String(text)) => *value = Value::String(format!("{text}{at}")),
            (None, Value::Number(number)) => {
                if let Some(number) = number.as_i64() {
                    *value = json!(number.saturating_add(i64::try_from(at).unwrap_or(0)));
                }
            }
            _ => {}
        }
    }
}

/// Adds what another schema demands.
fn join(into: &mut Map<String, Value>, other: Map<String, Value>) {
    for (key, value) in other {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(more)) if key == "properties" => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) if key == "required" => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) if key == "enum" => {
                known.retain(|value| more.contains(value))
            }
            (Some(_), _) => {}
            (None, value) => drop(into.insert(key, value)),
        }
    }
}

/// The type, or what the other keywords make likely.
fn kind(schema: &Map<String, Value>) -> &str {
    match schema.get("type") {
        Some(Value::String(ty)) => ty,
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|ty| *ty != "null").unwrap_or("null"),
        _ if schema.contains_key("properties") || schema.contains_key("required") => "object",
        _ if schema.get("additionalProperties").is_some_and(Value::is_object) => "object",
        _ if schema.contains_key("items") => "array",
        _ => "string",
    }
}

fn strings(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn number(schema: &Map<String, Value>, usual: f64) -> Value {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = limit("multipleOf").filter(|step| *step > 0.0);
    let beyond = step.unwrap_or(usual);
    let low = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|low| low + beyond));
    let high = limit("maximum").or_else(|| limit("exclusiveMaximum").map(|high| high - beyond));
    let value = usual.max(low.unwrap_or(usual)).min(high.unwrap_or(f64::MAX));
    let value = step.map_or(value, |step| (value / step).ceil() * step);
    #[allow(clippy::cast_possible_truncation, reason = "the value has no fraction and is far from the limits")]
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn text(schema: &Map<String, Value>) -> String {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let made = match format {
        "date-time" => "2024-08-14T11:59:25Z".to_owned(),
        "date" => "2024-08-14".to_owned(),
        "uuid" => "4613e4c6-aa59-45d0-88c9-c99feddf3959".to_owned(),
        _ => match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern) => pattern::text_for(pattern, Times::Once).unwrap_or_else(|| "text".to_owned()),
            None => "text".to_owned(),
        },
    };
    let length = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    let characters = made.chars().count();
    match (length("minLength"), length("maxLength")) {
        (Some(least), _) if characters < least => made.chars().cycle().take(least.min(100_000)).collect(),
        (_, Some(most)) if characters > most => made.chars().take(most).collect(),
        _ => made,
    }
}
