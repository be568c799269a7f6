//! A part of a document: some schemas and operations, drawn by chance, with what they refer to.
//!
//! Large documents take the compiler minutes and gigabytes as a whole. References that lead further than the part goes
//! become schemas that allow anything, so what stands in the part keeps its meaning and its place.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::schema::percent_decoded;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How much of a document is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    /// Component schemas and operations that are drawn.
    pub drawn: usize,
    /// Component schemas at most, with those that are referred to.
    pub most: usize,
}

/// The drawn part of `document`. The same document gives the same part.
pub fn cut(document: &Value, share: Share) -> Value {
    let mut part = Map::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        if !matches!(key.as_str(), "paths" | "components" | "webhooks") {
            part.insert(key.clone(), value.clone());
        }
    }
    part.insert("paths".to_owned(), json!({}));
    let mut cut = Cut { document, part: Value::Object(part), kept: BTreeSet::new(), schemas: 0, most: share.most };
    cut.keep("/components/securitySchemes");
    let mut work: VecDeque<String> = drawn(document, share.drawn).into();
    while let Some(pointer) = work.pop_front() {
        work.extend(cut.keep(&pointer));
    }
    let Cut { mut part, kept, .. } = cut;
    let leads_out = |reference: &str| !unit(reference).is_some_and(|unit| kept.contains(&unit));
    drop_outer_references(&mut part, &leads_out);
    part
}

/// Pointers of so many component schemas and operations.
fn drawn(document: &Value, count: usize) -> Vec<String> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let mut all: Vec<String> = schemas.map(|(name, _)| format!("/components/schemas/{}", escaped(name))).collect();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let methods = item.as_object().into_iter().flatten().filter(|(method, _)| METHODS.contains(&method.as_str()));
        all.extend(methods.map(|(method, _)| format!("/paths/{}/{method}", escaped(path))));
    }
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut found = Vec::new();
    while found.len() < count && !all.is_empty() {
        found.push(all.swap_remove(chance.below(all.len())));
    }
    found
}

/// Marsaglia's xorshift: the same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit.max(1) as u64)).unwrap_or(0)
    }
}

struct Cut<'d> {
    document: &'d Value,
    part: Value,
    kept: BTreeSet<String>,
    /// Component schemas among those that are kept.
    schemas: usize,
    most: usize,
}

impl Cut<'_> {
    /// Takes over the unit that a pointer leads into. Answers what it refers to.
    fn keep(&mut self, pointer: &str) -> Vec<String> {
        let Some(unit) = unit(pointer) else { return Vec::new() };
        let Some(value) = self.document.pointer(&unit) else { return Vec::new() };
        let is_schema = unit.starts_with("/components/schemas/");
        if (is_schema && self.schemas >= self.most) || !self.kept.insert(unit.clone()) {
            return Vec::new();
        }
        self.schemas += usize::from(is_schema);
        put(&mut self.part, &unit, value.clone());
        let mut found = Vec::new();
        references(value, &mut found);
        if let (true, Some((item, _))) = (unit.starts_with("/paths/"), unit.rsplit_once('/')) {
            found.push(format!("{item}/parameters"));
        }
        found
    }
}

/// What is kept as a whole: a component, an operation, another member of a path.
fn unit(pointer: &str) -> Option<String> {
    let pointer = percent_decoded(pointer);
    let tokens: Vec<&str> = pointer.strip_prefix('/')?.split('/').collect();
    let depth = if matches!(tokens.as_slice(), ["components", "securitySchemes", ..]) { 2 } else { 3 };
    let whole = tokens.get(..depth).unwrap_or(&tokens);
    Some(format!("/{}", whole.join("/")))
}

fn put(part: &mut Value, pointer: &str, value: Value) {
    let mut at = part;
    for token in pointer.split('/').skip(1) {
        let Value::Object(map) = at else { return };
        at = map.entry(token.replace("~1", "/").replace("~0", "~")).or_insert_with(|| json!({}));
    }
    *at = value;
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The pointers that a value refers to: by `$ref`, and in the mapping of a discriminator.
fn references(node: &Value, found: &mut Vec<String>) {
    match node {
        Value::Array(list) => list.iter().for_each(|one| references(one, found)),
        Value::Object(map) => {
            let mapping = map.get("mapping").and_then(Value::as_object).into_iter().flatten().map(|(_, target)| target);
            let targets = map.get("$ref").into_iter().chain(mapping).filter_map(Value::as_str);
            found.extend(targets.filter_map(|target| target.strip_prefix('#')).map(str::to_owned));
            map.values().for_each(|one| references(one, found));
        }
        _ => {}
    }
}

fn drop_outer_references(node: &mut Value, leads_out: &impl Fn(&str) -> bool) {
    let is_outer = |target: &Value| {
        let pointer = target.as_str().and_then(|target| target.strip_prefix('#'));
        pointer.is_some_and(leads_out)
    };
    match node {
        Value::Array(list) => list.iter_mut().for_each(|one| drop_outer_references(one, leads_out)),
        Value::Object(map) => {
            if map.get("$ref").is_some_and(is_outer) {
                map.remove("$ref");
            }
            if let Some(Value::Object(mapping)) = map.get_mut("mapping") {
                mapping.retain(|_, target| !is_outer(target));
            }
            map.values_mut().for_each(|one| drop_outer_references(one, leads_out));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "openapi": "3.0.0",
            "paths": { "/a/{id}": {
                "parameters": [{ "name": "id" }],
                "get": { "responses": { "200": { "content": { "j": { "schema": { "$ref": "#/components/schemas/A" } } } } } },
                "put": {},
            } },
            "components": { "schemas": {
                "A": { "properties": { "b": { "$ref": "#/components/schemas/B" } } },
                "B": { "items": { "$ref": "#/components/schemas/C" } },
                "C": { "type": "string" },
            } },
        })
    }

    #[test]
    fn everything_is_everything() {
        assert_eq!(cut(&document(), Share { drawn: 9, most: 9 }), document());
    }

    #[test]
    fn what_is_referred_to_is_kept_as_far_as_it_goes() {
        let mut cut = Cut { document: &document(), part: json!({}), kept: BTreeSet::new(), schemas: 0, most: 2 };
        let mut work: VecDeque<String> = VecDeque::from(["/paths/~1a~1{id}/get".to_owned()]);
        while let Some(pointer) = work.pop_front() {
            work.extend(cut.keep(&pointer));
        }
        let kept: Vec<&String> = cut.kept.iter().collect();
        assert_eq!(
            kept,
            ["/components/schemas/A", "/components/schemas/B", "/paths/~1a~1{id}/get", "/paths/~1a~1{id}/parameters"]
        );
        drop_outer_references(&mut cut.part, &|target| target.ends_with("/C"));
        assert_eq!(cut.part.pointer("/components/schemas/B"), Some(&json!({ "items": {} })));
    }
}
