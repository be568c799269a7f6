//! Schemas of OpenAPI 3.0 become JSON Schema 2020-12.
//!
//! Every schema that is referred to becomes a definition, once for requests and once for answers: what is read-only
//! need not be in a request, what is write-only not in an answer.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};
use specwright_codegen::diag::{FileId, Place, Sink};
use specwright_codegen::resolve::Document;

use crate::validate;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    Request,
    Answer,
}

/// All definitions of a document.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    requests: Map<String, Value>,
    answers: Map<String, Value>,
}

/// Reference to a definition.
const DEFINITION: &str = "#/$defs/";
/// Keywords that mean the same in both worlds. `example` and `default` are for making instances.
const KEPT: &[&str] = &[
    "type",
    "enum",
    "multipleOf",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "default",
    "example",
];

impl Definitions {
    /// The definition that a `$ref` of a converted schema names.
    pub(crate) fn find(&self, reference: &str, direction: Direction) -> Option<&Value> {
        self.of(direction).get(reference.strip_prefix(DEFINITION)?)
    }

    /// The schema with the definitions it reaches, as one document.
    pub(crate) fn whole(&self, root: &Value, direction: Direction) -> Value {
        let all = self.of(direction);
        let mut reached = Map::new();
        let mut open = vec![root];
        while let Some(schema) = open.pop() {
            for name in references(schema) {
                if let Some(definition) = all.get(&name)
                    && !reached.contains_key(&name)
                {
                    reached.insert(name, definition.clone());
                    open.push(definition);
                }
            }
        }
        json!({ "allOf": [root], "$defs": reached })
    }

    /// The schema itself, or what it refers to.
    pub(crate) fn follow<'s>(&'s self, schema: &'s Value, direction: Direction) -> &'s Value {
        let mut schema = schema;
        // Definitions never begin with a chain of more than a few references; a circle ends here as well.
        for _ in 0..32 {
            match schema.get("$ref").and_then(Value::as_str).and_then(|name| self.find(name, direction)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn of(&self, direction: Direction) -> &Map<String, Value> {
        match direction {
            Direction::Request => &self.requests,
            Direction::Answer => &self.answers,
        }
    }

    fn of_mut(&mut self, direction: Direction) -> &mut Map<String, Value> {
        match direction {
            Direction::Request => &mut self.requests,
            Direction::Answer => &mut self.answers,
        }
    }
}

/// The names of the definitions that a schema refers to directly.
fn references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    found.extend(reference.strip_prefix(DEFINITION).map(str::to_owned));
                }
                // Data, not schemas.
                open.extend(
                    map.iter()
                        .filter(|(key, _)| !matches!(key.as_str(), "example" | "default" | "enum"))
                        .map(|(_, v)| v),
                );
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    found
}

/// Converts the schemas of one document.
pub(crate) struct Converter<'d> {
    document: &'d Document,
    sink: &'d Sink,
    definitions: Definitions,
    names: HashMap<(Place, Direction), String>,
    /// Members that hold secrets.
    pub(crate) secrets: BTreeSet<String>,
}

impl<'d> Converter<'d> {
    pub(crate) fn new(document: &'d Document, sink: &'d Sink) -> Self {
        let (definitions, names) = (Definitions::default(), HashMap::new());
        Self { document, sink, definitions, names, secrets: BTreeSet::new() }
    }

    pub(crate) fn finish(self) -> (Definitions, BTreeSet<String>) {
        (self.definitions, self.secrets)
    }

    /// Converts a schema, or a reference to one, that stands in `file`.
    pub(crate) fn convert(&mut self, schema: &Value, file: FileId, direction: Direction) -> Value {
        let Value::Object(map) = schema else { return Value::Bool(true) };
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.convert_reference(reference, file, direction);
        }
        let mut out = Map::new();
        for key in KEPT {
            if let Some(value) = map.get(*key) {
                out.insert((*key).to_owned(), value.clone());
            }
        }
        convert_bounds(map, &mut out);
        convert_format(map, &mut out);
        self.convert_pattern(map, &mut out);
        self.convert_members(map, &mut out, file, direction);
        self.convert_parts(map, &mut out, file, direction);
        if map.get("nullable").and_then(Value::as_bool) == Some(true) { allow_null(out) } else { Value::Object(out) }
    }

    fn convert_reference(&mut self, reference: &str, file: FileId, direction: Direction) -> Value {
        let Some(found) = self.document.schema(&Place::root(file), reference, self.sink) else {
            return Value::Bool(true);
        };
        let key = (found.place.clone(), direction);
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.claim(&found.place, direction);
                self.names.insert(key, name.clone());
                let schema = serde_json::to_value(found.value.as_ref()).unwrap_or_default();
                let converted = self.convert(&schema, found.place.file, direction);
                self.definitions.of_mut(direction).insert(name.clone(), converted);
                name
            }
        };
        json!({ "$ref": format!("{DEFINITION}{name}") })
    }

    /// A name made of letters, digits and underscores, so that pointers to it need no escapes.
    fn claim(&mut self, place: &Place, direction: Direction) -> String {
        let last = place.tokens().last().unwrap_or_default();
        let plain: String = last.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let taken = self.definitions.of_mut(direction);
        let mut name = plain.clone();
        let mut number = 2;
        while taken.contains_key(&name) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        // Holds the name while its schema, which may refer back to it, is converted.
        taken.insert(name.clone(), Value::Bool(true));
        name
    }

    fn convert_pattern(&self, map: &Map<String, Value>, out: &mut Map<String, Value>) {
        // Dialects of regular expressions differ; one that cannot be read must not take its schema along.
        if let Some(pattern) = map.get("pattern")
            && validate::compile(&json!({ "pattern": pattern })).is_ok()
        {
            out.insert("pattern".to_owned(), pattern.clone());
        }
    }

    fn convert_members(
        &mut self,
        map: &Map<String, Value>,
        out: &mut Map<String, Value>,
        file: FileId,
        direction: Direction,
    ) {
        let mut left_out = BTreeSet::new();
        if let Some(Value::Object(properties)) = map.get("properties") {
            let mut converted = Map::new();
            for (name, schema) in properties {
                let traits = self.traits(schema, file);
                if traits.secret {
                    self.secrets.insert(name.clone());
                }
                let elsewhere = match direction {
                    Direction::Request => traits.read_only,
                    Direction::Answer => traits.write_only,
                };
                if elsewhere {
                    left_out.insert(name.as_str());
                }
                converted.insert(name.clone(), self.convert(schema, file, direction));
            }
            out.insert("properties".to_owned(), Value::Object(converted));
        }
        if let Some(Value::Array(required)) = map.get("required") {
            let needed = |name: &&Value| name.as_str().is_none_or(|name| !left_out.contains(name));
            out.insert("required".to_owned(), required.iter().filter(needed).cloned().collect());
        }
    }

    fn convert_parts(
        &mut self,
        map: &Map<String, Value>,
        out: &mut Map<String, Value>,
        file: FileId,
        direction: Direction,
    ) {
        for key in ["items", "not"] {
            if let Some(schema) = map.get(key) {
                out.insert(key.to_owned(), self.convert(schema, file, direction));
            }
        }
        match map.get("additionalProperties") {
            Some(Value::Bool(any)) => drop(out.insert("additionalProperties".to_owned(), Value::Bool(*any))),
            Some(schema) => {
                let schema = self.convert(schema, file, direction);
                out.insert("additionalProperties".to_owned(), schema);
            }
            None => {}
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            if let Some(Value::Array(parts)) = map.get(key)
                && !parts.is_empty()
            {
                let parts = parts.iter().map(|part| self.convert(part, file, direction)).collect();
                out.insert(key.to_owned(), Value::Array(parts));
            }
        }
    }

    /// What a property says of itself, directly or by what it refers to.
    fn traits(&self, schema: &Value, file: FileId) -> Traits {
        match schema.get("$ref").and_then(Value::as_str) {
            None => Traits::of(schema),
            Some(reference) => match self.document.schema(&Place::root(file), reference, self.sink) {
                Some(found) => self.document.sources.value(&found.place).map(Traits::of).unwrap_or_default(),
                None => Traits::default(),
            },
        }
    }
}

#[derive(Default)]
struct Traits {
    read_only: bool,
    write_only: bool,
    secret: bool,
}

impl Traits {
    fn of(schema: &Value) -> Self {
        let flag = |key: &str| schema.get(key).and_then(Value::as_bool) == Some(true);
        let secret = schema.get("format").and_then(Value::as_str) == Some("password");
        Self { read_only: flag("readOnly"), write_only: flag("writeOnly"), secret }
    }
}

/// In OpenAPI 3.0 a flag makes a bound exclusive.
fn convert_bounds(map: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match map.get(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(limit) = out.remove(bound) {
                    out.insert(exclusive.to_owned(), limit);
                }
            }
            Some(Value::Number(limit)) => drop(out.insert(exclusive.to_owned(), Value::Number(limit.clone()))),
            _ => {}
        }
    }
}

/// Formats that are checked; the others are remarks.
fn convert_format(map: &Map<String, Value>, out: &mut Map<String, Value>) {
    let Some(format) = map.get("format").and_then(Value::as_str) else { return };
    let (low, high) = match format {
        "date" | "date-time" | "uuid" => return drop(out.insert("format".to_owned(), json!(format))),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" => (json!(i64::MIN), json!(i64::MAX)),
        _ => return,
    };
    if map.get("type").and_then(Value::as_str) == Some("integer") {
        for (bound, exclusive, limit) in [("minimum", "exclusiveMinimum", low), ("maximum", "exclusiveMaximum", high)] {
            if !out.contains_key(bound) && !out.contains_key(exclusive) {
                out.insert(bound.to_owned(), limit);
            }
        }
    }
}

fn allow_null(schema: Map<String, Value>) -> Value {
    let is_plain = !["allOf", "anyOf", "oneOf", "not", "enum"].iter().any(|key| schema.contains_key(*key));
    match schema.get("type") {
        Some(Value::String(ty)) if is_plain => {
            let types = json!([ty, "null"]);
            let mut schema = schema;
            schema.insert("type".to_owned(), types);
            Value::Object(schema)
        }
        None if is_plain => Value::Object(schema),
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}
