//! Answers.

use openapiv3::{Operation, ReferenceOr, Response as Written, StatusCode};

use super::{Hint, Lower, payload};
use crate::diag::Place;
use crate::ir::{Docs, JsonKind, PayloadKind, Response, ResponseBody, Shape, StatusPattern, TypeKind, Value};

/// Lowers the documented answers of an operation, `default` last.
pub(super) fn lower_all(cx: &mut Lower<'_>, op: &Operation, place: &Place, id: &str) -> Vec<Response> {
    let base = place.child("responses");
    let listed = op.responses.responses.iter().map(|(code, response)| {
        let token = code.to_string();
        let status = match code {
            StatusCode::Code(code) => StatusPattern::Code(*code),
            StatusCode::Range(class) => StatusPattern::Class(u8::try_from(*class).unwrap_or_default()),
        };
        (status, token, response)
    });
    let default = op.responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
    let mut result = Vec::new();
    for (status, token, response) in listed.chain(default) {
        if result.iter().any(|r: &Response| r.status == status) {
            continue; // `200` and "200": reported as a duplicate key
        }
        result.extend(lower_ref(cx, status, response, &base.child(&token), id));
    }
    result
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
    let at = place.child("content");
    let docs = Docs { description: Some(response.description.clone()), ..Docs::default() };
    let Some((media_type, media)) = payload::choose(response.content.iter()) else {
        return Response { status, body: None, media_types: Vec::new(), docs };
    };
    let hint = Hint::of(match status {
        status if status.is_success() => format!("{name} response"),
        StatusPattern::Code(code) => format!("{name} error {code}"),
        _ => format!("{name} error"),
    });
    let kind = payload::lower_media(cx, media_type, media, &at.child(media_type), &hint);
    let mut read = vec![media_type];
    if matches!(kind, PayloadKind::Json(_)) && media_type.contains('*') {
        read.insert(0, "application/json");
    }
    let body = match kind {
        PayloadKind::Json(value) => match response.content.keys().find(|other| is_plain_text(other)) {
            Some(plain) if is_text(cx, &value) => {
                read.push(plain);
                ResponseBody::JsonOrText(value)
            }
            _ => ResponseBody::Json(value),
        },
        PayloadKind::Form(value) => ResponseBody::Form(value),
        PayloadKind::Text => ResponseBody::Text,
        PayloadKind::Multipart(_) | PayloadKind::Bytes => ResponseBody::Bytes,
    };
    let others = response.content.keys().filter(|other| !read.contains(&other.as_str()));
    payload::tell_others(cx, others, (media_type, "asked for"), &at);
    Response { status, body: Some(body), media_types: read.into_iter().map(without_charset).collect(), docs }
}

fn is_plain_text(media_type: &str) -> bool {
    media_type.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/plain"))
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
        | Shape::Number
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
