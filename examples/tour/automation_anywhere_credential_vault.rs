//! Automation Anywhere, Credential Vault: 30 operations, by logging in and with a token that the caller brings.

use anyhow::Result;
use specwright_clients::automation_anywhere_credential_vault::lockers::ListLockerConsumersOutput;
use specwright_clients::automation_anywhere_credential_vault::vault::ApplyPrivateKeyOutput;
use specwright_clients::automation_anywhere_credential_vault::{Client, types};
use specwright_mock::Builder;

use super::summary::{count, done, number, token};
use super::visit::{Tour, Visit};

const API: &str = "automation-anywhere-credential-vault";
const USER: &str = "Ellie.Brown";
const PASSWORD: &str = "12345678";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.exchange_input("login", "username", USER).exchange_input("login", "password", PASSWORD)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let url = tour.url(API)?;

    let nobody = Client::builder(url.as_str()).build()?;
    let mut visit = tour.anonymous(API);
    let user = types::AuthenticationRequest::new(USER, PASSWORD);
    let signed_in = visit
        .call(nobody.authenticate(&user), |answer| {
            let user = answer.user.as_ref().and_then(|user| user.username.as_deref());
            format!("{} of {:?}", token(&answer.token), user.unwrap_or_default())
        })
        .await;

    if let Some(answer) = signed_in {
        let vault = Client::builder(url.as_str()).x_authorization(answer.token).build()?;
        let mut visit = tour.visit(API, "token that the caller brings");
        visit.call(vault.get_vault_mode(), |state| format!("mode {}", state.name.as_str())).await;
    }

    let vault = Client::builder(url.as_str()).login(USER, PASSWORD).build()?;
    let mut visit = tour.visit(API, "login");
    credentials(&mut visit, &vault).await;
    attribute_values(&mut visit, &vault).await;
    lockers(&mut visit, &vault).await;
    inside_lockers(&mut visit, &vault).await;
    mode(&mut visit, &vault).await;
    Ok(())
}

async fn credentials(visit: &mut Visit<'_>, vault: &Client) {
    let attribute = types::NewCredentialAttribute {
        description: Some("Name of the user".to_owned()),
        user_provided: Some(true),
        masked: Some(true),
        ..types::NewCredentialAttribute::new("Username")
    };
    let new = types::NewCredential {
        description: Some("Credentials to login to SharePoint".to_owned()),
        attributes: Some(vec![attribute]),
        ..types::NewCredential::new("SharePoint Login")
    };
    let change = types::CredentialUpdate {
        id: Some(12),
        name: Some("SharePoint Login".to_owned()),
        description: Some("Login details for SharePoint".to_owned()),
        owner_id: Some(1),
        attributes: Some(vec![types::CredentialAttributeUpdate {
            id: Some(61),
            version: Some(0),
            name: Some("Username".to_owned()),
            description: Some("SharePoint Username".to_owned()),
            user_provided: Some(true),
            masked: Some(true),
            ..types::CredentialAttributeUpdate::default()
        }]),
        ..types::CredentialUpdate::new(0)
    };
    let names = ["SharePoint Login".to_owned(), "SharePoint-User1".to_owned()];

    visit.call(vault.list_credentials().consumed(false).names(&names), |found| count(&found.list, "credential")).await;
    visit.call(vault.create_credential(&new), named_credential).await;
    visit.call(vault.get_credential(12), named_credential).await;
    visit.call(vault.update_credential(12, &change), named_credential).await;
    visit.call(vault.update_credential_owner(12, 2), named_credential).await;
    visit.call(vault.delete_credential(11), done("deleted")).await;
}

async fn attribute_values(visit: &mut Visit<'_>, vault: &Client) {
    let new = [types::NewAttributeValue::new(30, "Jane.Smith")];
    let change = [types::AttributeValueUpdate {
        id: Some(30),
        version: Some(0),
        value: Some("Jane.Doe".into()),
        credential_attribute_id: Some(62),
        ..types::AttributeValueUpdate::default()
    }];

    visit.call(vault.create_attribute_values(12, &new), stored_values).await;
    visit
        .call(vault.list_attribute_values(12).credential_attribute_id(62).user_id(1), |found| {
            count(&found.list, "value")
        })
        .await;
    visit.call(vault.update_attribute_value(12, 30, &change), stored_values).await;
    visit.call(vault.delete_attribute_value(12, 30), done("deleted")).await;
}

async fn lockers(visit: &mut Visit<'_>, vault: &Client) {
    let new = types::NewLocker {
        description: Some("Use this to store all credentials for the SalesForce application".to_owned()),
        ..types::NewLocker::new("SalesForce Locker")
    };
    let change = types::LockerUpdate {
        id: Some(2),
        name: Some("SharePoint-Locker".to_owned()),
        description: Some("Locker to manage SharePoint credentials".to_owned()),
        version: Some(0),
        ..types::LockerUpdate::default()
    };

    visit.call(vault.list_lockers().consumed(false), |found| count(&found.list, "locker")).await;
    visit.call(vault.create_locker(&new), named_locker).await;
    visit
        .call(vault.list_lockers_advanced(), |found| {
            let members: usize = found.list.iter().map(|locker| locker.members.as_ref().map_or(0, Vec::len)).sum();
            format!("{} with {members} members", count(&found.list, "locker"))
        })
        .await;
    visit.call(vault.get_locker(2), named_locker).await;
    visit.call(vault.update_locker(2, &change), named_locker).await;
    visit.call(vault.delete_locker(4), done("deleted")).await;
}

async fn inside_lockers(visit: &mut Visit<'_>, vault: &Client) {
    let role = types::NewLockerConsumer::new(14);
    let rights =
        types::LockerMemberUpdate::new(vec![types::LockerPermission::Participate, types::LockerPermission::Manage]);

    visit.call(vault.list_locker_consumers(2), consumers).await;
    visit.call(vault.add_locker_consumer(2, &role), done("added")).await;
    visit.call(vault.remove_locker_consumer(2, 14), done("removed")).await;
    visit.call(vault.list_locker_members(2), |found| count(&found.list, "member")).await;
    visit.call(vault.put_locker_member(2, 3, &rights), done("stored")).await;
    visit.call(vault.remove_locker_member(2, 3), done("removed")).await;
    visit.call(vault.add_credential_to_locker(2, 58), done("added")).await;
    visit.call(vault.remove_credential_from_locker(2, 59), done("removed")).await;
    visit.call(vault.list_locker_credentials(2), |found| count(&found.list, "credential")).await;
}

async fn mode(visit: &mut Visit<'_>, vault: &Client) {
    let manual = types::VaultModeUpdate {
        privatekey: Some("ABC123".into()),
        ..types::VaultModeUpdate::new(types::VaultMode::Manual)
    };
    let key = types::PrivateKeyApply::new("ABC123");

    visit.call(vault.get_vault_mode(), |state| format!("mode {}", state.name.as_str())).await;
    visit.call(vault.update_vault_mode(&manual), done("stored")).await;
    visit.call(vault.get_private_key_status(), |status| format!("applied: {}", status.applied)).await;
    visit.call(vault.apply_private_key(&key), applied).await;
}

fn named_credential(credential: &types::Credential) -> String {
    named(credential.name.as_deref(), credential.version)
}

fn named_locker(locker: &types::Locker) -> String {
    named(locker.name.as_deref(), locker.version)
}

fn named(name: Option<&str>, version: Option<i64>) -> String {
    format!("name {:?}, {}", name.unwrap_or_default(), number("version", version))
}

fn stored_values(values: &types::AttributeValues) -> String {
    match values {
        types::AttributeValues::List(list) => count(list, "value"),
        types::AttributeValues::AttributeValueList(found) => count(&found.list, "value"),
        types::AttributeValues::Other(other) => format!("not described: {other}"),
    }
}

fn consumers(found: &ListLockerConsumersOutput) -> String {
    match found {
        ListLockerConsumersOutput::Ok(found) => count(&found.list, "consumer"),
        ListLockerConsumersOutput::NoContent => "nobody".to_owned(),
    }
}

fn applied(answer: &ApplyPrivateKeyOutput) -> String {
    match answer {
        ApplyPrivateKeyOutput::Ok => "applied, status 200".to_owned(),
        ApplyPrivateKeyOutput::NoContent => "applied, status 204".to_owned(),
    }
}
