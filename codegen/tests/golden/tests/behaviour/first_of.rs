//! Values that are found at one of several places.

use serde_json::json;
use specwright_goldens::first_of::types::Login;

use crate::round;

#[test]
fn the_first_place_that_is_filled_wins() {
    let token = |json| round::<Login>(json).token().map(|token| token.expose().to_owned());
    assert_eq!(
        token(json!({ "token": "b", "result": { "token": "a", "deep": { "count": 1 }, "kind": "k" } })).as_deref(),
        Some("a")
    );
    assert_eq!(
        token(json!({ "token": "b", "result": { "token": null, "deep": { "count": 1 }, "kind": "k" } })).as_deref(),
        Some("b")
    );
    assert_eq!(token(json!({ "token": "b", "a/b": "c" })).as_deref(), Some("b"));
    assert_eq!(token(json!({ "a/b": "c" })).as_deref(), Some("c"));
    assert_eq!(token(json!({ "a/b": null })), None);
    assert_eq!(token(json!({})), None);
}

#[test]
fn places_may_be_deep_and_of_any_type() {
    let login: Login = round(json!({ "result": { "deep": { "count": 7 }, "kind": "k", "user": { "name": "N" } } }));
    assert_eq!(login.number(), Some(&7));
    assert_eq!(login.user().map(|user| user.name.as_str()), Some("N"));
    assert!(login.result().is_some());
    let login: Login = round(json!({ "count": 1, "result": { "deep": { "count": 7 }, "kind": "k" } }));
    assert_eq!(login.number(), Some(&1));
}
