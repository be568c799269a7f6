//! What overlays make of a document, and where its parts stand afterwards.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::config::Strictness;
use crate::diag::{FileId, Place, Sink};
use crate::source::Sources;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: { title: Pets, version: '1' }
servers:
  - url: https://one.example
  - url: https://two.example
  - url: https://three.example
tags: [{ name: pets }]
paths:
  /pets:
    get:
      operationId: listPets
      deprecated: true
      responses: { '200': { description: All. } }
    post:
      operationId: addPet
      responses: { '201': { description: Added. } }
";

struct Outcome {
    sources: Sources,
    tree: Value,
    findings: Vec<String>,
}

fn apply(actions: &[&str]) -> Outcome {
    let overlays = actions
        .iter()
        .map(|actions| format!("overlay: 1.1.0\ninfo: {{ title: Changes, version: '1' }}\nactions:\n{actions}"));
    apply_texts(&overlays.collect::<Vec<_>>())
}

fn apply_texts(overlays: &[String]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::new(Strictness::Tolerant);
    let mut sources = Sources::default();
    let root = sources.open_text("pets.yaml", DOCUMENT, &sink).unwrap();
    let paths: Vec<PathBuf> = (0..overlays.len()).map(|n| folder.path().join(format!("{n}.yaml"))).collect();
    let mut opened = Vec::new();
    for (path, text) in paths.iter().zip(overlays) {
        fs::write(path, text).unwrap();
        opened.extend(sources.open_overlay(path, &sink));
    }
    super::apply(&mut sources, root, &opened, &sink);
    let found = sink.into_sorted(&sources);
    let findings = found.iter().map(|finding| {
        let span = sources.span(&finding.place);
        format!("{}:{} {}: {}", finding.place.file.0, span.line, finding.code.name, finding.message)
    });
    let findings = findings.collect();
    let tree = sources.tree(root).as_ref().clone();
    Outcome { sources, tree, findings }
}

/// Every single value stands where its trace leads, whatever was done to the tree.
fn check_places(outcome: &Outcome) {
    fn visit(sources: &Sources, place: &Place, value: &Value) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, below)| visit(sources, &place.child(key), below)),
            Value::Array(list) => list.iter().enumerate().for_each(|(n, below)| visit(sources, &place.index(n), below)),
            single => {
                let traced = sources.trace(place);
                let span = sources.span(&traced);
                let text = &sources.text(traced.file)[span.start..span.end];
                // A value in an object is shown with its key.
                let text = text.rsplit_once(": ").map_or(text, |(_, value)| value);
                let read: Value = serde_yaml::from_str(text).unwrap_or_default();
                assert_eq!(read, *single, "{} leads to {traced:?}: {text}", place.pointer);
            }
        }
    }
    visit(&outcome.sources, &Place::root(FileId(0)), &outcome.tree);
}

#[test]
fn objects_are_merged_and_lists_grow() {
    let outcome = apply(&["
  - target: $
    update:
      info: { title: Animals, contact: { name: Ann } }
      tags: [{ name: shops }]
  - target: $.servers
    update: { url: https://four.example }
  - target: $.servers
    update: [{ url: https://five.example }, { url: https://six.example }]
  - target: $.paths.*[?@.deprecated]
    update: { deprecated: false, x-idempotent: true }
"]);
    assert_eq!(outcome.findings, [""; 0]);
    assert_eq!(outcome.tree["info"], json!({"title": "Animals", "version": "1", "contact": {"name": "Ann"}}));
    assert_eq!(outcome.tree["tags"], json!([{"name": "pets"}, {"name": "shops"}]));
    assert_eq!(outcome.tree["servers"].as_array().unwrap().len(), 6);
    assert_eq!(outcome.tree["servers"][5]["url"], "https://six.example");
    let get = &outcome.tree["paths"]["/pets"]["get"];
    assert_eq!((&get["deprecated"], &get["x-idempotent"]), (&json!(false), &json!(true)));
    assert_eq!(outcome.tree["paths"]["/pets"]["post"].get("deprecated"), None);
    check_places(&outcome);
}

#[test]
fn single_values_are_replaced() {
    let outcome = apply(&["
  - target: $.paths['/pets'].get.operationId
    update: allPets
  - target: $..description
    update: Done.
"]);
    assert_eq!(outcome.findings, [""; 0]);
    assert_eq!(outcome.tree["paths"]["/pets"]["get"]["operationId"], "allPets");
    assert_eq!(outcome.tree["paths"]["/pets"]["post"]["responses"]["201"]["description"], "Done.");
    check_places(&outcome);
}

#[test]
fn what_is_removed_moves_the_rest() {
    let outcome = apply(&["
  - target: $.servers[0, 1, 0]
    remove: true
  - target: $.servers
    update: { url: https://four.example }
  - target: $..[?@.deprecated == true]
    remove: true
  - target: $.tags
    remove: true
"]);
    assert_eq!(outcome.findings, [""; 0]);
    assert_eq!(outcome.tree["servers"], json!([{"url": "https://three.example"}, {"url": "https://four.example"}]));
    assert_eq!(outcome.tree["paths"]["/pets"].as_object().unwrap().keys().collect::<Vec<_>>(), ["post"]);
    assert_eq!(outcome.tree.get("tags"), None);
    check_places(&outcome);
}

#[test]
fn what_is_copied_stands_where_it_did() {
    let outcome = apply(&["
  - target: $.paths
    update: { /cats: { get: { operationId: listCats } } }
  - target: $.paths['/cats'].get
    copy: $.paths['/pets'].post
  - target: $.servers
    copy: $.servers[0]
"]);
    assert_eq!(outcome.findings, [""; 0]);
    let cats = &outcome.tree["paths"]["/cats"]["get"];
    assert_eq!((&cats["operationId"], &cats["responses"]["201"]["description"]), (&json!("addPet"), &json!("Added.")));
    assert_eq!(outcome.tree["servers"][3]["url"], "https://one.example");
    let place = Place::root(FileId(0)).descend(["paths", "/cats", "get", "responses"]);
    assert_eq!(outcome.sources.trace(&place).pointer, "/paths/~1pets/post/responses");
    check_places(&outcome);
}

#[test]
fn overlays_follow_one_another() {
    let first = "
  - target: $.info
    update: { x-audience: partners }
";
    let second = "
  - target: $.info[?@ == 'partners']
    update: everybody
";
    let outcome = apply(&[first, second]);
    assert_eq!((outcome.findings.len(), &outcome.tree["info"]["x-audience"]), (0, &json!("everybody")));
    let place = Place::root(FileId(0)).descend(["info", "x-audience"]);
    assert_eq!(outcome.sources.trace(&place).file, FileId(2));
    check_places(&outcome);
    let outcome = apply(&[second, first]);
    assert_eq!(outcome.findings, ["1:5 overlay-without-effect: `$.info[?@ == 'partners']` selects nothing"]);
}

#[test]
fn what_is_gone_is_shown_at_what_held_it() {
    let outcome = apply(&["
  - target: $.info.title
    remove: true
"]);
    let place = outcome.sources.trace(&Place::root(FileId(0)).descend(["info", "title"]).key());
    assert_eq!((place.pointer.as_str(), outcome.sources.span(&place).line), ("/info", 2));
}

#[test]
fn mistakes_are_told_and_nothing_is_applied() {
    let cases = [
        (
            "  - target: $.info\n    update: text\n",
            "1:5 invalid-overlay: the target is an object, so this has to be an object too",
        ),
        (
            "  - target: $.info.title\n    update: {}\n",
            "1:5 invalid-overlay: the target is a single value, so this has to be a single value too",
        ),
        ("  - target: $\n    remove: true\n", "1:4 invalid-overlay: the document itself cannot be removed"),
        (
            "  - target: $.info\n    copy: $.servers[*]\n",
            "1:5 invalid-overlay: `copy` has to select one value, and this selects 3",
        ),
        (
            "  - target: $.info\n    copy: $.info\n    update: {}\n",
            "1:5 invalid-overlay: an action has either `update` or `copy`",
        ),
        (
            "  - target: info\n    remove: true\n",
            "1:4 invalid-overlay: character 1 of this JSONPath: a path begins with `$`",
        ),
        ("  - target: 5\n    remove: true\n", "1:4 invalid-overlay: this has to be a JSONPath, which is text"),
        ("  - update: {}\n", "1:4 invalid-overlay: an action needs `target`"),
        ("  - target: $\n    remove: 1\n", "1:5 invalid-overlay: `remove` has to be `true` or `false`"),
        ("  - text\n", "1:4 invalid-overlay: an action has to be an object"),
    ];
    for (actions, expected) in cases {
        let outcome = apply(&[actions]);
        assert_eq!(outcome.findings, [expected], "{actions}");
        assert_eq!(outcome.tree["info"]["title"], "Pets");
    }
}

#[test]
fn an_overlay_says_that_it_is_one() {
    let cases = [
        ("[]", "invalid-overlay: the file holds no overlay"),
        ("info: {}", "invalid-overlay: the file does not say `overlay: 1.0.0` or alike"),
        ("overlay: 2.0.0", "invalid-overlay: Overlay `2.0.0` is not known; 1.0 and 1.1 are read"),
        ("{ overlay: 1.0.0, info: { title: A, version: B } }", "invalid-overlay: an overlay needs `actions`"),
        (
            "{ overlay: 1.0.0, info: { title: A, version: B }, actions: [] }",
            "invalid-overlay: an overlay needs one action at least",
        ),
        (
            "{ overlay: 1.0.0, info: { title: A, version: B }, actions: {} }",
            "invalid-overlay: `actions` has to be a list",
        ),
        ("a: [", "syntax: "),
    ];
    for (text, expected) in cases {
        let outcome = apply_texts(&[text.to_owned()]);
        assert!(outcome.findings[0].contains(expected), "{text}: {:?}", outcome.findings);
    }
}

#[test]
fn limits_hold() {
    let deep = "{ x: ".repeat(60) + "1" + &" }".repeat(60);
    let below = ".x".repeat(60);
    let outcome = apply(&[&format!(
        "  - {{ target: $.info, update: {deep} }}\n  - {{ target: '$.info{below}', remove: true }}\n  - {{ target: \
         '$.info{}', update: {deep} }}\n  - {{ target: '$.info{}{below}', update: {deep} }}",
        &below[2..],
        &below[4..]
    )]);
    let told = outcome.findings.join("\n");
    assert!(told.contains("nested too deep"), "{told}");

    let many = "  - { target: $.servers, update: [a, b, c, d, e, f, g, h] }\n".to_owned()
        + &"  - { target: $.tags, copy: $.servers }\n  - { target: $.servers, copy: $.tags }\n".repeat(40);
    let told = apply(&[&many]).findings.join("\n");
    assert!(told.contains("too large"), "{told}");
}
