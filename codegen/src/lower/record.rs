//! An object with known fields.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData};

use super::view::View;
use super::{Hint, Lower, accessors, docs, schema};
use crate::diag::Place;
use crate::ir::{Docs, Extras, Field, Presence, Record, Shape, TypeKind, Value};

/// Up to so many properties are looked for one by one.
const FEW: usize = 64;

/// Lowers an object schema that has properties, or allows none.
pub(super) fn lower(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    schema::define(cx, schema, place, hint, |cx, id| {
        let mut record = Record { rules: view.rules.clone(), ..Record::default() };
        add_fields(cx, view, place, hint, &mut record);
        record.extras = lower_extras(cx, view, place, hint);
        accessors::collect(cx, id, &schema.schema_data.extensions, place);
        TypeKind::Record(record)
    })
}

/// Adds the properties of `view` to `record`. A property that is already there is replaced: the later one is narrower.
pub(super) fn add_fields(cx: &mut Lower<'_>, view: &View<'_>, place: &Place, hint: &Hint, record: &mut Record) {
    let none = IndexMap::new();
    let properties = place.child("properties");
    let declared = view.properties.unwrap_or(&none);
    // Looking through all fields is cheap for each of a few properties, and a table for each of many parts is not.
    let mut index: Option<HashMap<String, usize>> = (declared.len() > FEW)
        .then(|| record.fields.iter().enumerate().map(|(n, field)| (field.name.clone(), n)).collect());
    for (name, property) in declared {
        let at = properties.child(name);
        let required = view.required.contains(name);
        let field = lower_field(cx, property, &at, &hint.inside(name), (name, required));
        let known = match &index {
            Some(index) => index.get(name).copied(),
            None => record.fields.iter().position(|known| known.name == *name),
        };
        match known.and_then(|n| record.fields.get_mut(n)) {
            Some(earlier) => *earlier = field,
            None => {
                if let Some(index) = &mut index {
                    index.insert(name.clone(), record.fields.len());
                }
                record.fields.push(field);
            }
        }
    }
}

fn lower_field(
    cx: &mut Lower<'_>,
    property: &ReferenceOr<Box<Schema>>,
    place: &Place,
    hint: &Hint,
    (name, required): (&str, bool),
) -> Field {
    let value = schema::lower_boxed(cx, property, place, hint);
    describe_field(cx, property, place, value, (name, required))
}

/// A field of that value, with what its property says beside it.
pub(super) fn describe_field(
    cx: &Lower<'_>,
    property: &ReferenceOr<Box<Schema>>,
    place: &Place,
    mut value: Value,
    (name, required): (&str, bool),
) -> Field {
    // A schema that names no type allows null: without a place for it, null would read as absent and be lost.
    let untyped = !required && matches!(value.shape, Shape::Any);
    let nullable = std::mem::take(&mut value.nullable) || untyped;
    let found;
    let data: Option<&SchemaData> = match property {
        ReferenceOr::Item(schema) => Some(&schema.schema_data),
        ReferenceOr::Reference { reference } => {
            found = cx.find(place, reference);
            found.as_ref().map(|f| &f.value.schema_data)
        }
    };
    let inline = matches!(property, ReferenceOr::Item(_));
    Field {
        name: name.to_owned(),
        rust_name: data.filter(|_| inline).and_then(|d| docs::text_extension(&d.extensions, "x-rust-name")),
        presence: presence(required, nullable),
        value,
        default: data.and_then(|d| d.default.clone()),
        read_only: data.is_some_and(|d| d.read_only),
        write_only: data.is_some_and(|d| d.write_only),
        docs: data.map_or_else(Docs::default, |d| Docs {
            summary: d.title.clone().filter(|_| inline),
            description: d.description.clone(),
            deprecated: d.deprecated,
        }),
    }
}

/// Whether a field must be there and whether it can be null.
pub(super) fn presence(required: bool, nullable: bool) -> Presence {
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

/// What the object says about fields that it does not list.
pub(super) fn lower_extras(cx: &mut Lower<'_>, view: &View<'_>, place: &Place, hint: &Hint) -> Extras {
    match view.additional {
        Some(AdditionalProperties::Any(false)) => Extras::Closed,
        None | Some(AdditionalProperties::Any(true)) => Extras::Any,
        Some(AdditionalProperties::Schema(schema)) => {
            let at = place.child("additionalProperties");
            let value = schema::lower_ref(cx, schema, &at, &hint.inside("value"));
            if matches!(value.shape, Shape::Any) { Extras::Any } else { Extras::Typed(Box::new(value)) }
        }
    }
}
