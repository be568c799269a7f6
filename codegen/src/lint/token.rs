//! Extensions of security schemes: `x-token`, `x-prefix` and `x-fixed-password`.

use openapiv3::{ReferenceOr, SecurityScheme};
use serde_json::Value;

use super::Lint;
use super::extensions::{Extensions, check_rust_name, extensions_of, invalid};
use crate::diag::{Place, codes};
use crate::token::{self, Subject};

pub(super) fn check_schemes(lint: &Lint<'_>) {
    let Some(components) = &lint.document.openapi.components else {
        return;
    };
    let base = lint.document.place().descend(["components", "securitySchemes"]);
    let ids: Vec<&str> = components.security_schemes.keys().map(String::as_str).collect();
    let mut setters: Vec<(String, Place)> = Vec::new();
    for (id, scheme) in &components.security_schemes {
        let place = base.child(id);
        let subject = Subject { scheme: id, schemes: &ids };
        match scheme {
            ReferenceOr::Item(scheme) => check_scheme(lint, scheme, &place, &subject, &mut setters),
            ReferenceOr::Reference { reference } => {
                if let Some(found) = lint.document.security_scheme(&place, reference, lint.sink) {
                    check_scheme(lint, &found.value, &found.place, &subject, &mut setters);
                }
            }
        }
    }
}

fn check_scheme(
    lint: &Lint<'_>,
    scheme: &SecurityScheme,
    place: &Place,
    subject: &Subject<'_>,
    setters: &mut Vec<(String, Place)>,
) {
    let extensions = extensions_of(scheme);
    check_rust_name(lint, extensions, place);
    let is_key = matches!(scheme, SecurityScheme::APIKey { .. });
    check_text(lint, extensions, "x-prefix", is_key.then_some(()).ok_or("schemes of type `apiKey`"), place);
    let is_basic = matches!(scheme, SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic"));
    let owner = is_basic.then_some(()).ok_or("schemes of type `http` with `scheme: basic`");
    check_text(lint, extensions, "x-fixed-password", owner, place);
    let Some(value) = extensions.get("x-token") else {
        return;
    };
    let here = place.child("x-token");
    if !token::is_carried_by(scheme) {
        invalid(lint, here.key(), "a token travels as a key or as `bearer`; this scheme sends neither");
    }
    let source = token::read(lint.document, lint.sink, subject, value, &here);
    for (i, exchange) in source.iter().flat_map(|source| &source.exchanges).enumerate() {
        let at = here.child("exchanges").index(i).child("setter");
        check_setter(lint, &exchange.setter, at, setters);
    }
}

/// Text that means something on some schemes only.
fn check_text(lint: &Lint<'_>, extensions: &Extensions, name: &str, fits: Result<(), &str>, place: &Place) {
    let Some(value) = extensions.get(name) else {
        return;
    };
    let here = place.child(name);
    if let Err(owner) = fits {
        let message = format!("`{name}` means nothing here");
        lint.sink.report(&codes::INVALID_EXTENSION, here.key(), message).help(format!("it belongs to {owner}"));
    } else if printable(value).is_none() {
        invalid(lint, here, format!("`{name}` is text of printable ASCII characters"));
    }
}

/// Text that can stand in a header.
pub(crate) fn printable(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.chars().all(|c| matches!(c, ' '..='~')))
}

/// All setters are methods of one builder.
fn check_setter(lint: &Lint<'_>, setter: &str, at: Place, setters: &mut Vec<(String, Place)>) {
    match setters.iter().find(|(known, _)| known == setter) {
        Some((_, first)) => {
            let message = format!("two exchanges are called `{setter}`");
            let report = lint.sink.report(&codes::INVALID_EXTENSION, at, message);
            report.also(first.clone(), "first called so here").help("give each a name of its own");
        }
        None => setters.push((setter.to_owned(), at)),
    }
}
