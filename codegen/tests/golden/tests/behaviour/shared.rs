//! Content that stands at several places: each place has its name, and all names are one type.

use serde_json::json;
use specwright_goldens::shared::types::{
    ListOrdersState, Order, OrderBilling, OrderBillingKind, OrderDelivery, OrderPickup, OrderState, RestoreBodyTo,
};

use crate::round;

#[test]
fn a_value_fits_wherever_its_content_stands() {
    let billing = OrderBilling::new("1 Main Street");
    // By the name of another place, without conversion.
    let delivery: OrderDelivery = OrderDelivery { kind: Some(OrderBillingKind::Home), ..billing.clone() };
    let order = Order { billing: Some(billing), delivery: Some(delivery), ..Order::new(ListOrdersState::Open) };
    let to: &RestoreBodyTo = order.billing.as_ref().unwrap();
    assert_eq!(to.street, "1 Main Street");
    assert!(matches!(order.state, OrderState::Open));
}

#[test]
fn content_that_is_described_or_limited_differently_is_another_type() {
    use std::any::TypeId;
    assert_eq!(TypeId::of::<OrderBilling>(), TypeId::of::<RestoreBodyTo>());
    assert_ne!(TypeId::of::<OrderBilling>(), TypeId::of::<OrderPickup>());
}

#[test]
fn every_place_reads_and_writes() {
    round::<Order>(json!({
        "state": "closed",
        "billing": { "street": "a", "kind": "home" },
        "delivery": { "street": "b", "kind": "shed" },
        "pickup": { "street": "c" },
        "letter": { "street": "d" },
        "total": 5,
        "discount": { "cents": 7 },
    }));
}
