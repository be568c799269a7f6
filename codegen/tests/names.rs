//! Names that the obstacle course in `golden/names` cannot hold, because clients with them would not compile.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use specwright_codegen::config::Strictness;
use specwright_codegen::output::FileSet;
use specwright_codegen::{Compiled, Target, compile_text, emit};

fn compiled(name: &str, text: &str) -> Compiled {
    let (compiled, report) = compile_text(name, text, Strictness::Tolerant);
    compiled.unwrap_or_else(|| panic!("{:?}", report.findings))
}

/// A document with one operation, and whatever else is given.
fn document(operation: &str, rest: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      {operation}\n      \
         responses: {{ '204': {{ description: Done. }} }}\n{rest}"
    )
}

fn emitted(compiled: Compiled) -> FileSet {
    emit(&[compiled], &Target::Modules).unwrap()
}

/// `basic` and `bearer` are the names that most documents give to these schemes.
#[test]
fn usual_schemes_keep_their_usual_names() {
    let schemes = "components:\n  securitySchemes:\n    basic: { type: http, scheme: basic }\n    \
                   bearer: { type: http, scheme: bearer }\n    api_key: { type: apiKey, in: header, name: X }\n";
    let api = compiled("a.yaml", &document("operationId: a", schemes));
    let names: Vec<&str> = api.names.credentials.schemes.iter().map(|names| names.setter.as_str()).collect();
    assert_eq!(names, ["basic", "bearer", "api_key"]);
}

/// `client.into(…)` would be `Into::into`, which takes the client itself and nothing else.
#[test]
fn methods_do_not_hide_behind_those_of_the_prelude() {
    for id in ["into", "tryInto"] {
        let api = compiled("a.yaml", &document(&format!("operationId: {id}"), ""));
        let method = api.names.operations[0].method.as_str();
        assert!(!["into", "try_into"].contains(&method), "{id} is called {method}");
    }
}

/// The compiler looks for the files of modules under ASCII names only (E0754).
#[test]
fn modules_have_ascii_names() {
    let api = compiled("übung.yaml", &document("operationId: a\n      tags: [日本]", ""));
    assert!(api.names.module.as_str().is_ascii(), "{}", api.names.module);
    let files = emitted(api);
    for (path, _) in files.iter() {
        assert!(path.is_ascii(), "{path}");
    }
}

/// Cargo allows letters, digits, `-`, `_`, `+` and `.` in features, and `default` is taken.
#[test]
fn features_are_names_that_cargo_allows() {
    for file in ["a b.yaml", "default.yaml", "a,b.yaml", "-a.yaml", "dep:a.yaml"] {
        let (compiled, _) = compile_text(file, &document("operationId: a", ""), Strictness::Tolerant);
        let Some(compiled) = compiled else { continue }; // refused is as good
        let feature = &compiled.names.feature;
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '.');
        assert!(feature != "default" && feature.chars().all(allowed) && !feature.starts_with('-'), "{file}: {feature}");
    }
}

/// An argument of the name of an import is no use of it: the import would be unused, or lead nowhere.
#[test]
fn arguments_do_not_cause_imports() {
    let parameters = "operationId: a\n      tags: [t]\n      parameters:\n        \
                      - { name: p, in: query, required: true, schema: { type: string } }\n        \
                      - { name: types, in: query, required: true, schema: { type: string } }";
    let files = emitted(compiled("a.yaml", &document(parameters, "")));
    let text = files.get("a/t.rs").unwrap();
    assert!(!text.contains("use super::types;"), "there is no such module\n{text}");
    assert!(!text.contains("__private as p;"), "nothing private is used\n{text}");
}

/// A document without operations is a client without methods, not one with a warning.
#[test]
fn an_empty_document_is_an_empty_client() {
    let text = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths: {}\n";
    let files = emitted(compiled("a.yaml", text));
    let client = files.get("a/client.rs").unwrap();
    assert!(
        !client.contains("pub(super) core: rt::Client") || client.contains("dead_code"),
        "an unused field\n{client}"
    );
}

/// Names of the public methods of a type, as often as there are such.
fn methods_of(files: &FileSet, ty: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        for item in syn::parse_file(text).unwrap().items {
            let syn::Item::Impl(block) = item else { continue };
            let syn::Type::Path(own) = &*block.self_ty else { continue };
            if block.trait_.is_some() || own.path.segments.last().is_none_or(|last| last.ident != ty) {
                continue;
            }
            found.extend(block.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
    found.sort();
    found
}

/// Whatever a call or a builder can do by itself, parameters and schemes of that name are called something else.
#[test]
fn setters_do_not_clash_with_methods_of_their_own() {
    let of = |rest: &str, parameters: &str| {
        let operation = format!("operationId: a\n      tags: [t]\n      parameters: [{parameters}]");
        emitted(compiled("a.yaml", &document(&operation, rest)))
    };
    let plain = of("", "");
    let (calls, builders) = (methods_of(&plain, "Call"), methods_of(&plain, "ClientBuilder"));
    assert!(calls.len() > 8 && builders.len() > 15, "{calls:?} {builders:?}");
    let parameters: Vec<String> =
        calls.iter().map(|name| format!("{{ name: {name}, in: query, schema: {{ type: string }} }}")).collect();
    let schemes: String =
        builders.iter().map(|name| format!("    {name}: {{ type: apiKey, in: header, name: X }}\n")).collect();
    let files = of(&format!("components:\n  securitySchemes:\n{schemes}"), &parameters.join(", "));
    for (ty, count) in [("Call", 2 * calls.len()), ("ClientBuilder", 2 * builders.len())] {
        let mut methods = methods_of(&files, ty);
        assert_eq!(methods.len(), count, "{methods:?}");
        methods.dedup();
        assert_eq!(methods.len(), count, "a method twice: {methods:?}");
    }
}
