//! The table of names as text: `specwright dump names`.

use std::fmt::Write;

use super::{ApiNames, SchemeNames};
use crate::ir::{Api, PayloadKind, Scheme, TypeKind};

/// Prints the names of `api`, beside what they stand for.
pub fn print(api: &Api, names: &ApiNames) -> String {
    let mut out = format!("module {}\n", names.module);
    for (tag, name) in api.tags.iter().zip(&names.tags) {
        line(&mut out, 0, "tag", &tag.name, name.as_str());
    }
    for (server, name) in api.servers.iter().zip(&names.environments) {
        line(&mut out, 0, "server", &server.url, name.variant.as_str());
    }
    for (scheme, name) in api.schemes.iter().zip(&names.credentials.schemes) {
        print_scheme(&mut out, scheme, name);
    }
    for (op, name) in api.operations.iter().zip(&names.operations) {
        line(&mut out, 0, "operation", &op.id, name.method.as_str());
        for (parameter, name) in op.parameters.iter().zip(&name.parameters) {
            line(&mut out, 1, "parameter", &parameter.name, name.as_str());
        }
        for (link, name) in op.links.iter().zip(&name.links) {
            line(&mut out, 1, "link", &link.name, name.as_str());
        }
        let on_request = op.responses.iter().filter(|r| r.status.is_success()).flat_map(|r| &r.on_request);
        for (other, name) in on_request.zip(&name.on_request) {
            line(&mut out, 1, "answer", &other.media_types.join(", "), name.as_str());
        }
        for alternative in &name.alternatives {
            line(&mut out, 1, "or", &op.id, alternative.method.as_str());
        }
        if let Some(PayloadKind::Multipart(parts)) = op.payload.as_ref().map(|payload| &payload.kind) {
            for ((part, own), headers) in parts.iter().zip(&name.parts).zip(&name.part_headers) {
                line(&mut out, 1, "part", &part.name, own.as_str());
                for (header, name) in part.headers.iter().zip(headers) {
                    line(&mut out, 2, "header", &header.name, name.as_str());
                }
            }
        }
    }
    for (event, name) in api.events.iter().zip(&names.events) {
        line(&mut out, 0, "event", &event.name, name.ty.as_str());
    }
    for (ty, name) in api.types.iter().zip(&names.types) {
        line(&mut out, 0, "type", &ty.name, name.name.as_str());
        let inside: Vec<(&str, &str)> = match &ty.kind {
            TypeKind::Record(r) => {
                r.fields.iter().zip(&name.fields).map(|(f, n)| (f.name.as_str(), n.as_str())).collect()
            }
            TypeKind::Enumeration(e) => {
                e.values.iter().zip(&name.variants).map(|(v, n)| (v.wire.as_str(), n.as_str())).collect()
            }
            TypeKind::Union(u) => {
                u.variants.iter().zip(&name.variants).map(|(v, n)| (v.name.as_str(), n.as_str())).collect()
            }
            TypeKind::Alias(_) => Vec::new(),
        };
        for (wire, name) in inside {
            line(&mut out, 1, "-", wire, name);
        }
    }
    out
}

fn print_scheme(out: &mut String, scheme: &Scheme, names: &SchemeNames) {
    line(out, 0, "scheme", &scheme.id, names.setter.as_str());
    for variable in &names.variables {
        line(out, 1, "variable", "", variable.as_str());
    }
    let (Some(source), Some(names)) = (&scheme.token, &names.token) else { return };
    if let (Some(server), Some(names)) = (&source.server, &names.server) {
        line(out, 1, "server", &server.name, names.setter.as_str());
        if let Some(discovery) = &names.discovery {
            line(out, 1, "discovery", &server.name, discovery.as_str());
        }
        line(out, 1, "variable", &server.name, names.variable.as_str());
    }
    for (exchange, names) in source.exchanges.iter().zip(&names.exchanges) {
        line(out, 1, "exchange", &exchange.setter, names.setter.as_str());
        for ((input, name), variable) in exchange.inputs.iter().zip(&names.inputs).zip(&names.variables) {
            line(out, 2, "input", &input.name, name.as_str());
            line(out, 2, "variable", &input.name, variable.as_str());
        }
    }
}

/// Writing to a `String` cannot fail.
fn line(out: &mut String, depth: usize, kind: &str, from: &str, to: &str) {
    let _ = writeln!(out, "{:1$}{kind} {from:?} {to}", "", depth * 2);
}
