//! Limits are kept before anything is sent: the address of these clients leads nowhere.

use specwright_goldens::rules::Client;
use specwright_goldens::rules::types::{Line, Order};
use specwright_runtime::{Error, Maybe};

use crate::read;

fn client() -> Client {
    Client::builder("http://127.0.0.1:1").build().unwrap()
}

fn order() -> Order {
    Order::new("title", vec![Line::new(3)])
}

/// The places at which rules are broken.
fn broken<T: std::fmt::Debug, E: std::fmt::Debug>(outcome: Result<T, Error<E>>) -> Vec<String> {
    let error = outcome.expect_err("nothing listens there");
    assert_eq!(error.is_rule(), !error.rules().is_empty(), "{error}");
    error.rules().iter().map(|rule| rule.to_string()).collect()
}

#[tokio::test]
async fn what_keeps_the_rules_is_sent() {
    let outcome = client().put_order("ABC-1", &order()).limit(100).tags(&["a".to_owned()]).x_ratio(0.5).await;
    let error = outcome.expect_err("nothing listens there");
    assert!(error.is_connect() && !error.is_rule(), "{error}");
}

#[tokio::test]
async fn every_broken_rule_is_named_with_its_place() {
    let mut wrong = order();
    wrong.title = "x".repeat(51);
    wrong.lines = vec![Line::new(1000), Line { price: Some(0.0), ..Line::new(3) }];
    wrong.lines[1].codes = Some(vec![vec!["abcd".to_owned()]]);
    wrong.weights = Some(read(serde_json::json!({ "w": -1 })));
    wrong.parent = Some(Box::new(Order::new("", vec![])));
    wrong.note = Maybe::Value("<hidden>".to_owned());
    let outcome = client().put_order("abc", &wrong).limit(0).tags(&[String::new()]).x_ratio(1.0).await;
    let broken = broken(outcome).join("\n");
    for place in [
        "path.code",
        "query.limit",
        "query.tags[0]",
        "header.X-Ratio",
        "body.title",
        "body.lines[0].count",
        "body.lines[1].price",
        "body.lines[1].codes[0][0]",
        "body.weights",
        "body.parent.title",
        "body.parent.lines",
        "body.note",
    ] {
        assert!(broken.contains(place), "nothing about {place} in\n{broken}");
    }
    assert!(["abcd", "hidden", "xxx"].iter().all(|value| !broken.contains(value)), "values are not shown\n{broken}");
}

#[tokio::test]
async fn lists_forms_and_optional_bodies_have_rules_too() {
    assert!(broken(client().post_list("x").body(&[]).await).join("").contains("body"));
    assert!(broken(client().patch_form("x", &Line::new(1)).await).join("").contains("body.count"));
}

#[tokio::test]
async fn equal_items_are_found() {
    let twice = Order::new("title", vec![Line::new(3), Line::new(3)]);
    assert!(broken(client().put_order("ABC-1", &twice).await).join("").contains("body.lines"));
}

#[tokio::test]
async fn rules_can_be_left_to_the_server() {
    let wrong = Order::new("", vec![]);
    assert_eq!(broken(client().put_order("abc", &wrong).without_rules().await), [""; 0]);
    let lax = Client::builder("http://127.0.0.1:1").check_rules(false).build().unwrap();
    assert_eq!(broken(lax.put_order("abc", &wrong).await), [""; 0]);
}

/// An engine without look-around cannot check this; it must not refuse everything either.
#[tokio::test]
async fn a_pattern_that_cannot_be_checked_is_not_checked() {
    let mut odd = order();
    odd.odd = Some("x".to_owned());
    assert_eq!(broken(client().put_order("ABC-1", &odd).await), [""; 0]);
}

/// A value is refused if it breaks limits of every alternative that it can be.
#[tokio::test]
async fn limits_of_alternatives_are_checked() {
    let with = |choice: serde_json::Value| Order { choice: Some(read(choice)), ..order() };
    for (choice, rule) in [
        (serde_json::json!("longer than four"), "`body.choice` breaks the rule `maxLength 4`"),
        (serde_json::json!({ "count": 1002 }), "`body.choice.count` breaks the rule `maximum 999`"),
    ] {
        assert_eq!(broken(client().put_order("ABC-1", &with(choice)).await), [rule]);
    }
    for choice in [serde_json::json!("four"), serde_json::json!({ "count": 3 }), serde_json::json!({ "none": 1 })] {
        assert_eq!(broken(client().put_order("ABC-1", &with(choice)).await), [""; 0]);
    }
}
