//! Damage to documents that are somebody's.

use serde_json::{Value, json};

use super::hostile::HOSTILE;
use super::schema::{self, World};
use super::{Draw, words};

/// The JSON pointer of every node, in the order of the text; the root first.
pub fn nodes(tree: &Value) -> Vec<String> {
    fn walk(node: &Value, at: &mut String, out: &mut Vec<String>) {
        out.push(at.clone());
        let length = at.len();
        match node {
            Value::Object(map) => {
                for (key, inner) in map {
                    at.push('/');
                    at.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    walk(inner, at, out);
                    at.truncate(length);
                }
            }
            Value::Array(list) => {
                for (n, inner) in list.iter().enumerate() {
                    at.push_str(&format!("/{n}"));
                    walk(inner, at, out);
                    at.truncate(length);
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(tree, &mut String::new(), &mut out);
    out
}

/// Changes one node: takes it away, doubles it, exchanges it, turns its reference elsewhere, or puts something else there.
pub fn mutate(draw: &mut Draw<'_>, tree: &mut Value) {
    let nodes = nodes(tree);
    let (one, other) = (draw.pick(&nodes).clone(), draw.pick(&nodes).clone());
    match draw.below(9) {
        0 => remove(tree, &one),
        1 | 2 => put(tree, &one, tree.pointer(&other).cloned().unwrap_or_default()),
        3 => {
            let first = tree.pointer(&one).cloned().unwrap_or_default();
            let second = tree.pointer(&other).cloned().unwrap_or_default();
            put(tree, &one, second);
            put(tree, &other, first);
        }
        4 => {
            let references: Vec<&String> = nodes.iter().filter(|node| node.ends_with("/$ref")).collect();
            let at = if references.is_empty() { format!("{one}/$ref") } else { (*draw.pick(&references)).clone() };
            put(tree, &at, json!(format!("#{other}")));
        }
        5 => rename(draw, tree, &one),
        6 => {
            let world = World { newer: draw.one_in(2), schemas: vec!["Pet".to_owned()] };
            put(tree, &one, schema::schema(draw, &world, 1));
        }
        7 => put(tree, &one, json!(draw.pick(HOSTILE))),
        _ => put(tree, &one, schema::value(draw)),
    }
}

/// Replaces a node, or adds a member to the object above it. Nothing is larger than a document of people can be.
fn put(tree: &mut Value, at: &str, value: Value) {
    const MOST: usize = 20_000;
    if nodes(&value).len() + nodes(tree).len() > MOST {
        return;
    }
    if let Some(node) = tree.pointer_mut(at) {
        *node = value;
    } else if let Some((above, key)) = at.rsplit_once('/')
        && let Some(Value::Object(map)) = tree.pointer_mut(above)
    {
        map.insert(key.replace("~1", "/").replace("~0", "~"), value);
    }
}

fn remove(tree: &mut Value, at: &str) {
    let Some((above, key)) = at.rsplit_once('/') else { return };
    match tree.pointer_mut(above) {
        Some(Value::Object(map)) => drop(map.remove(&key.replace("~1", "/").replace("~0", "~"))),
        Some(Value::Array(list)) => {
            if let Ok(n) = key.parse::<usize>()
                && n < list.len()
            {
                list.remove(n);
            }
        }
        _ => {}
    }
}

fn rename(draw: &mut Draw<'_>, tree: &mut Value, at: &str) {
    let Some((above, _)) = at.rsplit_once('/') else { return };
    let Some(value) = tree.pointer(at).cloned() else { return };
    let keyword = draw.one_in(3).then(|| *draw.pick(KEYWORDS));
    let name = keyword.map_or_else(|| words::name(draw), str::to_owned);
    remove(tree, at);
    if let Some(Value::Object(map)) = tree.pointer_mut(above) {
        map.insert(name, value);
    }
}

const KEYWORDS: &[&str] = &[
    "$ref",
    "type",
    "items",
    "properties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "default",
    "required",
    "format",
    "additionalProperties",
    "discriminator",
    "nullable",
    "content",
    "schema",
    "parameters",
    "responses",
    "requestBody",
    "x-rust-name",
    "x-token",
    "x-pagination",
    "x-first-of",
    "x-prefix",
    "servers",
    "security",
    "<<",
    "$defs",
    "$id",
    "$anchor",
    "prefixItems",
];
