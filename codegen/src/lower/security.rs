//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::{Lower, docs};
use crate::diag::{Place, codes};
use crate::ir::{Docs, Location, Scheme, SchemeId, SchemeKind, Security};

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
    schemes
}

fn lower_scheme(cx: &Lower<'_>, id: &str, scheme: &SecurityScheme, place: &Place) -> Scheme {
    let (kind, description, extensions) = match scheme {
        SecurityScheme::APIKey { location, name, description, extensions } => {
            let location = match location {
                APIKeyLocation::Header => Location::Header,
                APIKeyLocation::Query => Location::Query,
                APIKeyLocation::Cookie => Location::Cookie,
            };
            (SchemeKind::ApiKey { location, name: name.clone() }, description, extensions)
        }
        SecurityScheme::HTTP { scheme, description, extensions, .. } => {
            (http_kind(cx, scheme, place), description, extensions)
        }
        SecurityScheme::OAuth2 { description, extensions, .. } => (SchemeKind::Bearer, description, extensions),
        SecurityScheme::OpenIDConnect { description, extensions, .. } => (SchemeKind::Bearer, description, extensions),
    };
    Scheme {
        id: id.to_owned(),
        rust_name: docs::text_extension(extensions, "x-rust-name"),
        kind,
        docs: Docs { description: description.clone(), ..Docs::default() },
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
            SchemeKind::ApiKey { location: Location::Header, name: "Authorization".to_owned() }
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
