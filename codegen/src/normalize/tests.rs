//! What becomes of spellings, slips and nonsense.

use serde_json::{Value, json};

use super::*;
use crate::config::Strictness;
use crate::diag::FileId;
use crate::source::Sources;

/// What `tree` becomes, and the codes of what was said about it.
fn normalized(kind: Kind, version: Version, tree: &Value) -> (Option<Value>, Vec<&'static str>) {
    let sink = Sink::new(Strictness::Tolerant);
    let after = normalize(kind, tree, &Place::root(FileId(0)), &sink, version);
    let findings = sink.into_sorted(&Sources::default());
    (after, findings.iter().map(|finding| finding.code.name).collect())
}

fn check(kind: Kind, version: Version, tree: Value, expected: Value, codes: &[&str]) {
    let (after, found) = normalized(kind, version, &tree);
    assert_eq!(after, Some(expected), "from {tree}");
    assert_eq!(found, codes, "about {tree}");
    if kind == Kind::Schema {
        serde_json::from_value::<openapiv3::Schema>(after.unwrap_or_default()).unwrap();
    }
}

fn schema(version: Version, tree: Value, expected: Value, codes: &[&str]) {
    check(Kind::Schema, version, tree, expected, codes);
}

#[test]
fn null_in_its_many_spellings() {
    let nullable = json!({ "type": "string", "nullable": true });
    schema(Version::V31, json!({ "type": ["string", "null"] }), nullable.clone(), &[]);
    schema(Version::V31, json!({ "type": ["null", "string"] }), nullable.clone(), &[]);
    schema(Version::V30, json!({ "type": ["string", "null"] }), nullable.clone(), &["newer-spelling"]);
    schema(
        Version::V30,
        json!({ "type": "string", "x-nullable": true }),
        json!({ "type": "string", "x-nullable": true, "nullable": true }),
        &[],
    );
    let reference = json!({ "$ref": "#/components/schemas/Pet" });
    for null in [json!({ "type": "null" }), json!({ "const": null }), json!({ "enum": [null], "nullable": true })] {
        for key in ["oneOf", "anyOf"] {
            let expected = json!({ (key): [{ "nullable": true, "enum": [null] }, &reference], "nullable": true });
            schema(Version::V31, json!({ (key): [&null, &reference] }), expected, &[]);
        }
    }
    schema(
        Version::V31,
        json!({ "anyOf": [{ "type": "null" }, { "type": "string" }, { "type": "integer" }] }),
        json!({
            "anyOf": [{ "nullable": true, "enum": [null] }, { "type": "string" }, { "type": "integer" }],
            "nullable": true,
        }),
        &[],
    );
    schema(Version::V31, json!({ "type": "null" }), json!({ "nullable": true, "enum": [null] }), &[]);
}

#[test]
fn several_types_become_variants() {
    schema(
        Version::V31,
        json!({ "type": ["string", "array", "null"], "minLength": 1, "items": { "type": "string" }, "title": "T" }),
        json!({
            "title": "T",
            "nullable": true,
            "anyOf": [
                { "type": "string", "minLength": 1 },
                { "type": "array", "items": { "type": "string" } },
            ],
        }),
        &[],
    );
}

#[test]
fn other_spellings_of_3_1() {
    schema(Version::V31, json!({ "const": "a" }), json!({ "type": "string", "enum": ["a"] }), &[]);
    schema(
        Version::V31,
        json!({ "type": "integer", "exclusiveMinimum": 3, "minimum": 1, "exclusiveMaximum": 9 }),
        json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": true }),
        &[],
    );
    schema(
        Version::V31,
        json!({ "type": "integer", "exclusiveMinimum": 1, "minimum": 3 }),
        json!({ "type": "integer", "minimum": 3 }),
        &[],
    );
    schema(Version::V31, json!({ "examples": [1, 2], "$defs": {} }), json!({ "example": 1 }), &[]);
    schema(
        Version::V31,
        json!({ "type": "string", "contentEncoding": "base64" }),
        json!({ "type": "string", "format": "byte" }),
        &[],
    );
    schema(
        Version::V31,
        json!({ "$ref": "#/a", "description": "D", "nullable": true }),
        json!({ "description": "D", "nullable": true, "allOf": [{ "$ref": "#/a" }] }),
        &[],
    );
    schema(
        Version::V31,
        json!({ "properties": { "a": true, "b": false } }),
        json!({ "properties": { "a": {}, "b": { "not": {} } } }),
        &[],
    );
    schema(
        Version::V31,
        json!({ "type": "object", "patternProperties": { "^x": { "type": "string" } } }),
        json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        &[],
    );
    let both = json!({ "unevaluatedProperties": { "type": "string" }, "type": "object" });
    schema(Version::V31, both, json!({ "type": "object", "additionalProperties": { "type": "string" } }), &[]);
}

#[test]
fn positions_in_a_list_are_kinds_of_items() {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let list = |tree: Value, items: Value, codes: &[&str]| {
        let (after, found) = normalized(Kind::Schema, Version::V31, &tree);
        assert_eq!(after.as_ref().and_then(|map| map.get("items")), Some(&items), "from {tree}");
        assert_eq!(found, codes, "about {tree}");
    };
    let any_of = json!({ "anyOf": [text, number] });
    list(json!({ "type": "array", "prefixItems": [{}] }), json!({}), &[]);
    list(json!({ "type": "array", "prefixItems": [number] }), json!({}), &["unchecked-keyword"]);
    list(
        json!({ "type": "array", "prefixItems": [text, number], "items": false }),
        any_of.clone(),
        &["unchecked-keyword"],
    );
    list(json!({ "type": "array", "prefixItems": [text], "items": number }), any_of.clone(), &["unchecked-keyword"]);
    list(json!({ "type": "array", "prefixItems": [text, number], "maxItems": 2 }), any_of, &["unchecked-keyword"]);
    list(json!({ "type": "array", "prefixItems": [number, number], "maxItems": 2 }), number.clone(), &[]);
    list(json!({ "type": "array", "items": [number, number], "additionalItems": false }), number, &[]);
}

#[test]
fn patterns_of_keys_are_kinds_of_values() {
    let patterns = json!({ "^a": { "type": "string" }, "^b": { "type": "integer" } });
    let any_of = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
    let free = json!({ "type": "object", "patternProperties": patterns });
    let map = json!({ "type": "object", "additionalProperties": any_of });
    schema(Version::V31, free, map, &["unchecked-keyword"]);
    let own = json!({ "n": { "type": "boolean" } });
    let closed =
        json!({ "type": "object", "properties": own, "patternProperties": patterns, "additionalProperties": false });
    let record = json!({ "type": "object", "properties": own, "additionalProperties": any_of });
    schema(Version::V31, closed, record, &["unchecked-keyword"]);
    // Other keys may have other values.
    let open = json!({ "type": "object", "properties": own, "patternProperties": patterns });
    schema(Version::V31, open, json!({ "type": "object", "properties": own }), &["unsupported-keyword"]);
}

#[test]
fn limits_that_limit_nothing_are_not_told() {
    let bare = json!({ "type": "object" });
    for keyword in [
        json!({ "propertyNames": { "type": "string", "title": "Name" } }),
        json!({ "contentSchema": {} }),
        json!({ "unevaluatedItems": true }),
        json!({ "then": { "required": ["a"] } }),
    ] {
        let mut tree = keyword;
        tree["type"] = "object".into();
        schema(Version::V31, tree, bare.clone(), &[]);
    }
    let limited = json!({ "type": "object", "propertyNames": { "type": "string", "maxLength": 2 } });
    schema(Version::V31, limited, bare, &["unchecked-keyword"]);
}

#[test]
fn slips_cost_the_field_only() {
    schema(
        Version::V30,
        json!({ "type": "string", "required": true, "minLength": 2.0, "maxLength": "9", "nullable": null }),
        json!({ "type": "string", "minLength": 2, "maxLength": 9 }),
        &["wrong-type", "wrong-type", "wrong-type"],
    );
    schema(
        Version::V30,
        json!({ "type": "file" }),
        json!({ "type": "string", "format": "binary" }),
        &["unknown-value"],
    );
    schema(
        Version::V30,
        json!({ "discriminator": "kind" }),
        json!({ "discriminator": { "propertyName": "kind" } }),
        &["wrong-type"],
    );
    schema(
        Version::V30,
        json!({ "type": "integer", "minimum": 0.5, "maximum": 1e300, "multipleOf": 2.0 }),
        json!({ "type": "integer", "minimum": 1, "multipleOf": 2 }),
        &[],
    );
    schema(
        Version::V30,
        json!({ "type": "integer", "enum": ["1", 2.0, "x", null] }),
        json!({ "type": "integer", "enum": [1, 2, null] }),
        &["value-mismatch", "value-mismatch"],
    );
    schema(
        Version::V30,
        json!({ "type": "boolean", "enum": ["a", "b"] }),
        json!({ "type": "string", "enum": ["a", "b"] }),
        &["value-mismatch"],
    );
}

#[test]
fn parameters_are_made_readable() {
    check(
        Kind::Parameter,
        Version::V30,
        json!({ "name": "id", "in": "path", "type": "integer", "style": "form" }),
        json!({ "name": "id", "in": "path", "schema": { "type": "integer" }, "required": true }),
        &["unknown-field", "unknown-value", "missing-field"],
    );
    check(
        Kind::Parameter,
        Version::V30,
        json!({ "name": 7, "in": "Query", "example": null }),
        json!({ "name": "7", "in": "query", "example": null, "schema": {} }),
        &["wrong-type", "unknown-value", "missing-field"],
    );
    assert_eq!(normalized(Kind::Parameter, Version::V30, &json!({ "name": "id" })).0, None);
}

#[test]
fn encodings_carry_the_explode_that_counts() {
    for (style, explode) in
        [(json!({}), true), (json!({ "style": "form" }), true), (json!({ "style": "pipeDelimited" }), false)]
    {
        let (after, _) = normalized(Kind::Encoding, Version::V30, &style);
        assert_eq!(after.unwrap_or_default().get("explode"), Some(&Value::Bool(explode)), "{style}");
    }
}

#[test]
fn bare_examples_are_wrapped() {
    check(
        Kind::MediaType,
        Version::V30,
        json!({ "examples": { "a": { "name": "Rex" }, "b": 5, "c": { "value": 1 } } }),
        json!({ "examples": { "a": { "value": { "name": "Rex" } }, "b": { "value": 5 }, "c": { "value": 1 } } }),
        &["wrong-type", "wrong-type"],
    );
}

#[test]
fn an_empty_document_is_a_document() {
    let (after, codes) = normalized(Kind::OpenApi, Version::V30, &json!({ "openapi": "3.0.3" }));
    serde_json::from_value::<openapiv3::OpenAPI>(after.unwrap_or_default()).unwrap();
    assert_eq!(codes, ["missing-field", "missing-field"]);
}
