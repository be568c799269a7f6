//! Types as the generator emits them, there and back.

use std::collections::BTreeMap;

use serde::ser::Serializer;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::__private as p;
use crate::{Extra, Maybe};

/// A record with a field of each presence.
#[derive(Debug, Clone, PartialEq)]
struct Locker {
    name: String,
    note: Option<String>,
    parent: Option<i64>,
    owner_id: Maybe<i64>,
    counts: Vec<i64>,
    permission: Option<Permission>,
    extra: Extra,
}

impl<'de> Deserialize<'de> for Locker {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::record(d, "Locker", &["name", "note", "parent", "ownerId", "counts", "permission"]).map(
            |((p::Need(name), note, parent, p::MayText(owner_id), p::NeedText(counts), permission), extra)| Self {
                name,
                note,
                parent,
                owner_id,
                counts,
                permission,
                extra,
            },
        )
    }
}

impl Serialize for Locker {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let fields = (
            &self.name,
            p::May(&self.note),
            &self.parent,
            p::May(&self.owner_id),
            &self.counts,
            p::May(&self.permission),
        );
        p::write_record(s, &["name", "note", "parent", "ownerId", "counts", "permission"], fields, &self.extra)
    }
}

/// An enumeration of texts.
#[derive(Debug, Clone, PartialEq)]
enum Permission {
    Own,
    Other(String),
}

impl From<String> for Permission {
    fn from(text: String) -> Self {
        if text == "own" { Self::Own } else { Self::Other(text) }
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::read_text::<Self, _>(d)
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(match self {
            Self::Own => "own",
            Self::Other(text) => text,
        })
    }
}

/// A record without `extra`, and one with values of one type.
#[derive(Debug, PartialEq)]
struct Closed(Option<i64>);

impl<'de> Deserialize<'de> for Closed {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::record(d, "Closed", &["a"]).map(|((a,), p::Closed)| Self(a))
    }
}

#[derive(Debug, PartialEq)]
struct Counts(BTreeMap<String, i64>);

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::record(d, "Counts", &[]).map(|((), p::Typed(counts))| Self(counts))
    }
}

/// A union of a list, two kinds of objects and a number that may be text.
#[derive(Debug, Clone, PartialEq)]
enum Values {
    List(Vec<String>),
    Locker(Box<Locker>),
    Tagged(Extra),
    Number(i64),
    Other(Value),
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        p::union(d)
    }
}

impl p::ReadUnion for Values {
    const SHAPES: &'static [p::VariantShape] = &[
        p::VariantShape { kinds: &[p::Kind::Array], ..p::VariantShape::ANY },
        p::VariantShape {
            kinds: &[p::Kind::Object],
            required: &["name", "counts"],
            known: &["name", "note", "counts"],
            ..p::VariantShape::ANY
        },
        p::VariantShape {
            kinds: &[p::Kind::Object],
            known: &["type"],
            constants: &[("type", &["\"tagged\"", "7"])],
            ..p::VariantShape::ANY
        },
        p::VariantShape { kinds: &[p::Kind::Integer, p::Kind::String], ..p::VariantShape::ANY },
    ];
    const DISCRIMINATOR: Option<(&'static str, &'static [(&'static str, usize)])> =
        Some(("type", &[("locker", 1), ("tagged", 2)]));

    fn read(index: usize, value: &Value) -> Result<Self, serde_json::Error> {
        match index {
            0 => p::variant(value).map(Self::List),
            1 => p::variant(value).map(Self::Locker),
            2 => p::variant(value).map(Self::Tagged),
            3 => p::variant_text_or_number(value).map(Self::Number),
            _ => p::variant(value).map(Self::Other),
        }
    }

    fn other(value: Value) -> Self {
        Self::Other(value)
    }
}

fn locker(value: Value) -> Result<Locker, serde_json::Error> {
    serde_json::from_str(&value.to_string())
}

#[test]
fn records_round_trip() {
    for value in [
        json!({"name": "a", "parent": null, "counts": []}),
        json!({"name": "a", "note": "n", "parent": 1, "ownerId": null, "counts": [1], "permission": "own"}),
        json!({"name": "a", "parent": 1, "ownerId": 7, "counts": [], "permission": "new one", "x": {"y": [null]}}),
    ] {
        let read = locker(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
}

#[test]
fn absent_null_and_text() {
    let read = locker(json!({"counts": ["1", 2, 3.0], "name": "a", "note": null, "ownerId": "-5"})).unwrap();
    assert_eq!((read.note, read.parent, read.owner_id), (None, None, Maybe::Value(-5)));
    assert_eq!(read.counts, [1, 2, 3]);
}

#[test]
fn missing_and_wrong_fields_are_named() {
    let error = locker(json!({"name": "a"})).unwrap_err().to_string();
    assert!(error.starts_with("missing field `counts`"), "{error}");
    let error = locker(json!({"name": 1, "counts": []})).unwrap_err().to_string();
    assert!(error.starts_with("invalid type: integer `1`, expected a string"), "{error}");
    let error = locker(json!({"name": "a", "counts": ["x"]})).unwrap_err().to_string();
    assert!(error.starts_with("expected a whole number"), "{error}");
    let error = locker(json!([])).unwrap_err().to_string();
    assert!(error.contains("expected an object (Locker)"), "{error}");
}

#[test]
fn paths_lead_into_records() {
    let json = r#"[{"name": "a", "parent": 1, "counts": [1, "x"]}]"#;
    let mut input = serde_json::Deserializer::from_str(json);
    let error = serde_path_to_error::deserialize::<_, Vec<Locker>>(&mut input).unwrap_err();
    assert_eq!(error.path().to_string(), "[0].counts[1]");
}

#[test]
fn closed_and_typed_records() {
    let closed = Closed::deserialize(&json!({"x": [{}], "a": 1})).unwrap();
    assert_eq!(closed, Closed(Some(1)));
    let counts = Counts::deserialize(&json!({"x": 1, "y": 2})).unwrap();
    assert_eq!(counts.0.into_iter().collect::<Vec<_>>(), [("x".into(), 1), ("y".into(), 2)]);
    assert!(Counts::deserialize(&json!({"x": "hunter2"})).is_err_and(|e| !e.to_string().contains("hunter2")));
}

#[test]
fn lenient_types() {
    fn read<T: p::ReadAs<p::TextOrNumber>>(value: Value) -> Option<T> {
        p::read_as(&value).ok()
    }
    assert_eq!(read::<bool>(json!("True")), Some(true));
    assert_eq!(read::<bool>(json!("1")), None);
    assert_eq!(read::<i32>(json!("3000000000")), None);
    assert_eq!(read::<u64>(json!(u64::MAX.to_string())), Some(u64::MAX));
    assert_eq!(read::<i64>(json!(1.5)), None);
    assert_eq!(read::<f64>(json!("1.5")), Some(1.5));
    assert_eq!(read::<f64>(json!("NaN")), None);
    assert_eq!(read::<Option<Vec<i64>>>(json!(["1"])), Some(Some(vec![1])));
    assert_eq!(read::<Option<i64>>(json!(null)), Some(None));
    assert_eq!(read::<BTreeMap<String, Maybe<i64>>>(json!({"a": null})).unwrap()["a"], Maybe::Null);
}

#[test]
fn unions_take_the_best_fit_and_keep_the_rest() {
    let read = |value: Value| serde_json::from_value::<Values>(value).unwrap();
    assert_eq!(read(json!(["a"])), Values::List(vec!["a".into()]));
    assert_eq!(read(json!([1])), Values::Other(json!([1])));
    assert_eq!(read(json!("12")), Values::Number(12));
    assert_eq!(read(json!(null)), Values::Other(json!(null)));
    assert!(matches!(read(json!({"name": "a", "counts": []})), Values::Locker(_)));
    assert!(matches!(read(json!({"type": 7, "a": 1})), Values::Tagged(_)));
    assert!(matches!(read(json!({"type": 8})), Values::Other(_)));
}

#[test]
fn discriminators_decide_but_not_against_the_content() {
    let read = |value: Value| serde_json::from_value::<Values>(value).unwrap();
    assert!(matches!(read(json!({"type": "tagged", "name": "a", "counts": []})), Values::Tagged(_)));
    assert!(matches!(read(json!({"type": "locker", "name": "a", "counts": []})), Values::Locker(_)));
    // The mapped variant does not decode, and no other fits.
    assert!(matches!(read(json!({"type": "locker"})), Values::Other(_)));
    // Not mapped: the shape decides.
    assert!(matches!(read(json!({"type": "new", "name": "a", "counts": []})), Values::Locker(_)));
}

#[test]
fn integers_with_names() {
    #[derive(Debug, PartialEq)]
    struct Code(i64);
    impl From<i64> for Code {
        fn from(value: i64) -> Self {
            Self(value)
        }
    }
    assert_eq!(p::read_integer::<Code, _>(&json!(3)).unwrap(), Code(3));
    assert!(p::read_integer::<Code, _>(&json!("3")).is_err());
    assert_eq!(p::read_integer_or_text::<Code, _>(&json!("3")).unwrap(), Code(3));
    assert_eq!(p::read_integer_or_text::<Code, _>(&json!(3)).unwrap(), Code(3));
    assert!(p::read_integer_or_text::<Code, _>(&json!("three")).is_err());
}

#[test]
fn whole_numbers_in_any_spelling() {
    fn read<T: p::ReadAs<p::Whole>>(text: &str) -> Result<T, String> {
        let value = serde_json::from_str::<p::OfWhole<T>>(text);
        value.map(|value| value.0).map_err(|error| super::messages::without_value(&error))
    }
    assert_eq!(read::<i64>("10.0"), Ok(10));
    assert_eq!(read::<i64>("-1e3"), Ok(-1000));
    assert_eq!(read::<i64>("9007199254740993"), Ok(9_007_199_254_740_993));
    assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(read::<Vec<Option<i32>>>("[1.0, null]"), Ok(vec![Some(1), None]));
    assert_eq!(read::<i64>("1.5"), Err("invalid type: floating point, expected a whole number".to_owned()));
    assert_eq!(read::<i64>("\"1\""), Err("invalid type: string, expected a whole number".to_owned()));
    // Beyond 53 bits floating point has gaps, so nobody knows which number was meant.
    assert!(read::<i64>("1e17").is_err());
    assert_eq!(read::<i32>("3000000000"), Err(super::messages::INTEGER.to_owned()));
    assert!(read::<i64>("9223372036854775808").is_err());
}

#[test]
fn more_fields_than_a_tuple_has_room_for_are_read_in_any_order() {
    #[derive(Debug, PartialEq)]
    struct Many([Option<i64>; 11]);

    impl<'de> Deserialize<'de> for Many {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            p::record(deserializer, "Many", &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]).map(
                |(p::More((a, b, c, d, e, f, g, h), (i, p::Need(j), p::MayWhole(k))), p::Closed)| {
                    Self([a, b, c, d, e, f, g, h, i, Some(j), k])
                },
            )
        }
    }

    let read = |text: &str| serde_json::from_str::<Many>(text);
    let some = |pairs: &[(usize, i64)]| {
        let mut all = [None; 11];
        pairs.iter().for_each(|(index, value)| all[*index] = Some(*value));
        Many(all)
    };
    assert_eq!(read(r#"{"k":11.0,"j":10,"a":1,"h":8}"#).unwrap(), some(&[(0, 1), (7, 8), (9, 10), (10, 11)]));
    assert!(read(r#"{"a":1}"#).unwrap_err().to_string().starts_with("missing field `j`"));
    assert!(read(r#"{"j":1,"i":"x"}"#).is_err());
}
