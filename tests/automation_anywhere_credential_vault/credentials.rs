//! Credentials with their attributes.

use serde_json::{Value, json};
use specwright_clients::automation_anywhere_credential_vault::credentials::UpdateCredentialError;
use specwright_clients::automation_anywhere_credential_vault::types::{
    CredentialAttributeUpdate, CredentialUpdate, NewCredential, NewCredentialAttribute,
};
use specwright_runtime::Maybe;

use super::wire::{Row, Wire, signed, written};

pub(super) const OPERATIONS: &[Row] = &[
    row!("createCredential", "POST /v2/credentialvault/credentials", |vault| {
        vault.create_credential(&sharepoint_login())
    }),
    row!("listCredentials", "GET /v2/credentialvault/credentials", |vault| vault.list_credentials()),
    row!("getCredential", "GET /v2/credentialvault/credentials/12", |vault| vault.get_credential(12)),
    row!("updateCredential", "PUT /v2/credentialvault/credentials/12", |vault| {
        vault.update_credential(12, &login_details())
    }),
    row!("updateCredentialOwner", "PUT /v2/credentialvault/credentials/12/owner/2", |vault| {
        vault.update_credential_owner(12, 2)
    }),
    row!("deleteCredential", "DELETE /v2/credentialvault/credentials/11", |vault| vault.delete_credential(11)),
];

fn sharepoint_login() -> NewCredential {
    let username = NewCredentialAttribute {
        description: Some("Name of the user".into()),
        user_provided: Some(true),
        masked: Some(true),
        ..NewCredentialAttribute::new("Username")
    };
    NewCredential {
        description: Some("Credentials to login to SharePoint".into()),
        attributes: Some(vec![username]),
        ..NewCredential::new("SharePoint Login")
    }
}

fn login_details() -> CredentialUpdate {
    let username = CredentialAttributeUpdate {
        id: Some(61),
        version: Some(0),
        name: Some("<Updated attribute name >".into()),
        description: Some("SharePoint Username".into()),
        user_provided: Some(true),
        masked: Some(true),
        ..CredentialAttributeUpdate::default()
    };
    CredentialUpdate {
        id: Some(12),
        name: Some("SharePoint Login".into()),
        description: Some("Login details for SharePoint".into()),
        locker_id: Maybe::Null,
        owner_id: Some(1),
        attributes: Some(vec![username]),
        ..CredentialUpdate::new(0)
    }
}

#[tokio::test]
async fn create_credential() {
    let wire = Wire::start().await;
    wire.answers_as_documented("createCredential", 201);

    let created = wire.vault.create_credential(&sharepoint_login()).await.unwrap();

    // The document has all these numbers in quotation marks.
    assert_eq!((created.id, created.owner_id, created.version), (10, Some(1), Some(0)));
    assert_eq!(created.name.as_deref(), Some("SharePoint Login"));
    assert_eq!(created.description.value().unwrap(), "Credentials to login to SharePoint");
    assert_eq!(created.created_on.unwrap().as_str(), "2018-07-16T06:04:32.905Z");
    assert_eq!((created.locker_id, created.tenant_id, created.completed), (Maybe::Absent, None, None));
    let [username] = created.attributes.as_deref().unwrap() else { panic!("{:?}", created.attributes) };
    assert_eq!((username.id, username.created_by, username.version), (58, Some(1), Some(0)));
    assert_eq!((username.user_provided, username.masked), (Some(true), Some(true)));
}

#[tokio::test]
async fn list_credentials() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listCredentials", 200);

    let found = wire.vault.list_credentials().await.unwrap().list;

    assert_eq!(found.iter().map(|credential| credential.id).collect::<Vec<_>>(), [12, 11]);
    assert_eq!(found[0].locker_id, Maybe::Null);
    assert_eq!(found[0].description, Maybe::Value("-".into()));
    assert_eq!((found[0].version, found[0].completed), (Some(0), Some(false)));
    let created = found[0].created_on.as_ref().unwrap();
    assert_eq!((created.as_str(), created.offset_seconds()), ("2018-06-25T14:13:58+05:30", Some(19_800)));
    let attributes = found[1].attributes.as_ref().unwrap();
    assert_eq!(attributes[0].description, Maybe::Value("name of the user".into()));
    assert_eq!((attributes[1].name.as_deref(), &attributes[1].description), (Some("Victor.Hugo"), &Maybe::Null));
}

#[tokio::test]
async fn list_credentials_by_consumption_and_name() {
    let wire = Wire::start().await;
    let names = ["SharePoint Login".to_owned(), "R&D, SP=1".to_owned()];
    let calls = [
        (wire.vault.list_credentials().consumed(false), "consumed=false"),
        (wire.vault.list_credentials().consumed(true), "consumed=true"),
        (wire.vault.list_credentials().name("SharePoint Login"), "name=SharePoint%20Login"),
        // The comma between two names stands for itself, one inside a name does not.
        (wire.vault.list_credentials().names(&names), "names=SharePoint%20Login,R%26D%2C%20SP%3D1"),
        (wire.vault.list_credentials().name("ä").consumed(true), "name=%C3%A4&consumed=true"),
    ];
    for (call, query) in calls {
        wire.answers(200, &json!({"list": []}));

        let found = call.await.unwrap();

        assert!(found.list.is_empty());
        let line = format!("GET /v2/credentialvault/credentials?{query}");
        wire.server.received_one().assert_is(&signed(&line));
    }
}

#[tokio::test]
async fn get_credential() {
    let wire = Wire::start().await;
    wire.answers_as_documented("getCredential", 200);

    let credential = wire.vault.get_credential(12).await.unwrap();

    assert_eq!((credential.id, credential.tenant_id, credential.completed), (12, Some(1), None));
    assert_eq!(credential.attributes.unwrap()[0].id, 61);
}

#[tokio::test]
async fn ids_are_read_as_numbers_and_as_text() {
    let wire = Wire::start().await;
    for (id, locker) in [(json!(10), json!(2)), (json!("10"), json!("2"))] {
        wire.answers(200, &json!({"id": id, "ownerId": id, "lockerId": locker}));

        let credential = wire.vault.get_credential(10).await.unwrap();

        assert_eq!((credential.id, credential.owner_id, credential.locker_id), (10, Some(10), Maybe::Value(2)));
    }
    for id in [json!("ten"), json!(""), json!(1.5), json!("1.5"), json!(null), json!(true), json!(1e30)] {
        wire.answers(200, &json!({"name": "SharePoint Login", "id": id}));

        let error = wire.vault.get_credential(10).await.unwrap_err();

        assert!(error.is_decode(), "{id}: {error}");
        assert_eq!(error.json_path(), Some("id"), "{id}: {error}");
    }
}

#[tokio::test]
async fn absent_null_and_a_value_are_read_as_three_things() {
    let wire = Wire::start().await;
    for (received, expected) in [
        (json!({"id": 1}), (Maybe::Absent, Maybe::Absent)),
        (json!({"id": 1, "lockerId": null, "description": null}), (Maybe::Null, Maybe::Null)),
        (json!({"id": 1, "lockerId": 2, "description": ""}), (Maybe::Value(2), Maybe::Value(String::new()))),
    ] {
        wire.answers(200, &received);

        let credential = wire.vault.get_credential(1).await.unwrap();

        assert_eq!(written(&credential), received);
        assert_eq!((credential.locker_id, credential.description), expected);
    }
}

#[tokio::test]
async fn absent_null_and_a_value_are_written_as_three_things() {
    let wire = Wire::start().await;
    for (locker_id, sent) in [
        (Maybe::Absent, json!({"version": 3})),
        (Maybe::Null, json!({"version": 3, "lockerId": null})),
        (Maybe::Value(2), json!({"version": 3, "lockerId": 2})),
    ] {
        wire.answers(200, &json!({"id": 1}));

        wire.vault.update_credential(1, &CredentialUpdate { locker_id, ..CredentialUpdate::new(3) }).await.unwrap();

        assert_eq!(wire.server.received_one().json(), sent);
    }
}

#[tokio::test]
async fn fields_that_are_not_described_are_kept_and_written_back() {
    let wire = Wire::start().await;
    let received = json!({"id": 1, "folder": {"path": "/a"}, "attributes": [{"id": 2, "passwordFlag": true}]});
    wire.answers(200, &received);

    let credential = wire.vault.get_credential(1).await.unwrap();

    assert_eq!(credential.extra["folder"]["path"], "/a");
    assert_eq!(credential.attributes.as_ref().unwrap()[0].extra["passwordFlag"], Value::Bool(true));
    assert_eq!(written(&credential), received);
}

#[tokio::test]
async fn update_credential() {
    let wire = Wire::start().await;
    wire.answers_as_documented("updateCredential", 200);

    let updated = wire.vault.update_credential(12, &login_details()).await.unwrap();

    assert_eq!(updated.description, Maybe::Value("Login details for SharePoint".into()));
    assert_eq!((updated.version, updated.locker_id), (Some(0), Maybe::Null));
}

#[tokio::test]
async fn a_stale_version_is_a_conflict_that_tells_why() {
    let wire = Wire::start().await;
    wire.answers(409, &json!({"message": "version 0 is outdated"}));

    let error = wire.vault.update_credential(12, &login_details()).await.unwrap_err();

    assert_eq!(error.status(), Some(409));
    let Some(UpdateCredentialError::Conflict(conflict)) = error.body() else { panic!("{error:?}") };
    assert_eq!(conflict.message.as_deref(), Some("version 0 is outdated"));
    assert_eq!(error.to_string(), "updateCredential: PUT /v2/credentialvault/credentials/{id} answered 409 Conflict");
}

#[tokio::test]
async fn update_credential_owner() {
    let wire = Wire::start().await;
    wire.answers_as_documented("updateCredentialOwner", 200);

    let credential = wire.vault.update_credential_owner(12, 2).await.unwrap();

    // The sample keeps the old owner.
    assert_eq!((credential.id, credential.owner_id), (12, Some(1)));
}

#[tokio::test]
async fn delete_credential() {
    let wire = Wire::start().await;
    wire.answers_as_documented("deleteCredential", 204);

    let answer = wire.vault.delete_credential(11).send().await.unwrap();

    assert_eq!((answer.status(), answer.bytes().len()), (204, 0));
    let () = answer.into_value();
}
