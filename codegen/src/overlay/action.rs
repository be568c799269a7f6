//! One action of an overlay: what it selects, and what becomes of it.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::check_fields;
use super::jsonpath::{Query, Step};
use super::patch::{Misfit, Patch};
use crate::diag::{Builder, Code, Place, Sink, codes};
use crate::source::{MAX_DEPTH, Origin, Sources};

/// Most nodes that overlays may add to a document.
const MAX_ADDED_NODES: usize = 500_000;
/// Most text that overlays may add.
const MAX_ADDED_BYTES: usize = 64 << 20;

/// A document on its way through the actions.
pub(super) struct Applying<'a> {
    patch: Patch,
    sources: &'a Sources,
    sink: &'a Sink,
    added: Size,
    /// A limit was reached; nothing more is applied.
    is_full: bool,
    /// Something was no overlay, or could not be applied.
    is_broken: Cell<bool>,
}

/// What an action does to what it selects.
enum Change<'t> {
    Update(&'t Value),
    Copy(&'t Value),
    Remove,
}

impl<'a> Applying<'a> {
    pub(super) fn new(patch: Patch, sources: &'a Sources, sink: &'a Sink) -> Self {
        Applying { patch, sources, sink, added: Size::default(), is_full: false, is_broken: Cell::new(false) }
    }

    /// The changed document; none if the overlays are not ones that can be applied.
    pub(super) fn finish(self) -> Option<Patch> {
        (!self.is_broken.get()).then_some(self.patch)
    }

    /// Applies the action that stands at `place`.
    pub(super) fn action(&mut self, action: &Value, place: &Place) {
        if self.is_full {
            return;
        }
        let Some(map) = action.as_object() else {
            self.invalid(place.clone(), "an action has to be an object");
            return;
        };
        check_fields(map, (&["target", "description", "update", "copy", "remove"], "an action"), place, self.sink);
        let change = self.change(map, place);
        let Some(targets) = self.targets(map, place) else { return };
        match change {
            Some(Change::Update(update)) => {
                let at = place.child("update");
                self.update(&targets, (update, &Origin::at(at.clone())), &at);
            }
            Some(Change::Copy(path)) => self.copy(&targets, path, &place.child("copy")),
            Some(Change::Remove) => self.remove(targets, place),
            None => {}
        }
    }

    fn change<'t>(&self, map: &'t Map<String, Value>, place: &Place) -> Option<Change<'t>> {
        let removes = match map.get("remove") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(_) => {
                self.invalid(place.child("remove"), "`remove` has to be `true` or `false`");
                return None;
            }
        };
        if removes {
            for other in ["update", "copy"].into_iter().filter(|other| map.contains_key(*other)) {
                self.without_effect(place.child(other).key(), format!("`{other}` does nothing beside `remove`"));
            }
            return Some(Change::Remove);
        }
        match (map.get("update"), map.get("copy")) {
            (Some(_), Some(_)) => {
                self.invalid(place.child("copy").key(), "an action has either `update` or `copy`");
                None
            }
            (Some(update), None) => Some(Change::Update(update)),
            (None, Some(copy)) => Some(Change::Copy(copy)),
            (None, None) => {
                self.without_effect(place.clone(), "the action has no `update`, `copy` or `remove`".to_owned());
                None
            }
        }
    }

    /// What the action selects, each place once.
    fn targets(&self, map: &Map<String, Value>, place: &Place) -> Option<Vec<Vec<Step>>> {
        let Some(target) = map.get("target") else {
            self.invalid(place.clone(), "an action needs `target`");
            return None;
        };
        let at = place.child("target");
        let mut found = self.select(target, &at)?;
        if found.is_empty() {
            self.without_effect(at, format!("`{}` selects nothing", text(target)));
            return None;
        }
        let mut seen = BTreeSet::new();
        found.retain(|path| seen.insert(path.clone()));
        Some(found)
    }

    fn select(&self, query: &Value, at: &Place) -> Option<Vec<Vec<Step>>> {
        let Some(text) = query.as_str() else {
            self.invalid(at.clone(), "this has to be a JSONPath, which is text");
            return None;
        };
        match Query::parse(text) {
            Ok(query) => Some(query.select(&self.patch.tree)),
            Err(malformed) => {
                let message = format!("character {} of this JSONPath: {}", malformed.column, malformed.message);
                self.invalid(at.clone(), &message);
                None
            }
        }
    }

    fn copy(&mut self, targets: &[Vec<Step>], path: &Value, at: &Place) {
        let Some(found) = self.select(path, at) else { return };
        match found.as_slice() {
            [one] => {
                let Some((value, origin)) = self.patch.get(one) else { return };
                let value = value.clone();
                self.update(targets, (&value, &origin), at);
            }
            [] => self.without_effect(at.clone(), format!("`{}` selects nothing", text(path))),
            many => {
                let message = format!("`copy` has to select one value, and this selects {}", many.len());
                self.invalid(at.clone(), &message);
            }
        }
    }

    fn update(&mut self, targets: &[Vec<Step>], (update, from): (&Value, &Origin), at: &Place) {
        if !self.has_room(targets, update, at) {
            return;
        }
        for path in targets {
            if let Err(Misfit { there, wanted }) = self.patch.update(path, update, from) {
                let message = format!("the target is {there}, so this has to be {wanted} too");
                let report = self.invalid(at.clone(), &message);
                if let Some((_, origin)) = self.patch.get(path) {
                    // As bytes: where that is after all overlays is another question.
                    let span = self.sources.span(origin.place());
                    report.also(Place::bytes(origin.place().file, span.start, span.end), "the target");
                }
                return;
            }
        }
    }

    fn remove(&mut self, mut targets: Vec<Vec<Step>>, place: &Place) {
        if targets.iter().any(Vec::is_empty) {
            self.invalid(place.child("target"), "the document itself cannot be removed");
            return;
        }
        // From the end, so that the places of the others stay what they are.
        targets.sort_unstable();
        targets.iter().rev().for_each(|path| self.patch.remove(path));
    }

    /// Whether the limits hold after `update` was put into all `targets`.
    fn has_room(&mut self, targets: &[Vec<Step>], update: &Value, at: &Place) -> bool {
        let size = Size::of(update);
        let deepest = targets.iter().map(Vec::len).max().unwrap_or(0);
        if deepest + size.depth > MAX_DEPTH {
            return self.full(&codes::NESTING_TOO_DEEP, at, "with this the document would be nested too deep");
        }
        self.added.nodes = self.added.nodes.saturating_add(size.nodes.saturating_mul(targets.len()));
        self.added.bytes = self.added.bytes.saturating_add(size.bytes.saturating_mul(targets.len()));
        if self.added.nodes > MAX_ADDED_NODES || self.added.bytes > MAX_ADDED_BYTES {
            return self.full(&codes::FILE_TOO_LARGE, at, "with this the document would become too large");
        }
        true
    }

    fn full(&mut self, code: &'static Code, at: &Place, message: &str) -> bool {
        self.sink.report(code, at.clone(), message);
        self.is_full = true;
        self.is_broken.set(true);
        false
    }

    /// Reports what keeps an overlay from being applied.
    pub(super) fn invalid(&self, place: Place, message: &str) -> Builder<'a> {
        self.is_broken.set(true);
        self.sink.report(&codes::INVALID_OVERLAY, place, message)
    }

    fn without_effect(&self, place: Place, message: String) {
        self.sink.report(&codes::OVERLAY_WITHOUT_EFFECT, place, message);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// How much a value is.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    depth: usize,
}

impl Size {
    fn of(value: &Value) -> Self {
        let mut size = Size { nodes: 1, ..Size::default() };
        match value {
            Value::String(text) => size.bytes = text.len(),
            Value::Array(list) => list.iter().for_each(|item| size.add(0, item)),
            Value::Object(map) => map.iter().for_each(|(key, item)| size.add(key.len(), item)),
            _ => {}
        }
        size
    }

    fn add(&mut self, key: usize, below: &Value) {
        let below = Size::of(below);
        self.nodes += below.nodes;
        self.bytes += below.bytes + key;
        self.depth = self.depth.max(below.depth + 1);
    }
}
