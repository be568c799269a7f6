//! A document of OpenAPI 3.0 or 3.1, in which every schema becomes one of JSON Schema 2020-12, in its place.
//!
//! References stay as they are: they point into the document, which is the root of the schema.

use serde_json::{Map, Value, json};
use specwright_codegen::source::settle_references;

/// Objects whose keys are names, not keywords.
const MAPS: &[&str] = &[
    "paths",
    "webhooks",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "callbacks",
    "links",
    "content",
    "securitySchemes",
    "encoding",
];
/// Data, in which nothing is a schema.
const DATA: &[&str] = &["example", "examples", "default", "enum", "const"];
/// Keywords that hold a schema.
const ONE: &[&str] = &["items", "not", "additionalProperties", "contains", "propertyNames", "if", "then", "else"];
/// Keywords that hold a list of schemas.
const LISTS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords that hold schemas by name.
const NAMED: &[&str] = &["properties", "patternProperties", "$defs", "definitions"];
const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object", "null"];

/// Whether exactly one alternative of `oneOf` has to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alternatives {
    /// As the document says.
    AsWritten,
    /// At least one: many documents say `oneOf` of alternatives that overlap.
    AnyOf,
}

/// Translates all schemas of `document`, in place.
pub fn translate(document: &mut Value, alternatives: Alternatives) {
    let is_newer = document.get("openapi").and_then(Value::as_str).is_some_and(|version| version.starts_with("3.1"));
    settle_references(document);
    let translator = Translator { is_newer, alternatives };
    translator.node(document);
    let whole = document.clone();
    drop_broken_references(document, &whole);
}

struct Translator {
    is_newer: bool,
    alternatives: Alternatives,
}

impl Translator {
    /// Something that is no schema.
    fn node(&self, node: &mut Value) {
        match node {
            Value::Array(list) => list.iter_mut().for_each(|node| self.node(node)),
            Value::Object(map) => {
                for (key, inner) in map {
                    match (key.as_str(), inner) {
                        (key, _) if DATA.contains(&key) || key.starts_with("x-") => {}
                        ("schema", inner) => self.schema(inner),
                        ("components", Value::Object(sections)) => self.components(sections),
                        (key, Value::Object(named)) if MAPS.contains(&key) => {
                            named.values_mut().for_each(|node| self.node(node));
                        }
                        (_, inner) => self.node(inner),
                    }
                }
            }
            _ => {}
        }
    }

    fn components(&self, sections: &mut Map<String, Value>) {
        for (section, inner) in sections {
            let Value::Object(named) = inner else { continue };
            match section.as_str() {
                "schemas" => named.values_mut().for_each(|schema| self.schema(schema)),
                "examples" => {}
                _ => named.values_mut().for_each(|node| self.node(node)),
            }
        }
    }

    fn schema(&self, schema: &mut Value) {
        let Value::Object(map) = schema else {
            if !schema.is_boolean() {
                *schema = Value::Bool(true);
            }
            return;
        };
        if let Some(reference) = map.get("$ref").cloned()
            && !self.is_newer
        {
            *map = Map::from_iter([("$ref".to_owned(), reference)]);
            return;
        }
        for key in ["$dynamicRef", "$recursiveRef"] {
            if let Some(reference) = map.remove(key)
                && reference.as_str().is_some_and(|text| text.starts_with("#/"))
            {
                map.entry("$ref").or_insert(reference);
            }
        }
        for key in ["$id", "$schema", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "id"] {
            map.remove(key);
        }
        drop_nonsense(map);
        for (key, inner) in map.iter_mut() {
            match (key.as_str(), inner) {
                (key, inner) if ONE.contains(&key) => self.schema(inner),
                (key, Value::Array(list)) if LISTS.contains(&key) => list.iter_mut().for_each(|one| self.schema(one)),
                (key, Value::Object(named)) if NAMED.contains(&key) => {
                    named.values_mut().for_each(|one| self.schema(one));
                }
                _ => {}
            }
        }
        exclusive_bounds(map);
        // A discriminator decides among alternatives that overlap.
        if (self.alternatives == Alternatives::AnyOf || map.contains_key("discriminator"))
            && !map.contains_key("anyOf")
            && let Some(list) = map.remove("oneOf")
        {
            map.insert("anyOf".to_owned(), list);
        }
        if map.get("nullable") == Some(&Value::Bool(true)) {
            allow_null(schema);
        }
    }
}

/// Removes keywords whose value no validator understands. What they were meant to say is anybody's guess.
fn drop_nonsense(map: &mut Map<String, Value>) {
    let is_type = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    let count = |value: &Value| value.is_u64();
    map.retain(|key, value| match key.as_str() {
        "type" => match value {
            Value::Array(list) => !list.is_empty() && list.iter().all(is_type),
            one => is_type(one),
        },
        "required" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        "enum" => value.as_array().is_some_and(|list| !list.is_empty()),
        "properties" | "patternProperties" => value.is_object(),
        "allOf" | "anyOf" | "oneOf" => value.as_array().is_some_and(|list| !list.is_empty()),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => count(value),
        "minimum" | "maximum" => value.is_number(),
        "multipleOf" => value.as_f64().is_some_and(|step| step > 0.0),
        "uniqueItems" => value.is_boolean(),
        "pattern" => jsonschema::validator_for(&json!({ "pattern": value })).is_ok(),
        _ => true,
    });
    if let Some(Value::Array(list)) = map.get_mut("required") {
        let mut seen = Vec::new();
        list.retain(|name| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
    }
}

/// In OpenAPI 3.0 a flag makes a bound exclusive.
fn exclusive_bounds(map: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match map.get(exclusive) {
            Some(Value::Bool(true)) => {
                map.remove(exclusive);
                if let Some(limit) = map.remove(bound) {
                    map.insert(exclusive.to_owned(), limit);
                }
            }
            Some(Value::Number(_)) | None => {}
            Some(_) => drop(map.remove(exclusive)),
        }
    }
}

/// Keywords stay where they are as far as possible, because references may lead through them.
fn allow_null(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match map.get_mut("type") {
        Some(Value::String(name)) => {
            let types = json!([name, "null"]);
            map.insert("type".to_owned(), types);
        }
        Some(Value::Array(types)) if !types.contains(&json!("null")) => types.push(json!("null")),
        _ => {}
    }
    if LISTS.iter().any(|key| map.contains_key(*key)) || map.contains_key("$ref") {
        *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
    }
}

fn drop_broken_references(node: &mut Value, whole: &Value) {
    match node {
        Value::Array(list) => list.iter_mut().for_each(|one| drop_broken_references(one, whole)),
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                match reference.strip_prefix('#').and_then(|pointer| locate(whole, pointer)) {
                    Some(pointer) => drop(map.insert("$ref".to_owned(), Value::from(as_uri(&format!("#{pointer}"))))),
                    None => drop(map.remove("$ref")),
                }
            }
            map.values_mut().for_each(|one| drop_broken_references(one, whole));
        }
        _ => {}
    }
}

/// What a reference inside the document leads to.
pub(crate) fn find<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    document.pointer(&locate(document, reference.strip_prefix('#')?)?)
}

/// The pointer by which something is found that stood at `pointer` before [`allow_null`] moved it.
pub(crate) fn locate(document: &Value, pointer: &str) -> Option<String> {
    follow(document, &percent_decoded(pointer)).or_else(|| follow(document, pointer))
}

fn follow(document: &Value, pointer: &str) -> Option<String> {
    let (mut at, mut found) = (document, String::new());
    for token in pointer.split('/').skip(1) {
        let step = format!("/{token}");
        at = match at.pointer(&step) {
            Some(inner) => inner,
            None => {
                found.push_str("/anyOf/0");
                at.pointer("/anyOf/0")?.pointer(&step)?
            }
        };
        found.push_str(&step);
    }
    Some(found)
}

/// The reference with everything escaped that may not stand in a URI, such as the braces of paths.
pub(crate) fn as_uri(reference: &str) -> String {
    let mut text = String::new();
    for (at, byte) in reference.bytes().enumerate() {
        let is_sign = b"/~-._!$&'()*+,;=:@".contains(&byte) || (at == 0 && byte == b'#');
        if byte.is_ascii_alphanumeric() || is_sign {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
