//! Calls that the server makes.

use openapiv3::{Operation, PathItem, ReferenceOr};

use super::fields::{Named, User};
use super::{Lower, Speaker, docs, operation, parameter, payload, response};
use crate::config::Facts;
use crate::diag::{Place as At, codes};
use crate::ir::{Callback, Docs, Event, FieldSetId, Method, OperationId, Parameter, Payload, PayloadKind, Place};

/// What is known about an event before its operation is read.
struct Head {
    name: String,
    /// What types inside of it are named after.
    stem: String,
    callback: Option<Callback>,
}

/// Lowers the callbacks of an operation that is in the client.
pub(super) fn lower_callbacks(cx: &mut Lower<'_>, (index, id): (usize, &str), place: &At) {
    for found in cx.document.callbacks(place, cx.sink) {
        let callback = Callback { operation: OperationId(index), address: found.address };
        let stem = format!("{id} {} callback", found.name);
        let head = Head { name: found.name, stem, callback: Some(callback) };
        lower_item(cx, &head, &found.place);
    }
}

/// Lowers the webhooks of the document.
pub(super) fn lower_webhooks(cx: &mut Lower<'_>) {
    for (name, place) in cx.document.webhooks() {
        let head = Head { stem: format!("{name} webhook"), name, callback: None };
        lower_item(cx, &head, &place);
    }
}

fn lower_item(cx: &mut Lower<'_>, head: &Head, place: &At) {
    let Some(found) = cx.document.path_item_at(place, cx.sink) else { return };
    let several = found.value.iter().count() > 1;
    for (word, op) in found.value.iter() {
        let Some(method) = operation::method_of(word) else { continue };
        if head.callback.is_none() && !is_wanted(cx, &head.name, op) {
            continue;
        }
        let name = if several { format!("{} {word}", head.name) } else { head.name.clone() };
        let stem = if several { format!("{} {word}", head.stem) } else { head.stem.clone() };
        let own = Head { name: cx.unique_event(name, head), stem, callback: head.callback.clone() };
        let speaker = std::mem::replace(&mut cx.speaker, Speaker::Server);
        let event = lower_event(cx, &own, method, (&found.value, &found.place), (op, &found.place.child(word)));
        cx.speaker = speaker;
        cx.events.push(event);
    }
}

/// Webhooks are selected by their name, their `operationId` or a tag. A callback goes with its operation.
fn is_wanted(cx: &mut Lower<'_>, name: &str, op: &Operation) -> bool {
    let by_name = cx.wants(Facts { path: "", tags: &op.tags, id: name });
    match op.operation_id.as_deref().filter(|id| *id != name) {
        Some(id) => cx.wants(Facts { path: "", tags: &op.tags, id }) || by_name,
        None => by_name,
    }
}

fn lower_event(
    cx: &mut Lower<'_>,
    head: &Head,
    method: Method,
    (item, item_at): (&PathItem, &At),
    (op, at): (&Operation, &At),
) -> Event {
    let parameters = parameter::lower_all(cx, (item, item_at), (op, at), &[], &head.stem);
    tell_unread(cx, &parameters, op, at);
    let (headers, query) = (fields(cx, head, &parameters, Place::Header), fields(cx, head, &parameters, Place::Query));
    Event {
        name: head.name.clone(),
        rust_name: docs::text_extension(&op.extensions, "x-rust-name"),
        callback: head.callback.clone(),
        method,
        docs: Docs {
            summary: op.summary.clone().or_else(|| item.summary.clone()),
            description: op.description.clone().or_else(|| item.description.clone()),
            deprecated: op.deprecated,
        },
        headers,
        query,
        payload: lower_body(cx, op, at, &head.stem),
        answers: response::lower_all(cx, op, at, &head.stem),
    }
}

fn fields(cx: &mut Lower<'_>, head: &Head, parameters: &[Parameter], place: Place) -> Option<FieldSetId> {
    let members: Vec<Named> = parameters.iter().filter(|p| p.place == place).cloned().map(Named::from).collect();
    let what = if place == Place::Header { "headers" } else { "query" };
    let user = User { name: format!("`{}`", head.name), wanted: format!("{} {what}", head.stem) };
    cx.field_sets.add(place, members, user)
}

/// The body in the media type that serves best; others are not read.
fn lower_body(cx: &mut Lower<'_>, op: &Operation, at: &At, stem: &str) -> Option<Payload> {
    let mut payloads = payload::lower(cx, op, at, stem).into_iter();
    let (read, body) = (payloads.next()?, at.child("requestBody"));
    for other in payloads {
        let message = format!("bodies of type `{}` are not read; `{}` is", other.media_type, read.media_type);
        tell(cx, &body, &message);
    }
    Some(as_received(cx, read, &body))
}

/// Parts are taken apart by whoever receives them; here they are bytes.
fn as_received(cx: &Lower<'_>, payload: Payload, at: &At) -> Payload {
    match payload.kind {
        PayloadKind::Multipart(_) => {
            tell(cx, at, "the parts of bodies that the server sends are not read; the body is bytes");
            Payload { kind: PayloadKind::Bytes, ..payload }
        }
        _ => payload,
    }
}

/// Reports what is described and not read.
fn tell_unread(cx: &Lower<'_>, parameters: &[Parameter], op: &Operation, at: &At) {
    if parameters.iter().any(|p| p.place == Place::Cookie) {
        tell(cx, at, "cookies of calls that the server makes are not read; its headers are");
    }
    if parameters.iter().any(|p| p.place == Place::Path) {
        tell(
            cx,
            at,
            "parameters in the path of calls that the server makes are not read; the receiver knows its paths",
        );
    }
    let nested = at.child("callbacks");
    if cx.document.sources.value(&nested).is_some() {
        tell(cx, &nested, "callbacks of calls that the server makes are not read");
    }
    let responses = at.child("responses");
    let listed = op.responses.responses.iter().map(|(status, response)| (status.to_string(), response));
    let default = op.responses.default.iter().map(|response| ("default".to_owned(), response));
    for (status, response) in listed.chain(default) {
        let place = responses.child(&status);
        let headers = match response {
            ReferenceOr::Item(response) => (!response.headers.is_empty()).then(|| place.child("headers")),
            ReferenceOr::Reference { reference } => {
                let found = cx.document.response(&place, reference, cx.sink);
                found.filter(|found| !found.value.headers.is_empty()).map(|_| place)
            }
        };
        if let Some(headers) = headers {
            tell(cx, &headers, "headers of answers to the server are not typed; whoever answers sets them");
        }
    }
}

fn tell(cx: &Lower<'_>, at: &At, message: &str) {
    cx.sink.report(&codes::EVENT_PART_IGNORED, at.key(), message);
}

impl Lower<'_> {
    /// A name that no event has yet: qualified by the operation of a callback, then by a number.
    fn unique_event(&self, wanted: String, head: &Head) -> String {
        let is_free = |name: &String| !self.events.iter().any(|event| event.name == *name);
        let numbered = (2..).map(|n: u64| format!("{wanted} {n}"));
        [wanted.clone(), head.stem.clone()].into_iter().chain(numbered).find(is_free).unwrap_or(wanted)
    }
}
