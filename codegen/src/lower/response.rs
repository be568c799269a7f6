//! Answers.

use openapiv3::{MediaType, Operation, ReferenceOr, Response as Written, StatusCode};

use super::media::{Family, family_of, is_plain, read_content};
use super::{Hint, Lower, payload, stream};
use crate::diag::{Place, codes};
use crate::ir::media::{essence, notation, subtype};
use crate::ir::{
    Alternative, Docs, JsonKind, PayloadKind, Response, ResponseBody, Shape, StatusPattern, TypeKind, Value,
};

/// Lowers the documented answers of an operation, `default` last.
pub(super) fn lower_all(cx: &mut Lower<'_>, op: &Operation, place: &Place, id: &str) -> Vec<Response> {
    let base = place.child("responses");
    let listed = op.responses.responses.iter().map(|(code, response)| {
        let token = code.to_string();
        (pattern(code), token, response)
    });
    let default = op.responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
    let mut result = Vec::new();
    for (status, token, response) in listed.chain(default) {
        if result.iter().any(|r: &Response| r.status == status) {
            continue; // `200` and "200": reported as a duplicate key
        }
        result.extend(lower_ref(cx, status, response, &base.child(&token), id));
    }
    stream::settle(cx, &mut result, place);
    result
}

/// Which statuses a key of `responses` is for.
pub(super) fn pattern(code: &StatusCode) -> StatusPattern {
    match code {
        StatusCode::Code(code) => StatusPattern::Code(*code),
        StatusCode::Range(class) => StatusPattern::Class(u8::try_from(*class).unwrap_or_default()),
    }
}

fn lower_ref(
    cx: &mut Lower<'_>,
    status: StatusPattern,
    response: &ReferenceOr<Written>,
    place: &Place,
    id: &str,
) -> Option<Response> {
    match response {
        ReferenceOr::Item(response) => Some(lower(cx, status, response, place, id)),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.response(place, reference, cx.sink)?;
            // A shared answer is named by itself, not by the operation that happens to come first.
            let own = found.place.pointer.rsplit('/').next().unwrap_or(id).to_owned();
            Some(lower(cx, status, &found.value, &found.place, &own))
        }
    }
}

fn lower(cx: &mut Lower<'_>, status: StatusPattern, response: &Written, place: &Place, name: &str) -> Response {
    let docs = Docs { description: Some(response.description.clone()), ..Docs::default() };
    let at = place.child("content");
    let mut content = read_content(cx, &response.content, &at);
    let events = if may_stream(status) { stream::take(&mut content) } else { None };
    let Some(&(media_type, media)) = content.first().filter(|_| has_body(status)) else {
        return Response::empty(status, docs);
    };
    let hint = Hint::of(match status {
        status if status.is_success() => format!("{name} response"),
        StatusPattern::Code(code) => format!("{name} error {code}"),
        _ => format!("{name} error"),
    });
    if events.is_none_or(|(name, _)| name != media_type) {
        payload::tell_untyped(cx, (media_type, media), &at.child(media_type));
    }
    let kind = payload::lower_media(cx, (media_type, media), &at.child(media_type), &hint);
    let body = match kind {
        PayloadKind::Json(value) => ResponseBody::Json(value),
        PayloadKind::Form(value) => ResponseBody::Form(value),
        PayloadKind::Text => ResponseBody::Text,
        PayloadKind::Multipart(_) | PayloadKind::Bytes => ResponseBody::Bytes,
    };
    let mut media_types = Vec::new();
    if matches!(body, ResponseBody::Json(_)) && media_type.contains('*') {
        media_types.push("application/json".to_owned());
    }
    media_types.push(without_charset(media_type));
    let mut read = Response { body: Some(body), media_types, ..Response::empty(status, docs) };
    for other in content.iter().skip(1) {
        sort_in(cx, &mut read, (media_type, media), *other, (&at, &hint));
    }
    read.events = events.map(|events| stream::lower_data(cx, events, &at, &hint));
    read
}

/// Decides what comes of a media type beside the one that is read first.
fn sort_in(
    cx: &mut Lower<'_>,
    read: &mut Response,
    (media_type, media): (&str, &MediaType),
    (other, media_of_other): (&str, &MediaType),
    (content, hint): (&Place, &Hint),
) {
    let is_success = read.status.is_success();
    match (&read.body, family_of(other, media_of_other)) {
        // A wildcard beside what is known says nothing.
        (_, _) if matches!(essence(other).as_str(), "*/*" | "application/*") => {}
        (Some(ResponseBody::Json(value)), Family::Text) if is_plain_text(other) && is_text(cx, value) => {
            read.body = Some(ResponseBody::JsonOrText(value.clone()));
            push(&mut read.media_types, other);
        }
        (Some(ResponseBody::JsonOrText(_)), Family::Text) if is_plain_text(other) => push(&mut read.media_types, other),
        (Some(ResponseBody::Json(_) | ResponseBody::JsonOrText(_)), Family::Json)
        | (Some(ResponseBody::Form(_)), Family::Form)
            if media_of_other.schema == media.schema =>
        {
            push(&mut read.media_types, other);
        }
        // Whoever takes bytes takes these, too, and is told what they are.
        (Some(ResponseBody::Bytes), Family::Bytes | Family::Text) | (Some(ResponseBody::Text), Family::Text) => {
            push(&mut read.media_types, other);
        }
        (_, family) if is_other_thing(cx, (other, media_of_other), content) => {
            let body = if family == Family::Text { ResponseBody::Text } else { ResponseBody::Bytes };
            add_alternative(&mut read.alternatives, other, body);
        }
        // A failure is one of several anyway; a success is what was asked for.
        (_, Family::Json) if !is_success && essence(other) != essence(media_type) => {
            let hint = Hint::of(format!("{} {}", hint.name, notation(other)));
            if let Some(body) = lower_other_json(cx, (other, media_of_other), content, &hint) {
                add_alternative(&mut read.alternatives, other, body);
            }
        }
        (Some(ResponseBody::Json(_) | ResponseBody::JsonOrText(_)), Family::Json)
            if is_success && is_another_json(other, media_type) =>
        {
            let hint = Hint::of(format!("{} {}", hint.name, subtype(other)));
            if let Some(body) = lower_other_json(cx, (other, media_of_other), content, &hint) {
                add_alternative(&mut read.on_request, other, body);
            }
        }
        (_, family) => {
            push(&mut read.untyped, other);
            if matches!(family, Family::Json | Family::Form) {
                let message = format!("bodies of type `{other}` have no type; those of `{media_type}` have");
                cx.sink.report(&codes::MEDIA_TYPE_NOT_OFFERED, content.child(other).key(), message);
            }
        }
    }
}

/// A success, or what may stand for it.
fn may_stream(status: StatusPattern) -> bool {
    has_body(status) && (status.is_success() || status == StatusPattern::Default)
}

/// Answers of these statuses have no body, whatever the document says (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
fn has_body(status: StatusPattern) -> bool {
    !matches!(status, StatusPattern::Code(204 | 205 | 304))
}

/// A file or a table in place of the object, rather than the object in another notation: nobody describes the parts of it.
fn is_other_thing(cx: &Lower<'_>, (name, media): (&str, &MediaType), content: &Place) -> bool {
    let same_in_other_words = ["xml", "html", "yaml", "xhtml"].contains(&notation(name).as_str());
    let is_raw = matches!(family_of(name, media), Family::Text | Family::Bytes);
    is_raw && !same_in_other_words && is_plain(cx, media, &content.child(name))
}

/// JSON that is not read first.
fn lower_other_json(
    cx: &mut Lower<'_>,
    (name, media): (&str, &MediaType),
    content: &Place,
    hint: &Hint,
) -> Option<ResponseBody> {
    match payload::lower_media(cx, (name, media), &content.child(name), hint) {
        PayloadKind::Json(value) => Some(ResponseBody::Json(value)),
        _ => None,
    }
}

/// JSON that says something else than the usual one, and is known by its own name. Documents list how failures are
/// written (RFC 9457) among successes, too; and a stream of values is not one value.
fn is_another_json(media_type: &str, usual: &str) -> bool {
    let name = essence(media_type);
    let is_one_value = !matches!(name.as_str(), "application/problem+json" | "application/stream+json");
    is_one_value && !name.contains('*') && name != essence(usual)
}

fn add_alternative(list: &mut Vec<Alternative>, media_type: &str, body: ResponseBody) {
    match list.iter_mut().find(|known| known.body == body) {
        Some(known) => push(&mut known.media_types, media_type),
        None => list.push(Alternative { body, media_types: vec![essence(media_type)] }),
    }
}

fn push(names: &mut Vec<String>, name: &str) {
    let name = without_charset(name);
    if !names.contains(&name) {
        names.push(name);
    }
}

fn is_plain_text(media_type: &str) -> bool {
    essence(media_type) == "text/plain"
}

/// The JSON is a text, so it may come without its quotation marks.
fn is_text(cx: &Lower<'_>, value: &Value) -> bool {
    match &value.shape {
        Shape::Text | Shape::Secret | Shape::DateTime | Shape::Date | Shape::Uuid | Shape::Base64 => true,
        Shape::Foreign { kinds, .. } => *kinds == [JsonKind::String],
        Shape::Named { id, .. } => match cx.types.get(id.0) {
            Some(Some(ty)) => matches!(&ty.kind, TypeKind::Enumeration(e) if !e.integer),
            _ => false,
        },
        Shape::Any
        | Shape::Boolean { .. }
        | Shape::Integer { .. }
        | Shape::Unsigned
        | Shape::Number { .. }
        | Shape::List(_)
        | Shape::Map(_) => false,
    }
}

/// The encoding of texts is agreed on otherwise.
fn without_charset(media_type: &str) -> String {
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let kept = parts.filter(|part| !part.is_empty() && !part.to_ascii_lowercase().starts_with("charset"));
    kept.fold(essence, |kept, part| kept + "; " + part)
}
