//! References whose meaning depends on where they stand become pointers from the root of the file.
//!
//! JSON Schema knows `$anchor`, `$dynamicAnchor` and `$id`, and `#` means the nearest schema with an `$id`. Later stages
//! know pointers only.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::positions::MAX_DUPLICATES;
use crate::diag::push_token;

/// Keywords that refer to a schema.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Below these stand values and no schemas, unless they are names of properties.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Below these stand names that anybody chooses.
const NAMES: [&str; 5] = ["properties", "patternProperties", "$defs", "definitions", "schemas"];

/// A reference that leads nowhere from the root, and was read from a schema around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// Pointer to the reference.
    pub(super) at: String,
    pub(super) written: String,
    pub(super) read: String,
}

/// Rewrites the references of a file; tells which of them had no right to be understood.
pub(super) fn settle(tree: &mut Value) -> Vec<Misread> {
    let mut names = Names::default();
    names.collect(tree, &mut String::new(), Below::Schemas);
    let mut found = Vec::new();
    let mut above = Vec::new();
    plan(tree, tree, &mut String::new(), &mut above, Below::Schemas, &mut Plan { names: &names, found: &mut found });
    let mut misread = Vec::new();
    for Change { at, read, lawful } in found {
        let Some(Value::String(written)) = tree.pointer_mut(&at) else { continue };
        let written = std::mem::replace(written, read.clone());
        if !lawful && misread.len() < MAX_DUPLICATES {
            misread.push(Misread { at, written, read });
        }
    }
    misread
}

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Schemas,
    Names,
}

impl Below {
    /// What stands below `key`; `None` where references have no meaning.
    fn step(self, key: &str) -> Option<Below> {
        match self {
            Below::Schemas if DATA.contains(&key) => None,
            Below::Schemas if NAMES.contains(&key) => Some(Below::Names),
            _ => Some(Below::Schemas),
        }
    }
}

/// Everything in a file that references can name.
#[derive(Default)]
struct Names {
    /// Pointers to the schemas with an anchor, by its name.
    anchors: HashMap<String, Vec<String>>,
    /// Pointers to the schemas with an `$id`, by that.
    ids: HashMap<String, String>,
}

impl Names {
    fn collect(&mut self, value: &Value, pointer: &mut String, below: Below) {
        if let (Value::Object(map), Below::Schemas) = (value, below) {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(Value::String(name)) = map.get(key) {
                    self.anchors.entry(name.clone()).or_default().push(pointer.clone());
                }
            }
            if let Some(Value::String(id)) = map.get("$id") {
                self.ids.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| pointer.clone());
            }
        }
        each(value, pointer, below, &mut |value, pointer, below| self.collect(value, pointer, below));
    }
}

/// Visits the members of an object or a list, with `pointer` leading to each.
fn each(value: &Value, pointer: &mut String, below: Below, visit: &mut dyn FnMut(&Value, &mut String, Below)) {
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            for (key, member) in map {
                if let (Some(below), true) = (below.step(key), member.is_object() || member.is_array()) {
                    push_token(pointer, key);
                    visit(member, pointer, below);
                    pointer.truncate(length);
                }
            }
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                push_token(pointer, &index.to_string());
                visit(item, pointer, below);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// A reference to be written anew.
struct Change {
    at: String,
    read: String,
    /// JSON Schema says so; otherwise it is only the likely meaning.
    lawful: bool,
}

struct Plan<'p> {
    names: &'p Names,
    found: &'p mut Vec<Change>,
}

/// A schema that stands around another.
struct Around<'t> {
    pointer: String,
    value: &'t Map<String, Value>,
}

fn plan<'t>(
    root: &'t Value,
    value: &'t Value,
    pointer: &mut String,
    above: &mut Vec<Around<'t>>,
    below: Below,
    changes: &mut Plan<'_>,
) {
    let length = pointer.len();
    match value {
        Value::Object(map) => {
            above.push(Around { pointer: pointer.clone(), value: map });
            for key in REFERENCES {
                let (Some(Value::String(written)), Below::Schemas) = (map.get(key), below) else { continue };
                if let Some((read, lawful)) = target(root, key, written, above, changes.names) {
                    push_token(pointer, key);
                    changes.found.push(Change { at: pointer.clone(), read, lawful });
                    pointer.truncate(length);
                }
            }
            for (key, member) in map {
                let Some(below) = below.step(key) else { continue };
                push_token(pointer, key);
                plan(root, member, pointer, above, below, changes);
                pointer.truncate(length);
            }
            above.pop();
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                push_token(pointer, &index.to_string());
                plan(root, item, pointer, above, below, changes);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The reference as a pointer, and whether JSON Schema says so; `None` if it may stay as it is.
fn target(root: &Value, key: &str, written: &str, above: &[Around<'_>], names: &Names) -> Option<(String, bool)> {
    if key == "$recursiveRef" {
        return (written == "#").then(|| recursive(above)).flatten().map(|pointer| (reference_to(pointer), true));
    }
    let (file, fragment) = written.split_once('#').unwrap_or((written, ""));
    if !file.is_empty() {
        let pointer = names.ids.get(file).filter(|_| fragment.is_empty() || fragment.starts_with('/'))?;
        return Some((format!("{}{fragment}", reference_to(pointer)), true));
    }
    if fragment.starts_with('/') {
        return around(root, fragment, above);
    }
    if fragment.is_empty() {
        return None;
    }
    let candidates = names.anchors.get(fragment)?;
    let nearest = above.iter().rev().find(|around| candidates.contains(&around.pointer));
    let only = candidates.first().filter(|_| candidates.len() == 1);
    nearest.map(|around| &around.pointer).or(only).map(|pointer| (reference_to(pointer), true))
}

/// The schema that `$recursiveRef: "#"` means: the nearest one that says so, or the component it stands in.
fn recursive<'a>(above: &'a [Around<'_>]) -> Option<&'a str> {
    let marked =
        |around: &&Around<'_>| around.value.contains_key("$recursiveAnchor") || around.value.contains_key("$id");
    let is_component = |around: &&Around<'_>| {
        around.pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
    };
    let found = above.iter().rev().find(marked).or_else(|| above.iter().rev().find(is_component));
    found.map(|around| around.pointer.as_str())
}

/// A pointer that leads nowhere from the root, but somewhere from a schema around it.
fn around(root: &Value, pointer: &str, above: &[Around<'_>]) -> Option<(String, bool)> {
    if pointer.starts_with("/components/") || pointer.starts_with("/paths/") {
        return None;
    }
    let decoded = super::percent_decode(pointer);
    if root.pointer(&decoded).is_some() {
        return None;
    }
    let base = above.iter().rev().find(|around| {
        let below = root.pointer(&around.pointer).and_then(|schema| schema.pointer(&decoded));
        !around.pointer.is_empty() && below.is_some()
    })?;
    Some((format!("{}{pointer}", reference_to(&base.pointer)), base.value.contains_key("$id")))
}

/// A pointer as a reference: what stands after `#` is percent-encoded.
fn reference_to(pointer: &str) -> String {
    format!("#{}", pointer.replace('%', "%25"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settled(mut tree: Value) -> (Value, Vec<Misread>) {
        let misread = settle(&mut tree);
        (tree, misread)
    }

    fn component(name: &str, schema: Value) -> Value {
        json!({ "components": { "schemas": { name: schema } } })
    }

    #[test]
    fn anchors_become_pointers() {
        let (tree, misread) = settled(component(
            "a/b",
            json!({ "$anchor": "top", "items": { "$ref": "#top" }, "not": { "$dynamicRef": "#inner" },
                "$defs": { "x%": { "$dynamicAnchor": "inner" } } }),
        ));
        let schema = &tree["components"]["schemas"]["a/b"];
        assert_eq!(schema["items"]["$ref"], "#/components/schemas/a~1b");
        assert_eq!(schema["not"]["$dynamicRef"], "#/components/schemas/a~1b/$defs/x%25");
        assert_eq!(misread, []);
    }

    #[test]
    fn of_several_anchors_the_one_around_counts() {
        let node = json!({ "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } });
        let (tree, _) = settled(json!({ "components": { "schemas": { "A": node, "B": node,
            "C": { "$dynamicRef": "#node" } } } }));
        let schemas = &tree["components"]["schemas"];
        assert_eq!(schemas["A"]["items"]["$dynamicRef"], "#/components/schemas/A");
        assert_eq!(schemas["B"]["items"]["$dynamicRef"], "#/components/schemas/B");
        assert_eq!(schemas["C"]["$dynamicRef"], "#node", "it is open which one is meant");
    }

    #[test]
    fn a_recursive_reference_means_the_component() {
        let (tree, _) = settled(component("Filter", json!({ "items": { "oneOf": [{ "$recursiveRef": "#" }] } })));
        let reference = &tree["components"]["schemas"]["Filter"]["items"]["oneOf"][0]["$recursiveRef"];
        assert_eq!(reference, "#/components/schemas/Filter");
    }

    #[test]
    fn an_id_can_be_referred_to_and_is_a_root_of_its_own() {
        let (tree, misread) = settled(json!({ "components": { "schemas": {
            "A": { "$id": "https://example.com/a", "$defs": { "x": {} }, "items": { "$ref": "#/$defs/x" } },
            "B": { "$ref": "https://example.com/a#/$defs/x" },
        } } }));
        let schemas = &tree["components"]["schemas"];
        assert_eq!(schemas["A"]["items"]["$ref"], "#/components/schemas/A/$defs/x");
        assert_eq!(schemas["B"]["$ref"], "#/components/schemas/A/$defs/x");
        assert_eq!(misread, []);
    }

    #[test]
    fn definitions_without_an_id_are_found_but_told() {
        let (tree, misread) =
            settled(component("A", json!({ "$defs": { "x": {} }, "items": { "$ref": "#/$defs/x" } })));
        let read = "#/components/schemas/A/$defs/x".to_owned();
        assert_eq!(tree["components"]["schemas"]["A"]["items"]["$ref"], read);
        let at = "/components/schemas/A/items/$ref".to_owned();
        assert_eq!(misread, [Misread { at, written: "#/$defs/x".to_owned(), read }]);
    }

    #[test]
    fn data_and_names_stay() {
        let before = component(
            "A",
            json!({ "$anchor": "a", "example": { "$ref": "#a" }, "properties": { "$ref": "#a", "example": { "$ref": "#/x" } } }),
        );
        assert_eq!(settled(before.clone()), (before, Vec::new()));
    }
}
