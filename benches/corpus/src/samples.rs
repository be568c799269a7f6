//! Instances of the schemas of a document.

use std::collections::HashSet;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::alternatives::{Plain, alternatives, types};
use crate::scalars::scalars;
use crate::schema::{Alternatives, as_uri, locate, translate};

/// Instances tried for one schema.
const MOST_TRIED: usize = 400;
/// Instances kept of those that fit.
const MOST_KEPT: usize = 160;
/// Levels of objects in which what is optional is filled in.
const FULL_LEVELS: usize = 3;
/// Deepest at all: a schema that requires itself has no finite value.
const DEEPEST: usize = 16;
/// Members of one object that are filled in although they are optional.
const WIDEST: usize = 400;

/// The instances of one schema.
#[derive(Debug, Default)]
pub struct Made {
    /// Those that fit the schema.
    pub instances: Vec<Value>,
    /// How many more were made that do not fit.
    pub unfit: usize,
    /// Nothing fits exactly one alternative of a `oneOf`, so these fit at least one.
    pub overlaps: bool,
}

/// Makes instances of the schemas of one document.
#[derive(Debug)]
pub struct Samples {
    document: Value,
    pointers: Vec<String>,
    exact: Validator,
    tolerant: Validator,
}

impl Samples {
    /// For the schemas at `pointers` of `document`.
    ///
    /// # Errors
    /// A schema is none, as the validator sees it.
    pub fn new(document: &Value, pointers: &[String]) -> Result<Self, String> {
        let compile = |how| {
            let mut translated = document.clone();
            translate(&mut translated, how);
            validator(translated, pointers)
        };
        let (exact, translated) = compile(Alternatives::AsWritten)?;
        let (tolerant, _) = compile(Alternatives::AnyOf)?;
        Ok(Self { document: translated, pointers: pointers.to_vec(), exact, tolerant })
    }

    /// Whether `value` fits the schema at the pointer with this index.
    pub fn fits(&self, index: usize, value: &Value) -> bool {
        let wrapped = json!({ key(index): value });
        self.exact.is_valid(&wrapped) || self.tolerant.is_valid(&wrapped)
    }

    /// Instances of the schema at the pointer with this index.
    pub fn of(&self, index: usize) -> Made {
        let Some(schema) = self.pointers.get(index).and_then(|pointer| whole_schema(&self.document, pointer)) else {
            return Made::default();
        };
        let mut tried = Vec::new();
        for plain in alternatives(&self.document, &schema) {
            tried.extend(self.variations(&plain, 0));
        }
        // Whether there may be null is for the field to say that has the type.
        let mut seen = HashSet::from([Value::Null.to_string()]);
        tried.retain(|value| seen.insert(value.to_string()));
        tried.truncate(MOST_TRIED);
        let count = tried.len();
        let wrapped = |value: &Value| json!({ key(index): value });
        let (exact, rest): (Vec<Value>, Vec<Value>) = tried.into_iter().partition(|v| self.exact.is_valid(&wrapped(v)));
        let overlaps = exact.is_empty();
        let mut instances = exact;
        if overlaps {
            instances = rest.into_iter().filter(|value| self.tolerant.is_valid(&wrapped(value))).collect();
        }
        let unfit = count - instances.len();
        let overlaps = overlaps && !instances.is_empty();
        instances.truncate(MOST_KEPT);
        Made { instances, unfit, overlaps }
    }

    /// Values of a schema, the plainest first.
    fn variations(&self, schema: &Plain, depth: usize) -> Vec<Value> {
        if let Some(value) = schema.get("const") {
            return vec![value.clone()];
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            return values.clone();
        }
        let mut made = Vec::new();
        for name in types_of(schema) {
            match name {
                "object" => made.extend(self.objects(schema, depth)),
                "array" => made.extend(self.arrays(schema, depth)),
                name => made.extend(scalars(name, schema)),
            }
        }
        if made.is_empty() {
            made = vec![json!("text"), json!({ "any": [1, null, { "a": "b" }] }), json!([]), json!(-1.5), Value::Null];
        }
        made
    }

    /// Values of something inside, fewer the deeper it stands.
    fn inner_variations(&self, schema: &Value, depth: usize) -> Vec<Value> {
        let most = match depth {
            0 => 60,
            1 => 12,
            2 => 4,
            _ => 1,
        };
        if depth > DEEPEST {
            return Vec::new();
        }
        if depth >= 3 {
            return self.most(schema, depth + 1).into_iter().collect();
        }
        let plains = alternatives(&self.document, schema);
        let lists: Vec<Vec<Value>> = plains.iter().map(|plain| self.variations(plain, depth + 1)).collect();
        // In turns, so that each alternative is among the first ones.
        let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
        let turns = (0..longest).flat_map(|at| lists.iter().filter_map(move |list| list.get(at)));
        turns.take(most).cloned().collect()
    }

    /// The plainest value with what is required only.
    fn least(&self, schema: &Value, depth: usize) -> Option<Value> {
        self.first(schema, depth, false)
    }

    /// The plainest value with what is optional as well.
    fn most(&self, schema: &Value, depth: usize) -> Option<Value> {
        self.first(schema, depth, depth < FULL_LEVELS)
    }

    fn first(&self, schema: &Value, depth: usize, full: bool) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        alternatives(&self.document, schema).iter().find_map(|plain| {
            let types = types_of(plain);
            if plain.contains_key("enum") || plain.contains_key("const") {
                return self.variations(plain, depth).into_iter().find(|v| !v.is_null());
            }
            match types.first() {
                Some(&"object") => self.object(plain, depth, full),
                Some(&"array") => self.array(plain, depth, full),
                _ => self.variations(plain, depth).into_iter().next(),
            }
        })
    }

    fn object(&self, schema: &Plain, depth: usize, full: bool) -> Option<Value> {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = required(schema);
        let mut object = Map::new();
        for (name, property) in properties {
            let needed = required.contains(&name.as_str());
            if needed || (full && object.len() < WIDEST) {
                let value = if full { self.most(property, depth + 1) } else { self.least(property, depth + 1) };
                match value {
                    Some(value) => drop(object.insert(name.clone(), value)),
                    None if needed => return None,
                    None => {}
                }
            }
        }
        let additional = schema.get("additionalProperties").cloned().unwrap_or(Value::Bool(true));
        for name in required {
            if !object.contains_key(name) {
                object.insert(name.to_owned(), self.least(&additional, depth + 1)?);
            }
        }
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0).min(50);
        // Declared ones first, then made-up ones.
        for (name, property) in properties {
            if (object.len() as u64) < least && !object.contains_key(name) {
                object.extend(self.least(property, depth + 1).map(|value| (name.clone(), value)));
            }
        }
        for number in 0..least {
            if (object.len() as u64) < least {
                object.insert(format!("key{number}"), self.least(&additional, depth + 1)?);
            }
        }
        Some(Value::Object(object))
    }

    fn objects(&self, schema: &Plain, depth: usize) -> Vec<Value> {
        let Some(Value::Object(least)) = self.object(schema, depth, false) else { return Vec::new() };
        let mut made = vec![Value::Object(least.clone())];
        made.extend(self.object(schema, depth, depth < FULL_LEVELS));
        let with = |name: &str, value: Value| {
            let mut object = least.clone();
            object.insert(name.to_owned(), value);
            Value::Object(object)
        };
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            made.extend(self.inner_variations(property, depth).into_iter().map(|value| with(name, value)));
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(more @ Value::Object(keywords)) if !keywords.is_empty() => {
                made.extend(self.inner_variations(more, depth).into_iter().map(|value| with("free key ä", value)));
            }
            _ => made.push(with("x-not described ä", json!({ "deep": [1, null, { "a": "b" }], "n": -0.5 }))),
        }
        made
    }

    fn array(&self, schema: &Plain, depth: usize, full: bool) -> Option<Value> {
        let (least, most) = item_counts(schema);
        let items = schema.get("items").cloned().unwrap_or(Value::Bool(true));
        let count = if full { least.max(1).min(most) } else { least };
        if count == 0 {
            return Some(json!([]));
        }
        let item = if full { self.most(&items, depth + 1) } else { self.least(&items, depth + 1) }?;
        if count == 1 || schema.get("uniqueItems") != Some(&Value::Bool(true)) {
            return Some(Value::Array(vec![item; count]));
        }
        let mut different = self.inner_variations(&items, 0);
        different.truncate(count);
        Some(Value::Array(different))
    }

    fn arrays(&self, schema: &Plain, depth: usize) -> Vec<Value> {
        let (least, most) = item_counts(schema);
        let items = schema.get("items").cloned().unwrap_or(Value::Bool(true));
        let all = self.inner_variations(&items, depth);
        let mut made: Vec<Value> = self.array(schema, depth, false).into_iter().collect();
        made.extend(self.array(schema, depth, true));
        for value in all.iter().filter(|_| least <= 1 && most >= 1) {
            made.push(json!([value]));
        }
        made.push(Value::Array(all.into_iter().take(most).collect()));
        if (2..=100).contains(&most)
            && let Some(item) = self.least(&items, depth + 1)
        {
            made.push(Value::Array(vec![item; most]));
        }
        made
    }
}

fn item_counts(schema: &Plain) -> (usize, usize) {
    let count = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    (count("minItems").unwrap_or(0).min(200), count("maxItems").unwrap_or(usize::MAX))
}

fn required(schema: &Plain) -> Vec<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The types, or what the other keywords make likely.
fn types_of(schema: &Plain) -> Vec<&str> {
    match schema.get("type") {
        Some(name) => types(name),
        None if schema.contains_key("properties") || schema.contains_key("required") => vec!["object"],
        None if schema.get("additionalProperties").is_some_and(|more| more != &Value::Bool(true)) => vec!["object"],
        None if schema.contains_key("items") => vec!["array"],
        None => Vec::new(),
    }
}

/// The schema at `pointer`. Properties that stand around alternatives belong to each of them.
fn whole_schema(document: &Value, pointer: &str) -> Option<Value> {
    let pointer = &locate(document, pointer)?;
    let own = json!({ "$ref": as_uri(&format!("#{pointer}")) });
    let around = pointer.rsplit_once('/').and_then(|(list, _)| {
        let (outer, keyword) = list.rsplit_once('/')?;
        let outer = document.pointer(outer)?.as_object()?;
        let shares = matches!(keyword, "oneOf" | "anyOf") && outer.contains_key("properties");
        shares.then(|| outer.clone())
    });
    Some(match around {
        None => own,
        Some(mut outer) => {
            outer.retain(|key, _| !matches!(key.as_str(), "oneOf" | "anyOf" | "discriminator"));
            json!({ "allOf": [own, outer] })
        }
    })
}

fn key(index: usize) -> String {
    format!("at {index}")
}

/// One validator for all schemas: compiling one for each would compile what they share again and again.
fn validator(mut document: Value, pointers: &[String]) -> Result<(Validator, Value), String> {
    let wanted: Map<String, Value> = pointers
        .iter()
        .enumerate()
        .filter_map(|(index, pointer)| Some((key(index), whole_schema(&document, pointer)?)))
        .collect();
    let Value::Object(root) = &mut document else { return Err("the document is no object".to_owned()) };
    let kept = root.insert("properties".to_owned(), Value::Object(wanted));
    let validator = jsonschema::options().with_draft(Draft::Draft202012).build(&document).map_err(|e| e.to_string())?;
    if let Value::Object(root) = &mut document {
        root.remove("properties");
        root.extend(kept.map(|value| ("properties".to_owned(), value)));
    }
    Ok((validator, document))
}
