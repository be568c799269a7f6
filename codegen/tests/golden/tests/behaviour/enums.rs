//! Known values, and those that came later.

use serde_json::json;
use specwright_goldens::enums::types::{
    Answer, Colour, Edition, Level, Operator, Result as Found, SortOrder, State, Vote,
};
use specwright_runtime::Maybe;

use crate::{refused, round};

/// Each value is read as a variant of its own, which writes it as it was.
macro_rules! each_is_itself {
    ($ty:ident) => {
        let mut seen = Vec::new();
        for wire in $ty::KNOWN {
            let value: $ty = round(json!(wire));
            assert!(!matches!(value, $ty::Other(_)), "{wire:?}");
            assert!(!seen.contains(&value), "{wire:?} is another value");
            seen.push(value);
        }
    };
}

#[test]
fn every_known_value_is_a_variant() {
    each_is_itself!(Colour);
    each_is_itself!(State);
    each_is_itself!(Level);
    each_is_itself!(SortOrder);
    each_is_itself!(Operator);
    each_is_itself!(Vote);
    assert_eq!(SortOrder::KNOWN, ["ASC", "asc", "Desc", "DESC", "desc"]);
    assert_eq!(State::KNOWN, [0, 1, 2, -1]);
}

#[test]
fn values_that_want_a_taken_name_are_variants_too() {
    let values: Vec<Edition> = Edition::KNOWN.iter().map(|&wire| round(json!(wire))).collect();
    for (index, value) in values.iter().enumerate() {
        assert_eq!(value.as_str(), Edition::KNOWN[index]);
        assert_eq!(values.iter().position(|other| other == value), Some(index));
    }
    assert_ne!(round::<Edition>(json!("Other")), round::<Edition>(json!("something else")));
}

#[test]
fn unknown_values_are_kept() {
    assert_eq!(round::<Colour>(json!("blue")), Colour::Other("blue".to_owned()));
    assert_eq!(round::<Colour>(json!("RED")), Colour::Other("RED".to_owned()), "case matters");
    assert_eq!(round::<State>(json!(99)), State::Other(99));
    assert_eq!(round::<State>(json!(i64::MIN)).value(), i64::MIN);
    refused::<Colour>(json!(1));
    refused::<State>(json!("1"));
    refused::<State>(json!(1.5));
}

#[test]
fn values_can_be_made_from_text_and_shown() {
    assert_eq!(Colour::from("red"), Colour::Red);
    assert_eq!(Colour::from("dark-green".to_owned()), Colour::DarkGreen);
    assert_eq!(Colour::SkyBlue.to_string(), "sky blue");
    assert_eq!(State::from(1), State::InProgress);
    assert_eq!(State::Failed.value(), -1);
    assert_eq!(State::Failed.to_string(), "-1");
}

#[test]
fn null_among_the_values_makes_the_field_nullable() {
    let found: Found = round(json!({ "answer": null }));
    assert_eq!(found.answer, Maybe::Null);
    let found: Found = round(json!({ "answer": "yes", "mixed": true, "always": true, "ratio": 0.5 }));
    assert_eq!(found.answer, Maybe::Value(Answer::Yes));
    assert_eq!(found.mixed, Some(json!(true)).into());
}
