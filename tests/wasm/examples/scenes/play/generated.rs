//! Calls of generated clients.

use serde_json::{Value, json};
use specwright_clients::automation_anywhere_credential_vault::credentials::GetCredentialError;
use specwright_clients::{
    automation_anywhere_credential_vault as vault_api, workspace365_active_directory_sync as sync_api,
    workspace365_workspace as workspace_api,
};
use specwright_runtime::Part;

/// Signs in, gets a typed answer, then a typed failure.
pub(super) async fn vault(server: &str) -> Value {
    let vault = vault_api::Client::builder(server).login("Ellie.Brown", "hunter2").build().unwrap();
    let credential = vault.get_credential(7).await.unwrap();
    let error = vault.get_credential(8).await.unwrap_err();
    let reason = match error.body() {
        Some(GetCredentialError::NotFound(reason)) => reason.message.clone(),
        other => panic!("{other:?}"),
    };
    json!({
        "id": credential.id,
        "name": credential.name,
        "created_on": credential.created_on.map(|time| time.to_string()),
        "status": error.status(),
        "reason": reason,
        "text": error.to_string(),
    })
}

/// Asks for something with a name that would leave its place in the path.
pub(super) async fn icon(server: &str) -> Value {
    let workspace = workspace_api::Client::builder(server).workspace365_token("hunter2").build().unwrap();
    let mut outcomes = Vec::new();
    for name in ["a/../b?c=d#e", "%2e%2e", "Zoë \\ ; :@&=+$,", ".."] {
        let source = workspace_api::types::AppIconSource::Global;
        outcomes.push(match workspace.get_app_icon_content(name, &source, 1).await {
            Ok(_) => Value::Null,
            Err(error) => json!({"is_request": error.is_request(), "text": error.to_string()}),
        });
    }
    json!(outcomes)
}

/// Sends a form with a file in it.
pub(super) async fn picture(server: &str) -> Value {
    let sync = sync_api::Client::builder(server).basic_sync_token("hunter2").build().unwrap();
    let part = Part::new(vec![0xff, 0x00, 0x0d, 0x0a]).file_name("ü.png").content_type("image/png");
    match sync.put_profile_picture("environment", "id", part).await {
        Ok(_) => Value::Null,
        Err(error) => json!(error.to_string()),
    }
}
