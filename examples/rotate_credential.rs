//! Changes the value of a credential's attribute in an Automation Anywhere vault, whoever else is changing it.
//!
//! ```sh
//! cargo run --example rotate_credential -- "SharePoint Login" Username
//! ```
//!
//! It works on the real service when these are set, else on a mock:
//!
//! | variable | what |
//! |---|---|
//! | `AUTOMATION_ANYWHERE_CREDENTIAL_VAULT_SERVER` | address of the Control Room, `https://crdevenv.com:81` |
//! | `AUTOMATION_ANYWHERE_CREDENTIAL_VAULT_LOGIN_USERNAME`, `…_LOGIN_PASSWORD` | who signs in |
//! | `NEW_VALUE` | the value to store; not an argument, as those can be seen in the list of processes |

mod support;

use std::env;

use anyhow::{Context, Result, bail};
use specwright_clients::automation_anywhere_credential_vault::attribute_values::UpdateAttributeValueError;
use specwright_clients::automation_anywhere_credential_vault::{Client, types};
use specwright_mock::Fault;
use specwright_runtime::Secret;
use support::Service;

/// How often a change is tried again when somebody else was faster.
const TRIES: usize = 3;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "SharePoint Login".to_owned());
    let attribute = arguments.next().unwrap_or_else(|| "Username".to_owned());

    let service = support::service("AUTOMATION_ANYWHERE_CREDENTIAL_VAULT_SERVER").await?;
    let (vault, value) = match &service {
        Service::Real => (Client::from_env().build()?, Secret::new(env::var("NEW_VALUE").context("NEW_VALUE")?)),
        Service::Mock(mock) => {
            // Somebody is faster than the first try.
            mock.fault_for("updateAttributeValue", Fault::Answer(409));
            let vault = Client::builder(support::url(mock, "automation-anywhere-credential-vault")?)
                .login("Ellie.Brown", "12345678")
                .build()?;
            (vault, Secret::new("Jane.Doe"))
        }
    };

    let (credential, attribute) = find(&vault, &name, &attribute).await?;
    for _ in 0..TRIES {
        if store(&vault, credential, attribute, &value).await? {
            return Ok(());
        }
    }
    bail!("somebody else was faster {TRIES} times")
}

/// Ids of the credential and of its attribute.
async fn find(vault: &Client, name: &str, attribute: &str) -> Result<(i64, i64)> {
    let found = vault.list_credentials().name(name).await?;
    let credential = found.list.iter().find(|credential| credential.name.as_deref() == Some(name));
    let credential = credential.with_context(|| format!("there is no credential {name:?}"))?;
    let mut attributes = credential.attributes.iter().flatten();
    let attribute = attributes
        .find(|a| a.name.as_deref() == Some(attribute))
        .with_context(|| format!("{name:?} has no attribute {attribute:?}"))?;
    println!("credential {} has attribute {}", credential.id, attribute.id);
    Ok((credential.id, attribute.id))
}

/// Stores the first value, or replaces the one that is there. `false` when it was changed since it was read.
async fn store(vault: &Client, credential: i64, attribute: i64, value: &Secret) -> Result<bool> {
    let values = vault.list_attribute_values(credential).credential_attribute_id(attribute).await?;
    let Some(present) = values.list.first() else {
        let new = [types::NewAttributeValue::new(attribute, value.clone())];
        vault.create_attribute_values(credential, &new).await?;
        println!("the first value is stored");
        return Ok(true);
    };

    // The version says which value this one is to replace.
    let change = [types::AttributeValueUpdate {
        id: Some(present.id),
        version: present.version,
        value: Some(value.clone()),
        credential_attribute_id: Some(attribute),
        ..types::AttributeValueUpdate::default()
    }];
    match vault.update_attribute_value(credential, present.id, &change).await {
        Ok(_) => {
            println!("value {} is replaced", present.id);
            Ok(true)
        }
        Err(error) => match error.body() {
            Some(UpdateAttributeValueError::Conflict(why)) => {
                println!(
                    "value {} was changed meanwhile: {}",
                    present.id,
                    why.message.as_deref().unwrap_or("no reason given")
                );
                Ok(false)
            }
            _ => Err(error.into()),
        },
    }
}
