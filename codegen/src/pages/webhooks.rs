//! Calls that the server makes, one by one.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use super::text::{body, line, paragraphs, payload, sentences, status};
use crate::ir::{Event, FieldSetId, ResponseBody};
use crate::names::EventNames;
use crate::plan::{Body, quoted};

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    let Some(module) = &subject.plan.names.webhooks else { return };
    sheet.own(subject.outline.heading(Key::Webhooks));
    sheet.own(format!("Types in `{module}`: each reads such a call with `decode` and has a function per answer."));
    for (index, (event, names)) in subject.plan.api.events.iter().zip(&subject.plan.names.events).enumerate() {
        sheet.own(subject.outline.heading(Key::Webhook(index)));
        write_event(subject, (event, names), sheet);
    }
}

fn write_event(subject: &Subject<'_>, (event, names): (&Event, &EventNames), sheet: &mut Sheet) {
    sheet.own(from(subject, event));
    let deprecated: Vec<String> = event.docs.deprecated.then(|| "Deprecated.".to_owned()).into_iter().collect();
    sheet.own_unless_empty(sentences(subject, event.docs.summary.as_deref(), &deprecated));
    if event.docs.description != event.docs.summary {
        sheet.block(paragraphs(subject, event.docs.description.as_deref()));
    }
    let sets = [("headers", event.headers), ("query", event.query)].map(|(field, set)| {
        let name = set_link(subject, set?)?;
        Some(vec![format!("`{field}`"), name, String::new()])
    });
    let carried = event.payload.as_ref().map(|body| {
        let need = if body.required { "" } else { ", optional" };
        let kind = format!("{} ({}{need})", payload(subject, body), quoted(&body.media_type));
        vec!["`body`".to_owned(), kind, line(subject, body.docs.description.as_deref())]
    });
    sheet.table(&["Field", "Kind", "Meaning"], sets.into_iter().flatten().chain(carried));
    let answers = event.answers.iter().zip(&names.answers).map(|(answer, name)| {
        let body = body(subject, as_body(answer.body.as_ref()));
        let about = sentences(subject, answer.docs.description.as_deref(), &[]);
        vec![status(answer.status), format!("`{}::{name}`", names.ty), body, about]
    });
    sheet.table(&["Answer", "In Rust", "Body", "Meaning"], answers.collect::<Vec<_>>());
}

fn as_body(body: Option<&ResponseBody>) -> Body<'_> {
    match body {
        None => Body::Empty,
        Some(ResponseBody::Json(value) | ResponseBody::JsonOrText(value)) => Body::Json(value),
        Some(ResponseBody::Form(_) | ResponseBody::Bytes) => Body::Binary,
        Some(ResponseBody::Text) => Body::Text,
    }
}

/// What makes the server call.
fn from(subject: &Subject<'_>, event: &Event) -> String {
    let method = event.method.as_str();
    let callback = event.callback.as_ref().and_then(|callback| {
        let names = subject.plan.names.operations.get(callback.operation.0)?;
        let link = subject.outline.link(&format!("`{}`", names.method), Key::Call(callback.operation.0));
        Some(format!("`{method}` to {}, a callback of {link}.", quoted(&callback.address)))
    });
    callback.unwrap_or_else(|| format!("`{method}`, the webhook {}.", quoted(&event.name)))
}

/// A link to the type of headers or query parameters.
pub(super) fn set_link(subject: &Subject<'_>, id: FieldSetId) -> Option<String> {
    let set = subject.plan.api.field_sets.get(id.0)?;
    let (_, names) = subject.plan.ty(set.ty)?;
    Some(subject.outline.link(&format!("`{}`", names.name), Key::Type(set.ty)))
}
