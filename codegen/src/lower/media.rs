//! Media types: what is meant by them, how bodies of theirs are read and written, and which serves callers best.

use openapiv3::{Content, MediaType, ReferenceOr};

use super::{Lower, view::View};
use crate::diag::{Place, codes};
use crate::ir::media::essence;

/// How a body of a media type is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Json,
    Form,
    Text,
    /// Parts with names.
    Multipart,
    Bytes,
}

/// Notations that are text although their media types do not begin with `text/`.
const TEXTS: &[&str] = &[
    "application/graphql",
    "application/javascript",
    "application/jwt",
    "application/sql",
    "application/toml",
    "application/x-javascript",
    "application/x-yaml",
    "application/xml",
    "application/xml-dtd",
    "application/yaml",
];

/// The family that a media type belongs to.
pub(crate) fn family(media_type: &str) -> Family {
    match essence(meant(media_type)).as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Family::Json,
        "application/x-www-form-urlencoded" => Family::Form,
        "multipart/form-data" => Family::Multipart,
        other if other.ends_with("+json") => Family::Json,
        other if other.starts_with("text/") || other.ends_with("+xml") || other.ends_with("+yaml") => Family::Text,
        other if TEXTS.contains(&other) => Family::Text,
        _ => Family::Bytes,
    }
}

/// What the client prefers, lowest first.
pub(crate) fn media_rank(media_type: &str) -> u8 {
    let media_type = meant(media_type);
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

/// The media type that is meant where a common slip of the pen is written; any other is given back as it is.
pub(super) fn meant(written: &str) -> &str {
    match essence(written).as_str() {
        "application/form-data" | "multipart/formdata" | "form-data" => "multipart/form-data",
        "application/x-form-urlencoded" | "application/www-form-urlencoded" | "x-www-form-urlencoded" => {
            "application/x-www-form-urlencoded"
        }
        "applicationjson" | "json" | "" => "application/json",
        _ => written,
    }
}

/// What is described under each media type, with its index in the document, best first. Names that are none are
/// reported: people write properties or examples there.
pub(super) fn read_content<'m>(cx: &Lower<'_>, content: &'m Content, place: &Place) -> Vec<(&'m str, &'m MediaType)> {
    let mut found: Vec<(&str, &MediaType)> = Vec::new();
    let is_name = |name: &str| meant(name).split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    let any = content.keys().any(|name| is_name(name));
    for (name, media) in content {
        let at = || place.child(name).key();
        if meant(name) != name {
            let message = format!("`{name}` is read as `{}`", meant(name));
            cx.sink.report(&codes::INVALID_MEDIA_TYPE, at(), message).help(format!("write `{}`", meant(name)));
        } else if !is_name(name) {
            let message =
                format!("`{name}` is no media type; {}", if any { "it is left out" } else { "it is raw bytes" });
            cx.sink.report(&codes::INVALID_MEDIA_TYPE, at(), message).help("write it like `application/json`");
            if any {
                continue;
            }
        }
        found.push((name, media));
    }
    found.sort_by_key(|(name, _)| media_rank(name));
    found
}

/// How a body of it is read and written: a wildcard without a schema, or with one for bytes, is bytes, and so is a text
/// that the document calls binary.
pub(super) fn family_of(media_type: &str, media: &MediaType) -> Family {
    match family(media_type) {
        Family::Json if media_type.contains('*') && is_binary(media) => Family::Bytes,
        Family::Text if media.schema.is_some() && is_binary(media) => Family::Bytes,
        family => family,
    }
}

/// Its schema says nothing about its bytes.
pub(super) fn is_binary(media: &MediaType) -> bool {
    match &media.schema {
        None => true,
        Some(ReferenceOr::Item(schema)) => View::of(schema).format.as_deref() == Some("binary"),
        Some(ReferenceOr::Reference { .. }) => false,
    }
}

/// Its schema describes no more than a text, or bytes.
pub(super) fn is_plain(cx: &Lower<'_>, media: &MediaType, place: &Place) -> bool {
    let is_text = |view: &View<'_>| view.ty == Some("string") || view.is_blank();
    match &media.schema {
        None => true,
        Some(ReferenceOr::Item(schema)) => is_text(&View::of(schema)),
        Some(ReferenceOr::Reference { reference }) => {
            cx.find(&place.child("schema"), reference).is_some_and(|found| is_text(&View::of(&found.value)))
        }
    }
}
