//! Values stored for the attributes of a credential.

use serde_json::json;
use specwright_clients::automation_anywhere_credential_vault::types::{
    AttributeValueUpdate, AttributeValues, NewAttributeValue,
};
use specwright_runtime::Maybe;

use super::wire::{Row, SPEC, Wire, signed, written};
use crate::support::assert_hides;

pub(super) const OPERATIONS: &[Row] = &[
    row!("createAttributeValues", "POST /v2/credentialvault/credentials/12/attributevalue", |vault| {
        vault.create_attribute_values(12, &[NewAttributeValue::new(30, "Jane.Smith")])
    }),
    row!("listAttributeValues", "GET /v2/credentialvault/credentials/12/attributevalues", |vault| {
        vault.list_attribute_values(12)
    }),
    row!("updateAttributeValue", "PUT /v2/credentialvault/credentials/12/attributevalues/30", |vault| {
        vault.update_attribute_value(12, 30, &[replacement()])
    }),
    row!("deleteAttributeValue", "DELETE /v2/credentialvault/credentials/12/values/30", |vault| {
        vault.delete_attribute_value(12, 30)
    }),
];

fn replacement() -> AttributeValueUpdate {
    AttributeValueUpdate {
        id: Some(30),
        version: Some(0),
        value: Some("<Attribute value>".into()),
        credential_attribute_id: Some(62),
        ..AttributeValueUpdate::default()
    }
}

#[tokio::test]
async fn create_attribute_values_answers_with_an_array() {
    let wire = Wire::start().await;
    let example = SPEC.operation("createAttributeValues").named_answer_example(201, "array");
    wire.answers(201, &example);

    let stored = wire.vault.create_attribute_values(12, &[NewAttributeValue::new(30, "Jane.Smith")]).await.unwrap();

    let AttributeValues::List(values) = stored else { panic!("{stored:?}") };
    assert_eq!((values[0].id, values[0].user_id, values[0].version), (30, Maybe::Null, Some(0)));
    assert_eq!(values[0].value.as_ref().unwrap().expose(), "Jane.Smith");
    assert_eq!(values[0].credential_attribute_id, Some(62));
}

#[tokio::test]
async fn create_attribute_values_answers_with_a_list() {
    let wire = Wire::start().await;
    let example = SPEC.operation("createAttributeValues").named_answer_example(201, "object");
    wire.answers(201, &example);

    let stored = wire.vault.create_attribute_values(12, &[NewAttributeValue::new(30, "Jane.Smith")]).await.unwrap();

    let AttributeValues::AttributeValueList(values) = stored else { panic!("{stored:?}") };
    let value = &values.list[0];
    assert_eq!((value.id, value.credential_attribute_id, value.created_by), (15, Some(84), Some(14)));
    assert_eq!(value.value.as_ref().unwrap().expose(), "Oy0hyrDwMeWF2dXLe00deQ==");
    assert_eq!((&value.user_id, value.version), (&Maybe::Absent, None));
}

#[tokio::test]
async fn attribute_values_of_another_shape_are_kept() {
    let wire = Wire::start().await;
    for received in [json!("stored"), json!({"items": []}), json!([{"id": "none"}])] {
        wire.answers(201, &received);

        let stored = wire.vault.create_attribute_values(12, &[]).await.unwrap();

        assert_eq!(stored, AttributeValues::Other(received.clone()));
        assert_eq!(written(&stored), received);
    }
}

#[tokio::test]
async fn several_values_are_stored_at_once() {
    let wire = Wire::start().await;
    wire.answers(201, &json!([]));
    let values = [NewAttributeValue::new(61, "Jane.Smith"), NewAttributeValue::new(62, "pass phrase")];

    wire.vault.create_attribute_values(12, &values).await.unwrap();

    let sent = signed("POST /v2/credentialvault/credentials/12/attributevalue").json(json!([
        {"credentialAttributeId": 61, "value": "Jane.Smith"},
        {"credentialAttributeId": 62, "value": "pass phrase"},
    ]));
    wire.server.received_one().assert_is(&sent);
}

#[tokio::test]
async fn list_attribute_values() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listAttributeValues", 200);

    let found = wire.vault.list_attribute_values(12).await.unwrap().list;

    assert_eq!((found[0].id, found[0].user_id, found[0].tenant_id), (30, Maybe::Null, Some(1)));
    assert_eq!(found[0].value.as_ref().unwrap().expose(), "Jane.Smith");
}

#[tokio::test]
async fn list_attribute_values_of_an_attribute_or_user() {
    let wire = Wire::start().await;
    let calls = [
        (wire.vault.list_attribute_values(12).credential_attribute_id(62), "credentialAttributeId=62"),
        (wire.vault.list_attribute_values(12).user_id(1), "userId=1"),
        (
            wire.vault.list_attribute_values(12).user_id(1).credential_attribute_id(62),
            "userId=1&credentialAttributeId=62",
        ),
    ];
    for (call, query) in calls {
        wire.answers(200, &json!({"list": [{"id": 30, "userId": "1"}]}));

        let found = call.await.unwrap().list;

        assert_eq!(found[0].user_id, Maybe::Value(1));
        let line = format!("GET /v2/credentialvault/credentials/12/attributevalues?{query}");
        wire.server.received_one().assert_is(&signed(&line));
    }
}

#[tokio::test]
async fn update_attribute_value() {
    let wire = Wire::start().await;
    wire.answers_as_documented("updateAttributeValue", 200);

    let stored = wire.vault.update_attribute_value(12, 30, &[replacement()]).await.unwrap();

    let AttributeValues::List(values) = stored else { panic!("{stored:?}") };
    // A masked value comes back empty.
    assert_eq!(values[0].value.as_ref().unwrap().expose(), "");
    assert_eq!(values[0].updated_on.as_ref().unwrap().as_str(), "2018-06-27T14:47:55+05:30");
}

#[tokio::test]
async fn delete_attribute_value() {
    let wire = Wire::start().await;
    wire.answers_as_documented("deleteAttributeValue", 204);

    let () = wire.vault.delete_attribute_value(12, 30).await.unwrap();
}

#[tokio::test]
async fn values_are_not_shown() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listAttributeValues", 200);

    let found = wire.vault.list_attribute_values(12).await.unwrap();

    let new = NewAttributeValue::new(30, "Jane.Smith");
    assert_hides(&["Jane.Smith", "<Attribute value>"], &format!("{found:?} {new:?} {:?}", replacement()));
}
