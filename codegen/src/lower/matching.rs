//! How the variants of a union are told apart, from what the variants are.

use crate::ir::{JsonKind, Presence, Record, Shape, Type, TypeKind, Union, Value, VariantMatch};

/// An enumeration with more values than this is no constant that tells variants apart.
const MOST_CONSTANTS: usize = 4;

/// Fills in `Variant::matches` of all unions.
pub(super) fn fill_in(types: &mut [Type]) {
    for index in 0..types.len() {
        let Some(Type { kind: TypeKind::Union(union), .. }) = types.get(index) else { continue };
        let matches: Vec<VariantMatch> = union.variants.iter().map(|v| recognise(types, &v.value, 0)).collect();
        if let Some(Type { kind: TypeKind::Union(union), .. }) = types.get_mut(index) {
            for (variant, found) in union.variants.iter_mut().zip(matches) {
                variant.matches = found;
            }
        }
    }
}

fn recognise(types: &[Type], value: &Value, depth: usize) -> VariantMatch {
    use JsonKind as K;
    let kinds = match &value.shape {
        Shape::Any => return VariantMatch::default(),
        Shape::Boolean { text: false } => vec![K::Boolean],
        Shape::Boolean { text: true } => vec![K::Boolean, K::String],
        Shape::Integer { text: false, .. } | Shape::Unsigned => vec![K::Integer],
        Shape::Integer { text: true, .. } => vec![K::Integer, K::String],
        Shape::Number { .. } => vec![K::Integer, K::Number],
        Shape::Text | Shape::Secret | Shape::DateTime | Shape::Date | Shape::Uuid | Shape::Base64 => vec![K::String],
        Shape::List(_) => vec![K::Array],
        Shape::Map(_) => vec![K::Object],
        Shape::Foreign { kinds, .. } => kinds.clone(),
        Shape::Named { id, .. } => return recognise_named(types, id.0, depth),
    };
    VariantMatch { kinds, ..VariantMatch::default() }
}

fn recognise_named(types: &[Type], id: usize, depth: usize) -> VariantMatch {
    match types.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::Record(record)) => recognise_record(types, record),
        Some(TypeKind::Enumeration(e)) if e.integer => {
            let kinds = if e.text { vec![JsonKind::Integer, JsonKind::String] } else { vec![JsonKind::Integer] };
            VariantMatch { kinds, ..VariantMatch::default() }
        }
        Some(TypeKind::Enumeration(_)) => VariantMatch { kinds: vec![JsonKind::String], ..VariantMatch::default() },
        Some(TypeKind::Alias(value)) if depth < types.len() => recognise(types, value, depth + 1),
        Some(TypeKind::Union(union)) if depth < types.len() => recognise_union(types, union, depth + 1),
        _ => VariantMatch::default(),
    }
}

/// A union inside a union can be whatever its variants can be.
fn recognise_union(types: &[Type], union: &Union, depth: usize) -> VariantMatch {
    let mut kinds = Vec::new();
    for variant in &union.variants {
        let found = recognise(types, &variant.value, depth).kinds;
        if found.is_empty() {
            return VariantMatch::default();
        }
        kinds.extend(found.into_iter().filter(|kind| !kinds.contains(kind)).collect::<Vec<_>>());
    }
    VariantMatch { kinds, ..VariantMatch::default() }
}

fn recognise_record(types: &[Type], record: &Record) -> VariantMatch {
    let mut found = VariantMatch { kinds: vec![JsonKind::Object], ..VariantMatch::default() };
    for field in &record.fields {
        found.known.push(field.name.clone());
        if matches!(field.presence, Presence::Required | Presence::RequiredNullable) {
            found.required.push(field.name.clone());
        }
        let values = constants(types, &field.value);
        if !values.is_empty() {
            found.constants.push((field.name.clone(), values));
        }
    }
    found
}

/// The values of a small text enumeration.
fn constants(types: &[Type], value: &Value) -> Vec<serde_json::Value> {
    let Shape::Named { id, .. } = value.shape else { return Vec::new() };
    match types.get(id.0).map(|ty| &ty.kind) {
        Some(TypeKind::Enumeration(e)) if !e.integer && e.values.len() <= MOST_CONSTANTS => {
            e.values.iter().map(|v| serde_json::Value::from(v.wire.as_str())).collect()
        }
        _ => Vec::new(),
    }
}
