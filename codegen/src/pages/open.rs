//! What the types leave open, because the document does.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use crate::ir::{
    Extras, Operation, Payload, PayloadKind, Presence, ResponseBody, Shape, StatusPattern, TypeKind, Value,
};
use crate::plan::quoted;

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Open));
    sheet.own(
        "Nothing here is lost or refused: what does not fit is kept as it came. It is listed because the document says \
         no more about it.",
    );
    let mut points = vec![
        "- **Unknown fields** are kept in `extra`, unless a type says otherwise.".to_owned(),
        "- **Unknown statuses**, and answers that are not what is described, arrive as `Unexpected`.".to_owned(),
    ];
    points.extend(point("Values of unknown form", "plain JSON", raw_values(subject)));
    points.extend(point("Bodies of unknown form", "bytes or text as they are", raw_bodies(subject)));
    points.extend(point("Open code tables", "other values arrive as `Other`", types(subject, is_enumeration)));
    points.extend(point("Open alternatives", "what fits none of them is kept as JSON", types(subject, is_union)));
    points.extend(point(
        "No failure is described",
        "every failure arrives as `Unexpected`",
        calls(subject, |op| !op.responses.iter().any(|response| !response.status.is_success())),
    ));
    points.extend(point(
        "Failures of which only the status is described",
        "a body, if there is one, is not typed",
        calls(subject, has_bare_failure),
    ));
    points.extend(point(
        "Success is not described",
        "what comes is handed over as bytes",
        calls(subject, |op| {
            !op.responses
                .iter()
                .any(|response| response.status.is_success() || response.status == StatusPattern::Default)
        }),
    ));
    points.extend(promises(subject));
    sheet.block(points);
}

/// `- **What**, how it is handled: where.`
fn point(what: &str, how: &str, places: Vec<String>) -> Option<String> {
    (!places.is_empty()).then(|| format!("- **{what}** ({how}): {}.", places.join(", ")))
}

fn is_enumeration(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Enumeration(_))
}

fn is_union(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Union(_))
}

fn types(subject: &Subject<'_>, wanted: fn(&TypeKind) -> bool) -> Vec<String> {
    let found = subject.plan.types().filter(|(_, ty, _)| wanted(&ty.kind));
    found.map(|(id, _, names)| subject.outline.link(&format!("`{}`", names.name), Key::Type(id))).collect()
}

fn calls(subject: &Subject<'_>, wanted: impl Fn(&Operation) -> bool) -> Vec<String> {
    let pairs = subject.plan.api.operations.iter().zip(&subject.plan.names.operations).enumerate();
    let found = pairs.filter(|(_, (op, _))| wanted(op));
    found.map(|(index, (_, names))| call(subject, index, names.method.as_str())).collect()
}

fn call(subject: &Subject<'_>, index: usize, method: &str) -> String {
    subject.outline.link(&format!("`{method}`"), Key::Call(index))
}

fn has_bare_failure(op: &Operation) -> bool {
    op.responses.iter().any(|response| !response.status.is_success() && response.body.is_none())
}

/// Values that the model has no form for.
fn raw_values(subject: &Subject<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (id, ty, names) in subject.plan.types() {
        let link = |inside: &str| {
            let text = if inside.is_empty() { names.name.to_string() } else { format!("{}.{inside}", names.name) };
            subject.outline.link(&quoted(&text), Key::Type(id))
        };
        match &ty.kind {
            TypeKind::Record(record) => {
                let raw = record.fields.iter().filter(|field| is_raw(&field.value));
                found.extend(raw.map(|field| link(&field.name)));
                found.extend(matches!(&record.extras, Extras::Typed(value) if is_raw(value)).then(|| link("*")));
            }
            TypeKind::Alias(value) if is_raw(value) => found.push(link("")),
            TypeKind::Union(union) if union.variants.iter().any(|variant| is_raw(&variant.value)) => {
                found.push(link(""));
            }
            TypeKind::Alias(_) | TypeKind::Union(_) | TypeKind::Enumeration(_) => {}
        }
    }
    found.extend(calls(subject, |op| json_bodies(op).any(is_raw) || op.parameters.iter().any(|p| is_raw(&p.value))));
    found
}

/// Any JSON, alone or in lists and maps.
fn is_raw(value: &Value) -> bool {
    let mut value = value;
    loop {
        match &value.shape {
            Shape::Any => return true,
            Shape::List(inner) | Shape::Map(inner) => value = inner,
            _ => return false,
        }
    }
}

fn json_bodies(op: &Operation) -> impl Iterator<Item = &Value> {
    let sent = op.payloads().flat_map(|payload| payload.kind.values());
    sent.chain(op.responses.iter().flat_map(|response| response.bodies()).filter_map(ResponseBody::value))
}

fn raw_bodies(subject: &Subject<'_>) -> Vec<String> {
    calls(subject, |op| {
        matches!(&op.payload, Some(Payload { kind: PayloadKind::Text | PayloadKind::Bytes, .. }))
            || op
                .responses
                .iter()
                .filter(|response| response.events.is_none())
                .filter_map(|response| response.body.as_ref())
                .any(|body| body.value().is_none())
    })
}

/// How many fields of what is received may be missing.
fn promises(subject: &Subject<'_>) -> Option<String> {
    let received = subject.plan.received_types();
    let records = subject.plan.types().filter_map(|(id, ty, _)| match &ty.kind {
        TypeKind::Record(record) if received.contains(&id) => Some(record),
        _ => None,
    });
    let fields: Vec<Presence> = records.flat_map(|record| &record.fields).map(|field| field.presence).collect();
    let is_optional = |presence: &&Presence| matches!(presence, Presence::Optional | Presence::OptionalNullable);
    let optional = fields.iter().filter(is_optional).count();
    (optional > 0).then(|| {
        format!(
            "- **Fields that may be missing:** {optional} of the {} fields in answers; the document promises no more.",
            fields.len()
        )
    })
}
