//! Types that contain themselves.

use serde_json::{Value, json};
use specwright_goldens::recursion::types::{All, Dictionary, Employee, Expression, Folder, Grid, Node, Tree};
use specwright_runtime::Maybe;

use crate::round;

#[test]
fn directly() {
    let node: Node = round(json!({ "value": 1, "next": { "value": 2, "next": { "value": 3 } }, "previous": null }));
    assert_eq!(node.next.as_ref().and_then(|next| next.next.as_ref()).map(|next| next.value), Some(3));
    assert_eq!(node.previous, Maybe::Null);
    let mut first = Node::new(1);
    first.next = Some(Box::new(Node::new(2)));
    assert_eq!(serde_json::to_value(&first).unwrap(), json!({ "value": 1, "next": { "value": 2 } }));
}

#[test]
fn through_lists_and_maps() {
    let tree: Tree = round(json!({ "children": [{ "children": [] }, { "children": [{ "children": [] }] }] }));
    assert_eq!(tree.children[1].children.len(), 1);
    let folder: Folder = round(json!({ "folders": { "a": {} }, "b": { "folders": { "c": {} } } }));
    assert!(folder.extra["b"].folders.as_ref().is_some_and(|folders| folders.contains_key("c")));
    let dictionary: Dictionary = round(json!({ "a": { "b": {} } }));
    assert!(!format!("{dictionary:?}").is_empty());
}

#[test]
fn through_unions() {
    let sum = json!({ "left": 1.0, "right": { "left": [2.0, { "not": 3.0 }], "right": 4.0 } });
    match round::<Expression>(sum) {
        Expression::Sum(sum) => assert!(matches!(*sum.right, Expression::Sum(_)), "{sum:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn in_twos() {
    let json =
        json!({ "name": "E", "department": { "name": "D", "head": { "name": "H" }, "staff": [{ "name": "S" }] } });
    let employee: Employee = round(json);
    assert_eq!(employee.department.and_then(|d| d.head).and_then(|h| h.name).as_deref(), Some("H"));
}

#[test]
fn with_nothing_in_between_it_is_raw_json() {
    let grid: Grid = round(json!([[], [[]]]));
    assert_eq!(grid.len(), 2);
    let all: All = round(json!({ "ring": { "a": 1 }, "grid": [[]] }));
    assert_eq!(all.ring, Some(json!({ "a": 1 })).into());
}

/// `serde_json` stops at 128 levels; what it accepts must not overflow our stack, and what it refuses is an error.
#[test]
fn deep_values_end_in_an_error_at_worst() {
    for depth in [60, 126, 100_000] {
        let text = format!("{}{}{}", r#"{"children":["#.repeat(depth), "", "]}".repeat(depth));
        let outcome = serde_json::from_str::<Tree>(&text);
        assert_eq!(outcome.is_ok(), depth == 60, "depth {depth}");
    }
    let deep: Value = (0..50).fold(json!(1.0), |inner, _| json!({ "not": inner }));
    assert!(matches!(round(deep), Expression::Not(_)));
}
