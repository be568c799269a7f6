//! Our extensions: each has a form.

use indexmap::IndexMap;
use openapiv3::{SchemaKind, SecurityScheme, Type};
use serde_json::Value;

use super::Lint;
use super::walk::{OperationAt, ParameterAt, SchemaAt};
use crate::diag::{Place, codes};

pub(crate) type Extensions = IndexMap<String, Value>;

pub(super) fn check_root(lint: &Lint<'_>) {
    let openapi = &lint.document.openapi;
    let place = lint.document.place();
    check_anomalies(lint, &openapi.extensions, &place);
    for (i, tag) in openapi.tags.iter().enumerate() {
        check_rust_name(lint, &tag.extensions, &place.child("tags").index(i));
    }
    for (i, server) in openapi.servers.iter().enumerate() {
        check_rust_name(lint, &server.extensions, &place.child("servers").index(i));
    }
}

pub(super) fn check_operation(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let extensions = &at.operation.extensions;
    check_anomalies(lint, extensions, &at.place);
    check_rust_name(lint, extensions, &at.place);
    if let Some(value) = extensions.get("x-idempotent")
        && !value.is_boolean()
    {
        invalid(lint, at.place.child("x-idempotent"), "`x-idempotent` is `true` or `false`");
    }
}

pub(super) fn check_source(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let Some(source) = at.operation.extensions.get("x-source") else {
        lint.sink
            .report(&codes::MISSING_SOURCE, at.place.key(), "the operation does not say where it is from")
            .help("add `x-source: { document: …, heading: … }`");
        return;
    };
    let here = at.place.child("x-source");
    if !source.is_object() {
        invalid(lint, here, "`x-source` is an object with `document` and `heading`");
        return;
    }
    texts(lint, source, &here, "`x-source`", &["document", "heading"], &[]);
}

pub(super) fn check_parameter(lint: &Lint<'_>, at: &ParameterAt<'_>) {
    check_rust_name(lint, &at.parameter.parameter_data_ref().extensions, at.place);
}

pub(super) fn check_schema(lint: &Lint<'_>, at: &SchemaAt<'_>) {
    let extensions = &at.schema.schema_data.extensions;
    check_rust_name(lint, extensions, at.place);
    check_anomalies(lint, extensions, at.place);
    check_parallel_list(lint, at, "x-enum-varnames");
    check_parallel_list(lint, at, "x-enum-descriptions");
    if let Some(first_of) = extensions.get("x-first-of") {
        check_first_of(lint, first_of, &at.place.child("x-first-of"));
    }
}

fn check_anomalies(lint: &Lint<'_>, extensions: &Extensions, place: &Place) {
    let Some(anomalies) = extensions.get("x-anomalies") else {
        return;
    };
    let here = place.child("x-anomalies");
    let Some(list) = anomalies.as_array() else {
        invalid(lint, here, "`x-anomalies` is a list of objects with `id`, `found` and `chosen`");
        return;
    };
    for (i, anomaly) in list.iter().enumerate() {
        let here = here.index(i);
        if anomaly.is_object() {
            texts(lint, anomaly, &here, "an anomaly", &["id", "found", "chosen"], &["why"]);
        } else {
            invalid(lint, here, "an anomaly is an object with `id`, `found` and `chosen`");
        }
    }
}

/// Members that are text: those that have to be there, and those that may.
fn texts(lint: &Lint<'_>, value: &Value, place: &Place, what: &str, must: &[&str], may: &[&str]) {
    for key in must {
        if value.get(key).is_none() {
            invalid(lint, place.clone(), format!("{what} needs `{key}`"));
        }
    }
    for (key, member) in value.as_object().into_iter().flatten() {
        let here = place.child(key);
        if !must.contains(&key.as_str()) && !may.contains(&key.as_str()) {
            invalid(lint, here.key(), format!("`{key}` is not a field of {what}"));
        } else if member.as_str().is_none_or(|text| text.trim().is_empty()) {
            invalid(lint, here, format!("`{key}` of {what} is text"));
        }
    }
}

/// A list with one text for each allowed value.
fn check_parallel_list(lint: &Lint<'_>, at: &SchemaAt<'_>, name: &str) {
    let Some(value) = at.schema.schema_data.extensions.get(name) else {
        return;
    };
    let here = at.place.child(name);
    let Some(list) = value.as_array() else {
        invalid(lint, here, format!("`{name}` is a list with one text for each allowed value"));
        return;
    };
    let values = allowed_values(&at.schema.schema_kind);
    if list.len() != values {
        let message = format!("`{name}` has {} entries for {values} allowed values", list.len());
        lint.sink.report(&codes::INVALID_EXTENSION, here.clone(), message).also(at.place.child("enum"), "the values");
    }
    let mut seen: Vec<&str> = Vec::new();
    for (i, entry) in list.iter().enumerate() {
        let Some(text) = entry.as_str() else {
            invalid(lint, here.index(i), format!("an entry of `{name}` is text"));
            continue;
        };
        if name == "x-enum-varnames" && seen.contains(&text) {
            invalid(lint, here.index(i), format!("the name `{text}` is given twice"));
        }
        seen.push(text);
    }
}

fn allowed_values(kind: &SchemaKind) -> usize {
    match kind {
        SchemaKind::Type(Type::String(text)) => text.enumeration.len(),
        SchemaKind::Type(Type::Integer(number)) => number.enumeration.len(),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.len(),
        SchemaKind::Type(Type::Boolean(flag)) => flag.enumeration.len(),
        SchemaKind::Any(any) => any.enumeration.len(),
        _ => 0,
    }
}

/// The form only; where the pointers lead is seen when the type is made.
fn check_first_of(lint: &Lint<'_>, value: &Value, place: &Place) {
    let Some(map) = value.as_object() else {
        invalid(lint, place.clone(), "`x-first-of` maps names to lists of JSON pointers");
        return;
    };
    for (name, pointers) in map {
        let here = place.child(name);
        if !is_identifier(name) {
            invalid(lint, here.key(), format!("`{name}` cannot be the name of a method"));
        }
        let is_pointer = |value: &Value| value.as_str().is_some_and(|text| text.starts_with('/'));
        let fine = pointers.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_pointer));
        if !fine {
            invalid(lint, here, format!("`{name}` is a list of JSON pointers, each beginning with `/`"));
        }
    }
}

/// The extensions of a security scheme, of whatever type it is.
pub(crate) fn of_scheme(scheme: &SecurityScheme) -> &Extensions {
    match scheme {
        SecurityScheme::APIKey { extensions, .. }
        | SecurityScheme::HTTP { extensions, .. }
        | SecurityScheme::OAuth2 { extensions, .. }
        | SecurityScheme::OpenIDConnect { extensions, .. } => extensions,
    }
}

fn check_rust_name(lint: &Lint<'_>, extensions: &Extensions, place: &Place) {
    let Some(value) = extensions.get("x-rust-name") else {
        return;
    };
    let here = place.child("x-rust-name");
    match value.as_str() {
        None => invalid(lint, here, "`x-rust-name` is text"),
        Some(name) if !is_identifier(name) => {
            invalid(lint, here, format!("`{name}` cannot be a name in Rust"));
        }
        Some(_) => {}
    }
}

/// An ASCII identifier that is no keyword; others would have to be escaped wherever they are used.
fn is_identifier(name: &str) -> bool {
    const KEYWORDS: [&str; 53] = [
        "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
        "yield",
    ];
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !KEYWORDS.contains(&name)
}

fn invalid(lint: &Lint<'_>, place: Place, message: impl Into<String>) {
    lint.sink.report(&codes::INVALID_EXTENSION, place, message);
}
