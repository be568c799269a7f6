//! Whole documents.

use serde_json::{Map, Value, json};

use super::schema::{self, World};
use super::{Draw, operation, words};

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/// A document in which everything may be odd but its outline: `paths` holds objects, and these hold operations.
pub fn document(draw: &mut Draw<'_>) -> Value {
    let newer = draw.one_in(2);
    let schemas: Vec<String> = (0..draw.below(9)).map(|_| words::name(draw)).collect();
    let world = World { newer, schemas };
    let mut document = json!({
        "openapi": if newer { "3.1.0" } else { "3.0.3" },
        "info": { "title": words::text(draw), "version": "1" },
        "paths": paths(draw, &world),
        "components": components(draw, &world),
    });
    if draw.one_in(3) {
        document["info"]["description"] = words::text(draw).into();
    }
    if draw.one_in(3) {
        document["servers"] = json!([server(draw)]);
    }
    if draw.one_in(3) {
        document["tags"] = json!([{ "name": words::name(draw), "description": words::text(draw) }]);
    }
    if draw.one_in(3) {
        document["security"] = json!([{ words::name(draw): [] }]);
    }
    document
}

fn server(draw: &mut Draw<'_>) -> Value {
    let url = *draw.pick(&[
        "https://a.example/v1",
        "/v1",
        "",
        "https://{host}.example:{port}/{Pet}",
        "{",
        "}{",
        "ftp://x",
        "\" + eViL() + \"",
        "https://\u{202e}/",
        "https://a.example/\n",
        "//a.example",
        "https://[::1",
        "http://*.example",
    ]);
    let name = words::name(draw);
    json!({ "url": url, "description": words::text(draw), "variables": { "host": { "default": words::name(draw) }, name: { "default": "x", "enum": ["x", "y"] } } })
}

fn paths(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut paths = Map::new();
    for _ in 0..=draw.below(5) {
        let mut path = format!("/{}", words::name(draw).replace(['{', '}'], ""));
        if draw.one_in(2) {
            path.push_str(&format!("/{{{}}}", words::name(draw).replace(['{', '}', '/'], "")));
        }
        let mut item = Map::new();
        for _ in 0..=draw.below(3) {
            item.insert((*draw.pick(METHODS)).to_owned(), operation::operation(draw, world, &path));
        }
        if draw.one_in(6) {
            item.insert("parameters".to_owned(), json!([operation::parameter(draw, world)]));
        }
        paths.insert(path, Value::Object(item));
    }
    Value::Object(paths)
}

fn components(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut schemas = Map::new();
    for name in &world.schemas {
        schemas.insert(name.clone(), schema::schema(draw, world, 0));
    }
    let mut schemes = Map::new();
    for _ in 0..draw.below(4) {
        schemes.insert(words::name(draw), scheme(draw));
    }
    json!({
        "schemas": schemas,
        "securitySchemes": schemes,
        "responses": { "Pet": operation::response(draw, world) },
    })
}

fn scheme(draw: &mut Draw<'_>) -> Value {
    let mut scheme = match draw.below(7) {
        0 => json!({ "type": "http", "scheme": "bearer" }),
        1 => json!({ "type": "http", "scheme": "basic" }),
        2 | 3 => {
            json!({ "type": "apiKey", "in": draw.pick(&["header", "query", "cookie"]), "name": words::name(draw) })
        }
        4 => {
            json!({ "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": words::text(draw), "scopes": {} } } })
        }
        5 => json!({ "type": "openIdConnect", "openIdConnectUrl": words::text(draw) }),
        _ => json!({ "type": "http", "scheme": words::name(draw) }),
    };
    if draw.one_in(4) {
        scheme["description"] = words::text(draw).into();
    }
    if draw.one_in(6) {
        scheme["x-prefix"] = words::text(draw).into();
    }
    if draw.one_in(6) {
        scheme["x-fixed-password"] = words::name(draw).into();
    }
    if draw.one_in(8) {
        scheme["x-rust-name"] = words::name(draw).into();
    }
    scheme
}
