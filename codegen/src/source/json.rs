//! JSON: values by `serde_json`, positions by a scanner of our own.
//!
//! The scanner runs only when somebody asks for a position, on text that `serde_json` has accepted; it therefore checks
//! nothing, and stays within the nesting that `serde_json` allows.

use std::cell::Cell;
use std::collections::HashMap;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::positions::{Duplicate, MAX_DUPLICATES, Node, Positions, Range};
use super::reader::Reader;

/// A value read from JSON text.
pub(super) struct Read {
    pub(super) tree: Value,
    /// Some object has a key twice.
    pub(super) has_duplicates: bool,
}

/// Reads `text`; of equal keys the last counts.
pub(super) fn read(text: &str) -> Result<Read, serde_json::Error> {
    let has_duplicates = Cell::new(false);
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Reader { has_duplicates: &has_duplicates }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(Read { tree, has_duplicates: has_duplicates.get() })
}

/// Finds the positions of all nodes of `tree` in the text it was read from, and the keys that occur twice.
pub(super) fn positions(text: &str, tree: &Value) -> (Positions, Vec<Duplicate>) {
    let mut scanner =
        Scanner { bytes: text.as_bytes(), at: 0, positions: Positions::default(), duplicates: Vec::new() };
    scanner.value(Some(tree), None);
    (scanner.positions, scanner.duplicates)
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    positions: Positions,
    duplicates: Vec<Duplicate>,
}

impl Scanner<'_> {
    /// Scans one value. `guide` is what was read from it, if that is known.
    fn value(&mut self, guide: Option<&Value>, key: Option<Range>) -> u32 {
        self.space();
        let start = self.at;
        let id = self.positions.add(Node { key, ..Node::default() });
        let children = match self.peek() {
            Some(b'{') => self.object(guide.and_then(Value::as_object)),
            Some(b'[') => self.array(guide.and_then(Value::as_array)),
            Some(b'"') => {
                self.string();
                Vec::new()
            }
            _ => {
                self.skip_while(|b| !matches!(b, b',' | b'}' | b']') && !b.is_ascii_whitespace());
                Vec::new()
            }
        };
        let value = Range::new(start, self.at);
        if let Some(node) = self.positions.get_mut(id) {
            node.value = value;
            node.children = children;
        }
        id
    }

    fn object(&mut self, guide: Option<&Map<String, Value>>) -> Vec<u32> {
        let mut children: Vec<u32> = Vec::new();
        let mut keys = guide.map(|map| map.keys().peekable());
        let mut by_name = HashMap::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let (name, child) = self.member(guide);
                    let (Some(map), Some(keys)) = (guide, &mut keys) else {
                        continue;
                    };
                    if keys.next_if(|key| **key == name).is_some() {
                        children.push(child);
                        continue;
                    }
                    if by_name.is_empty() {
                        by_name.extend(map.keys().enumerate().map(|(i, key)| (key.as_str(), i)));
                    }
                    let earlier = by_name.get(name.as_str()).and_then(|i| children.get_mut(*i));
                    self.repeated(earlier, name, child);
                }
                _ => {
                    self.at += 1;
                    return children;
                }
            }
        }
    }

    /// Scans `"key": value`.
    fn member(&mut self, guide: Option<&Map<String, Value>>) -> (String, u32) {
        let key = self.string();
        let name = self.key_text(key);
        self.space();
        self.at += 1; // the colon
        let known = guide.and_then(|map| map.get(&name));
        let child = self.value(known, Some(key));
        (name, child)
    }

    /// A key that was seen before: its value takes the place of the earlier one.
    fn repeated(&mut self, earlier: Option<&mut u32>, key: String, id: u32) {
        let Some(slot) = earlier else { return };
        let range = |id: u32| self.positions.get(id).and_then(|node| node.key).unwrap_or_default();
        if self.duplicates.len() < MAX_DUPLICATES {
            self.duplicates.push(Duplicate { key, first: range(*slot), again: range(id) });
        }
        *slot = id;
    }

    fn array(&mut self, guide: Option<&Vec<Value>>) -> Vec<u32> {
        let mut children = Vec::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') | None => {
                    self.at += 1;
                    return children;
                }
                Some(_) => {
                    let item = guide.and_then(|list| list.get(children.len()));
                    children.push(self.value(item, None));
                }
            }
        }
    }

    /// Skips a string and gives its range with the quotes.
    fn string(&mut self) -> Range {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        Range::new(start, self.at)
    }

    fn key_text(&self, range: Range) -> String {
        let (start, end) = range.bytes();
        let quoted = self.bytes.get(start..end).unwrap_or_default();
        serde_json::from_slice(quoted).unwrap_or_default()
    }

    fn space(&mut self) {
        self.skip_while(|b| b.is_ascii_whitespace());
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}
