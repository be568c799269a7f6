//! A normalized tree as types of `openapiv3`, piece by piece.
//!
//! Each operation and each component is deserialised alone. That keeps a piece that defies reading from taking the rest
//! along, and it is fast: `openapiv3` buffers at every level of nesting what it reads.

use indexmap::IndexMap;
use openapiv3::{
    AnySchema, Components, OpenAPI, Operation, PathItem, Paths, ReferenceOr, Schema, SchemaData, SchemaKind,
};
use serde::de::{DeserializeOwned, Error};
use serde_json::{Map, Value};

use crate::diag::{Place, Sink, codes};

type Object = Map<String, Value>;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Trees up to this deep are read on the caller's stack.
const SHALLOW: usize = 24;
/// Stack for deeper ones. Without optimisation `openapiv3` takes about 60 kB for each schema inside another; 127 levels
/// of nesting are more than the 2 MB of an ordinary thread hold. Only what is used of it costs memory.
const ROOMY: usize = 32 << 20;

/// The whole document.
pub(super) fn document(tree: Value, place: &Place, sink: &Sink) -> Option<OpenAPI> {
    let Value::Object(mut tree) = tree else {
        return None;
    };
    let paths = take_object(&mut tree, "paths");
    let components = tree.contains_key("components").then(|| take_object(&mut tree, "components"));
    tree.insert("paths".to_owned(), Value::Object(Object::new()));
    let mut openapi: OpenAPI = match read(Value::Object(tree)) {
        Ok(openapi) => openapi,
        Err(error) => {
            let message = format!("the document cannot be read: {error}");
            sink.report(&codes::NOT_OPENAPI, place.clone(), message);
            return None;
        }
    };
    openapi.paths = decode_paths(paths, &place.child("paths"), sink);
    openapi.components = components.map(|tree| decode_components(tree, &place.child("components"), sink));
    Some(openapi)
}

fn decode_paths(tree: Object, place: &Place, sink: &Sink) -> Paths {
    let mut paths = Paths::default();
    for (path, item) in tree {
        if path.starts_with("x-") {
            paths.extensions.insert(path, item);
            continue;
        }
        let here = place.child(&path);
        let item = match reference(&item) {
            Some(reference) => ReferenceOr::Reference { reference },
            None => ReferenceOr::Item(decode_path_item(item, &here, sink)),
        };
        paths.paths.insert(path, item);
    }
    paths
}

/// A path with its operations.
pub(super) fn decode_path_item(tree: Value, place: &Place, sink: &Sink) -> PathItem {
    let Value::Object(mut tree) = tree else {
        return PathItem::default();
    };
    let operations: Vec<(&str, Value)> =
        METHODS.iter().filter_map(|method| Some((*method, tree.shift_remove(*method)?))).collect();
    let mut item: PathItem = read(Value::Object(tree)).unwrap_or_else(|error| {
        let message = format!("what the operations of this path share cannot be read: {error}");
        sink.report(&codes::SCHEMA_DEGRADED, place.key(), message);
        PathItem::default()
    });
    for (method, tree) in operations {
        let slot = match method {
            "get" => &mut item.get,
            "put" => &mut item.put,
            "post" => &mut item.post,
            "delete" => &mut item.delete,
            "options" => &mut item.options,
            "head" => &mut item.head,
            "patch" => &mut item.patch,
            _ => &mut item.trace,
        };
        *slot = decode_operation(method, tree, &place.child(method), sink);
    }
    item
}

fn decode_operation(method: &str, tree: Value, place: &Place, sink: &Sink) -> Option<Operation> {
    match read(tree) {
        Ok(operation) => Some(operation),
        Err(error) => {
            let message = format!("the operation `{method}` cannot be read and is left out: {error}");
            sink.report(&codes::OPERATION_SKIPPED, place.key(), message);
            None
        }
    }
}

fn decode_components(mut tree: Object, place: &Place, sink: &Sink) -> Components {
    let mut section = |name: &str| (take_object(&mut tree, name), place.child(name));
    Components {
        schemas: entries(section("schemas"), sink, Some(any_schema)),
        responses: entries(section("responses"), sink, None),
        parameters: entries(section("parameters"), sink, None),
        examples: entries(section("examples"), sink, None),
        request_bodies: entries(section("requestBodies"), sink, None),
        headers: entries(section("headers"), sink, None),
        security_schemes: entries(section("securitySchemes"), sink, None),
        links: entries(section("links"), sink, None),
        callbacks: entries(section("callbacks"), sink, None),
        extensions: tree.into_iter().filter(|(key, _)| key.starts_with("x-")).collect(),
    }
}

fn entries<T: DeserializeOwned + Send>(
    (tree, place): (Object, Place),
    sink: &Sink,
    fallback: Option<fn() -> T>,
) -> IndexMap<String, ReferenceOr<T>> {
    let mut out = IndexMap::with_capacity(tree.len());
    for (name, value) in tree {
        let entry = match reference(&value) {
            Some(reference) => Some(ReferenceOr::Reference { reference }),
            None => decode(value, &place.child(&name), sink, fallback).map(ReferenceOr::Item),
        };
        if let Some(entry) = entry {
            out.insert(name, entry);
        }
    }
    out
}

/// One normalized object; `fallback` makes what takes its place when it cannot be read.
pub(super) fn decode<T: DeserializeOwned + Send>(
    tree: Value,
    place: &Place,
    sink: &Sink,
    fallback: Option<fn() -> T>,
) -> Option<T> {
    match read(tree) {
        Ok(value) => Some(value),
        Err(error) => {
            let message = format!("this cannot be read: {error}");
            sink.report(&codes::SCHEMA_DEGRADED, place.clone(), message);
            fallback.map(|make| make())
        }
    }
}

/// The schema that any value fits.
pub(super) fn any_schema() -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Any(AnySchema::default()) }
}

fn read<T: DeserializeOwned + Send>(tree: Value) -> Result<T, serde_json::Error> {
    if !is_deeper(&tree, SHALLOW) {
        return serde_json::from_value(tree);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(ROOMY);
        let reader = thread.spawn_scoped(scope, || serde_json::from_value(tree)).map_err(serde_json::Error::io)?;
        reader.join().unwrap_or_else(|_| Err(serde_json::Error::custom("the reader gave up")))
    })
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    let Some(left) = levels.checked_sub(1) else { return true };
    match value {
        Value::Object(map) => map.values().any(|below| is_deeper(below, left)),
        Value::Array(list) => list.iter().any(|below| is_deeper(below, left)),
        _ => false,
    }
}

fn reference(value: &Value) -> Option<String> {
    value.get("$ref")?.as_str().map(str::to_owned)
}

fn take_object(tree: &mut Object, key: &str) -> Object {
    match tree.shift_remove(key) {
        Some(Value::Object(map)) => map,
        _ => Object::new(),
    }
}
