//! Which types belong to what.

use std::collections::BTreeSet;

use crate::ir::{Api, Extras, Operation, ResponseBody, Shape, Type, TypeId, TypeKind, Value};

/// Types reached from `roots`, themselves included. Without recursion: documents nest deeper than stacks.
pub(super) fn closure(api: &Api, roots: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
    let mut seen = BTreeSet::new();
    let mut work: Vec<TypeId> = roots.into_iter().collect();
    while let Some(id) = work.pop() {
        if seen.insert(id) {
            work.extend(api.types.get(id.0).into_iter().flat_map(parts).flat_map(named));
        }
    }
    seen
}

/// Types that a caller passes to `op`, directly.
pub(super) fn sent(op: &Operation) -> Vec<TypeId> {
    let body = op.payloads().flat_map(|payload| payload.kind.values());
    op.parameters.iter().map(|p| &p.value).chain(body).flat_map(named).collect()
}

/// Types that `op` answers with, directly.
pub(super) fn received(op: &Operation) -> Vec<TypeId> {
    op.responses.iter().flat_map(|r| r.bodies()).filter_map(ResponseBody::value).flat_map(named).collect()
}

/// Headers that `op` answers with.
pub(super) fn headers(api: &Api, op: &Operation) -> Vec<TypeId> {
    let sets = [op.headers.output, op.headers.error].into_iter().flatten();
    sets.filter_map(|id| api.field_sets.get(id.0)).map(|set| set.ty).collect()
}

/// The values a type is made of.
pub(super) fn parts(ty: &Type) -> Vec<&Value> {
    match &ty.kind {
        TypeKind::Record(record) => {
            let extras = match &record.extras {
                Extras::Typed(value) => Some(&**value),
                Extras::Any | Extras::Closed => None,
            };
            record.fields.iter().map(|f| &f.value).chain(extras).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|v| &v.value).collect(),
        TypeKind::Alias(value) => vec![value],
        TypeKind::Enumeration(_) => Vec::new(),
    }
}

/// The type that a value names, through lists and maps.
pub(super) fn named(value: &Value) -> Option<TypeId> {
    let mut value = value;
    loop {
        match &value.shape {
            Shape::List(inner) | Shape::Map(inner) => value = inner,
            Shape::Named { id, .. } => return Some(*id),
            _ => return None,
        }
    }
}
