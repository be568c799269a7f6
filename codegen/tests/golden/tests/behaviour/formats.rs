//! Scalars with a format.

use serde_json::json;
use specwright_goldens::formats::types::Formats;

use crate::{read, refused, round};

fn sample() -> serde_json::Value {
    json!({
        "at": "2026-01-02T03:04:05.006+01:00",
        "day": "2026-01-02",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "data": "aGVsbG8=",
        "secret": "hunter2",
        "small": 2147483647,
        "large": 9007199254740993_i64,
        "single": 1.5,
        "double": 0.1,
    })
}

fn with(key: &str, value: serde_json::Value) -> serde_json::Value {
    let mut json = sample();
    json[key] = value;
    json
}

#[test]
fn values_come_out_as_they_went_in() {
    let formats: Formats = round(sample());
    assert_eq!(formats.at.as_str(), "2026-01-02T03:04:05.006+01:00");
    assert_eq!((formats.at.year(), formats.at.offset_seconds()), (Some(2026), Some(3600)));
    assert_eq!(formats.day.day(), Some(2));
    assert_eq!(formats.data.as_bytes(), b"hello");
    assert_eq!(formats.large, 9_007_199_254_740_993);
    let more = with("times", json!({ "a": "2026-01-02T03:04:05Z" }));
    assert_eq!(round::<Formats>(more).times.map(|times| times.len()), Some(1));
    let any = with("any", json!([1, { "a": null }]));
    assert_eq!(round::<Formats>(any).any, Some(json!([1, { "a": null }])).into());
}

#[test]
fn a_date_that_is_none_is_kept_and_says_so() {
    let formats: Formats = round(with("at", json!("yesterday")));
    assert!(!formats.at.is_valid());
    assert_eq!(formats.at.as_str(), "yesterday");
}

#[test]
fn what_cannot_be_held_is_refused() {
    for (key, value) in [
        ("small", json!(2147483648_i64)),
        ("large", json!("1")),
        ("large", json!(1.5)),
        ("id", json!("no uuid")),
        ("data", json!("*")),
        ("at", json!(12)),
        ("truth", json!("true")),
    ] {
        refused::<Formats>(with(key, value));
    }
}

#[test]
fn whole_numbers_are_numbers() {
    let formats: Formats = read(with("double", json!(1)));
    assert!((formats.double - 1.0).abs() < f64::EPSILON);
    read::<Formats>(with("loose", json!(12)));
}

#[test]
fn secrets_are_sent_and_not_shown() {
    let formats: Formats = round(with("secrets", json!(["hidden1", "hidden2"])));
    let shown = format!("{formats:?} {formats:#?}");
    for secret in ["hunter2", "hidden1", "hidden2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(formats.secret.expose(), "hunter2");
    assert_eq!(formats.secrets.as_ref().map(|all| all[1].expose()), Some("hidden2"));
    let refusal = refused::<Formats>(with("secret", json!(["hunter2"])));
    assert!(!refusal.contains("hunter2"), "{refusal}");
}
