//! Where each node of a value tree stands in the text: a tree of ranges, parallel to the tree of values.
//!
//! Children are found by index, not by name: the n-th key of an object in the value tree is the n-th child here. That
//! keeps the names out of memory a second time. Readers keep the two trees parallel, also where a key occurs twice (the
//! later value takes the earlier one's place in both).

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};

/// Objects with more members than this get an index by name when they are first looked into.
const INDEXED_FROM: usize = 32;

/// A range of bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Range {
    pub(super) fn new(start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Range { start: clamp(start), end: clamp(end) }
    }

    pub(super) fn bytes(self) -> (usize, usize) {
        (self.start as usize, self.end as usize)
    }

    fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A key that occurs twice in an object.
#[derive(Debug)]
pub(super) struct Duplicate {
    pub(super) key: String,
    pub(super) first: Range,
    pub(super) again: Range,
}

/// Repeated keys told per file; whoever has more has read enough.
pub(super) const MAX_DUPLICATES: usize = 100;

/// The ranges of one node.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// The key in front of it, if it is a member of an object.
    pub(super) key: Option<Range>,
    pub(super) value: Range,
    /// Numbers of the children; an alias shares those of its anchor.
    pub(super) children: Vec<u32>,
}

/// All nodes of a file; the first is the root.
#[derive(Debug, Default)]
pub(super) struct Positions {
    nodes: Vec<Node>,
    /// Member names of large objects, so that many findings in one stay cheap to place.
    indexes: RefCell<HashMap<u32, HashMap<String, usize>>>,
}

/// The result of a look-up.
pub(super) struct Located<'p> {
    pub(super) node: &'p Node,
    /// Whether the pointer was followed to its end; else this is the nearest node above.
    pub(super) exact: bool,
}

impl Positions {
    pub(super) fn add(&mut self, node: Node) -> u32 {
        self.nodes.push(node);
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    /// Follows `tokens` as far as they lead.
    pub(super) fn locate(&self, tree: &Value, tokens: impl Iterator<Item = String>) -> Option<Located<'_>> {
        let mut id = 0;
        let mut value = tree;
        for token in tokens {
            let below = self.step(id, value, &token).and_then(|(index, below)| {
                let next = *self.get(id)?.children.get(index)?;
                Some((next, below))
            });
            let Some((next, below)) = below else {
                return self.get(id).map(|node| Located { node, exact: false });
            };
            (id, value) = (next, below);
        }
        self.get(id).map(|node| Located { node, exact: true })
    }

    /// One step down, and the index of the child it leads to.
    fn step<'v>(&self, id: u32, value: &'v Value, token: &str) -> Option<(usize, &'v Value)> {
        match value {
            Value::Object(map) => {
                let at = |name: &str| map.get(name).zip(self.member_index(id, map, name));
                // `normalize` gives a path its missing slash; in the text it still lacks it.
                let (below, index) = at(token).or_else(|| at(token.strip_prefix('/')?))?;
                Some((index, below))
            }
            Value::Array(list) => {
                let index = token.parse().ok()?;
                list.get(index).map(|below| (index, below))
            }
            _ => None,
        }
    }

    fn member_index(&self, id: u32, map: &Map<String, Value>, name: &str) -> Option<usize> {
        if map.len() < INDEXED_FROM {
            return map.keys().position(|key| key == name);
        }
        let mut indexes = self.indexes.borrow_mut();
        let index =
            indexes.entry(id).or_insert_with(|| map.keys().enumerate().map(|(i, key)| (key.clone(), i)).collect());
        index.get(name).copied()
    }

    /// What to point at when the node itself is meant.
    ///
    /// Containers can be thousands of lines long, so their key stands for them; those without a key (list items, the
    /// root) are represented by their first entry.
    pub(super) fn headline(&self, node: &Node) -> Range {
        match node.key {
            Some(key) if !node.children.is_empty() || node.value.is_empty() => key,
            _ => self.first_entry(node).unwrap_or(node.value),
        }
    }

    fn first_entry(&self, node: &Node) -> Option<Range> {
        let first = self.get(*node.children.first()?)?;
        let end = match first.key {
            Some(key) if !first.children.is_empty() || first.value.is_empty() => key.end,
            Some(_) => first.value.end,
            None => self.headline(first).end,
        };
        Some(Range { start: node.value.start, end: end.max(node.value.start) })
    }
}
