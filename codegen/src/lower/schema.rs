//! A schema becomes a value.

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::view::View;
use super::{Hint, Lower, all_of, docs, enumeration, one_of, record};
use crate::diag::{Place, codes};
use crate::ir::{Docs, Rules, Shape, Type, TypeId, TypeKind, Value};

/// Types that stand deeper than this inside others are filled after them, so that no chain of references is too long
/// for the stack.
const DEEPEST: usize = 48;

/// Most references that lead from one type to the next without a named one in between.
const LONGEST: usize = 32;

/// Schemas inside schemas deeper than this are given up. Types wait long before, so this is no chain of objects.
const BOTTOM: usize = 200;

/// A type that has its place in the list, and waits to be filled.
pub(super) struct Postponed {
    id: TypeId,
    schema: Schema,
    place: Place,
    hint: Hint,
}

/// Fills the types that were met too deep inside others, and those that are met on the way.
pub(super) fn lower_postponed(cx: &mut Lower<'_>) {
    while let Some(Postponed { id, schema, place, hint }) = cx.postponed.pop() {
        cx.resumed = Some(id);
        cx.open.push(place.clone());
        lower_schema(cx, &schema, &place, &hint);
        cx.open.pop();
    }
}

/// Lowers a schema or a reference to one.
pub(super) fn lower_ref(cx: &mut Lower<'_>, schema: &ReferenceOr<Schema>, place: &Place, hint: &Hint) -> Value {
    match schema {
        ReferenceOr::Item(schema) => lower_schema(cx, schema, place, hint),
        ReferenceOr::Reference { reference } => lower_reference(cx, reference, place),
    }
}

/// Lowers a boxed schema or a reference to one.
pub(super) fn lower_boxed(cx: &mut Lower<'_>, schema: &ReferenceOr<Box<Schema>>, place: &Place, hint: &Hint) -> Value {
    match schema {
        ReferenceOr::Item(schema) => lower_schema(cx, schema, place, hint),
        ReferenceOr::Reference { reference } => lower_reference(cx, reference, place),
    }
}

fn lower_reference(cx: &mut Lower<'_>, reference: &str, place: &Place) -> Value {
    match cx.find(place, reference) {
        None => Value::of(Shape::Any),
        Some(found) => lower_target(cx, &found.value, &found.place, &target_hint(cx, &found.place)),
    }
}

/// A schema that others refer to: lowered once if it becomes a named type, else copied into each value.
pub(super) fn lower_target(cx: &mut Lower<'_>, schema: &Schema, place: &Place, hint: &Hint) -> Value {
    if let Some(foreign) = cx.foreign_schema(schema, place) {
        return foreign;
    }
    if let Some(&id) = cx.by_place.get(place)
        && !matches!(&cx.types.get(id.0), Some(Some(Type { kind: TypeKind::Alias(_), .. })))
    {
        return Value { nullable: schema.schema_data.nullable, ..named(id) };
    }
    if cx.open.contains(place) {
        cx.sink
            .report(&codes::ENDLESS_TYPE, place.clone(), "this schema is made of nothing but itself")
            .help("put an object between the schema and its use of itself; until then it is raw JSON");
        return Value::of(Shape::Any);
    }
    if cx.open.len() > LONGEST || cx.depth > BOTTOM {
        cx.sink
            .report(&codes::ENDLESS_TYPE, place.clone(), "too many schemas stand one inside the other before this one")
            .help("put an object between them; until then it is raw JSON where it is used");
        return Value::of(Shape::Any);
    }
    cx.open.push(place.clone());
    let value = lower_schema(cx, schema, place, hint);
    cx.open.pop();
    value
}

/// The name of a referenced schema: the last part of its pointer that says something.
pub(super) fn target_hint(cx: &Lower<'_>, place: &Place) -> Hint {
    let tokens: Vec<String> =
        place.pointer.split('/').skip(1).map(|t| t.replace("~1", "/").replace("~0", "~")).collect();
    let is_component = matches!(tokens.as_slice(), [.., parent, _] if parent == "schemas" || parent == "$defs" || parent == "definitions")
        || tokens.len() == 1;
    let name = match tokens.as_slice() {
        [.., last] if is_component => last.clone(),
        [] => {
            let file = cx.document.sources.path(place.file);
            file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
        }
        all => {
            const SAYS_NOTHING: [&str; 10] = [
                "paths",
                "components",
                "schemas",
                "properties",
                "content",
                "application/json",
                "schema",
                "items",
                "get",
                "responses",
            ];
            all.iter().filter(|t| !SAYS_NOTHING.contains(&t.as_str())).cloned().collect::<Vec<_>>().join(" ")
        }
    };
    Hint { name, is_component }
}

/// A reference to a named type.
pub(super) fn named(id: TypeId) -> Value {
    Value::of(Shape::Named { id, boxed: false })
}

/// Lowers a schema that stands here.
pub(super) fn lower_schema(cx: &mut Lower<'_>, schema: &Schema, place: &Place, hint: &Hint) -> Value {
    let view = View::of(schema);
    cx.depth += 1;
    let mut value = lower_view(cx, schema, &view, place, hint);
    cx.depth -= 1;
    value.nullable |= schema.schema_data.nullable;
    value
}

fn lower_view(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    if view.has_not {
        cx.sink.report(
            &codes::UNCHECKED_KEYWORD,
            place.child("not"),
            "`not` is not expressed in the type; such values are accepted",
        );
    }
    if !view.enumeration.is_empty() {
        return enumeration::lower(cx, schema, view, place, hint);
    }
    if !view.all_of.is_empty() {
        return all_of::lower(cx, schema, view, place, hint);
    }
    if !view.variants().1.is_empty() {
        return one_of::lower(cx, schema, view, place, hint);
    }
    match view.ty {
        Some("string") => {
            let format = view.format.as_deref();
            scalar(cx.foreign_format(format).unwrap_or_else(|| text_shape(format)), view)
        }
        Some("integer") if is_unsigned(view) => scalar(Shape::Unsigned, view),
        Some("integer") => scalar(Shape::Integer { small: view.format.as_deref() == Some("int32"), text: false }, view),
        Some("number") => scalar(number_shape(view.format.as_deref()), view),
        Some("boolean") => Value::of(Shape::Boolean { text: false }),
        Some("array") => list(cx, view, place, hint),
        Some("object") => object(cx, schema, view, place, hint),
        None if view.has_properties() || view.additional.is_some() => object(cx, schema, view, place, hint),
        None if view.items.is_some() => list(cx, view, place, hint),
        _ => Value::of(Shape::Any),
    }
}

fn scalar(shape: Shape, view: &View<'_>) -> Value {
    // Limits of the wrong kind (a `maxLength` on a number) say nothing.
    let rules = match shape {
        Shape::Text | Shape::Secret => view.rules.clone(),
        Shape::Integer { .. } | Shape::Unsigned | Shape::Number { .. } => {
            Rules { min_length: None, max_length: None, pattern: None, ..view.rules.clone() }
        }
        _ => Rules::default(),
    };
    Value { shape, nullable: false, rules }
}

/// The format says so, or the limits do: more than a signed number can hold is allowed, and nothing below zero.
fn is_unsigned(view: &View<'_>) -> bool {
    let reaches_beyond = view.rules.maximum.is_some_and(|most| most > i64::MAX as f64);
    let format = view.format.as_deref();
    format == Some("uint64")
        || (format.is_none() && reaches_beyond && view.rules.minimum.is_some_and(|least| least >= 0.0))
}

fn text_shape(format: Option<&str>) -> Shape {
    match format {
        Some("password") => Shape::Secret,
        Some("date-time") => Shape::DateTime,
        Some("date") => Shape::Date,
        Some("uuid") => Shape::Uuid,
        Some("byte") => Shape::Base64,
        _ => Shape::Text,
    }
}

/// `type: number` with an integer format is an integer written by a loose hand. `format: float` is no promise that servers
/// keep: as 32 bits, digits of what they send would be lost, and others made up where the number becomes one of 64.
fn number_shape(format: Option<&str>) -> Shape {
    match format {
        Some("int32") => Shape::Integer { small: true, text: false },
        Some("int64") => Shape::Integer { small: false, text: false },
        _ => Shape::Number { text: false },
    }
}

fn list(cx: &mut Lower<'_>, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    let item = match view.items {
        Some(items) => lower_boxed(cx, items, &place.child("items"), &hint.inside("item")),
        None => Value::of(Shape::Any),
    };
    Value { shape: Shape::List(Box::new(item)), nullable: false, rules: view.rules.clone() }
}

/// An object: with known fields a record, else a map.
fn object(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    let closed = matches!(view.additional, Some(AdditionalProperties::Any(false)));
    if view.has_properties() || closed {
        return record::lower(cx, schema, view, place, hint);
    }
    let entry = match view.additional {
        Some(AdditionalProperties::Schema(schema)) => {
            lower_ref(cx, schema, &place.child("additionalProperties"), &hint.inside("value"))
        }
        _ => Value::of(Shape::Any),
    };
    Value { shape: Shape::Map(Box::new(entry)), nullable: false, rules: view.rules.clone() }
}

/// Makes a named type of what `fill` lowers. The type is known to references from inside it before it is filled.
pub(super) fn define(
    cx: &mut Lower<'_>,
    schema: &Schema,
    place: &Place,
    hint: &Hint,
    fill: impl FnOnce(&mut Lower<'_>, TypeId) -> TypeKind,
) -> Value {
    let id = match cx.by_place.get(place) {
        Some(id) if cx.resumed == Some(*id) => *id,
        Some(id) => return named(*id),
        None => cx.reserve(place),
    };
    let is_target = cx.open.last() == Some(place);
    if is_target && cx.depth > DEEPEST {
        cx.postponed.push(Postponed { id, schema: schema.clone(), place: place.clone(), hint: hint.clone() });
        return named(id);
    }
    cx.resumed = None;
    let open = std::mem::take(&mut cx.open);
    let kind = fill(cx, id);
    cx.open = open;
    let ty = describe(schema, place, hint, kind, cx);
    if let Some(slot) = cx.types.get_mut(id.0) {
        *slot = Some(ty);
    }
    named(id)
}

/// A type with its name and docs.
pub(super) fn describe(schema: &Schema, place: &Place, hint: &Hint, kind: TypeKind, cx: &Lower<'_>) -> Type {
    let data = &schema.schema_data;
    let written = cx.document.sources.trace(place);
    Type {
        name: hint.name.clone(),
        rust_name: docs::text_extension(&data.extensions, "x-rust-name"),
        is_component: hint.is_component,
        docs: Docs { summary: data.title.clone(), description: data.description.clone(), deprecated: data.deprecated },
        kind,
        origin: format!("{}#{}", cx.document.sources.path(written.file).display(), written.pointer),
    }
}
