//! The first look at YAML text: positions, repeated keys, and everything that makes input hostile.
//!
//! `saphyr-parser` gives events with positions and does not recurse, so depth, aliases and size are judged here before
//! anything builds a value.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::positions::{Duplicate, MAX_DUPLICATES, Node, Positions, Range};
use super::text::CharIndex;
use super::{MAX_ALIASED_BYTES, MAX_ALIASED_NODES, MAX_DEPTH};
use crate::diag::{Code, codes};

/// What the first look found.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) positions: Positions,
    pub(super) duplicates: Vec<Duplicate>,
    /// Things that are not fatal.
    pub(super) remarks: Vec<Remark>,
    /// A merge key `<<` occurs.
    pub(super) has_merges: bool,
    /// There is no document, as in an empty file.
    pub(super) is_empty: bool,
}

/// Something to report at a range of bytes.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) code: &'static Code,
    pub(super) message: String,
    pub(super) range: Range,
}

/// Goes through `text` once; an error means that no value can be read from it.
pub(super) fn outline(text: &str) -> Result<Outline, Remark> {
    let mut builder = Builder {
        text,
        chars: CharIndex::new(text),
        outline: Outline::default(),
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: Weight::default(),
        documents: 0,
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => return Err(builder.scan_error(&error)),
        }
    }
    builder.outline.is_empty = builder.documents == 0;
    Ok(builder.outline)
}

/// A collection that is still open.
struct Frame<'t> {
    node: u32,
    anchor: usize,
    /// `None` for a list.
    members: Option<Members<'t>>,
    weight: Weight,
    height: usize,
}

#[derive(Default)]
struct Members<'t> {
    /// The key that waits for its value.
    key: Option<(Cow<'t, str>, Range)>,
    index: HashMap<Cow<'t, str>, usize>,
}

/// How much a node comes to when all aliases are written out.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
}

impl Weight {
    fn add(&mut self, other: Weight) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

#[derive(Clone, Copy)]
struct Anchor {
    node: u32,
    weight: Weight,
    height: usize,
}

struct Builder<'t> {
    text: &'t str,
    chars: CharIndex<'t>,
    outline: Outline,
    stack: Vec<Frame<'t>>,
    anchors: HashMap<usize, Anchor>,
    /// What aliases have added so far.
    aliased: Weight,
    documents: usize,
}

impl<'t> Builder<'t> {
    fn event(&mut self, event: Event<'t>, span: Span) -> Result<(), Remark> {
        let range = self.range(span);
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(syntax("the file holds more than one YAML document", range));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.scalar(text, style, anchor, range)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.open(anchor, range, None)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.check_tag(tag.as_deref(), range);
                self.open(anchor, range, Some(Members::default()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        anchor: usize,
        mut range: Range,
    ) -> Result<(), Remark> {
        self.trim(style, &mut range);
        let waits_for_key = self.members().is_some_and(|members| members.key.is_none());
        if waits_for_key {
            if style == ScalarStyle::Plain && text == "<<" {
                self.outline.has_merges = true;
            }
            if let Some(members) = self.members() {
                members.key = Some((text, range));
            }
            return Ok(());
        }
        if style == ScalarStyle::Plain && is_infinite(&text) {
            let message = format!("`{text}` is not a number that JSON can hold");
            self.outline.remarks.push(Remark { code: &codes::UNSUPPORTED_YAML, message, range });
        }
        let weight = Weight { nodes: 1, bytes: text.len() };
        let node = self.attach(range);
        self.remember(anchor, Anchor { node, weight, height: 0 });
        self.grow(weight, 0);
        Ok(())
    }

    fn open(&mut self, anchor: usize, range: Range, members: Option<Members<'t>>) -> Result<(), Remark> {
        self.refuse_as_key(range)?;
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(range));
        }
        let node = self.attach(range);
        let weight = Weight { nodes: 1, bytes: 0 };
        self.stack.push(Frame { node, anchor, members, weight, height: 1 });
        Ok(())
    }

    fn close(&mut self, range: Range) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        // The end of a block collection is where something else begins, so its last entry says where it ends.
        let last = self.outline.positions.get(frame.node).and_then(|node| node.children.last());
        let last_end = last
            .and_then(|id| self.outline.positions.get(*id))
            .map(|node| node.value.end.max(node.key.map_or(0, |key| key.end)));
        let flow = range.start < range.end;
        let end = if flow { range.end } else { last_end.unwrap_or(range.start) };
        if let Some(node) = self.outline.positions.get_mut(frame.node) {
            node.value.end = end.max(node.value.start);
        }
        let Frame { node, weight, height, anchor, .. } = frame;
        self.remember(anchor, Anchor { node, weight, height });
        self.grow(weight, height);
    }

    fn alias(&mut self, anchor: usize, range: Range) -> Result<(), Remark> {
        self.refuse_as_key(range)?;
        let Some(target) = self.anchors.get(&anchor).copied() else {
            let message = "an alias stands inside the anchor it refers to".to_owned();
            return Err(Remark { code: &codes::ALIASES_TOO_LARGE, message, range });
        };
        if self.stack.len() + target.height > MAX_DEPTH {
            return Err(too_deep(range));
        }
        self.aliased.add(target.weight);
        if self.aliased.nodes > MAX_ALIASED_NODES || self.aliased.bytes > MAX_ALIASED_BYTES {
            let message = "written out, the aliases of this file are too large".to_owned();
            return Err(Remark { code: &codes::ALIASES_TOO_LARGE, message, range });
        }
        let shared = self.outline.positions.get(target.node).map(|node| node.children.clone());
        let node = self.attach(range);
        if let (Some(node), Some(children)) = (self.outline.positions.get_mut(node), shared) {
            node.children = children;
        }
        self.grow(target.weight, target.height);
        Ok(())
    }

    /// Adds a node below the open collection.
    fn attach(&mut self, value: Range) -> u32 {
        let taken = self.members().and_then(|members| members.key.take());
        let (name, key) = taken.map_or((None, None), |(name, key)| (Some(name), Some(key)));
        let id = self.outline.positions.add(Node { key, value, children: Vec::new() });
        let Some(frame) = self.stack.last_mut() else {
            return id;
        };
        let Some(parent) = self.outline.positions.get_mut(frame.node) else {
            return id;
        };
        let (Some(members), Some(name)) = (&mut frame.members, name) else {
            parent.children.push(id);
            return id;
        };
        let next = parent.children.len();
        match members.index.get(&name).copied() {
            None => {
                parent.children.push(id);
                members.index.insert(name, next);
            }
            Some(index) => {
                let earlier = parent.children.get_mut(index).map(|slot| std::mem::replace(slot, id));
                self.duplicate(name.into_owned(), earlier, key);
            }
        }
        id
    }

    fn duplicate(&mut self, key: String, earlier: Option<u32>, again: Option<Range>) {
        let first = earlier.and_then(|id| self.outline.positions.get(id)).and_then(|node| node.key);
        let (Some(first), Some(again)) = (first, again) else {
            return;
        };
        if self.outline.duplicates.len() < MAX_DUPLICATES {
            self.outline.duplicates.push(Duplicate { key, first, again });
        }
    }

    fn remember(&mut self, anchor: usize, target: Anchor) {
        if anchor > 0 {
            self.anchors.insert(anchor, target);
        }
    }

    /// The open collection has become heavier by a finished node.
    fn grow(&mut self, weight: Weight, height: usize) {
        if let Some(frame) = self.stack.last_mut() {
            frame.weight.add(weight);
            frame.height = frame.height.max(height + 1);
        }
    }

    fn members(&mut self) -> Option<&mut Members<'t>> {
        self.stack.last_mut()?.members.as_mut()
    }

    fn refuse_as_key(&mut self, range: Range) -> Result<(), Remark> {
        match self.members() {
            Some(members) if members.key.is_none() => {
                Err(syntax("a key has to be plain text, not a list, an object or an alias", range))
            }
            _ => Ok(()),
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, range: Range) {
        let Some(tag) = tag else { return };
        let known = ["str", "int", "float", "bool", "null", "map", "seq"];
        if !tag.is_yaml_core_schema() || !known.contains(&tag.suffix.as_str()) {
            let message = format!("the tag `{}` has no meaning here and is ignored", tag.suffix);
            self.outline.remarks.push(Remark { code: &codes::UNSUPPORTED_YAML, message, range });
        }
    }

    /// The parser counts a comment after a quoted text as part of it; the closing quote says better where it ends.
    fn trim(&self, style: ScalarStyle, range: &mut Range) {
        let (start, end) = range.bytes();
        let text = self.text.get(start..end).unwrap_or("");
        let length = match style {
            ScalarStyle::SingleQuoted => quoted_length(text, '\''),
            ScalarStyle::DoubleQuoted => quoted_length(text, '"'),
            _ => text.trim_end().len(),
        };
        range.end = Range::new(start, start + length).end;
    }

    fn range(&self, span: Span) -> Range {
        Range::new(self.chars.byte(span.start.index()), self.chars.byte(span.end.index()))
    }

    fn scan_error(&self, error: &saphyr_parser::ScanError) -> Remark {
        let at = self.chars.byte(error.marker().index());
        let range = Range::new(at, at);
        let info = error.info();
        if info.contains("recursion limit") { too_deep(range) } else { syntax(in_plain_words(info), range) }
    }
}

/// What the parser says, in words of those who write YAML rather than of those who parse it.
fn in_plain_words(info: &str) -> &str {
    const WORDS: [(&str, &str); 11] = [
        (
            "mapping values are not allowed",
            "a `:` is not expected here; check the indentation, or put the text in quotes",
        ),
        ("tabs disallowed", "indent with spaces; YAML does not take tabs here"),
        ("expected ',' or ']'", "`,` or `]` is missing"),
        ("expected ',' or '}'", "`,` or `}` is missing"),
        ("expected '-' indicator", "a list item (`- …`) is expected here; check the indentation"),
        ("expected node content", "a value is missing here"),
        ("expected key", "a key is expected here; check the indentation"),
        ("simple key", "a key is expected here, followed by `:`; check the indentation"),
        ("unexpected end of stream", "the closing quote is missing"),
        ("unknown anchor", "no anchor (`&name`) of this name stands before this alias"),
        ("unexpected character", "no value can begin with this character; put the text in quotes"),
    ];
    WORDS.iter().find(|(theirs, _)| info.contains(theirs)).map_or(info, |(_, ours)| ours)
}

fn syntax(message: &str, range: Range) -> Remark {
    Remark { code: &codes::SYNTAX, message: message.to_owned(), range }
}

fn too_deep(range: Range) -> Remark {
    let message = format!("lists and objects are nested more than {MAX_DEPTH} deep");
    Remark { code: &codes::NESTING_TOO_DEEP, message, range }
}

/// `.inf`, `-.INF`, `.NaN` and their like.
fn is_infinite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// The length of a quoted text with its quotes; everything if it has no end.
pub(super) fn quoted_length(text: &str, quote: char) -> usize {
    let Some(open) = text.find(quote) else {
        return text.len();
    };
    let mut chars = text.char_indices().skip_while(|(at, _)| *at <= open).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => {
                chars.next();
            }
            _ if c == quote => match chars.peek() {
                Some((_, again)) if quote == '\'' && *again == quote => {
                    chars.next();
                }
                _ => return at + 1,
            },
            _ => {}
        }
    }
    text.len()
}
