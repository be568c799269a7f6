//! What callers write every day.

use std::time::Duration;

use specwright_clients::automation_anywhere_credential_vault::types::{CredentialUpdate, NewCredential};
use specwright_clients::automation_anywhere_credential_vault::{Client, Environment};
use specwright_runtime::{BuildError, Maybe, Secret};

fn build(token: Secret) -> Result<Client, BuildError> {
    Client::builder(Environment::control_room()).x_authorization(token).timeout(Duration::from_secs(5)).build()
}

async fn calls(vault: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let unused = vault.list_credentials().consumed(false).await?;
    let _: usize = unused.list.len();
    let made = vault.create_credential(&NewCredential::new("SharePoint Login")).await?;
    let mut change = CredentialUpdate::new(1);
    change.locker_id = Maybe::Null;
    change.name = Some("Other".to_owned());
    match vault.update_credential(made.id, &change).await {
        Err(error) if error.status() == Some(409) => println!("{:?} {error}", error.body()),
        other => drop(other?),
    }
    let answer =
        vault.get_credential(made.id).with_timeout(Duration::from_secs(1)).with_header("x", "y").send().await?;
    println!("{} {:?} {:?}", answer.status(), answer.headers(), answer.value().id);
    Ok(())
}

pub(crate) fn main() {
    let _ = build(Secret::from("token"));
    let _ = calls;
}
