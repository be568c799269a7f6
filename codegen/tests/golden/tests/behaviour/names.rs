//! Names that others want, too: what is written is what the document says.

use serde_json::json;
use specwright_goldens::names::types::{Fields, Option as TheOption, Result as TheResult, String as TheString};

use crate::round;

#[test]
fn fields_keep_their_names_on_the_wire() {
    let json = json!({
        "type": "1", "self": "2", "Self": "3", "fields": 4, "index": 5, "out": 6, "_": "7", "1st": "8", "a-b": "9",
        "a_b": "10", "aB": "11", "Ok": "12", "None": "13", "crate": "14", "extra": "15", "new": "16", "default": "17",
        "": "18", "$ref": "19", "@odata.type": "20", "ändern": "21", "名前": "22", "r#type": "23", "quote\"d": "24",
        "something else": 25,
    });
    let fields: Fields = round(json);
    assert_eq!(fields.type_, "1");
    assert_eq!(fields.extra.as_deref(), Some("15"));
}

#[test]
fn types_called_like_those_of_the_prelude_are_types() {
    let option: TheOption =
        round(json!({ "some": "a", "none": ["x"], "boxed": { "next": {} }, "me": { "value": "v" } }));
    assert_eq!(option.some, TheString::A);
    let result: TheResult = round(json!({ "Ok": "fine" }));
    assert_eq!(result.ok, "fine");
}
