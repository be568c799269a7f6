//! What is required in one direction only.
//!
//! `readOnly` and required means: always in answers, never in requests. A type that serves both cannot demand it, so
//! the field becomes optional there; the same holds for `writeOnly` in answers.

use std::collections::HashSet;

use crate::ir::{Event, Extras, Operation, Presence, ResponseBody, Shape, Type, TypeKind, Value};

/// Makes one-directional required fields optional in types that also travel the other way.
pub(super) fn relax(types: &mut [Type], operations: &[Operation], events: &[Event]) {
    let answers = events.iter().flat_map(|event| &event.answers).filter_map(|r| r.body.as_ref()?.value());
    let sent = reach(types, operations.iter().flat_map(sent_values).chain(answers));
    let payloads = events.iter().flat_map(|event| &event.payload).flat_map(|payload| payload.kind.values());
    let received = reach(types, operations.iter().flat_map(received_values).chain(payloads));
    for (index, ty) in types.iter_mut().enumerate() {
        let TypeKind::Record(record) = &mut ty.kind else { continue };
        for field in &mut record.fields {
            let one_way = (field.read_only && sent.contains(&index)) || (field.write_only && received.contains(&index));
            if one_way {
                field.presence = match field.presence {
                    Presence::Required => Presence::Optional,
                    Presence::RequiredNullable => Presence::OptionalNullable,
                    other => other,
                };
            }
        }
    }
}

fn sent_values(op: &Operation) -> Vec<&Value> {
    let body = op.payloads().flat_map(|p| p.kind.values());
    op.parameters.iter().map(|p| &p.value).chain(body).collect()
}

fn received_values(op: &Operation) -> Vec<&Value> {
    op.responses.iter().flat_map(|r| r.bodies()).filter_map(ResponseBody::value).collect()
}

fn reach<'a>(types: &'a [Type], roots: impl Iterator<Item = &'a Value>) -> HashSet<usize> {
    let mut seen = HashSet::new();
    let mut work: Vec<&Value> = roots.collect();
    while let Some(value) = work.pop() {
        match &value.shape {
            Shape::List(inner) | Shape::Map(inner) => work.push(inner),
            Shape::Named { id, .. } if seen.insert(id.0) => {
                if let Some(ty) = types.get(id.0) {
                    work.extend(parts(ty));
                }
            }
            _ => {}
        }
    }
    seen
}

fn parts(ty: &Type) -> Vec<&Value> {
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
