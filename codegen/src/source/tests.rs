//! Positions are where they should be, in both notations.

use serde_json::Value;

use super::*;
use crate::config::Strictness;

fn open(name: &str, text: &str) -> (Sources, FileId, Vec<String>) {
    let sink = Sink::new(Strictness::Strict);
    let mut sources = Sources::default();
    let file = sources.open_text(name, text, &sink).unwrap_or(FileId(0));
    let findings = sink.into_sorted(&sources);
    (sources, file, findings.into_iter().map(|finding| finding.message).collect())
}

/// Calls `visit` with each place and value below `place`.
fn each_node(place: &Place, value: &Value, visit: &mut impl FnMut(&Place, &Value)) {
    visit(place, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, below)| each_node(&place.child(key), below, visit)),
        Value::Array(list) => list.iter().enumerate().for_each(|(i, below)| each_node(&place.index(i), below, visit)),
        _ => {}
    }
}

const ODD: &str = r#" { "a\u0062" : [ 1, -2.5e3 , true,null , "q\"]}" ] ,
  "": {"~/": {} , "b": [ ] , "管理": "é" }, "b": [[ [0] ], {"c" : false}], "t": "\\" }"#;

#[test]
fn json_leaves_are_found_by_their_text() {
    let (sources, file, findings) = open("odd.json", ODD);
    assert_eq!(findings, [""; 0]);
    each_node(&Place::root(file), &sources.tree(file), &mut |place, value| {
        let span = sources.span(place);
        let text = &sources.text(file)[span.start..span.end];
        if !value.is_object() && !value.is_array() {
            assert_eq!(serde_json::from_str::<Value>(text).unwrap(), *value, "{}", place.pointer);
        }
        if !place.pointer.is_empty() && place.parent().and_then(|up| sources.value(&up)).is_some_and(Value::is_object) {
            let span = sources.span(&place.key());
            let key: String = serde_json::from_str(&sources.text(file)[span.start..span.end]).unwrap();
            assert_eq!(Some(key), place.tokens().last());
        }
    });
}

const YAML: &str = "\
a: plain # comment
'b c': \"double \\\" quoted\"  # comment
list:
- one
-   x: 1
    y:
      - 'it''s'
- [flow, {k: v}]
empty:
text: |
  block

last: &anchor
  z: end
alias: *anchor
";

#[test]
fn yaml_nodes_are_found_by_their_text() {
    let (sources, file, findings) = open("odd.yaml", YAML);
    assert_eq!(findings, [""; 0]);
    let at = |pointer: &str| {
        let span = sources.span(&Place::new(file, pointer.to_owned()));
        &sources.text(file)[span.start..span.end]
    };
    for (pointer, text) in [
        ("/a", "plain"),
        ("/b c", "\"double \\\" quoted\""),
        ("/list", "list"),
        ("/list/0", "one"),
        ("/list/1", "x: 1"),
        ("/list/1/y", "y"),
        ("/list/1/y/0", "'it''s'"),
        ("/list/2/1/k", "v"),
        ("/empty", "empty"),
        ("/last/z", "end"),
        ("/alias/z", "end"),
        ("/alias", "alias"),
        ("/nothing", "a: plain"),
        ("/last/nothing/deeper", "last"),
        ("", "a: plain"),
    ] {
        assert_eq!(at(pointer), text, "{pointer}");
    }
    let key = sources.span(&Place::new(file, "/b c".to_owned()).key());
    assert_eq!((key.line, key.column, key.end_column), (2, 1, 6));
}

#[test]
fn both_notations_give_one_tree() {
    let (json, json_file, _) = open("a.json", ODD);
    let (yaml, yaml_file, _) = open("a.yml", &format!("# YAML\n{ODD}"));
    assert_eq!(json.tree(json_file), yaml.tree(yaml_file));
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let text = "[yes, no, on, 2020-01-01, 012, 0x1F, 1e3, ~, True, .5, 12345678901234567890123, !!str 5]";
    let (sources, file, _) = open("a.yaml", text);
    let expected = serde_json::json!([
        "yes",
        "no",
        "on",
        "2020-01-01",
        "012",
        31,
        1000.0,
        null,
        true,
        0.5,
        12345678901234567890123.0,
        "5"
    ]);
    assert_eq!(*sources.tree(file), expected);
}

#[test]
fn merge_keys_add_what_is_missing_and_keep_positions() {
    let text = "base: &base\n  a: 1\n  b: 2\nmore: &more { c: 3 }\nuse:\n  b: 9\n  <<: [*base, *more]\n  d: 4\n";
    let (sources, file, findings) = open("a.yaml", text);
    assert_eq!(findings, [""; 0]);
    let using = serde_json::json!({ "b": 9, "d": 4, "a": 1, "c": 3 });
    assert_eq!(sources.tree(file).get("use"), Some(&using));
    let line = |pointer: &str| sources.span(&Place::new(file, pointer.to_owned())).line;
    assert_eq!([line("/use/b"), line("/use/d"), line("/use/a"), line("/use/c")], [6, 8, 2, 4]);
}

#[test]
fn of_equal_keys_the_last_counts() {
    for (name, text) in
        [("a.yaml", "x: 1\ny: 2\nx:\n  z: 3\n"), ("a.json", "{\"x\": 1, \"y\": 2,\n\n\"x\": {\"z\":\n3}}")]
    {
        let (sources, file, findings) = open(name, text);
        assert_eq!(findings, ["the key `x` is used twice in one object"]);
        assert_eq!(sources.tree(file).pointer("/x/z"), Some(&Value::from(3)));
        assert_eq!(sources.span(&Place::new(file, "/x/z".to_owned())).line, 4, "{name}");
        let y = sources.span(&Place::new(file, "/y".to_owned()));
        assert_eq!(&text[y.start..y.end], "2");
    }
}
