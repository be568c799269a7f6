//! Which variant a value is.

use serde_json::{Value, json};
use specwright_goldens::unions::types::{
    Contact, Everything, Evidence, EvidenceDetails, Ids, Named, Nested, Payment, Pet, Scalar, Shape, Size,
};
use specwright_runtime::Maybe;

use crate::{read, refused, round};

#[test]
fn the_discriminator_tells() {
    assert!(matches!(round(json!({ "kind": "round", "radius": 1.5 })), Shape::Circle(circle) if circle.radius == 1.5));
    assert!(matches!(round(json!({ "kind": "Square", "side": 2.0 })), Shape::Square(_)));
    for kind in ["c", "disc"] {
        assert!(matches!(round(json!({ "kind": kind, "radius": 1.0 })), Named::Circle(_)));
    }
    assert!(matches!(round(json!({ "kind": "s", "side": 2.0 })), Named::Square(_)));
}

#[test]
fn a_value_the_discriminator_does_not_know_is_told_by_its_looks() {
    assert!(matches!(round(json!({ "kind": "new", "side": 2.0 })), Shape::Square(_)));
    assert!(matches!(round(json!({ "kind": "new", "area": 2.0 })), Shape::Other(_)));
}

#[test]
fn a_discriminator_that_lies_loses_no_data() {
    let value: Shape = round(json!({ "kind": "round", "side": 2.0 }));
    assert!(matches!(value, Shape::Square(_) | Shape::Other(_)), "{value:?}");
}

#[test]
fn looks_tell() {
    assert!(matches!(round(json!({ "name": "n", "claws": 4 })), Pet::Cat(_)));
    assert!(matches!(round(json!({ "name": "n", "tricks": ["sit"] })), Pet::Dog(_)));
    assert!(matches!(round(json!({ "name": "n" })), Pet::Animal(_)));
    assert!(matches!(round(json!({ "name": "n", "fur": "soft" })), Pet::Animal(animal) if animal.extra.len() == 1));
    assert!(matches!(round(json!({ "claws": 4 })), Pet::Other(_)));
    assert!(matches!(round(json!("n")), Pet::Other(_)));
    assert!(matches!(round(json!(null)), Pet::Other(_)));
}

#[test]
fn a_new_value_where_nothing_depends_on_it_is_no_reason_to_give_up() {
    let Evidence::Details(EvidenceDetails { kind, size, file, .. }) =
        round(json!({ "kind": "rights", "size": "huge", "file": "a.pdf" }))
    else {
        panic!("the only object there is")
    };
    assert_eq!((kind.unwrap().as_str(), size.unwrap().as_str()), ("rights", "huge"));
    // An empty text beside any text is a text.
    let file: Option<String> = file;
    assert_eq!(file.as_deref(), Some("a.pdf"));
    assert!(matches!(round(json!("")), Evidence::Text(_)));
}

#[test]
fn a_list_or_an_object_that_holds_one() {
    assert!(matches!(round(json!([1, 2])), Ids::List(ids) if ids == [1, 2]));
    assert!(matches!(round(json!([])), Ids::List(ids) if ids.is_empty()));
    assert!(matches!(round(json!({ "list": [1] })), Ids::IdPage(page) if page.list == [1]));
    assert!(matches!(round(json!(["text"])), Ids::Other(Value::Array(_))));
}

#[test]
fn scalars_are_told_by_their_type() {
    for json in [json!("1"), json!(1.5), json!(true), json!([1, "a"]), json!({ "a": 1 })] {
        assert!(!matches!(round::<Scalar>(json.clone()), Scalar::Other(_)), "{json}");
    }
    assert!(matches!(round(json!(null)), Scalar::Other(Value::Null)));
}

#[test]
fn numbers_and_truth_may_travel_as_text() {
    let both: Everything = read(json!({ "count": "12", "flag": "true" }));
    assert_eq!((both.count, both.flag), (Some(12), Some(true)));
    assert_eq!(serde_json::to_value(&both).unwrap(), json!({ "count": 12, "flag": true }));
    let plain: Everything = round(json!({ "count": -7, "flag": false }));
    assert_eq!((plain.count, plain.flag), (Some(-7), Some(false)));
    for json in [json!({ "count": "twelve" }), json!({ "count": 1.5 }), json!({ "flag": "yes" }), json!({ "flag": 1 })]
    {
        refused::<Everything>(json);
    }
}

#[test]
fn known_texts_beside_any_text_are_one_open_enumeration() {
    assert_eq!(round::<Size>(json!("small")), Size::Small);
    assert_eq!(round::<Size>(json!("medium")), Size::Other("medium".to_owned()));
}

#[test]
fn a_null_variant_makes_the_value_nullable() {
    assert_eq!(round::<Everything>(json!({ "maybe": null })).maybe, Maybe::Null);
    let value: Everything = round(json!({ "maybe": { "kind": "round", "radius": 1.0 } }));
    assert!(value.maybe.is_value());
}

#[test]
fn shared_fields_are_in_every_variant() {
    match round(json!({ "amount": 5, "number": "4111" })) {
        Payment::Card(card) => {
            assert_eq!((card.amount, card.number.expose()), (5, "4111"));
            assert!(!format!("{card:?}").contains("4111"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(round(json!({ "amount": 5, "iban": "DE" })), Payment::Transfer(transfer) if transfer.amount == 5));
    assert!(matches!(round(json!({ "number": "4111" })), Payment::Other(_)), "the amount is required");
}

#[test]
fn requirements_alone_are_no_union() {
    let contact: Contact = round(json!({ "mail": "a@b" }));
    assert_eq!(contact.mail.as_deref(), Some("a@b"));
}

#[test]
fn unions_nest() {
    assert!(matches!(round(json!([1])), Nested::Ids(Ids::List(_))));
    assert!(matches!(round(json!({ "kind": "round", "radius": 1.0 })), Nested::Shape(Shape::Circle(_))));
    assert!(matches!(round(json!({ "list": [1] })), Nested::Ids(Ids::IdPage(_))));
    assert!(matches!(round(json!({ "neither": 1 })), Nested::Other(_)));
    let inline: Everything = round(json!({ "inline": { "x": 1.0 } }));
    assert!(inline.inline.is_some());
}
