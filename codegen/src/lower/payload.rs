//! Request bodies, and the choice among media types that requests and answers share.

use openapiv3::{MediaType, Operation, ReferenceOr, RequestBody};

use super::{Hint, Lower, Speaker, multipart, schema};
use crate::diag::{Place, codes};
use crate::ir::{Docs, Payload, PayloadKind, Shape, Value};

/// Lowers the body of an operation.
pub(super) fn lower(cx: &mut Lower<'_>, op: &Operation, place: &Place, id: &str) -> Option<Payload> {
    let at = place.child("requestBody");
    match op.request_body.as_ref()? {
        ReferenceOr::Item(body) => lower_body(cx, body, &at, id),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.request_body(&at, reference, cx.sink)?;
            lower_body(cx, &found.value, &found.place, id)
        }
    }
}

fn lower_body(cx: &mut Lower<'_>, body: &RequestBody, place: &Place, id: &str) -> Option<Payload> {
    let at = place.child("content");
    let (media_type, media) = choose(body.content.iter())?;
    tell_others(cx, body.content.keys().filter(|other| *other != media_type), (media_type, "sent"), &at);
    let (at, hint) = (at.child(media_type), Hint::of(format!("{id} body")));
    let parts = match family(media_type) {
        Family::Multipart => multipart::lower(cx, media, &at, &hint),
        _ => None,
    };
    let kind = parts.unwrap_or_else(|| lower_media(cx, media_type, media, &at, &hint));
    let generic = media_type.contains('*');
    let announced = match kind {
        PayloadKind::Json(_) if generic => "application/json",
        PayloadKind::Bytes if generic => "application/octet-stream",
        PayloadKind::Text if generic => "text/plain",
        _ => media_type,
    };
    Some(Payload {
        required: body.required,
        media_type: announced.to_owned(),
        kind,
        docs: Docs { description: body.description.clone(), ..Docs::default() },
    })
}

/// The media type that serves callers best.
pub(super) fn choose<'m>(
    content: impl Iterator<Item = (&'m String, &'m MediaType)>,
) -> Option<(&'m str, &'m MediaType)> {
    let (_, (chosen, media)) = content.enumerate().min_by_key(|(index, (name, _))| (media_rank(name), *index))?;
    Some((chosen, media))
}

/// Reports media types that are in the document but not in the client, which has the chosen one.
pub(super) fn tell_others<'m>(
    cx: &Lower<'_>,
    others: impl Iterator<Item = &'m String>,
    (chosen, verb): (&str, &str),
    place: &Place,
) {
    let verb = match (cx.speaker, verb) {
        (Speaker::Client, verb) => verb,
        (Speaker::Server, "sent") => "read",
        (Speaker::Server, _) => "offered",
    };
    for other in others {
        let message = format!("bodies of type `{other}` are not {verb}; `{chosen}` is");
        cx.sink.report(&codes::MEDIA_TYPE_NOT_OFFERED, place.child(other).key(), message);
    }
}

/// How a body of this media type is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Json,
    Form,
    Text,
    /// Parts with names.
    Multipart,
    Bytes,
}

/// The family that a media type belongs to.
pub(crate) fn family(media_type: &str) -> Family {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "multipart/form-data" => Family::Multipart,
        other if other.ends_with("+json") => Family::Json,
        other if other.starts_with("text/") => Family::Text,
        _ => Family::Bytes,
    }
}

/// What the client prefers, lowest first.
pub(crate) fn media_rank(media_type: &str) -> u8 {
    match family(media_type) {
        Family::Json if media_type.starts_with("application/json") => 0,
        Family::Json if !media_type.contains('*') => 1,
        Family::Form => 2,
        Family::Json => 3,
        Family::Multipart => 4,
        Family::Text if media_type.starts_with("text/plain") => 5,
        Family::Bytes => 6,
        Family::Text => 7,
    }
}

/// Lowers what a media type says. A wildcard without a schema, or with one for bytes, is bytes.
pub(super) fn lower_media(
    cx: &mut Lower<'_>,
    media_type: &str,
    media: &MediaType,
    place: &Place,
    hint: &Hint,
) -> PayloadKind {
    let wildcard = media_type.contains('*');
    match family(media_type) {
        Family::Json if wildcard && is_binary(media) => PayloadKind::Bytes,
        Family::Json => PayloadKind::Json(lower_schema(cx, media, place, hint)),
        Family::Form => PayloadKind::Form(lower_schema(cx, media, place, hint)),
        Family::Text => PayloadKind::Text,
        Family::Multipart | Family::Bytes => {
            if !is_binary(media) && media.schema.is_some() {
                let message = format!("`{media_type}` is not typed; bodies are raw bytes in the client");
                cx.sink.report(&codes::RAW_BODY, place.clone(), message);
            }
            PayloadKind::Bytes
        }
    }
}

fn is_binary(media: &MediaType) -> bool {
    match &media.schema {
        None => true,
        Some(ReferenceOr::Item(schema)) => super::view::View::of(schema).format.as_deref() == Some("binary"),
        Some(ReferenceOr::Reference { .. }) => false,
    }
}

fn lower_schema(cx: &mut Lower<'_>, media: &MediaType, place: &Place, hint: &Hint) -> Value {
    match &media.schema {
        Some(schema) => schema::lower_ref(cx, schema, &place.child("schema"), hint),
        None => Value::of(Shape::Any),
    }
}
