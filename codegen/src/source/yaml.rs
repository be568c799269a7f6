//! YAML values, by `serde_yaml`. The only file that knows this crate.
//!
//! `serde_yaml` is archived, and hostile input makes it hang or eat memory. Text comes here only after [`super::events`]
//! has looked through it.

use std::cell::Cell;
use std::collections::HashSet;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::positions::Positions;
use super::reader::Reader;

/// Why the text could not be read, and the line and column if that is known.
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) at: Option<(usize, usize)>,
}

/// Reads one document; of equal keys the last counts.
pub(super) fn read(text: &str) -> Result<Value, Refused> {
    let has_duplicates = Cell::new(false);
    let reader = serde_yaml::Deserializer::from_str(text);
    Reader { has_duplicates: &has_duplicates }.deserialize(reader).map_err(|error| Refused {
        at: error.location().map(|at| (at.line(), at.column())),
        message: error.to_string(),
    })
}

/// Applies merge keys: `<<: *base` adds the members of `base` that the object lacks.
pub(super) fn merge(tree: &mut Value, positions: &mut Positions) {
    Merge { positions, done: HashSet::new() }.visit(tree, Some(0));
}

struct Merge<'p> {
    positions: &'p mut Positions,
    /// Nodes below an anchor are shared by all its aliases, but changed once.
    done: HashSet<u32>,
}

impl Merge<'_> {
    fn visit(&mut self, value: &mut Value, node: Option<u32>) {
        match value {
            Value::Object(map) => {
                let children = self.children(node);
                for (n, below) in map.values_mut().enumerate() {
                    self.visit(below, children.get(n).copied());
                }
                if map.contains_key("<<") {
                    self.apply(map, node);
                }
                self.done.extend(node);
            }
            Value::Array(list) => {
                let children = self.children(node);
                for (n, below) in list.iter_mut().enumerate() {
                    self.visit(below, children.get(n).copied());
                }
            }
            _ => {}
        }
    }

    fn children(&self, node: Option<u32>) -> Vec<u32> {
        node.and_then(|id| self.positions.get(id)).map(|n| n.children.clone()).unwrap_or_default()
    }

    fn apply(&mut self, map: &mut Map<String, Value>, node: Option<u32>) {
        let mut children = self.children(node);
        let Some(index) = map.keys().position(|key| key == "<<") else {
            return;
        };
        let Some(base) = map.shift_remove("<<") else {
            return;
        };
        let base_node = (index < children.len()).then(|| children.remove(index));
        match base {
            Value::Object(base) => self.add(map, &mut children, base, base_node),
            Value::Array(list) => {
                let nodes = self.children(base_node);
                for (n, item) in list.into_iter().enumerate() {
                    if let Value::Object(base) = item {
                        self.add(map, &mut children, base, nodes.get(n).copied());
                    }
                }
            }
            _ => {}
        }
        let fresh = node.filter(|id| !self.done.contains(id));
        if let Some(node) = fresh.and_then(|id| self.positions.get_mut(id)) {
            node.children = children;
        }
    }

    fn add(
        &self,
        map: &mut Map<String, Value>,
        children: &mut Vec<u32>,
        base: Map<String, Value>,
        base_node: Option<u32>,
    ) {
        let nodes = self.children(base_node);
        for (n, (key, value)) in base.into_iter().enumerate() {
            if !map.contains_key(&key) {
                map.insert(key, value);
                children.extend(nodes.get(n));
            }
        }
    }
}
