//! Parts that hold together.

use serde_json::json;
use specwright_goldens::all_of::types::{Address, Alternatives, Clash, Employee, NewPerson, Person, Renamed};
use specwright_runtime::Maybe;

use crate::{refused, round};

#[test]
fn inherited_fields_are_fields() {
    let person: Person = round(json!({ "id": "1", "created": "2026-01-02T03:04:05Z", "name": "N", "home": null }));
    assert_eq!((person.id.as_str(), person.name.as_str()), ("1", "N"));
    assert_eq!(person.home, Maybe::Null);
    let employee: Employee = round(json!({ "id": "1", "name": "N", "salary": 1.5 }));
    assert_eq!(employee.salary, Some(1.5));
    refused::<Employee>(json!({ "name": "N" }));
}

#[test]
fn a_wrapped_reference_is_the_type_itself() {
    let person: Person = round(json!({ "id": "1", "name": "N", "work": { "city": "C" } }));
    let work: Option<Address> = person.work;
    assert_eq!(work.and_then(|address| address.city).as_deref(), Some("C"));
}

#[test]
fn a_later_part_can_require() {
    refused::<NewPerson>(json!({ "note": "x" }));
    assert_eq!(NewPerson::new("N"), round(json!({ "name": "N" })));
}

#[test]
fn of_parts_that_disagree_the_later_one_counts() {
    assert_eq!(round::<Clash>(json!({ "size": 3 })).size, 3);
    refused::<Clash>(json!({ "size": "3" }));
}

#[test]
fn nothing_is_lost() {
    let renamed: Renamed = round(json!({ "a": "A", "b": "B", "c": 3 }));
    assert_eq!(renamed.extra["c"], 3);
    let either: Alternatives = round(json!({ "id": "1", "x": "X" }));
    assert_eq!(either.extra["x"], "X");
}
