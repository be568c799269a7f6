//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, Components, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::{Lower, docs};
use crate::diag::{Place, codes};
use crate::ir::{Docs, Location, Scheme, SchemeId, SchemeKind, Security};
use crate::lint::{Extensions, extensions_of, printable};
use crate::token;

/// Lowers all declared schemes.
pub(super) fn lower_schemes(cx: &Lower<'_>) -> Vec<Scheme> {
    let Some(components) = &cx.document.openapi.components else { return Vec::new() };
    let base = Place::root(cx.document.root).child("components").child("securitySchemes");
    let mut schemes = Vec::new();
    for (id, scheme) in &components.security_schemes {
        let place = base.child(id);
        let lowered = match scheme {
            ReferenceOr::Item(scheme) => Some(lower_scheme(cx, id, scheme, &place)),
            ReferenceOr::Reference { reference } => cx
                .document
                .security_scheme(&place, reference, cx.sink)
                .map(|found| lower_scheme(cx, id, &found.value, &found.place)),
        };
        schemes.extend(lowered);
    }
    lower_tokens(cx, components, &base, &mut schemes);
    schemes
}

/// Sources of tokens name schemes by their positions, so they come when those are settled.
fn lower_tokens(cx: &Lower<'_>, components: &Components, base: &Place, schemes: &mut [Scheme]) {
    let ids: Vec<String> = schemes.iter().map(|scheme| scheme.id.clone()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    for scheme in schemes {
        let place = base.child(&scheme.id);
        let found = match components.security_schemes.get(&scheme.id) {
            Some(ReferenceOr::Item(declared)) => x_token(declared).map(|value| (value.clone(), place)),
            Some(ReferenceOr::Reference { reference }) => {
                let found = cx.document.security_scheme(&place, reference, cx.sink);
                found.and_then(|found| Some((x_token(&found.value)?.clone(), found.place)))
            }
            None => None,
        };
        if let Some((value, place)) = found {
            let subject = token::Subject { scheme: &scheme.id, schemes: &ids };
            scheme.token = token::read(cx.document, cx.sink, &subject, &value, &place.child("x-token"));
        }
    }
}

fn x_token(scheme: &SecurityScheme) -> Option<&serde_json::Value> {
    extensions_of(scheme).get("x-token").filter(|_| token::is_carried_by(scheme))
}

/// What could not stand in a header was reported by lint.
fn printable_extension(extensions: &Extensions, name: &str) -> Option<String> {
    extensions.get(name).and_then(printable).map(str::to_owned)
}

fn lower_scheme(cx: &Lower<'_>, id: &str, scheme: &SecurityScheme, place: &Place) -> Scheme {
    let (kind, description, extensions) = match scheme {
        SecurityScheme::APIKey { location, name, description, extensions } => {
            let location = match location {
                APIKeyLocation::Header => Location::Header,
                APIKeyLocation::Query => Location::Query,
                APIKeyLocation::Cookie => Location::Cookie,
            };
            let prefix = printable_extension(extensions, "x-prefix").unwrap_or_default();
            (SchemeKind::ApiKey { location, name: name.clone(), prefix }, description, extensions)
        }
        SecurityScheme::HTTP { scheme, description, extensions, .. } => {
            let kind = match (http_kind(cx, scheme, place), printable_extension(extensions, "x-fixed-password")) {
                (SchemeKind::Basic, Some(password)) => SchemeKind::BasicToken { password },
                (kind, _) => kind,
            };
            (kind, description, extensions)
        }
        SecurityScheme::OAuth2 { description, extensions, .. } => (SchemeKind::Bearer, description, extensions),
        SecurityScheme::OpenIDConnect { description, extensions, .. } => (SchemeKind::Bearer, description, extensions),
    };
    Scheme {
        id: id.to_owned(),
        rust_name: docs::text_extension(extensions, "x-rust-name"),
        kind,
        docs: Docs { description: description.clone(), ..Docs::default() },
        token: None,
    }
}

/// For a scheme the runtime cannot compute, the caller passes the whole `Authorization` value.
fn http_kind(cx: &Lower<'_>, scheme: &str, place: &Place) -> SchemeKind {
    match scheme.to_ascii_lowercase().as_str() {
        "basic" => SchemeKind::Basic,
        "bearer" => SchemeKind::Bearer,
        _ => {
            let message = format!("the HTTP authentication scheme `{scheme}` is not computed by the client");
            cx.sink
                .report(&codes::UNSUPPORTED_SECURITY, place.child("scheme"), message)
                .help("the caller passes the whole value of the `Authorization` header");
            SchemeKind::ApiKey { location: Location::Header, name: "Authorization".to_owned(), prefix: String::new() }
        }
    }
}

/// Lowers what an operation demands; unknown schemes were reported by lint. An alternative that names one cannot be
/// met, so it is left out.
pub(super) fn lower_requirements(requirements: &[SecurityRequirement], schemes: &[Scheme]) -> Security {
    let id_of = |name: &String| schemes.iter().position(|s| s.id == *name).map(SchemeId);
    let alternatives = requirements.iter().filter_map(|set| set.keys().map(id_of).collect()).collect();
    Security { alternatives }
}
