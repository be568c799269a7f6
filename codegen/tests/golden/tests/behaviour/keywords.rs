//! Keywords of JSON Schema that OpenAPI 3.1 brought.

use serde_json::json;
use specwright_goldens::keywords::types::{
    Block, Colour, Event, Everything, EverythingPairItem, EverythingTailItem, Filter, FilterAllItem, Outcome, Priority,
    Tree,
};

use crate::{read, round};

#[test]
fn lists_by_position_have_typed_items() {
    let everything: Everything = round(json!({ "point": [1.5, 2.0], "pair": ["a", 1], "tail": ["a", 1, 2] }));
    assert_eq!(everything.point, Some(vec![1.5, 2.0]));
    let pair = everything.pair.unwrap();
    assert!(matches!(pair.as_slice(), [EverythingPairItem::Text(a), EverythingPairItem::Integer(1)] if a == "a"));
    let tail = everything.tail.unwrap();
    assert!(matches!(tail.as_slice(), [EverythingTailItem::Text(_), EverythingTailItem::Integer(1), _]));
    // What follows the positions may be anything.
    let open: Everything = round(json!({ "open": ["a", {}, null] }));
    assert_eq!(open.open.unwrap().len(), 3);
}

#[test]
fn recursive_and_dynamic_references_lead_to_the_type() {
    let filter: Filter = round(json!({ "all": ["a", { "all": ["b"] }] }));
    assert!(matches!(&filter.all[1], FilterAllItem::Filter(inner) if inner.all.len() == 1));
    let tree: Tree = round(json!({ "name": "a", "children": [{ "name": "b" }] }));
    assert_eq!(tree.children.unwrap()[0].name, "b");
}

#[test]
fn ids_and_anchors_can_be_referred_to() {
    let everything: Everything =
        round(json!({ "person": { "address": { "city": "Ghent" } }, "tree": { "name": "oak" } }));
    assert_eq!(everything.person.unwrap().address.unwrap().city.as_deref(), Some("Ghent"));
    assert_eq!(everything.tree.unwrap().name, "oak");
}

#[test]
fn constants_are_values_of_one_enumeration() {
    assert_eq!(round::<Priority>(json!(1)), Priority::Low);
    assert_eq!(round::<Priority>(json!(2)), Priority::High);
    assert_eq!(round::<Priority>(json!(3)), Priority::Other(3));
    assert_eq!(round::<Colour>(json!("red")), Colour::Red);
}

#[test]
fn variants_are_called_by_what_tells_them_apart() {
    assert!(matches!(round(json!("Pending")), Outcome::Pending(_)));
    assert!(matches!(round(json!({ "Done": 1 })), Outcome::Done(done) if done.done == 1));
    assert!(matches!(round(json!({ "Failed": "why" })), Outcome::Failed(_)));
    assert!(matches!(round(json!({ "type": "opened", "at": 1 })), Event::Opened(opened) if opened.at == 1));
    assert!(matches!(round(json!({ "type": "closed", "reason": "late" })), Event::Closed(_)));
}

#[test]
fn keys_by_pattern_have_typed_values() {
    let everything: Everything = round(json!({
        "headers": { "x-a": "b", "n-c": 1 },
        "labels": { "name": "a", "x-b": "c" },
        "counts": { "name": "a", "b": 1 },
        "sealed": { "name": "a" },
    }));
    assert_eq!(everything.headers.unwrap().len(), 2);
    assert_eq!(everything.labels.unwrap().extra["x-b"], "c");
    assert_eq!(everything.counts.unwrap().extra["b"], 1);
}

#[test]
fn numbers_that_may_be_text_are_numbers() {
    let everything: Everything = read(json!({ "price": "1.50", "amount": "12" }));
    assert_eq!((everything.price, everything.amount), (Some(1.5), Some(12)));
    let everything: Everything = round(json!({ "price": 1.5, "amount": 12 }));
    assert_eq!((everything.price, everything.amount), (Some(1.5), Some(12)));
}

#[test]
fn discriminators_find_references_with_a_description() {
    assert!(matches!(round(json!({ "type": "note", "text": "a" })), Block::NoteBlock(_)));
    assert!(matches!(round(json!({ "type": "text", "text": "a" })), Block::TextBlock(_)));
}
