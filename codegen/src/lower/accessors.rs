//! `x-first-of`: a value that is found at one of several places of an object.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::diag::{Place, Sink, codes, unescape};
use crate::ir::{Accessor, Record, Shape, Step, Type, TypeId, TypeKind, Value};

use super::Lower;

/// An accessor that waits until the types on its way are known.
pub(super) struct Pending {
    record: TypeId,
    name: String,
    pointers: Vec<String>,
    place: Place,
}

/// Notes the accessors that `extensions` ask for on the record.
pub(super) fn collect(cx: &mut Lower<'_>, record: TypeId, extensions: &IndexMap<String, Json>, place: &Place) {
    let entries = extensions.get("x-first-of").and_then(Json::as_object);
    for (name, pointers) in entries.into_iter().flatten() {
        let pointers = pointers.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
        let place = place.child("x-first-of").child(name);
        cx.accessors.push(Pending { record, name: name.clone(), pointers, place });
    }
}

/// Turns the pointers of collected accessors into chains of fields.
pub(super) fn settle(types: &mut [Type], pending: Vec<Pending>, sink: &Sink) {
    for Pending { record, name, pointers, place } in pending {
        let found: Vec<Option<(Vec<Step>, Value)>> = pointers.iter().map(|p| follow(types, record, p).ok()).collect();
        let mut places = Vec::new();
        let mut value: Option<Value> = None;
        for (index, way) in found.into_iter().enumerate() {
            let at = place.index(index);
            let Some((steps, end)) = way else {
                sink.report(&codes::FIRST_OF, at, "this pointer does not lead through declared properties of objects");
                continue;
            };
            if value.as_ref().is_some_and(|first| first.shape != end.shape) {
                sink.report(&codes::FIRST_OF, at, "the value here has another type than at the first place");
                continue;
            }
            value.get_or_insert(end);
            places.push(steps);
        }
        if let (Some(value), Some(Type { kind: TypeKind::Record(r), .. })) = (value, types.get_mut(record.0)) {
            r.accessors.push(Accessor { name, value, places });
        }
    }
}

/// Where a pointer leads to no more.
pub(super) struct DeadEnd {
    /// The step that cannot be taken.
    pub(super) token: String,
    /// The type it starts from, if that is an object.
    pub(super) record: Option<TypeId>,
}

/// The fields on the way of `pointer`, which starts at a record, and the value at its end.
pub(super) fn follow(types: &[Type], start: TypeId, pointer: &str) -> Result<(Vec<Step>, Value), DeadEnd> {
    let mut steps = Vec::new();
    let mut at = Some(start);
    let mut tokens = pointer.strip_prefix('/').unwrap_or(pointer).split('/').peekable();
    while let Some(token) = tokens.next() {
        let token = unescape(token);
        let found = at.and_then(|id| Some((id, record_of(types, id)?)));
        let Some((id, record)) = found else { return Err(DeadEnd { token, record: None }) };
        let Some((field, found)) = record.fields.iter().enumerate().find(|(_, field)| field.name == token) else {
            return Err(DeadEnd { token, record: Some(id) });
        };
        steps.push(Step { record: id, field });
        if tokens.peek().is_none() {
            return Ok((steps, found.value.clone()));
        }
        at = match found.value.shape {
            Shape::Named { id, .. } => Some(id),
            _ => None,
        };
    }
    Err(DeadEnd { token: String::new(), record: None }) // not reached: there is always a last step
}

pub(super) fn record_of(types: &[Type], id: TypeId) -> Option<&Record> {
    match &types.get(id.0)?.kind {
        TypeKind::Record(record) => Some(record),
        _ => None,
    }
}
