//! Headers of answers.

use openapiv3::{Header, Operation, ParameterSchemaOrContent, ReferenceOr, Response};
use serde_json::Value as Json;

use super::fields::{Named, User, hide_session};
use super::{Hint, Lower, docs, parameter, response, schema};
use crate::diag::{Place as At, codes};
use crate::ir::{Docs, Headers, Place, Shape, StatusPattern, Style, Value};

/// Headers of one answer.
struct Answer {
    status: StatusPattern,
    headers: Vec<(Named, At)>,
}

/// Lowers the headers of what an operation answers: those of its successes together, and those of its failures.
pub(super) fn lower_all(cx: &mut Lower<'_>, op: &Operation, place: &At, id: &str) -> Headers {
    let base = place.child("responses");
    let listed =
        op.responses.responses.iter().map(|(code, response)| (response::pattern(code), code.to_string(), response));
    let default = op.responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
    let mut answers: Vec<Answer> = Vec::new();
    for (status, token, answer) in listed.chain(default) {
        answers.extend(lower_response(cx, status, answer, &base.child(&token), id));
    }
    let is_documented = answers.iter().any(|answer| answer.status.is_success());
    let is_output = |answer: &&Answer| match answer.status {
        StatusPattern::Default => !is_documented,
        status => status.is_success(),
    };
    let output: Vec<&Answer> = answers.iter().filter(is_output).collect();
    let error: Vec<&Answer> = answers.iter().filter(|answer| !answer.status.is_success()).collect();
    let user = |what: &str, wanted: &str| User { name: format!("{what}`{id}`"), wanted: format!("{id} {wanted}") };
    let (output, error) = (unite(cx, &output), unite(cx, &error));
    Headers {
        output: cx.field_sets.add(Place::Header, output, user("what is answered by ", "headers")),
        error: cx.field_sets.add(Place::Header, error, user("failures of ", "error headers")),
    }
}

/// The headers of several answers together. One that is missing in an answer is optional, and one that differs is text.
fn unite(cx: &Lower<'_>, answers: &[&Answer]) -> Vec<Named> {
    let mut united: Vec<Named> = Vec::new();
    for (named, at) in answers.iter().flat_map(|answer| &answer.headers) {
        match united.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&named.name)) {
            None => united.push(named.clone()),
            Some(known) if known.is_like(named) => known.required &= named.required,
            Some(known) => {
                let message = format!("`{}` is described in two ways; it is read as text", named.name);
                cx.sink.report(&codes::HEADER_CONFLICT, at.key(), message);
                let value = Value::of(Shape::Text);
                *known =
                    Named { value, style: Style::Simple, required: known.required && named.required, ..known.clone() };
            }
        }
    }
    let has = |answer: &&Answer, name: &str| answer.headers.iter().any(|(own, _)| own.name.eq_ignore_ascii_case(name));
    for named in &mut united {
        named.required &= answers.iter().all(|answer| has(answer, &named.name));
    }
    united
}

fn lower_response(
    cx: &mut Lower<'_>,
    status: StatusPattern,
    response: &ReferenceOr<Response>,
    place: &At,
    id: &str,
) -> Option<Answer> {
    match response {
        ReferenceOr::Item(response) => Some(lower_headers(cx, status, response, place, id)),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.response(place, reference, cx.sink)?;
            let own = found.place.pointer.rsplit('/').next().unwrap_or(id).to_owned();
            Some(lower_headers(cx, status, &found.value, &found.place, &own))
        }
    }
}

fn lower_headers(cx: &mut Lower<'_>, status: StatusPattern, response: &Response, place: &At, id: &str) -> Answer {
    let mut headers: Vec<(Named, At)> = Vec::new();
    for (name, header) in response.headers.iter().filter(|(name, _)| is_read(name)) {
        let at = place.child("headers").child(name);
        let is_new = !headers.iter().any(|(known, _)| known.name.eq_ignore_ascii_case(name));
        if let Some(named) = lower_ref(cx, (name, header), &at, id).filter(|_| is_new) {
            headers.push((named, at));
        }
    }
    Answer { status, headers }
}

/// `Content-Type` belongs to the body, and what is no name of a header cannot come. Lint told of both.
fn is_read(name: &str) -> bool {
    is_header_name(name) && !name.eq_ignore_ascii_case("content-type")
}

/// A token as RFC 9110 has it.
pub(crate) fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

pub(super) fn lower_ref(
    cx: &mut Lower<'_>,
    (name, header): (&str, &ReferenceOr<Header>),
    place: &At,
    id: &str,
) -> Option<Named> {
    match header {
        ReferenceOr::Item(header) => Some(lower(cx, (name, header), place, &format!("{id} {name}"))),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.header(place, reference, cx.sink)?;
            Some(lower(cx, (name, &found.value), &found.place, name))
        }
    }
}

fn lower(cx: &mut Lower<'_>, (name, header): (&str, &Header), place: &At, hint: &str) -> Named {
    // `openapiv3` does not keep it.
    let explode = cx.document.sources.value(place).and_then(|written| written.get("explode")).and_then(Json::as_bool);
    let hint = Hint::of(hint);
    let (mut value, style) = match &header.format {
        ParameterSchemaOrContent::Schema(schema) => {
            let value = schema::lower_ref(cx, schema, &place.child("schema"), &hint);
            (value, parameter::simple(explode.unwrap_or_default()))
        }
        ParameterSchemaOrContent::Content(content) => lower_content(cx, content, place, &hint),
    };
    value.nullable = false; // null has no spelling outside JSON
    if value.shape == Shape::Any && style != Style::Json {
        value.shape = Shape::Text;
    }
    let mut named = Named {
        name: name.to_owned(),
        rust_name: docs::text_extension(&header.extensions, "x-rust-name"),
        required: header.required,
        style,
        value,
        docs: Docs {
            summary: None,
            description: header.description.clone(),
            deprecated: header.deprecated.unwrap_or_default(),
        },
    };
    hide_session(&mut named);
    named
}

/// Only JSON is read as such.
fn lower_content(cx: &mut Lower<'_>, content: &openapiv3::Content, place: &At, hint: &Hint) -> (Value, Style) {
    match content.keys().next() {
        Some(media_type) if super::family(media_type) == super::Family::Json => {
            let (value, _, style) = parameter::lower_content(cx, content, place, hint);
            (value, style)
        }
        _ => (Value::of(Shape::Text), Style::Simple),
    }
}
