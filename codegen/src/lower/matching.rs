//! How the variants of a union are told apart, from what the variants are.

use super::cycles;
use crate::ir::{JsonKind, Presence, Record, Shape, Type, TypeKind, Value, Variant, VariantMatch};

/// An enumeration with more values than this is no constant that tells variants apart.
const MOST_CONSTANTS: usize = 4;

/// Aliases of aliases that are followed; ends the walk should they go round.
const DEEPEST: usize = 32;

/// Fills in `Variant::matches` of all unions.
pub(super) fn fill_in(types: &mut [Type]) {
    let circular = hold_themselves(types);
    for index in 0..types.len() {
        let Some(Type { kind: TypeKind::Union(union), .. }) = types.get(index) else { continue };
        let recognise = |variant: &Variant| recognise((types, &circular), &variant.value, 0);
        let mut matches: Vec<VariantMatch> = union.variants.iter().map(recognise).collect();
        keep_telling(&mut matches);
        if let Some(Type { kind: TypeKind::Union(union), .. }) = types.get_mut(index) {
            for (variant, found) in union.variants.iter_mut().zip(matches) {
                variant.matches = found;
            }
        }
    }
}

/// Keeps those constants that tell variants apart. The others would only stand in the way of values that are new: an
/// object with one is still what it was.
fn keep_telling(matches: &mut [VariantMatch]) {
    let may_be_object =
        |found: &VariantMatch| found.is_union || found.kinds.is_empty() || found.kinds.contains(&JsonKind::Object);
    let are_several = matches.iter().filter(|found| may_be_object(found)).count() > 1;
    let users = |key: &String| matches.iter().filter(|found| found.known.contains(key)).count();
    let is_telling = |(key, values): &(String, Vec<serde_json::Value>)| {
        let is_one = values.iter().filter(|value| !value.is_null()).count() == 1;
        are_several && (is_one || users(key) > 1)
    };
    let kept: Vec<Vec<_>> = matches
        .iter()
        .map(|found| found.constants.iter().filter(|constant| is_telling(constant)).cloned().collect())
        .collect();
    for (found, kept) in matches.iter_mut().zip(kept) {
        found.constants = kept;
    }
}

/// A field that takes any value takes null, too: without a place for it, null would read as absent and be lost.
pub(super) fn allow_null(types: &mut [Type]) {
    let takes_any = takes_anything(types);
    for ty in types {
        let TypeKind::Record(record) = &mut ty.kind else { continue };
        for field in record.fields.iter_mut().filter(|field| field.presence == Presence::Optional) {
            if named(&field.value).is_some_and(|id| takes_any.get(id) == Some(&true)) {
                field.presence = Presence::OptionalNullable;
            }
        }
    }
}

/// Per type: an alias or a union that some value of any kind fits.
fn takes_anything(types: &[Type]) -> Vec<bool> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    let mut work = Vec::new();
    for (index, ty) in types.iter().enumerate() {
        let alternatives = alternatives(ty);
        if alternatives.iter().any(|value| value.shape == Shape::Any) {
            work.push(index);
        }
        for id in alternatives.into_iter().filter_map(named) {
            if let Some(users) = users.get_mut(id) {
                users.push(index);
            }
        }
    }
    let mut found = vec![false; types.len()];
    while let Some(id) = work.pop() {
        if let Some(slot) = found.get_mut(id)
            && !std::mem::replace(slot, true)
        {
            work.extend(users.get(id).into_iter().flatten());
        }
    }
    found
}

/// Per type: a union that leads back to itself by way of alternatives alone.
fn hold_themselves(types: &[Type]) -> Vec<bool> {
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|ty| alternatives(ty).into_iter().filter_map(named).filter(|id| *id < types.len()).collect())
        .collect();
    let component = cycles::components(&edges);
    let mut sizes = vec![0_usize; types.len()];
    component.iter().for_each(|of| sizes[*of] += 1);
    (0..types.len()).map(|id| sizes[component[id]] > 1 || edges[id].contains(&id)).collect()
}

/// What a value of the type is, wholly: one of these.
fn alternatives(ty: &Type) -> Vec<&Value> {
    match &ty.kind {
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.value).collect(),
        TypeKind::Alias(value) => vec![value],
        TypeKind::Record(_) | TypeKind::Enumeration(_) => Vec::new(),
    }
}

fn recognise((types, circular): (&[Type], &[bool]), value: &Value, depth: usize) -> VariantMatch {
    use JsonKind as K;
    let kinds = match &value.shape {
        Shape::Any => return VariantMatch::default(),
        Shape::Boolean { text: false } => vec![K::Boolean],
        Shape::Boolean { text: true } => vec![K::Boolean, K::String],
        Shape::Integer { text: false, .. } | Shape::Unsigned => vec![K::Integer],
        Shape::Integer { text: true, .. } => vec![K::Integer, K::String],
        Shape::Number { text: false } => vec![K::Integer, K::Number],
        Shape::Number { text: true } => vec![K::Integer, K::Number, K::String],
        Shape::Text | Shape::Secret | Shape::DateTime | Shape::Date | Shape::Uuid | Shape::Base64 => vec![K::String],
        Shape::List(_) => vec![K::Array],
        Shape::Map(_) => vec![K::Object],
        Shape::Foreign { kinds, .. } => kinds.clone(),
        Shape::Named { id, .. } => return recognise_named((types, circular), id.0, depth),
    };
    VariantMatch { kinds, ..VariantMatch::default() }
}

fn recognise_named((types, circular): (&[Type], &[bool]), id: usize, depth: usize) -> VariantMatch {
    match types.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::Record(record)) => recognise_record(types, record),
        Some(TypeKind::Enumeration(e)) if e.integer => {
            let kinds = if e.text { vec![JsonKind::Integer, JsonKind::String] } else { vec![JsonKind::Integer] };
            VariantMatch { kinds, ..VariantMatch::default() }
        }
        Some(TypeKind::Enumeration(_)) => VariantMatch { kinds: vec![JsonKind::String], ..VariantMatch::default() },
        Some(TypeKind::Alias(value)) if depth < DEEPEST => recognise((types, circular), value, depth + 1),
        // One that is among its own alternatives says nothing about what it looks like.
        Some(TypeKind::Union(_)) => {
            VariantMatch { is_union: circular.get(id) == Some(&false), ..VariantMatch::default() }
        }
        _ => VariantMatch::default(),
    }
}

fn named(value: &Value) -> Option<usize> {
    match value.shape {
        Shape::Named { id, .. } => Some(id.0),
        _ => None,
    }
}

fn recognise_record(types: &[Type], record: &Record) -> VariantMatch {
    let mut found = VariantMatch { kinds: vec![JsonKind::Object], ..VariantMatch::default() };
    for field in &record.fields {
        found.known.push(field.name.clone());
        if matches!(field.presence, Presence::Required | Presence::RequiredNullable) {
            found.required.push(field.name.clone());
        }
        let mut values = constants(types, &field.value);
        if !values.is_empty() {
            if matches!(field.presence, Presence::RequiredNullable | Presence::OptionalNullable) {
                values.push(serde_json::Value::Null);
            }
            found.constants.push((field.name.clone(), values));
        }
    }
    found
}

/// The values of a small text enumeration, if there are no others.
fn constants(types: &[Type], value: &Value) -> Vec<serde_json::Value> {
    let Shape::Named { id, .. } = value.shape else { return Vec::new() };
    match types.get(id.0).map(|ty| &ty.kind) {
        Some(TypeKind::Enumeration(e)) if !e.integer && !e.free && e.values.len() <= MOST_CONSTANTS => {
            e.values.iter().map(|v| serde_json::Value::from(v.wire.as_str())).collect()
        }
        _ => Vec::new(),
    }
}
