//! Paths and operations.

use openapiv3::{OpenAPI, PathItem, ReferenceOr};

use super::{Lower, docs, event, headers, idempotency, link, paging, parameter, payload, response, security, stream};
use crate::config::Facts;
use crate::diag::{Place, codes};
use crate::ir::{Docs, Method, Operation, PathSegment, Place as In, Scheme, Tag};

/// Lowers every operation, and the tags that they use.
pub(super) fn lower_operations(cx: &mut Lower<'_>, schemes: &[Scheme]) -> (Vec<Tag>, Vec<Operation>) {
    let document = cx.document;
    let mut tags: Vec<Tag> = declared_tags(&document.openapi);
    let mut operations = Vec::new();
    let base = Place::root(document.root).child("paths");
    for (path, item) in &document.openapi.paths.paths {
        let place = base.child(path);
        match item {
            ReferenceOr::Item(item) => {
                let route = Route { path, item, place: &place };
                lower_item(cx, &route, schemes, (&mut tags, &mut operations));
            }
            ReferenceOr::Reference { reference } => {
                if let Some(found) = document.path_item(&place, reference, cx.sink) {
                    let route = Route { path, item: &found.value, place: &found.place };
                    lower_item(cx, &route, schemes, (&mut tags, &mut operations));
                } else {
                    let message = format!("the operations of `{path}` cannot be found and are left out");
                    cx.sink.report(&codes::OPERATION_SKIPPED, place.key(), message);
                }
            }
        }
    }
    (tags, operations)
}

fn declared_tags(openapi: &OpenAPI) -> Vec<Tag> {
    openapi.tags.iter().map(|t| Tag { name: t.name.clone(), description: t.description.clone() }).collect()
}

/// A path with what stands under it.
struct Route<'a> {
    path: &'a str,
    item: &'a PathItem,
    place: &'a Place,
}

fn lower_item(
    cx: &mut Lower<'_>,
    route: &Route<'_>,
    schemes: &[Scheme],
    (tags, operations): (&mut Vec<Tag>, &mut Vec<Operation>),
) {
    for (word, op) in route.item.iter() {
        let Some(method) = method_of(word) else { continue };
        let place = route.place.child(word);
        let id = id_of(op, method, route.path);
        if !cx.wants(Facts { path: route.path, tags: &op.tags, id: &id }) {
            continue;
        }
        if !route.item.servers.is_empty() || !op.servers.is_empty() {
            let message = "servers of a single path or operation are not used; the client's address is";
            cx.sink.report(&codes::OPERATION_SERVERS, place.child("servers"), message);
        }
        let tag = tag_index(tags, op.tags.first().map_or("default", String::as_str));
        let index = operations.len();
        paging::collect(cx, index, &op.extensions, &place);
        link::collect(cx, index, op, &place);
        event::lower_callbacks(cx, (index, &id), &place);
        operations.push(lower_operation(cx, (route, op), (id, method, tag), &place, schemes));
    }
}

fn lower_operation(
    cx: &mut Lower<'_>,
    (route, op): (&Route<'_>, &openapiv3::Operation),
    (id, method, tag): (String, Method, usize),
    place: &Place,
    schemes: &[Scheme],
) -> Operation {
    let names = template_names(route.path);
    let parameters = parameter::lower_all(cx, (route.item, route.place), (op, place), &names, &id);
    let segments = segments(route.path, &parameters);
    let idempotent = op.extensions.get("x-idempotent").and_then(serde_json::Value::as_bool);
    let mut payloads = payload::lower(cx, op, place, &id).into_iter();
    let requirements = op.security.as_ref().or(cx.document.openapi.security.as_ref());
    Operation {
        rust_name: docs::text_extension(&op.extensions, "x-rust-name"),
        method,
        path: route.path.to_owned(),
        segments,
        tag,
        docs: Docs {
            summary: op.summary.clone().or_else(|| route.item.summary.clone()),
            description: op.description.clone().or_else(|| route.item.description.clone()),
            deprecated: op.deprecated,
        },
        source: docs::source(&op.extensions),
        samples: docs::samples(&op.extensions),
        anomalies: docs::anomalies(&op.extensions),
        payload: payloads.next(),
        alternatives: payloads.collect(),
        responses: response::lower_all(cx, op, place, &id),
        headers: headers::lower_all(cx, op, place, &id),
        links: Vec::new(), // settled when all operations are known
        security: security::lower_requirements(requirements.map_or(&[], Vec::as_slice), schemes),
        idempotent: idempotent.unwrap_or_else(|| method.is_idempotent()),
        stream: stream::rules(&op.extensions),
        idempotency_key: idempotency::lower(&op.extensions, method, &parameters),
        paging: None, // settled when all types are known
        parameters,
        id,
    }
}

fn id_of(op: &openapiv3::Operation, method: Method, path: &str) -> String {
    op.operation_id.clone().filter(|id| !id.trim().is_empty()).unwrap_or_else(|| made_up_id(method, path))
}

pub(crate) fn method_of(word: &str) -> Option<Method> {
    Some(match word {
        "get" => Method::Get,
        "put" => Method::Put,
        "post" => Method::Post,
        "delete" => Method::Delete,
        "options" => Method::Options,
        "head" => Method::Head,
        "patch" => Method::Patch,
        "trace" => Method::Trace,
        _ => return None,
    })
}

fn tag_index(tags: &mut Vec<Tag>, name: &str) -> usize {
    tags.iter().position(|t| t.name == name).unwrap_or_else(|| {
        tags.push(Tag { name: name.to_owned(), description: None });
        tags.len() - 1
    })
}

/// An id for an operation that has none: `GET /users/{id}/posts` -> `get users by id posts`.
fn made_up_id(method: Method, path: &str) -> String {
    let words = path.split('/').filter(|s| !s.is_empty()).map(|s| s.replace('{', " by ").replace('}', " "));
    let mut id = method.as_str().to_lowercase();
    for word in words {
        id.push(' ');
        id.push_str(word.trim());
    }
    id
}

/// The parameter names in a path, in order, each once.
fn template_names(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(path) {
        if let Piece::Name(name) = piece
            && !names.iter().any(|n| n == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

fn segments(path: &str, parameters: &[crate::ir::Parameter]) -> Vec<PathSegment> {
    let index_of = |name: &str| parameters.iter().position(|p| p.place == In::Path && p.name == name);
    let segment = |piece: Piece<'_>| match piece {
        Piece::Text(text) => PathSegment::Text(text.to_owned()),
        Piece::Name(name) => {
            index_of(name).map_or_else(|| PathSegment::Text(format!("{{{name}}}")), PathSegment::Parameter)
        }
    };
    pieces(path).into_iter().map(segment).collect()
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Cuts `/a/{b}/c` into text and names. A brace without its partner is text.
fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        if name.is_empty() || name.contains('/') || name.contains('{') {
            let cut = before.len() + 1;
            pieces.push(Piece::Text(&rest[..cut]));
            rest = &rest[cut..];
            continue;
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Name(name));
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}
