//! Pointers through schemas: whether a document declares what stands at the end of one.

use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};

use super::Reader;
use crate::diag::Place;
use crate::lower::View;

/// Schemas may be made of themselves; nobody nests alternatives deeper than this on purpose.
const DEEPEST: usize = 24;

/// A schema and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    schema: Rc<Schema>,
    place: Place,
}

impl Stop {
    /// A schema, at the end of the reference that may stand in its place. A broken one is reported.
    pub(super) fn of(cx: &Reader<'_>, schema: &ReferenceOr<Schema>, place: &Place) -> Option<Self> {
        match schema {
            ReferenceOr::Item(schema) => Some(Self { schema: Rc::new(schema.clone()), place: place.clone() }),
            ReferenceOr::Reference { reference } => Self::referred(cx, reference, place),
        }
    }

    fn of_property(cx: &Reader<'_>, schema: &ReferenceOr<Box<Schema>>, place: &Place) -> Option<Self> {
        match schema {
            ReferenceOr::Item(schema) => Some(Self { schema: Rc::new((**schema).clone()), place: place.clone() }),
            ReferenceOr::Reference { reference } => Self::referred(cx, reference, place),
        }
    }

    fn referred(cx: &Reader<'_>, reference: &str, place: &Place) -> Option<Self> {
        let found = cx.document.schema(place, reference, cx.sink)?;
        Some(Self { schema: found.value, place: found.place })
    }

    /// Follows a pointer through declared properties.
    pub(super) fn follow(&self, cx: &Reader<'_>, pointer: &str) -> Option<Self> {
        let tokens = Place::new(self.place.file, pointer.to_owned());
        tokens.tokens().try_fold(self.clone(), |at, name| at.property(cx, &name, 0))
    }

    fn property(&self, cx: &Reader<'_>, name: &str, depth: usize) -> Option<Self> {
        let view = View::of(&self.schema);
        if let Some(property) = view.properties.and_then(|all| all.get(name)) {
            return Self::of_property(cx, property, &self.place.descend(["properties", name]));
        }
        self.parts(cx, depth).into_iter().find_map(|part| part.property(cx, name, depth + 1))
    }

    /// What the schema is put together from, or chooses among.
    fn parts(&self, cx: &Reader<'_>, depth: usize) -> Vec<Self> {
        if depth >= DEEPEST {
            return Vec::new();
        }
        let view = View::of(&self.schema);
        let lists = [("allOf", view.all_of), view.variants()];
        lists.into_iter().flat_map(|(word, list)| self.list(cx, word, list)).collect()
    }

    fn list(&self, cx: &Reader<'_>, word: &str, list: &[ReferenceOr<Schema>]) -> Vec<Self> {
        if !cx.may_visit(list.len()) {
            return Vec::new();
        }
        let place = self.place.child(word);
        list.iter().enumerate().filter_map(|(i, schema)| Self::of(cx, schema, &place.index(i))).collect()
    }

    /// Required properties that are not among `filled`; of alternatives, the one that lacks least counts.
    pub(super) fn lacking(&self, cx: &Reader<'_>, filled: &[String]) -> Vec<String> {
        self.lacking_at(cx, filled, 0)
    }

    fn lacking_at(&self, cx: &Reader<'_>, filled: &[String], depth: usize) -> Vec<String> {
        if depth >= DEEPEST {
            return Vec::new();
        }
        let view = View::of(&self.schema);
        let mut lacking: Vec<String> = view.required.iter().filter(|name| !filled.contains(name)).cloned().collect();
        for part in self.list(cx, "allOf", view.all_of) {
            lacking.extend(part.lacking_at(cx, filled, depth + 1));
        }
        let variants = self.variants(cx, &view);
        let of_variants = variants.into_iter().map(|v| v.lacking_at(cx, filled, depth + 1));
        lacking.extend(of_variants.min_by_key(Vec::len).unwrap_or_default());
        lacking
    }

    /// The type that the schema declares, if it is a single one.
    pub(super) fn type_word(&self, cx: &Reader<'_>) -> Option<String> {
        self.type_word_at(cx, 0)
    }

    fn type_word_at(&self, cx: &Reader<'_>, depth: usize) -> Option<String> {
        let view = View::of(&self.schema);
        if view.ty.is_some() || depth >= DEEPEST {
            return view.ty.map(str::to_owned);
        }
        let parts = self.list(cx, "allOf", view.all_of).into_iter();
        let only = view.only_choice().map_or_else(Vec::new, |_| self.variants(cx, &view));
        parts.chain(only).find_map(|part| part.type_word_at(cx, depth + 1))
    }

    /// The alternatives that are not just null.
    fn variants(&self, cx: &Reader<'_>, view: &View<'_>) -> Vec<Self> {
        let (word, variants) = view.variants();
        self.list(cx, word, variants).into_iter().filter(|v| !View::of(&v.schema).only_null()).collect()
    }

    /// Values are secrets.
    pub(super) fn is_secret(&self) -> bool {
        View::of(&self.schema).format.as_deref() == Some("password")
    }

    /// The value is among those that the schema lists, if it lists any.
    pub(super) fn allows(&self, value: &str) -> bool {
        let view = View::of(&self.schema);
        view.enumeration.is_empty() || view.enumeration.iter().any(|allowed| allowed.as_str() == Some(value))
    }

    /// What the document says about the values.
    pub(super) fn description(&self) -> Option<String> {
        self.schema.schema_data.description.clone()
    }
}
