//! The same content said twice is one type with two names.
//!
//! Documents repeat inline schemas: the same few codes, the same address, at hundreds of places. Each place keeps a
//! name of its own, so that nothing a caller wrote changes when two places part ways; but only the first becomes a
//! type, the others become aliases of it. Compilers are grateful: in large documents half of the types are repeated.
//! What is told about a place stays with its name; content that is described differently is not the same.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};

use super::cycles;
use crate::ir::{Extras, FieldSet, Operation, Shape, Step, Type, TypeId, TypeKind, Value};

/// Turns inline types that repeat another one into aliases of it.
///
/// Sets of headers or query parameters are read in ways of their own and take no part.
pub(super) fn share(types: &mut [Type], operations: &mut [Operation], field_sets: &[FieldSet]) {
    let sets: BTreeSet<usize> = field_sets.iter().map(|set| set.ty.0).collect();
    let mut first: Vec<TypeId> = (0..types.len()).map(TypeId).collect();
    // By digest: content in which every reference leads to the first of its kind.
    let mut known: HashMap<u64, Vec<(TypeId, TypeKind)>> = HashMap::new();
    for index in inside_out(types).into_iter().filter(|index| !sets.contains(index)) {
        let Some(ty) = types.get_mut(index).filter(|ty| can_be_shared(&ty.kind)) else { continue };
        let mut content = ty.kind.clone();
        for_each_reference(&mut content, &mut |id| *id = first.get(id.0).copied().unwrap_or(*id));
        let same = known.entry(digest(&content)).or_default();
        match same.iter().find(|(_, known)| *known == content) {
            // What the document names itself is a type of its own.
            Some(_) if ty.is_component => {}
            Some((original, _)) => {
                first[index] = *original;
                ty.kind = TypeKind::Alias(Value::of(Shape::Named { id: *original, boxed: false }));
            }
            None => same.push((TypeId(index), content)),
        }
    }
    lead_to_first(types, operations, &first);
}

/// Aliases cost nothing already; derived values name places in types by number.
fn can_be_shared(kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Record(record) => record.accessors.is_empty(),
        TypeKind::Enumeration(_) | TypeKind::Union(_) => true,
        TypeKind::Alias(_) => false,
    }
}

/// All types, each after those it is made of. In a cycle no order does that; its types are only compared with their
/// own references, so they stay what they are.
fn inside_out(types: &[Type]) -> Vec<usize> {
    let edges: Vec<Vec<usize>> = types.iter().map(|ty| references(&ty.kind)).collect();
    let component = cycles::components(&edges);
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by_key(|index| (component.get(*index).copied(), *index));
    order
}

fn references(kind: &TypeKind) -> Vec<usize> {
    let mut found = Vec::new();
    for_each_reference(&mut kind.clone(), &mut |id| found.push(id.0));
    found
}

fn for_each_reference(kind: &mut TypeKind, visit: &mut impl FnMut(&mut TypeId)) {
    match kind {
        TypeKind::Record(record) => {
            record.fields.iter_mut().for_each(|field| visit_value(&mut field.value, visit));
            if let Extras::Typed(value) = &mut record.extras {
                visit_value(value, visit);
            }
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit_value(&mut variant.value, visit)),
        TypeKind::Alias(value) => visit_value(value, visit),
        TypeKind::Enumeration(_) => {}
    }
}

fn visit_value(mut value: &mut Value, visit: &mut impl FnMut(&mut TypeId)) {
    loop {
        match &mut value.shape {
            Shape::List(inner) | Shape::Map(inner) => value = inner,
            Shape::Named { id, .. } => return visit(id),
            _ => return,
        }
    }
}

/// A number that equal content shares, without a text of the content in memory.
fn digest(kind: &TypeKind) -> u64 {
    struct Digest(DefaultHasher);
    impl Write for Digest {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut digest = Digest(DefaultHasher::new());
    // The hasher takes everything.
    let _ = write!(digest, "{kind:?}");
    digest.0.finish()
}

/// Places inside records are counted in the record itself, not in an alias of it.
fn lead_to_first(types: &mut [Type], operations: &mut [Operation], first: &[TypeId]) {
    let lead = |step: &mut Step| step.record = first.get(step.record.0).copied().unwrap_or(step.record);
    for ty in types {
        if let TypeKind::Record(record) = &mut ty.kind {
            record.accessors.iter_mut().flat_map(|accessor| &mut accessor.places).flatten().for_each(lead);
        }
    }
    for paging in operations.iter_mut().filter_map(|operation| operation.paging.as_mut()) {
        paging.items.iter_mut().chain(&mut paging.next).for_each(lead);
    }
}
