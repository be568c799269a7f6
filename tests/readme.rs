//! The README's example is this file's code, so it compiles.

// [readme]
use specwright_clients::automation_anywhere_credential_vault::{Client, credentials::UpdateCredentialError, types};

async fn example(password: String) -> Result<(), Box<dyn std::error::Error>> {
    // Signs in when the first call needs it, and again before the token expires.
    let vault = Client::builder("https://crdevenv.com:81").login("Ellie.Brown", password).build()?;

    // Required inputs are arguments, optional ones are set on the call.
    let unused = vault.list_credentials().consumed(false).await?;
    let one = vault.get_credential(12).await?;
    println!("{} unused; number 12 is called {:?}", unused.list.len(), one.name);

    // Request bodies are made from what is required; the rest are fields.
    let change = types::CredentialUpdate {
        description: Some("Used by the SharePoint bots".to_owned()),
        ..types::CredentialUpdate::new(one.version.unwrap_or_default())
    };

    // Failures are typed by status; what no document describes is kept as it came.
    match vault.update_credential(12, &change).await {
        Ok(credential) => println!("{credential:?}"),
        Err(error) => match error.body() {
            Some(UpdateCredentialError::Conflict(details)) => println!("somebody was faster: {:?}", details.message),
            _ => return Err(error.into()),
        },
    }

    // Awaiting a call gives its value, sending it gives status and headers, too.
    let answer = vault.list_lockers().send().await?;
    println!("{} lockers, status {}", answer.value().list.len(), answer.status());
    Ok(())
}
// [/readme]

#[test]
fn the_readme_shows_this_code() {
    let code = include_str!("readme.rs").split("// [readme]\n").nth(1).unwrap().split("// [/readme]").next().unwrap();
    let _it_is_only_compiled = example; // it speaks to a server that is not ours
    assert!(include_str!("../README.md").contains(code), "README.md does not show the code between the marks");
}
