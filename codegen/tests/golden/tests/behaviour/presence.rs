//! Required, optional, nullable, and fields that nobody described.

use serde_json::json;
use specwright_goldens::presence::types::{Bag, Closed, Counted, Part, Thing, ThingMode};
use specwright_runtime::Maybe;

use crate::{read, refused, round};

fn least() -> serde_json::Value {
    json!({ "always": "a", "always_or_null": null, "all": [1, null], "sizes": { "x": 1.5, "y": null } })
}

#[test]
fn the_least_there_is() {
    let thing: Thing = round(least());
    assert_eq!(thing.always, "a");
    assert_eq!(thing.always_or_null, None);
    assert_eq!(thing.maybe, None);
    assert_eq!(thing.maybe_or_null, Maybe::Absent);
    assert_eq!(thing.all, [Some(1), None]);
    assert_eq!(thing.sizes["y"], None);
    assert_eq!(thing.part_or_null, Maybe::Absent);
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let with = |value: serde_json::Value| {
        let mut json = least();
        json["maybe_or_null"] = value;
        round::<Thing>(json).maybe_or_null
    };
    assert_eq!(with(json!(null)), Maybe::Null);
    assert_eq!(with(json!("")), Maybe::Value(String::new()));
    assert_eq!(round::<Thing>(least()).maybe_or_null, Maybe::Absent);
}

#[test]
fn null_where_a_value_may_be_absent_is_taken_for_absent() {
    let mut json = least();
    json["maybe"] = json!(null);
    json["part"] = json!(null);
    let thing: Thing = read(json);
    assert_eq!((thing.maybe.clone(), thing.part.clone()), (None, None));
    assert_eq!(serde_json::to_value(&thing).unwrap(), least());
}

#[test]
fn a_required_field_that_may_be_null_is_not_missed_when_reading_and_always_written() {
    let mut json = least();
    json.as_object_mut().unwrap().remove("always_or_null");
    let thing: Thing = read(json);
    assert_eq!(thing.always_or_null, None);
    assert_eq!(serde_json::to_value(&thing).unwrap()["always_or_null"], json!(null));
}

#[test]
fn a_required_field_is_missed() {
    let mut json = least();
    json.as_object_mut().unwrap().remove("always");
    assert!(refused::<Thing>(json).contains("always"));
    let mut json = least();
    json["always"] = json!(null);
    refused::<Thing>(json);
    refused::<Thing>(json!("text"));
    refused::<Thing>(json!([]));
}

#[test]
fn what_is_required_in_one_direction_only_is_not_demanded() {
    let thing: Thing = round(least());
    assert_eq!((thing.id, thing.pin), (None, None));
}

#[test]
fn new_takes_what_is_required_and_nothing_else() {
    let thing = Thing::new("a", vec![], Default::default());
    assert_eq!(
        serde_json::to_value(&thing).unwrap(),
        json!({ "always": "a", "always_or_null": null, "all": [], "sizes": {} })
    );
}

#[test]
fn defaults_are_the_servers_business() {
    let thing: Thing = read(least());
    assert_eq!((thing.level, thing.mode, thing.labels), (None, None, None));
    let mut json = least();
    json["mode"] = json!("fast");
    json["level"] = json!(-7);
    let thing: Thing = round(json);
    assert_eq!((thing.level, thing.mode), (Some(-7), Some(ThingMode::Fast)));
}

#[test]
fn fields_that_are_not_described_are_kept() {
    let part: Part = round(json!({ "name": "n", "more": { "deep": [1, { "a": null }] }, "nothing": null }));
    assert_eq!(part.extra["more"]["deep"][1], json!({ "a": null }));
    assert_eq!(part.extra.len(), 2);
    assert_eq!(Part::default(), read(json!({})));
}

#[test]
fn the_rest_can_have_a_type_or_be_forbidden() {
    let counted: Counted = round(json!({ "name": "n", "a": 1, "b": -2 }));
    assert_eq!(counted.extra["b"], -2);
    refused::<Counted>(json!({ "name": "n", "a": "text" }));

    let closed: Closed = read(json!({ "name": "n", "more": 1 }));
    assert_eq!(serde_json::to_value(&closed).unwrap(), json!({ "name": "n" }));

    let bag: Bag = round(json!({ "x": { "name": "n" }, "y": {} }));
    assert_eq!(bag["x"].name.as_deref(), Some("n"));
}

#[test]
fn a_key_twice_is_not_two_values() {
    let twice = r#"{"name": "a", "name": "b"}"#;
    match serde_json::from_str::<Part>(twice) {
        Ok(part) => assert_eq!(part.name.as_deref(), Some("b"), "the last one counts, as it does elsewhere"),
        Err(error) => assert!(error.to_string().contains("name")),
    }
}
