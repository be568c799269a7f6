//! Documents that are large in one way: wide, deep by reference, or many ways to one place. Time grows with the size of
//! what is written and not with its square, and no chain is too long for the stack.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use specwright_codegen::config::Strictness;
use specwright_codegen::{Report, Target, compile_text, emit};

/// How much larger the larger document of each kind is.
const FACTOR: usize = 4;

/// How much more time it may take: less than `FACTOR` squared, by a margin for what else the machine does.
const MOST: f64 = 9.0;

/// Below this, times say nothing.
const NOISE: Duration = Duration::from_millis(150);

/// Processor time of this thread as Linux counts it, elsewhere the time of day.
fn spent(since: Instant) -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ran = text.split_whitespace().next().and_then(|nanoseconds| nanoseconds.parse().ok());
    ran.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// Generates a client, and tells what it took. All findings are looked up, as someone who reads them would.
fn took(text: &str) -> (Duration, Report) {
    let clock = Instant::now();
    let before = spent(clock);
    let (compiled, report) = compile_text("a.json", text, Strictness::Tolerant);
    let compiled = compiled.unwrap_or_else(|| panic!("refused: {:?}", report.findings.first()));
    let target = Target::Crate {
        name: "a".to_owned(),
        runtime_path: None,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    emit(&[compiled], &target).unwrap();
    for finding in &report.findings {
        report.sources.span(&finding.place);
    }
    (spent(clock) - before, report)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A document whose one answer is the first of these schemas.
fn document(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    let first = schemas.keys().next().unwrap().clone();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "a", "responses": { "200": {
            "description": "", "content": { "application/json": { "schema": reference(&first) } },
        } } } } },
        "components": { "schemas": schemas },
    })
}

/// One schema.
fn one(schema: Value) -> Value {
    document([("A".to_owned(), schema)])
}

/// A schema from its number and the reference to the next one.
type Link = fn(usize, Value) -> Value;

/// `n` schemas, each made of the next one; the last is text.
fn chain(n: usize, link: impl Fn(usize, Value) -> Value) -> Value {
    let links = (0..n).map(|i| (format!("L{i}"), link(i, reference(&format!("L{}", i + 1)))));
    document(links.chain([(format!("L{n}"), json!({ "type": "string" }))]))
}

fn properties(n: usize, name: impl Fn(usize) -> String) -> Value {
    let properties: Map<String, Value> = (0..n).map(|i| (name(i), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "properties": properties })
}

fn list(n: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..n).map(item).collect()
}

fn grows_with_size(n: usize, kind: impl Fn(usize) -> Value) {
    let (small, large) = (kind(n).to_string(), kind(n * FACTOR).to_string());
    let ((first, _), (second, _)) = (took(&small), took(&large));
    let bytes = large.len() as f64 / small.len() as f64;
    let allowed = MOST * bytes / FACTOR as f64;
    let ratio = second.as_secs_f64() / first.max(NOISE).as_secs_f64();
    assert!(ratio < allowed, "{} bytes take {first:?}, {} take {second:?}", small.len(), large.len());
}

#[test]
fn many_values() {
    grows_with_size(2000, |n| one(json!({ "type": "string", "enum": list(n, |i| json!(format!("value{i}"))) })));
    grows_with_size(2000, |n| one(json!({ "type": "integer", "enum": list(n, |i| json!(i)) })));
}

#[test]
fn many_alternatives() {
    grows_with_size(1000, |n| {
        one(json!({ "oneOf": list(n, |i| json!({ "type": "string", "enum": [format!("v{i}")] })) }))
    });
    grows_with_size(250, |n| one(json!({ "oneOf": list(n, |i| properties(1, |_| format!("p{i}"))) })));
}

#[test]
fn many_parts() {
    grows_with_size(400, |n| {
        let parts = json!({ "allOf": list(n, |i| reference(&format!("S{i}"))) });
        let schemas = (0..n).map(|i| (format!("S{i}"), properties(1, |_| format!("p{i}"))));
        document([("A".to_owned(), parts)].into_iter().chain(schemas))
    });
}

#[test]
fn many_properties() {
    grows_with_size(500, |n| one(properties(n, |i| format!("p{i}"))));
}

#[test]
fn many_names_that_are_one_in_rust() {
    grows_with_size(500, |n| {
        one(properties(n, |i| format!("{:0>width$b}", i, width = 16).replace('0', "-").replace('1', ".")))
    });
    let spellings = |i: usize| {
        ["a-", "a_", "a.", "a "][i % 4].to_owned() + &format!("{:016b}", i / 4).replace('0', "-").replace('1', "_")
    };
    grows_with_size(500, |n| document((0..n).map(|i| (spellings(i), json!({ "type": "object", "properties": {} })))));
}

#[test]
fn many_operations() {
    grows_with_size(250, |n| {
        let mut document = one(json!({ "type": "string" }));
        let answer = json!({ "get": { "operationId": "a", "responses": { "204": { "description": "Done." } } } });
        document["paths"] = (0..n).map(|i| (format!("/a{i}"), answer.clone())).collect::<Map<_, _>>().into();
        document
    });
}

/// Each kind of chain, so long that one frame per link would be too much for the stack of a test.
#[test]
fn chains_do_not_overflow_the_stack() {
    let chains: [(&str, Link); 8] = [
        ("references", |_, next| next),
        ("lists", |_, next| json!({ "type": "array", "items": next })),
        ("maps", |_, next| json!({ "type": "object", "additionalProperties": next })),
        ("objects", |_, next| json!({ "type": "object", "properties": { "next": next } })),
        ("required", |_, next| json!({ "type": "object", "required": ["next"], "properties": { "next": next } })),
        ("parts", |_, next| json!({ "allOf": [next] })),
        ("grown", |i, next| json!({ "allOf": [next, { "type": "object", "properties": { format!("p{i}"): {} } }] })),
        ("alternatives", |_, next| json!({ "oneOf": [next, { "type": "integer" }] })),
    ];
    for (name, link) in chains {
        let (time, report) = took(&chain(1200, link).to_string());
        assert_eq!(report.skipped().count(), 0, "{name}");
        assert!(time < Duration::from_secs(20), "{name} took {time:?}");
    }
}

/// Each level leads to the next one twice. Who follows both does not arrive.
#[test]
fn diamonds_are_followed_once() {
    let diamonds: [(&str, Link); 4] = [
        ("parts", |i, next| json!({ "allOf": [next, next, properties(1, |_| format!("p{i}"))] })),
        ("alternatives", |i, next| json!({ "oneOf": [next, next, properties(1, |_| format!("p{i}"))] })),
        (
            "objects",
            |_, next| json!({ "type": "object", "required": ["a", "b"], "properties": { "a": next, "b": next } }),
        ),
        ("mixed", |_, next| json!({ "allOf": [{ "oneOf": [next, { "type": "object" }] }, next] })),
    ];
    for (name, link) in diamonds {
        let (time, _) = took(&chain(400, link).to_string());
        assert!(time < Duration::from_secs(20), "{name} took {time:?}");
    }
}

/// Everything leads to everything.
#[test]
fn cliques_are_followed_once() {
    let n = 24;
    let everything = move |i: usize| (0..n).map(move |j| reference(&format!("L{}", (i + j) % n))).collect::<Vec<_>>();
    let cliques: [(&str, &dyn Fn(usize) -> Value); 4] = [
        ("parts", &|i| json!({ "allOf": everything(i) })),
        ("grown", &|i| json!({ "allOf": everything(i), "properties": { format!("p{i}"): {} } })),
        ("alternatives", &|i| json!({ "anyOf": everything(i) })),
        ("objects", &|i| {
            let properties: Map<String, Value> =
                everything(i).into_iter().enumerate().map(|(j, to)| (format!("p{j}"), to)).collect();
            json!({ "type": "object", "properties": properties })
        }),
    ];
    for (name, schema) in cliques {
        let (time, _) = took(&document((0..n).map(|i| (format!("L{i}"), schema(i)))).to_string());
        assert!(time < Duration::from_secs(20), "{name} took {time:?}");
    }
}

/// Files are called after tags, and file systems allow 255 bytes.
#[test]
fn long_names_are_cut() {
    let long = "名".repeat(20_000) + &"n".repeat(200_000);
    let mut document = one(properties(3, |i| format!("{long}{i}")));
    document["paths"]["/a"]["get"]["tags"] = json!([long]);
    document["paths"]["/a"]["get"]["operationId"] = json!(long);
    let (compiled, _) = compile_text("a.json", &document.to_string(), Strictness::Tolerant);
    let target = Target::Crate {
        name: "a".to_owned(),
        runtime_path: None,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    for (path, text) in emit(&[compiled.unwrap()], &target).unwrap().iter() {
        assert!(path.split('/').all(|part| part.len() < 250), "{path}");
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let declared = words.clone().zip(words.skip(1)).filter(|(word, _)| ["fn", "struct", "mod"].contains(word));
        for (_, name) in declared {
            assert!(name.len() < 250, "{path}: a name of {} bytes", name.len());
        }
    }
}
