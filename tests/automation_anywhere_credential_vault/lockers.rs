//! Lockers with their consumers, members and credentials.

use serde_json::json;
use specwright_clients::automation_anywhere_credential_vault::lockers::{
    ListLockerConsumersError, ListLockerConsumersOutput,
};
use specwright_clients::automation_anywhere_credential_vault::types::{
    LockerMemberUpdate, LockerPermission, LockerUpdate, NewLocker, NewLockerConsumer,
};
use specwright_runtime::Maybe;

use super::wire::{Row, Wire, signed, written};
use crate::support::server::Answer;

pub(super) const OPERATIONS: &[Row] = &[
    row!("listLockers", "GET /v2/credentialvault/lockers", |vault| vault.list_lockers()),
    row!("createLocker", "POST /v2/credentialvault/lockers", |vault| vault.create_locker(&salesforce())),
    row!("listLockersAdvanced", "GET /v2/credentialvault/lockers/advanced", |vault| vault.list_lockers_advanced()),
    row!("getLocker", "GET /v2/credentialvault/lockers/2", |vault| vault.get_locker(2)),
    row!("updateLocker", "PUT /v2/credentialvault/lockers/2", |vault| vault.update_locker(2, &renamed())),
    row!("deleteLocker", "DELETE /v2/credentialvault/lockers/4", |vault| vault.delete_locker(4)),
    row!(
        "listLockerConsumers",
        "GET /v2/credentialvault/lockers/2/consumers",
        |vault| vault.list_locker_consumers(2),
        |answer| match answer {
            ListLockerConsumersOutput::Ok(list) => written(&list),
            ListLockerConsumersOutput::NoContent => written(&()),
        }
    ),
    row!("addLockerConsumer", "PUT /v2/credentialvault/lockers/2/consumers", |vault| {
        vault.add_locker_consumer(2, &NewLockerConsumer::new(14))
    }),
    row!("removeLockerConsumer", "DELETE /v2/credentialvault/lockers/2/consumers/14", |vault| {
        vault.remove_locker_consumer(2, 14)
    }),
    row!("listLockerMembers", "GET /v2/credentialvault/lockers/2/members", |vault| vault.list_locker_members(2)),
    row!("putLockerMember", "PUT /v2/credentialvault/lockers/2/members/3", |vault| {
        vault.put_locker_member(2, 3, &manager())
    }),
    row!("removeLockerMember", "DELETE /v2/credentialvault/lockers/2/members/3", |vault| {
        vault.remove_locker_member(2, 3)
    }),
    row!("addCredentialToLocker", "PUT /v2/credentialvault/lockers/2/credentials/58", |vault| {
        vault.add_credential_to_locker(2, 58)
    }),
    row!("removeCredentialFromLocker", "DELETE /v2/credentialvault/lockers/2/credentials/59", |vault| {
        vault.remove_credential_from_locker(2, 59)
    }),
    // The only path that ends in a slash.
    row!("listLockerCredentials", "GET /v2/credentialvault/lockers/2/credentials/", |vault| {
        vault.list_locker_credentials(2)
    }),
];

fn salesforce() -> NewLocker {
    NewLocker {
        description: Some("Use this to store all credentials for the SalesForce application".into()),
        ..NewLocker::new("SalesForce Locker")
    }
}

fn renamed() -> LockerUpdate {
    LockerUpdate {
        id: Some(2),
        name: Some("<updated lockername>".into()),
        description: Some("<updated description>".into()),
        version: Some(0),
        ..LockerUpdate::default()
    }
}

fn manager() -> LockerMemberUpdate {
    LockerMemberUpdate::new(vec![LockerPermission::Participate, LockerPermission::Manage])
}

#[tokio::test]
async fn list_lockers() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockers", 200);

    let found = wire.vault.list_lockers().await.unwrap().list;

    assert_eq!(
        found.iter().map(|locker| (locker.id, locker.version)).collect::<Vec<_>>(),
        [(2, Some(1)), (3, Some(0))]
    );
    assert_eq!((found[0].name.as_deref(), found[0].description.as_deref()), (Some("SharePoint Locker"), Some("")));
    assert_eq!(found[0].updated_on.as_ref().unwrap().as_str(), "2018-07-04T09:41:04.682Z");
}

#[tokio::test]
async fn list_lockers_by_consumption() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockers", 200);

    wire.vault.list_lockers().consumed(false).await.unwrap();

    wire.server.received_one().assert_is(&signed("GET /v2/credentialvault/lockers?consumed=false"));
}

#[tokio::test]
async fn create_locker() {
    let wire = Wire::start().await;
    wire.answers_as_documented("createLocker", 201);

    let created = wire.vault.create_locker(&salesforce()).send().await.unwrap();

    assert_eq!(created.status(), 201);
    assert_eq!((created.value().id, created.value().created_by), (4, Some(2)));
    assert_eq!(created.value().name.as_deref(), Some("SalesForce Locker"));
}

#[tokio::test]
async fn a_success_of_another_number_is_read_as_the_documented_one() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"id": 4}));

    let created = wire.vault.create_locker(&salesforce()).send().await.unwrap();

    assert_eq!((created.status(), created.value().id), (200, 4));
}

#[tokio::test]
async fn list_lockers_advanced() {
    use LockerPermission::{Manage, Own, Participate};
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockersAdvanced", 200);

    let found = wire.vault.list_lockers_advanced().await.unwrap().list;

    let counts: Vec<_> = found.iter().map(|locker| (locker.id, locker.count_of_credentials)).collect();
    assert_eq!(counts, [(2, Some(1)), (3, Some(0)), (4, Some(0))]);
    let members = found[0].members.as_ref().unwrap();
    assert_eq!((members[0].id, members[0].permissions.as_deref()), (1, Some([Participate, Manage].as_slice())));
    assert_eq!((members[1].id, members[1].permissions.as_deref()), (2, Some([Participate, Own, Manage].as_slice())));
}

#[tokio::test]
async fn get_locker() {
    let wire = Wire::start().await;
    wire.answers_as_documented("getLocker", 200);

    let locker = wire.vault.get_locker(2).await.unwrap();

    assert_eq!((locker.id, locker.tenant_id, locker.version), (2, Some(1), Some(2)));
}

#[tokio::test]
async fn update_locker() {
    let wire = Wire::start().await;
    wire.answers_as_documented("updateLocker", 200);

    let locker = wire.vault.update_locker(2, &renamed()).await.unwrap();

    assert_eq!((locker.id, locker.created_by, locker.tenant_id), (2, Some(8), None));
    assert_eq!(locker.name.as_deref(), Some("SharePoint-Locker"));
}

#[tokio::test]
async fn list_locker_consumers_answers_with_a_list_or_with_nothing() {
    let wire = Wire::start().await;

    wire.answers_as_documented("listLockerConsumers", 200);
    let answer = wire.vault.list_locker_consumers(2).await.unwrap();
    let ListLockerConsumersOutput::Ok(consumers) = answer else { panic!("{answer:?}") };
    assert_eq!(consumers.list[0].id, 14);

    wire.answers_as_documented("listLockerConsumers", 204);
    let answer = wire.vault.list_locker_consumers(2).await.unwrap();
    assert!(matches!(answer, ListLockerConsumersOutput::NoContent), "{answer:?}");
}

#[tokio::test]
async fn a_success_that_is_none_of_several_documented_ones_is_kept() {
    let wire = Wire::start().await;
    wire.server.answers(Answer::new(202).text("later"));

    let error = wire.vault.list_locker_consumers(2).await.unwrap_err();

    assert!(error.is_decode() && error.decode_error().unwrap().is_undocumented(), "{error}");
    let Some(ListLockerConsumersError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
    assert_eq!((unexpected.status(), unexpected.text().unwrap().as_str()), (202, "later"));
}

#[tokio::test]
async fn list_locker_members() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockerMembers", 200);

    let members = wire.vault.list_locker_members(2).await.unwrap().list;

    assert_eq!(members.iter().map(|member| member.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(members[1].permissions.as_ref().unwrap()[1], LockerPermission::Own);
}

#[tokio::test]
async fn permissions_that_are_not_described_are_sent_as_given() {
    let wire = Wire::start().await;
    wire.answers_as_documented("putLockerMember", 204);
    let permissions = vec![LockerPermission::from("manager"), LockerPermission::from("own")];
    assert_eq!(permissions[1], LockerPermission::Own);

    wire.vault.put_locker_member(2, 3, &LockerMemberUpdate::new(permissions)).await.unwrap();

    assert_eq!(wire.server.received_one().json(), json!({"permissions": ["manager", "own"]}));
}

#[tokio::test]
async fn permissions_that_are_not_described_are_kept_and_written_back() {
    let wire = Wire::start().await;
    let received = json!({"list": [{"id": 1, "permissions": ["manager", "own", "Own"]}]});
    wire.answers(200, &received);

    let members = wire.vault.list_locker_members(2).await.unwrap();

    assert_eq!(written(&members), received);
    let permissions = members.list[0].permissions.clone().unwrap();
    let other = |text: &str| LockerPermission::Other(text.to_owned());
    assert_eq!(permissions, [other("manager"), LockerPermission::Own, other("Own")]);
    assert_eq!(permissions[0].to_string(), "manager");
}

#[tokio::test]
async fn a_body_that_is_not_described_is_ignored() {
    let wire = Wire::start().await;
    wire.server.answers(Answer::new(200).bytes("application/octet-stream", vec![0xff, 0xfe]));

    let answer = wire.vault.add_credential_to_locker(2, 58).send().await.unwrap();

    assert_eq!((answer.status(), answer.bytes().as_ref()), (200, [0xff, 0xfe].as_slice()));
}

#[tokio::test]
async fn changes_are_confirmed_without_a_body() {
    let wire = Wire::start().await;
    let vault = &wire.vault;
    let consumer = NewLockerConsumer::new(14);

    wire.answers_as_documented("deleteLocker", 204);
    let () = vault.delete_locker(4).await.unwrap();
    wire.answers_as_documented("addLockerConsumer", 204);
    let () = vault.add_locker_consumer(2, &consumer).await.unwrap();
    wire.answers_as_documented("removeLockerConsumer", 204);
    let () = vault.remove_locker_consumer(2, 14).await.unwrap();
    wire.answers_as_documented("putLockerMember", 204);
    let () = vault.put_locker_member(2, 3, &manager()).await.unwrap();
    wire.answers_as_documented("removeLockerMember", 204);
    let () = vault.remove_locker_member(2, 3).await.unwrap();
    wire.answers_as_documented("addCredentialToLocker", 200);
    let () = vault.add_credential_to_locker(2, 58).await.unwrap();
    wire.answers_as_documented("removeCredentialFromLocker", 204);
    let () = vault.remove_credential_from_locker(2, 59).await.unwrap();
}

#[tokio::test]
async fn list_locker_credentials() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockerCredentials", 200);

    let found = wire.vault.list_locker_credentials(2).await.unwrap().list;

    assert_eq!((found[0].id, found[0].locker_id, found[0].owner_id), (10, Maybe::Value(2), Some(2)));
    assert_eq!(found[0].description, Maybe::Value(String::new()));
    let attributes = found[0].attributes.as_ref().unwrap();
    assert_eq!(attributes.iter().map(|attribute| attribute.masked).collect::<Vec<_>>(), [Some(false), Some(true)]);
}
