//! Schemas.

use serde_json::{Map, Value, json};

use super::{Draw, words};

/// Deepest nesting of schemas in one place.
const DEEPEST: usize = 4;

/// What schemas can refer to, and how they are spelled.
#[derive(Debug)]
pub(super) struct World {
    /// The document declares 3.1.
    pub(super) newer: bool,
    /// Names under `components/schemas`.
    pub(super) schemas: Vec<String>,
}

impl World {
    /// A reference to one of the named schemas, now and then to none.
    pub(super) fn reference(&self, draw: &mut Draw<'_>) -> Value {
        if self.schemas.is_empty() || draw.one_in(24) {
            let nowhere = [
                "#/components/schemas/Nobody",
                "#",
                "#/paths",
                "x.yaml#/Pet",
                "https://a.example/x",
                "#/%zz",
                "Pet",
                "",
            ];
            return json!({ "$ref": draw.pick(&nowhere) });
        }
        let name = draw.pick(&self.schemas).replace('~', "~0").replace('/', "~1");
        json!({ "$ref": format!("#/components/schemas/{}", name.replace('%', "%25").replace(' ', "%20")) })
    }
}

const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "uuid",
    "int32",
    "int64",
    "byte",
    "binary",
    "password",
    "uri",
    "email",
    "float",
    "double",
    "time",
    "duration",
    "decimal",
    "uint64",
    "int8",
    "char",
    "ipv4",
    "base64url",
    "unix-time",
    "eViL",
    "*/ eViL",
    "",
];

const PATTERNS: &[&str] = &[
    "^[a-z]+$",
    "^\\d{3}$",
    "(?=x)y",
    "[",
    "\\p{L}",
    "^\"#]eViL$",
    "(a+)+$",
    "a{1000}{1000}",
    "(?i)x",
    "^.{0,5000}$",
    "",
    "\\",
    "(?P<x>",
    "^/eViL/$",
    "\u{2028}",
];

/// Any schema; `depth` tells how deep it stands.
pub(super) fn schema(draw: &mut Draw<'_>, world: &World, depth: usize) -> Value {
    let mut map = match draw.below(if depth < DEEPEST { 24 } else { 9 }) {
        0..=2 => string(draw),
        3 | 4 => number(draw),
        5 => object_map(json!({ "type": "boolean" })),
        6 | 7 => return beside_reference(draw, world),
        8 => match draw.below(6) {
            5 if world.newer => return Value::Bool(draw.one_in(2)),
            4 => object_map(json!({ "type": draw.pick(&["null", "file", "any", "int", "text", "Pet", ""]) })),
            _ => Map::new(),
        },
        9..=12 => object(draw, world, depth),
        13 | 14 => list(draw, world, depth),
        15 | 16 => all_of(draw, world, depth),
        17..=19 => union(draw, world, depth),
        20 | 21 => enumeration(draw),
        22 => object_map(json!({ "type": "object", "additionalProperties": schema(draw, world, depth + 1) })),
        _ => everything(draw, world, depth),
    };
    decorate(draw, world, &mut map);
    Value::Object(map)
}

fn object_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn beside_reference(draw: &mut Draw<'_>, world: &World) -> Value {
    let mut reference = world.reference(draw);
    if draw.one_in(8) {
        reference["description"] = words::text(draw).into();
    }
    if draw.one_in(12) {
        reference["nullable"] = true.into();
    }
    reference
}

fn string(draw: &mut Draw<'_>) -> Map<String, Value> {
    let mut map = object_map(json!({ "type": "string" }));
    if draw.one_in(3) {
        map.insert("format".to_owned(), (*draw.pick(FORMATS)).into());
    }
    if draw.one_in(5) {
        map.insert("minLength".to_owned(), json!(draw.pick(&[0, 1, 5, 100, -1])));
        map.insert("maxLength".to_owned(), json!(draw.pick(&[10_u64, 0, 1, 4_294_967_296, u64::MAX])));
    }
    if draw.one_in(6) {
        map.insert("pattern".to_owned(), (*draw.pick(PATTERNS)).into());
    }
    map
}

fn number(draw: &mut Draw<'_>) -> Map<String, Value> {
    let mut map = object_map(json!({ "type": draw.pick(&["integer", "number"]) }));
    if draw.one_in(3) {
        map.insert("format".to_owned(), (*draw.pick(FORMATS)).into());
    }
    let limits = [
        json!(0),
        json!(1),
        json!(-5),
        json!(2.5),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("7"),
        json!(true),
    ];
    for key in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        if draw.one_in(6) {
            map.insert(key.to_owned(), draw.pick(&limits).clone());
        }
    }
    map
}

/// Properties with odd names, some of them required, some required that are not there.
fn object(draw: &mut Draw<'_>, world: &World, depth: usize) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for _ in 0..draw.below(7) {
        let name = words::name(draw);
        if draw.one_in(3) {
            required.push(json!(name));
        }
        properties.insert(name, schema(draw, world, depth + 1));
    }
    if draw.one_in(12) {
        required.push(json!(words::name(draw)));
    }
    let mut map = object_map(json!({ "type": "object" }));
    if draw.one_in(16) {
        map.remove("type");
    }
    if draw.one_in(12) {
        let (name, path) = (words::name(draw), words::name(draw));
        map.insert("x-first-of".to_owned(), json!({ name: [format!("/{path}"), "/id", "/name"] }));
    }
    map.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        map.insert("required".to_owned(), Value::Array(required));
    }
    match draw.below(8) {
        5 => drop(map.insert("additionalProperties".to_owned(), false.into())),
        6 => drop(map.insert("additionalProperties".to_owned(), true.into())),
        7 => drop(map.insert("additionalProperties".to_owned(), schema(draw, world, depth + 1))),
        _ => {}
    }
    for key in ["minProperties", "maxProperties"] {
        if draw.one_in(16) {
            map.insert(key.to_owned(), json!(draw.below(4)));
        }
    }
    map
}

fn list(draw: &mut Draw<'_>, world: &World, depth: usize) -> Map<String, Value> {
    let mut map = object_map(json!({ "type": "array", "items": schema(draw, world, depth + 1) }));
    if draw.one_in(5) {
        map.insert("minItems".to_owned(), json!(draw.below(3)));
        map.insert("maxItems".to_owned(), json!(draw.below(1000)));
        map.insert("uniqueItems".to_owned(), true.into());
    }
    if draw.one_in(10) {
        map.remove("items");
    }
    if world.newer && draw.one_in(10) {
        map.insert("prefixItems".to_owned(), json!([schema(draw, world, depth + 1), { "type": "integer" }]));
    }
    map
}

fn parts(draw: &mut Draw<'_>, world: &World, depth: usize, most: usize) -> Value {
    let mut parts = Vec::new();
    for _ in 0..=draw.below(most) {
        let part = match draw.below(3) {
            0 => schema(draw, world, depth + 1),
            1 => Value::Object(object(draw, world, depth + 1)),
            _ => world.reference(draw),
        };
        parts.push(part);
    }
    Value::Array(parts)
}

fn all_of(draw: &mut Draw<'_>, world: &World, depth: usize) -> Map<String, Value> {
    let mut map = if draw.one_in(3) { object(draw, world, depth + 1) } else { Map::new() };
    map.insert("allOf".to_owned(), parts(draw, world, depth, 4));
    map
}

fn union(draw: &mut Draw<'_>, world: &World, depth: usize) -> Map<String, Value> {
    let mut map = if draw.one_in(6) { object(draw, world, depth + 1) } else { Map::new() };
    let key = *draw.pick(&["oneOf", "anyOf"]);
    map.insert(key.to_owned(), parts(draw, world, depth, 5));
    if draw.one_in(3) {
        let mut mapping = Map::new();
        for _ in 0..draw.below(4) {
            let value = words::name(draw);
            let target = world.reference(draw)["$ref"].clone();
            let bare = draw.one_in(3).then(|| draw.pick(&["Cat", "Pet", "Nobody"]));
            mapping.insert(value, bare.map_or(target, |name| json!(name)));
        }
        let property = words::name(draw);
        map.insert("discriminator".to_owned(), json!({ "propertyName": property, "mapping": mapping }));
    }
    map
}

fn enumeration(draw: &mut Draw<'_>) -> Map<String, Value> {
    let mut values = Vec::new();
    let kind = *draw.pick(&["string", "string", "integer", "number", "boolean", "object"]);
    for n in 0..draw.below(8) {
        values.push(match draw.below(12) {
            0..=6 if kind != "integer" => json!(words::name(draw)),
            9 => json!(words::name(draw)),
            10 => json!(draw.pick(&[0.5, 1e300, -0.0])),
            11 => [json!(null), json!(true), json!({}), json!([]), json!(i64::MIN), json!(u64::MAX)][draw.below(6)]
                .clone(),
            _ => json!(n),
        });
    }
    let mut map = object_map(json!({ "type": kind }));
    if draw.one_in(4) {
        map.remove("type");
    }
    for key in ["x-enum-varnames", "x-enum-descriptions"] {
        if draw.one_in(5) {
            let names: Vec<Value> = (0..values.len() + draw.below(2)).map(|_| json!(words::name(draw))).collect();
            map.insert(key.to_owned(), Value::Array(names));
        }
    }
    if draw.one_in(10) {
        map.insert("const".to_owned(), json!(words::name(draw)));
    }
    map.insert("enum".to_owned(), Value::Array(values));
    map
}

/// Keywords that nobody writes beside one another.
fn everything(draw: &mut Draw<'_>, world: &World, depth: usize) -> Map<String, Value> {
    let mut map = object(draw, world, depth + 1);
    let others =
        [string(draw), number(draw), list(draw, world, depth + 1), enumeration(draw), union(draw, world, depth + 1)];
    for other in others {
        if draw.one_in(2) {
            map.extend(other);
        }
    }
    if draw.one_in(4) {
        map.insert("not".to_owned(), schema(draw, world, depth + 1));
    }
    if world.newer && draw.one_in(3) {
        let key = *draw.pick(&[
            "if",
            "then",
            "patternProperties",
            "dependentSchemas",
            "$defs",
            "unevaluatedProperties",
            "contains",
        ]);
        map.insert(key.to_owned(), json!({ "x": { "type": "string" } }));
    }
    map
}

/// What may stand beside any type.
fn decorate(draw: &mut Draw<'_>, world: &World, map: &mut Map<String, Value>) {
    if draw.one_in(5) {
        map.insert("description".to_owned(), words::text(draw).into());
    }
    if draw.one_in(10) {
        map.insert("title".to_owned(), words::name(draw).into());
    }
    if draw.one_in(6) {
        match (world.newer, map.get("type").cloned()) {
            (true, Some(Value::String(kind))) => drop(map.insert("type".to_owned(), json!([kind, "null"]))),
            _ => drop(map.insert("nullable".to_owned(), true.into())),
        }
    }
    if world.newer && draw.one_in(20) {
        map.insert("type".to_owned(), json!(["string", "integer", "object"]));
    }
    if draw.one_in(7) {
        map.insert("default".to_owned(), value(draw));
    }
    if draw.one_in(8) {
        map.insert("example".to_owned(), value(draw));
    }
    for key in ["readOnly", "writeOnly", "deprecated"] {
        if draw.one_in(14) {
            map.insert(key.to_owned(), true.into());
        }
    }
    if draw.one_in(16) {
        map.insert("x-rust-name".to_owned(), words::name(draw).into());
    }
}

/// Any value, fitting or not.
pub(super) fn value(draw: &mut Draw<'_>) -> Value {
    match draw.below(12) {
        0..=2 => json!(words::name(draw)),
        3 => json!(draw.below(300)),
        4 => json!(draw.one_in(2)),
        5 => json!(null),
        6 => json!(draw.pick(&[0.5, -1.0, 1e300, 5e-324])),
        7 => json!([words::name(draw)]),
        8 => json!({ words::name(draw): draw.below(3) }),
        9 => json!(draw.pick(&[i64::MIN, i64::MAX, -1, 256])),
        10 => json!(u64::MAX),
        _ => json!({}),
    }
}
