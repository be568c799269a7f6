use super::*;
use serde_json::json;

static NAME: Rules = Rules { min_length: Some(1), max_length: Some(3), pattern: Some("^[a-zä]*$"), ..Rules::NONE };
static COUNT: Rules =
    Rules { minimum: Some(1.0), maximum: Some(10.0), exclusive_maximum: true, multiple_of: Some(0.1), ..Rules::NONE };
static ITEM: Rules = Rules { fields: &[("name", &NAME), ("count", &COUNT), ("children", &LIST)], ..Rules::NONE };
static LIST: Rules = Rules { max_items: Some(2), unique_items: true, items: Some(&ITEM), ..Rules::NONE };
static MAP: Rules = Rules { min_properties: Some(1), values: Some(&NAME), ..Rules::NONE };
static MANY: Rules = Rules { items: Some(&COUNT), ..Rules::NONE };

fn check(rules: &'static Rules, value: Value) -> Vec<String> {
    rules.check(&value, "body").iter().map(|violation| format!("{} {}", violation.path, violation.rule)).collect()
}

#[test]
fn text() {
    assert!(check(&NAME, json!("äbc")).is_empty());
    assert_eq!(check(&NAME, json!("")), ["body minLength 1"]);
    assert_eq!(check(&NAME, json!("ABCD")), ["body maxLength 3", "body pattern ^[a-zä]*$"]);
}

#[test]
fn numbers() {
    assert!(check(&COUNT, json!(1)).is_empty());
    assert!(check(&COUNT, json!(1.3)).is_empty());
    assert_eq!(check(&COUNT, json!(10)), ["body exclusiveMaximum 10"]);
    assert_eq!(check(&COUNT, json!(0.5)), ["body minimum 1"]);
    assert_eq!(check(&COUNT, json!(1.25)), ["body multipleOf 0.1"]);
}

#[test]
fn places_are_named_also_in_recursive_types() {
    let value = json!([{"name": "a", "children": [{"count": 0}, {"name": "abcd"}]}, {}, {}]);
    assert_eq!(
        check(&LIST, value),
        [
            "body maxItems 2",
            "body uniqueItems",
            "body[0].children[0].count minimum 1",
            "body[0].children[1].name maxLength 3"
        ]
    );
    assert_eq!(check(&MAP, json!({"x": "abcd"})), ["body.x maxLength 3"]);
    assert_eq!(check(&MAP, json!({})), ["body minProperties 1"]);
}

#[test]
fn null_and_other_kinds_keep_all_rules() {
    assert!(check(&ITEM, json!({"name": null, "count": "text", "children": {}})).is_empty());
}

#[test]
fn reports_have_an_end() {
    assert_eq!(check(&MANY, json!(vec![0; 5000])).len(), MOST_REPORTED);
}

#[test]
fn values_are_not_shown() {
    let shown = NAME.check(&json!("hunter2"), "body.password")[0].to_string();
    assert_eq!(shown, "`body.password` breaks the rule `maxLength 3`");
}
