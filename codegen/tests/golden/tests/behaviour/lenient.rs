//! Numbers and truth values that also travel as text.

use serde_json::json;
use specwright_goldens::lenient::types::{Colour, IdOrIds, Places};
use specwright_runtime::Maybe;

use crate::{read, refused, round};

#[test]
fn text_is_read_wherever_the_number_can_stand_and_numbers_are_written() {
    let places: Places = read(json!({
        "id": "1", "small": "2", "ids": ["3", 4, null], "maybe": "5", "wrapped": "-6",
        "deep": [{ "a": "true", "b": false }], "union": "7", "other": "8",
    }));
    assert_eq!((places.id, places.small, &*places.ids), (1, Some(2), &[Some(3), Some(4), None][..]));
    assert_eq!((places.maybe, places.wrapped), (Maybe::Value(5), Some(-6)));
    assert!(places.deep.as_ref().is_some_and(|deep| deep[0]["a"] && !deep[0]["b"]));
    assert_eq!(places.extra["other"], 8);
    assert_eq!(
        serde_json::to_value(&places).unwrap(),
        json!({
            "id": 1, "small": 2, "ids": [3, 4, null], "maybe": 5, "wrapped": -6,
            "deep": [{ "a": true, "b": false }], "union": 7, "other": 8,
        })
    );
}

#[test]
fn numbers_are_numbers_and_null_is_null() {
    let places: Places = round(json!({ "id": i64::MAX, "small": null, "ids": [], "maybe": null }));
    assert_eq!((places.id, places.small, places.maybe), (i64::MAX, None, Maybe::Null));
}

#[test]
fn unions_tell_them_apart() {
    assert_eq!(read::<IdOrIds>(json!("12")), IdOrIds::Id(12));
    assert_eq!(read::<IdOrIds>(json!(["12", 13])), IdOrIds::List(vec![12, 13]));
    assert!(matches!(round(json!("twelve")), IdOrIds::Other(_)));
}

#[test]
fn what_is_no_number_is_refused() {
    let with = |key: &str, value: serde_json::Value| {
        let mut json = json!({ "id": 1, "small": 2, "ids": [] });
        json[key] = value;
        json
    };
    for (key, value) in [
        ("id", json!("")),
        ("id", json!("1.5")),
        ("id", json!("1 2")),
        ("id", json!("9223372036854775808")),
        ("id", json!(true)),
        ("id", json!(null)),
        ("small", json!("2147483648")),
        ("ids", json!(["x"])),
        ("strict", json!("1")),
        ("other", json!("x")),
    ] {
        refused::<Places>(with(key, value));
    }
}

#[test]
fn codes_with_names_are_read_from_text_and_written_as_numbers_if_they_are_known() {
    for (wire, expected, written) in [
        (json!("1"), Colour::Custom, json!(1)),
        (json!(2), Colour::Primary, json!(2)),
        (json!("7"), Colour::Other(7), json!("7")),
    ] {
        let colour: Colour = read(wire);
        assert_eq!(colour, expected);
        assert_eq!(serde_json::to_value(colour).unwrap(), written);
    }
    refused::<Colour>(json!("red"));
}
