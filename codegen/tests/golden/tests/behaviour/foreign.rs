//! Types that are not generated.

use serde_json::json;
use specwright_goldens::foreign::types::{Either, Item};
use specwright_goldens::money::Money;

use crate::{refused, round};

fn money(cents: u64) -> Money {
    Money { cents, currency: "EUR".to_owned() }
}

#[test]
fn they_travel_as_they_wish() {
    let item: Item = round(json!({
        "id": "no uuid, and nobody minds",
        "price": "5.20 EUR",
        "earlier": ["6.00 EUR", "0.05 EUR"],
        "discount": null,
        "sold": "2026-01-02T03:04Z",
        "either": "1.00 EUR",
    }));
    assert_eq!((item.price, item.earlier), (money(520), Some(vec![money(600), money(5)])));
    assert_eq!(item.sold.as_deref(), Some("2026-01-02T03:04Z"));
    assert_eq!(item.either, Some(Either::Price(money(100))));
    let made = Item::new("a", money(1));
    assert_eq!(serde_json::to_value(made).unwrap(), json!({ "id": "a", "price": "0.01 EUR" }));
}

#[test]
fn what_they_refuse_is_refused_at_its_place() {
    let refusal = refused::<Item>(json!({ "id": "a", "price": "much" }));
    assert!(refusal.contains("no amount of money"), "{refusal}");
}
