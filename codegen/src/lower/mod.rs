//! From the document to the neutral model.
//!
//! Lowering never fails as a whole: what cannot be said in the model is reported with its place and degrades to raw
//! JSON, so that one odd schema costs its type and never the document.
//!
//! Schemas are lowered where they are met. A referenced schema is lowered once, under its canonical place; records,
//! enumerations and unions become named types, everything else is copied into the value that refers to it. Facts that
//! need all types at hand (cycles, recognition of variants, direction) are settled at the end by `finish`.

mod accessors;
mod all_of;
mod cycles;
mod direction;
mod docs;
mod enumeration;
mod event;
mod fields;
mod foreign;
mod headers;
mod idempotency;
mod link;
mod matching;
mod media;
mod multipart;
mod one_of;
mod operation;
mod paging;
mod parameter;
mod part_headers;
mod payload;
mod record;
mod response;
mod schema;
mod security;
mod selected;
mod servers;
mod share;
mod stream;
mod view;

pub(crate) use headers::is_header_name;
pub(crate) use media::{Family, family, media_rank};
pub(crate) use operation::method_of;
pub(crate) use selected::is_left_out;
pub(crate) use view::View;

use std::collections::{HashMap, HashSet};

use openapiv3::{ReferenceOr, Schema};

use crate::config::{Options, Selection, TypeChoices};
use crate::diag::{Place, Sink};
use crate::ir;
use crate::resolve::{Document, Found};

/// Lowers `document` to the model of the API called `id` (the stem of its file name).
///
/// With a selection, only those operations are in it, and only the types that they need.
pub fn lower(document: &Document, id: &str, options: &Options, sink: &Sink) -> ir::Api {
    let root = Place::root(document.root);
    let openapi = &document.openapi;
    let mut cx = Lower::new(document, options, sink);
    let schemes = security::lower_schemes(&cx);
    let (tags, mut operations) = operation::lower_operations(&mut cx, &schemes);
    event::lower_webhooks(&mut cx);
    let links = std::mem::take(&mut cx.links);
    link::settle(&cx, &mut operations, links);
    cx.check_foreign_schemas();
    match options.selection {
        None => cx.lower_remaining_components(),
        Some(_) => cx.check_selection(),
    }
    schema::lower_postponed(&mut cx);
    let pagings = std::mem::take(&mut cx.pagings);
    let field_sets = std::mem::take(&mut cx.field_sets).settle(&mut cx.types);
    let events = std::mem::take(&mut cx.events);
    let mut types = cx.finish(&operations, &events);
    matching::allow_null(&mut types);
    paging::settle(&types, &mut operations, pagings, sink);
    cycles::box_cycles(&mut types);
    matching::fill_in(&mut types);
    share::share(&mut types, &mut operations, &field_sets);
    ir::Api {
        id: id.to_owned(),
        place: root.clone(),
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        docs: ir::Docs { description: openapi.info.description.clone(), ..ir::Docs::default() },
        anomalies: docs::anomalies(&openapi.extensions),
        servers: servers::lower_servers(openapi, &root, sink),
        tags,
        schemes,
        operations,
        events,
        field_sets,
        types,
    }
}

/// What lowering needs at hand.
pub(crate) struct Lower<'a> {
    pub(crate) document: &'a Document,
    pub(crate) sink: &'a Sink,
    selection: Option<&'a Selection>,
    types_of_caller: &'a TypeChoices,
    seen: selected::Seen,
    types: Vec<Option<ir::Type>>,
    by_place: HashMap<Place, ir::TypeId>,
    /// Referenced schemas being copied into the value that refers to them, since the last named type began.
    open: Vec<Place>,
    /// How many schemas are being lowered, one inside the other.
    depth: usize,
    /// Types that were met too deep inside others to be filled there.
    postponed: Vec<schema::Postponed>,
    /// The postponed type whose turn it is.
    resumed: Option<ir::TypeId>,
    accessors: Vec<accessors::Pending>,
    pagings: Vec<paging::Pending>,
    links: Vec<link::Pending>,
    events: Vec<ir::Event>,
    field_sets: fields::FieldSets,
    speaker: Speaker,
    discriminators: Vec<one_of::Pending>,
    /// Objects that only list the parts of a body: they are no types unless something else refers to them.
    part_lists: HashSet<Place>,
}

/// Who makes the call that is being lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    Client,
    Server,
}

/// What a schema would be called if it turns out to need a name.
#[derive(Debug, Clone)]
pub(crate) struct Hint {
    name: String,
    is_component: bool,
}

impl Hint {
    /// A name made up from where the schema stands.
    pub(crate) fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), is_component: false }
    }

    /// The name for something inside.
    fn inside(&self, part: &str) -> Self {
        Self::of(format!("{} {part}", self.name))
    }
}

impl<'a> Lower<'a> {
    fn new(document: &'a Document, options: &'a Options, sink: &'a Sink) -> Self {
        Self {
            document,
            sink,
            selection: options.selection.as_ref(),
            types_of_caller: &options.types,
            seen: selected::Seen::default(),
            types: Vec::new(),
            by_place: HashMap::new(),
            open: Vec::new(),
            depth: 0,
            postponed: Vec::new(),
            resumed: None,
            accessors: Vec::new(),
            pagings: Vec::new(),
            links: Vec::new(),
            events: Vec::new(),
            field_sets: fields::FieldSets::default(),
            speaker: Speaker::Client,
            discriminators: Vec::new(),
            part_lists: HashSet::new(),
        }
    }

    /// Follows a reference to a schema; a broken one was reported by the document.
    fn find(&self, at: &Place, reference: &str) -> Option<Found<Schema>> {
        self.document.schema(at, reference, self.sink)
    }

    /// Reserves the type defined at `place`, so that references from inside it find it.
    fn reserve(&mut self, place: &Place) -> ir::TypeId {
        let id = ir::TypeId(self.types.len());
        self.types.push(None);
        self.by_place.insert(place.clone(), id);
        id
    }

    /// Schemas that no operation reaches are types all the same.
    fn lower_remaining_components(&mut self) {
        let Some(components) = &self.document.openapi.components else { return };
        let base = Place::root(self.document.root).child("components").child("schemas");
        for (name, schema) in &components.schemas {
            let place = base.child(name);
            if let ReferenceOr::Item(schema) = schema
                && !self.by_place.contains_key(&place)
                && !self.part_lists.contains(&place)
            {
                self.lower_component(name, schema, &place);
            }
        }
    }

    fn lower_component(&mut self, name: &str, schema: &Schema, place: &Place) {
        if self.foreign_schema(schema, place).is_some() {
            return;
        }
        let hint = Hint { name: name.to_owned(), is_component: true };
        let value = schema::lower_target(self, schema, place, &hint);
        if matches!(value.shape, ir::Shape::Named { .. }) && !value.nullable && self.by_place.contains_key(place) {
            return;
        }
        let id = self.reserve(place);
        let ty = schema::describe(schema, place, &hint, ir::TypeKind::Alias(value), self);
        self.types[id.0] = Some(ty);
    }

    fn finish(self, operations: &[ir::Operation], events: &[ir::Event]) -> Vec<ir::Type> {
        let Self { types, accessors, discriminators, sink, .. } = self;
        // Every reserved type is filled by whoever reserved it; the filter only spares an unreachable branch.
        let mut types: Vec<ir::Type> = types.into_iter().flatten().collect();
        one_of::settle_discriminators(&mut types, discriminators, sink);
        accessors::settle(&mut types, accessors, sink);
        direction::relax(&mut types, operations, events);
        types
    }
}
