//! Operations: parameters, bodies, answers.

use serde_json::{Map, Value, json};

use super::schema::{self, World};
use super::{Draw, words};

const MEDIA: &[&str] = &[
    "application/json",
    "application/json; charset=utf-8",
    "application/problem+json",
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/xml",
    "*/*",
    "image/png",
    "text/csv",
    "application/x-ndjson",
    "text/event-stream",
    "application/*",
    "multipart/mixed",
    "json",
    "",
    "\"*/ } fn eViL() {",
    "a/b\r\nEvil: x",
];

const STATUS: &[&str] = &[
    "200", "201", "204", "2XX", "default", "400", "404", "4XX", "500", "5xx", "302", "100", "99", "abc", "600",
    "*/ eViL", "200 ",
];

/// An operation below `path`, with a parameter for each of its places.
pub(super) fn operation(draw: &mut Draw<'_>, world: &World, path: &str) -> Value {
    let mut map = Map::new();
    if !draw.one_in(5) {
        map.insert("operationId".to_owned(), words::name(draw).into());
    }
    for key in ["summary", "description"] {
        if draw.one_in(3) {
            map.insert(key.to_owned(), words::text(draw).into());
        }
    }
    if draw.one_in(2) {
        map.insert("tags".to_owned(), json!([words::name(draw)]));
    }
    let mut parameters: Vec<Value> = Vec::new();
    for place in path.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        if !draw.one_in(10) {
            parameters.push(
                json!({ "name": place.0, "in": "path", "required": true, "schema": schema::schema(draw, world, 3) }),
            );
        }
    }
    for _ in 0..draw.below(5) {
        parameters.push(parameter(draw, world));
    }
    if !parameters.is_empty() {
        map.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if draw.one_in(2) {
        map.insert("requestBody".to_owned(), body(draw, world));
    }
    map.insert("responses".to_owned(), responses(draw, world));
    extras(draw, world, &mut map);
    Value::Object(map)
}

fn extras(draw: &mut Draw<'_>, world: &World, map: &mut Map<String, Value>) {
    if draw.one_in(12) {
        map.insert("deprecated".to_owned(), true.into());
    }
    if draw.one_in(6) {
        let scheme = words::name(draw);
        map.insert(
            "security".to_owned(),
            draw.pick(&[json!([]), json!([{}]), json!([{ scheme: [] }]), json!([{ "Pet": [] }, {}])]).clone(),
        );
    }
    if draw.one_in(16) {
        map.insert("x-rust-name".to_owned(), words::name(draw).into());
    }
    if draw.one_in(12) {
        let (items, parameter) = (words::name(draw), words::name(draw));
        map.insert(
            "x-pagination".to_owned(),
            json!({ "items": format!("/{items}"), "next": "/name", "parameter": parameter }),
        );
    }
    if draw.one_in(16) {
        map.insert("x-idempotent".to_owned(), draw.one_in(2).into());
    }
    if draw.one_in(20) {
        let called = json!({ "post": { "responses": responses(draw, world) } });
        map.insert("callbacks".to_owned(), json!({ "done": { "{$request.body#/url}": called } }));
    }
    if draw.one_in(20) {
        map.insert("servers".to_owned(), json!([{ "url": words::text(draw) }]));
    }
}

/// A parameter, of any of the four places, styles and spellings.
pub(super) fn parameter(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), words::name(draw).into());
    map.insert(
        "in".to_owned(),
        (*draw.pick(&["query", "query", "query", "header", "cookie", "path", "body", "formData"])).into(),
    );
    if draw.one_in(12) {
        map.insert("content".to_owned(), content(draw, world));
    } else {
        map.insert("schema".to_owned(), schema::schema(draw, world, 2));
    }
    if draw.one_in(3) {
        map.insert("required".to_owned(), true.into());
    }
    if draw.one_in(4) {
        let styles = ["form", "spaceDelimited", "pipeDelimited", "deepObject", "simple", "matrix", "label", "eViL"];
        map.insert("style".to_owned(), (*draw.pick(&styles)).into());
        map.insert("explode".to_owned(), draw.one_in(2).into());
    }
    if draw.one_in(4) {
        map.insert("description".to_owned(), words::text(draw).into());
    }
    for key in ["deprecated", "allowEmptyValue", "allowReserved"] {
        if draw.one_in(12) {
            map.insert(key.to_owned(), true.into());
        }
    }
    if draw.one_in(12) {
        map.insert("x-rust-name".to_owned(), words::name(draw).into());
    }
    Value::Object(map)
}

/// A request body.
pub(super) fn body(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut map = Map::new();
    map.insert("content".to_owned(), content(draw, world));
    if !draw.one_in(3) {
        map.insert("required".to_owned(), true.into());
    }
    if draw.one_in(4) {
        map.insert("description".to_owned(), words::text(draw).into());
    }
    Value::Object(map)
}

fn content(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut map = Map::new();
    for _ in 0..=draw.below(3) {
        let media = if draw.one_in(3) { *draw.pick(MEDIA) } else { *draw.pick(&MEDIA[..6]) };
        let mut entry = Map::new();
        if !draw.one_in(12) {
            entry.insert("schema".to_owned(), schema::schema(draw, world, 0));
        }
        if draw.one_in(6) {
            entry.insert("example".to_owned(), schema::value(draw));
        }
        if draw.one_in(5) {
            let (part, kind) = (words::name(draw), *draw.pick(MEDIA));
            entry.insert(
                "encoding".to_owned(),
                json!({ part: { "contentType": kind, "style": "form", "explode": false } }),
            );
        }
        map.insert(media.to_owned(), Value::Object(entry));
    }
    Value::Object(map)
}

/// The answers of an operation.
fn responses(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut map = Map::new();
    for _ in 0..=draw.below(4) {
        let status = if draw.one_in(4) { *draw.pick(STATUS) } else { *draw.pick(&STATUS[..7]) };
        let response =
            if draw.one_in(8) { json!({ "$ref": "#/components/responses/Pet" }) } else { response(draw, world) };
        map.insert(status.to_owned(), response);
    }
    Value::Object(map)
}

/// One answer.
pub(super) fn response(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut map = Map::new();
    if !draw.one_in(8) {
        map.insert("description".to_owned(), words::text(draw).into());
    }
    if !draw.one_in(3) {
        map.insert("content".to_owned(), content(draw, world));
    }
    if draw.one_in(5) {
        let header = words::name(draw);
        map.insert(
            "headers".to_owned(),
            json!({ header: { "schema": schema::schema(draw, world, 3), "required": draw.one_in(2) } }),
        );
    }
    Value::Object(map)
}
