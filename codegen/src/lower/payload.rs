//! Request bodies.

use openapiv3::{Encoding, MediaType, Operation, QueryStyle, ReferenceOr, RequestBody};

use super::media::{Family, family, family_of, is_binary, is_plain, meant, read_content};
use super::{Hint, Lower, multipart, schema};
use crate::diag::{Place, codes};
use crate::ir::media::{essence, notation};
use crate::ir::{Docs, Payload, PayloadKind, Shape, Style, Value};

/// Lowers the body of an operation: what it can be, preferred first.
pub(super) fn lower(cx: &mut Lower<'_>, op: &Operation, place: &Place, id: &str) -> Vec<Payload> {
    let at = place.child("requestBody");
    match op.request_body.as_ref() {
        None => Vec::new(),
        Some(ReferenceOr::Item(body)) => lower_body(cx, body, &at, id),
        Some(ReferenceOr::Reference { reference }) => match cx.document.request_body(&at, reference, cx.sink) {
            Some(found) => lower_body(cx, &found.value, &found.place, id),
            None => Vec::new(),
        },
    }
}

/// A kind of body with the media type that it was lowered from.
struct Lowered<'m> {
    payload: Payload,
    family: Family,
    media: &'m MediaType,
}

fn lower_body(cx: &mut Lower<'_>, body: &RequestBody, place: &Place, id: &str) -> Vec<Payload> {
    let at = place.child("content");
    let mut found: Vec<Lowered<'_>> = Vec::new();
    for (name, media) in read_content(cx, &body.content, &at) {
        let (family, at) = (family_of(name, media), at.child(name));
        let same = |other: &&mut Lowered<'_>| other.family == family && describes_same(other, (name, media));
        if let Some(same) = found.iter_mut().find(same) {
            same.payload.synonyms.push(name.to_owned());
            continue;
        }
        let kind = lower_kind(cx, (name, media), &at, (id, &found));
        let styles = if family == Family::Form { styles(cx, media, &at) } else { Vec::new() };
        let same = |other: &&mut Lowered<'_>| other.payload.kind == kind && same_notation(&other.payload, name);
        if let Some(same) = found.iter_mut().find(same) {
            same.payload.synonyms.push(name.to_owned());
            continue;
        }
        let media_type = announced(cx, name, &kind, &at);
        let docs = Docs { description: body.description.clone(), ..Docs::default() };
        let required = body.required || !found.is_empty();
        let payload =
            Payload { required, media_type, is_range: name.contains('*'), synonyms: Vec::new(), kind, styles, docs };
        found.push(Lowered { payload, family, media });
    }
    found.into_iter().map(|lowered| lowered.payload).collect()
}

/// The same schema under another name of the same family: no second type comes of it.
fn describes_same(other: &Lowered<'_>, (name, media): (&str, &MediaType)) -> bool {
    other.media.schema == media.schema && other.media.encoding == media.encoding && same_notation(&other.payload, name)
}

/// Texts are the same kind of body if they are in the same notation; for everything else the kind says it.
fn same_notation(other: &Payload, name: &str) -> bool {
    other.kind != PayloadKind::Text || notation(&other.media_type) == notation(name)
}

fn lower_kind(
    cx: &mut Lower<'_>,
    (name, media): (&str, &MediaType),
    place: &Place,
    (id, before): (&str, &[Lowered<'_>]),
) -> PayloadKind {
    let family = family_of(name, media);
    let hint = Hint::of(match before {
        [] => format!("{id} body"),
        _ => format!("{id} {} body", word(family, name)),
    });
    // What has a type already needs no other, however it is written.
    let typed = before.iter().find(|other| other.media.schema.is_some() && other.media.schema == media.schema);
    let known = typed.and_then(|other| match &other.payload.kind {
        PayloadKind::Json(value) | PayloadKind::Form(value) => Some(value.clone()),
        _ => None,
    });
    match (family, known) {
        (Family::Json, Some(value)) => return PayloadKind::Json(value),
        (Family::Form, Some(value)) => return PayloadKind::Form(value),
        (Family::Multipart, _) => {
            if let Some(parts) = multipart::lower(cx, media, place, &hint) {
                return parts;
            }
        }
        _ => {}
    }
    if before.is_empty() {
        tell_untyped(cx, (name, media), place);
    }
    lower_media(cx, (name, media), place, &hint)
}

/// What a method for this kind of body is called after.
fn word(family: Family, name: &str) -> String {
    match family {
        Family::Form => "form".to_owned(),
        Family::Multipart => "multipart".to_owned(),
        Family::Json | Family::Text => notation(name),
        Family::Bytes => "bytes".to_owned(),
    }
}

/// Lowers what a media type says.
pub(super) fn lower_media(
    cx: &mut Lower<'_>,
    (name, media): (&str, &MediaType),
    place: &Place,
    hint: &Hint,
) -> PayloadKind {
    match family_of(name, media) {
        Family::Json => PayloadKind::Json(lower_schema(cx, media, place, hint)),
        Family::Form => PayloadKind::Form(lower_schema(cx, media, place, hint)),
        Family::Text => PayloadKind::Text,
        Family::Multipart | Family::Bytes => PayloadKind::Bytes,
    }
}

/// Says where the client has a text or bytes although the document describes more.
pub(super) fn tell_untyped(cx: &Lower<'_>, (name, media): (&str, &MediaType), place: &Place) {
    let (family, notation) = (family_of(name, media), notation(name));
    match family {
        Family::Json | Family::Form => {}
        Family::Text if is_plain(cx, media, place) => {}
        Family::Text if notation == "xml" => {
            let message = format!("`{name}` is passed as text; the schema does not shape it");
            cx.sink.report(&codes::XML_AS_TEXT, place.clone(), message);
        }
        Family::Text => {
            let message = format!("`{name}` is not typed; bodies are text in the client");
            cx.sink.report(&codes::RAW_BODY, place.clone(), message);
        }
        Family::Multipart | Family::Bytes => {
            if !is_binary(media) && media.schema.is_some() {
                let message = format!("`{name}` is not typed; bodies are raw bytes in the client");
                cx.sink.report(&codes::RAW_BODY, place.clone(), message);
            }
        }
    }
}

/// The media type to announce: the document's own unless that is a range, or says that texts are not UTF-8.
fn announced(cx: &Lower<'_>, name: &str, kind: &PayloadKind, place: &Place) -> String {
    let generic = name.contains('*');
    let charset = name.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("charset="));
    match (kind, charset.map(|charset| charset.trim_matches('"'))) {
        (PayloadKind::Json(_), _) if generic => "application/json".to_owned(),
        (PayloadKind::Bytes, _) if generic => "application/octet-stream".to_owned(),
        (PayloadKind::Text, _) if generic => "text/plain".to_owned(),
        (PayloadKind::Text, Some(charset)) if !charset.eq_ignore_ascii_case("utf-8") => {
            let message = format!("texts are sent as UTF-8, not as `{charset}`");
            cx.sink.report(&codes::MEDIA_TYPE_NOT_OFFERED, place.key(), message);
            format!("{}; charset=utf-8", essence(name))
        }
        _ => meant(name).to_owned(),
    }
}

/// How fields of a form are spelled, where the document says so.
fn styles(cx: &Lower<'_>, media: &MediaType, place: &Place) -> Vec<(String, Style)> {
    let styled = media.encoding.iter().filter_map(|(field, encoding)| {
        if !encoding.headers.is_empty() {
            let at = place.child("encoding").child(field).child("headers");
            cx.sink.report(&codes::UNSUPPORTED_KEYWORD, at, "fields of a form have no headers");
        }
        Some((field.clone(), style(encoding)?))
    });
    styled.collect()
}

/// How a field or a part is spelled; `None`: as usual.
pub(super) fn style(encoding: &Encoding) -> Option<Style> {
    let json = || encoding.content_type.as_deref().is_some_and(|name| family(name) == Family::Json);
    match &encoding.style {
        None if json() => Some(Style::Json),
        None | Some(QueryStyle::Form) if !encoding.explode => Some(Style::Form),
        None => None,
        Some(QueryStyle::DeepObject) => Some(Style::DeepObject),
        Some(QueryStyle::SpaceDelimited) if !encoding.explode => Some(Style::SpaceDelimited),
        Some(QueryStyle::PipeDelimited) if !encoding.explode => Some(Style::PipeDelimited),
        Some(_) => Some(Style::FormExploded),
    }
}

fn lower_schema(cx: &mut Lower<'_>, media: &MediaType, place: &Place, hint: &Hint) -> Value {
    match &media.schema {
        Some(schema) => schema::lower_ref(cx, schema, &place.child("schema"), hint),
        None => Value::of(Shape::Any),
    }
}
