//! Components nothing refers to.

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema, SchemaKind, SecurityScheme};

use super::Lint;
use super::walk::Reached;
use crate::diag::{Place, codes};

pub(super) fn check_unused(lint: &Lint<'_>, reached: &Reached) {
    let Some(components) = &lint.document.openapi.components else {
        return;
    };
    if !lint.sink.wants(&codes::UNUSED_COMPONENT) {
        return;
    }
    let place = lint.document.place().child("components");
    let schemes = named_schemes(lint);
    let report = |section: &str, name: &String, used: bool| {
        let here = place.descend([section, name]);
        if !used && !reached.targets.contains(&here) {
            let message = format!("nothing refers to `{name}` in `{section}`");
            lint.sink.report(&codes::UNUSED_COMPONENT, here.key(), message).help("remove it, or use it");
        }
    };
    for (name, schema) in &components.schemas {
        report("schemas", name, is_variant(lint, schema, &place));
    }
    components.responses.keys().for_each(|name| report("responses", name, false));
    components.parameters.keys().for_each(|name| report("parameters", name, false));
    components.examples.keys().for_each(|name| report("examples", name, false));
    components.request_bodies.keys().for_each(|name| report("requestBodies", name, false));
    components.headers.keys().for_each(|name| report("headers", name, false));
    components.links.keys().for_each(|name| report("links", name, false));
    for (name, scheme) in &components.security_schemes {
        report("securitySchemes", name, schemes.contains(name.as_str()) || is_token(scheme));
    }
}

/// A schema built on one with a discriminator is a variant of it, without anything referring to it.
fn is_variant(lint: &Lint<'_>, schema: &ReferenceOr<Schema>, place: &Place) -> bool {
    let ReferenceOr::Item(Schema { schema_kind, .. }) = schema else {
        return false;
    };
    let parts = match schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => return false,
    };
    parts.iter().any(|part| {
        let ReferenceOr::Reference { reference } = part else {
            return false;
        };
        let base = lint.document.schema(place, reference, lint.sink);
        base.is_some_and(|base| base.value.schema_data.discriminator.is_some())
    })
}

/// A token that can be fetched is of use even where no operation takes it: callers hand it on.
fn is_token(scheme: &ReferenceOr<SecurityScheme>) -> bool {
    let ReferenceOr::Item(scheme) = scheme else {
        return false;
    };
    super::extensions::of_scheme(scheme).contains_key("x-token")
}

fn named_schemes<'d>(lint: &Lint<'d>) -> HashSet<&'d str> {
    let openapi = &lint.document.openapi;
    let own = openapi.operations().filter_map(|(_, _, operation)| operation.security.as_ref());
    let requirements = openapi.security.iter().chain(own).flatten();
    requirements.flat_map(|requirement| requirement.keys().map(String::as_str)).collect()
}
