//! `allOf`: parts that hold together.

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema};

use super::view::View;
use super::{Hint, Lower, accessors, record, schema};
use crate::diag::{Place, codes};
use crate::ir::{Extras, Field, Presence, Record, Shape, TypeKind, Value};

/// Parts inside parts deeper than this are left out: nobody inherits through so many generations.
const DEEPEST: usize = 32;

/// Lowers a schema with `allOf`.
pub(super) fn lower(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    if let Some(value) = lower_wrapped(cx, view, place, hint) {
        return value;
    }
    let mut parts = Parts::default();
    collect(cx, schema, place, &mut parts, 0);
    if parts.is_object {
        return lower_record(cx, schema, &parts, place, hint);
    }
    lower_narrowed(cx, &parts, place, hint)
}

/// One part and nothing else that speaks of values: a way to put a description beside a reference.
fn lower_wrapped(cx: &mut Lower<'_>, view: &View<'_>, place: &Place, hint: &Hint) -> Option<Value> {
    let [only] = view.all_of else { return None };
    let says_more = !View { all_of: &[], ty: None, ..view.clone() }.is_blank();
    if says_more {
        return None;
    }
    Some(schema::lower_ref(cx, only, &place.child("allOf").index(0), hint))
}

/// The schemas that hold together with `schema`, flattened, itself last.
pub(super) fn flatten(cx: &mut Lower<'_>, schema: &Schema, place: &Place) -> Vec<(std::rc::Rc<Schema>, Place)> {
    let mut parts = Parts::default();
    collect(cx, schema, place, &mut parts, 0);
    parts.list
}

/// The schemas that hold together, flattened, in document order.
#[derive(Default)]
struct Parts {
    list: Vec<(std::rc::Rc<Schema>, Place)>,
    is_object: bool,
    has_variants: bool,
    /// Where the parts stand that were referred to.
    seen: HashSet<Place>,
    /// Those around the part that is being looked at.
    open: Vec<Place>,
}

fn collect(cx: &mut Lower<'_>, schema: &Schema, place: &Place, parts: &mut Parts, depth: usize) {
    if depth > DEEPEST {
        let message = format!("parts of `allOf` nest more than {DEEPEST} deep; the rest is left out");
        cx.sink.report(&codes::ENDLESS_TYPE, place.clone(), message);
        return;
    }
    parts.open.push(place.clone());
    let view = View::of(schema);
    let only = view.only_choice();
    let all = view.all_of.iter().enumerate().map(|(index, part)| ("allOf", index, part)).chain(only);
    for (keyword, index, part) in all {
        let at = place.child(keyword).index(index);
        match part {
            ReferenceOr::Item(part) => collect(cx, part, &at, parts, depth + 1),
            ReferenceOr::Reference { reference } => {
                if let Some(found) = cx.find(&at, reference) {
                    if parts.open.contains(&found.place) {
                        let message = "this `allOf` contains itself; the rest is left out";
                        cx.sink.report(&codes::ENDLESS_TYPE, found.place, message);
                    } else if parts.seen.insert(found.place.clone()) {
                        collect(cx, &found.value, &found.place, parts, depth + 1);
                    }
                }
            }
        }
    }
    parts.open.pop();
    parts.is_object |= view.has_properties() || view.ty == Some("object") || view.additional.is_some();
    parts.has_variants |= !view.choices().1.is_empty();
    parts.list.push((std::rc::Rc::new(schema.clone()), place.clone()));
}

fn lower_record(cx: &mut Lower<'_>, schema: &Schema, parts: &Parts, place: &Place, hint: &Hint) -> Value {
    // A part without a type says nothing about null.
    let is_nullable = |part: &Schema| part.schema_data.nullable;
    let nullable = parts.list.iter().any(|(part, _)| is_nullable(part))
        && parts.list.iter().all(|(part, _)| is_nullable(part) || View::of(part).ty.is_none());
    if parts.has_variants {
        let message = "alternatives inside `allOf` are not typed; their fields are kept as undescribed ones";
        cx.sink.report(&codes::RAW_JSON, place.clone(), message);
    }
    let mut value = schema::define(cx, schema, place, hint, |cx, id| {
        let mut record = Record::default();
        for (part, at) in &parts.list {
            let view = View::of(part);
            warn_of_conflicts(cx, &record, &view, at);
            record::add_fields(cx, &view, at, hint, &mut record);
            merge_extras(cx, &view, at, hint, &mut record);
        }
        require(&mut record.fields, parts);
        accessors::collect(cx, id, &schema.schema_data.extensions, place);
        TypeKind::Record(record)
    });
    value.nullable = nullable;
    value
}

/// A part that closes the object says so about its own fields only; taken literally nothing would be valid, so it is
/// the typed extras that are kept.
fn merge_extras(cx: &mut Lower<'_>, view: &View<'_>, place: &Place, hint: &Hint, record: &mut Record) {
    if let Extras::Typed(value) = record::lower_extras(cx, view, place, hint) {
        record.extras = Extras::Typed(value);
    }
}

/// A later part may require what an earlier one declared.
fn require(fields: &mut [Field], parts: &Parts) {
    for (part, _) in &parts.list {
        let view = View::of(part);
        for field in fields.iter_mut().filter(|f| view.required.contains(&f.name)) {
            field.presence = match field.presence {
                Presence::Optional | Presence::Required => Presence::Required,
                Presence::OptionalNullable | Presence::RequiredNullable => Presence::RequiredNullable,
            };
        }
    }
}

fn warn_of_conflicts(cx: &Lower<'_>, record: &Record, view: &View<'_>, place: &Place) {
    for (name, property) in view.properties.into_iter().flatten() {
        let Some(earlier) = record.fields.iter().find(|f| f.name == *name) else { continue };
        let ReferenceOr::Item(property) = property else { continue };
        let ty = View::of(property).ty;
        let differs = match (&earlier.value.shape, ty) {
            (_, None) | (Shape::Any | Shape::Named { .. }, _) => false,
            (Shape::Boolean { .. }, Some(ty)) => ty != "boolean",
            (Shape::Integer { .. } | Shape::Unsigned | Shape::Number { .. }, Some(ty)) => {
                ty != "integer" && ty != "number"
            }
            (Shape::List(_), Some(ty)) => ty != "array",
            (Shape::Map(_), Some(ty)) => ty != "object",
            (_, Some(ty)) => ty != "string",
        };
        if differs {
            let message =
                format!("`{name}` has another type in an earlier part of this `allOf`; the later one is taken");
            cx.sink.report(&codes::ALL_OF_CONFLICT, place.child("properties").child(name), message);
        }
    }
}

/// No object among the parts: the first part that says what the value is decides, the others narrow its limits.
fn lower_narrowed(cx: &mut Lower<'_>, parts: &Parts, place: &Place, hint: &Hint) -> Value {
    let speaks = |part: &Schema| !View { all_of: &[], ..View::of(part) }.is_blank();
    let mut speaking = parts.list.iter().filter(|(part, _)| speaks(part));
    let Some((first, at)) = speaking.next() else { return Value::of(Shape::Any) };
    if !View::of(first).all_of.is_empty() {
        let message = "keywords beside `allOf` of values that are no objects are not typed; it is raw JSON";
        cx.sink.report(&codes::RAW_JSON, place.clone(), message);
        return Value::of(Shape::Any);
    }
    let mut value = schema::lower_schema(cx, first, at, hint);
    for (part, _) in speaking {
        value.rules = value.rules.narrowed(&View::of(part).rules);
    }
    value
}

/// Lowers an alternative together with the object around it, as if both stood in an `allOf`.
pub(super) fn lower_with(
    cx: &mut Lower<'_>,
    (around, around_at): (&Schema, &Place),
    (part, part_at): (&Schema, &Place),
    place: &Place,
    hint: &Hint,
) -> Value {
    let mut parts = Parts::default();
    parts.list.push((std::rc::Rc::new(around.clone()), around_at.clone()));
    collect(cx, part, part_at, &mut parts, 0);
    parts.has_variants = false;
    lower_record(cx, part, &parts, place, hint)
}
