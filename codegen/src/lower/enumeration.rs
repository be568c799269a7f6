//! `enum`.

use std::collections::HashSet;

use openapiv3::Schema;
use serde_json::Value as Json;

use super::view::View;
use super::{Hint, Lower, docs, schema};
use crate::diag::{Place, codes};
use crate::ir::{EnumValue, Enumeration, Shape, TypeKind, Value};

/// Lowers a schema with `enum`. Null among the values means nullable.
pub(super) fn lower(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    let nullable = view.enumeration.iter().any(Json::is_null);
    let values: Vec<&Json> = view.enumeration.iter().filter(|v| !v.is_null()).collect();
    let mut value = if values.is_empty() {
        Value::of(Shape::Any)
    } else if values.iter().all(|v| v.is_string()) {
        define(cx, schema, place, hint, false)
    } else if values.iter().all(|v| v.is_i64()) {
        define(cx, schema, place, hint, true)
    } else if values.iter().all(|v| v.is_boolean()) {
        Value::of(Shape::Boolean { text: false })
    } else if values.iter().all(|v| v.is_number()) {
        Value::of(Shape::Number { text: false })
    } else {
        let message = "the values of this enum are of several types; it is raw JSON in the client";
        cx.sink.report(&codes::RAW_JSON, place.child("enum"), message);
        Value::of(Shape::Any)
    };
    value.nullable = nullable;
    value
}

fn define(cx: &mut Lower<'_>, schema: &Schema, place: &Place, hint: &Hint, integer: bool) -> Value {
    schema::define(cx, schema, place, hint, |_, _| {
        TypeKind::Enumeration(Enumeration { integer, text: false, free: false, values: values(schema, integer) })
    })
}

/// The distinct values with what `x-enum-varnames` and `x-enum-descriptions` say about them.
pub(super) fn values(schema: &Schema, integer: bool) -> Vec<EnumValue> {
    let view = View::of(schema);
    let extensions = &schema.schema_data.extensions;
    let names = docs::list_extension(extensions, "x-enum-varnames");
    let descriptions = docs::list_extension(extensions, "x-enum-descriptions");
    let mut result: Vec<EnumValue> = Vec::new();
    let mut known = HashSet::new();
    for (index, value) in view.enumeration.iter().enumerate() {
        let wire = match value {
            Json::Null => continue,
            Json::String(text) if !integer => text.clone(),
            other => other.to_string(),
        };
        if known.insert(wire.clone()) {
            let name = names.get(index).cloned().flatten();
            let docs = descriptions.get(index).cloned().flatten();
            result.push(EnumValue { wire, name, docs });
        }
    }
    result
}
