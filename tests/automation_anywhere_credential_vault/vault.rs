//! How the Control Room opens the vault: mode and master key.

use serde_json::json;
use specwright_clients::automation_anywhere_credential_vault::types::{PrivateKeyApply, VaultMode, VaultModeUpdate};
use specwright_clients::automation_anywhere_credential_vault::vault::ApplyPrivateKeyOutput;

use super::wire::{Row, Wire, written};
use crate::support::assert_hides;

pub(super) const OPERATIONS: &[Row] = &[
    row!("getVaultMode", "GET /v2/credentialvault/mode", |vault| vault.get_vault_mode()),
    row!("updateVaultMode", "PUT /v2/credentialvault/mode", |vault| vault.update_vault_mode(&manual())),
    row!("getPrivateKeyStatus", "GET /v2/credentialvault/keys/private", |vault| vault.get_private_key_status()),
    row!(
        "applyPrivateKey",
        "PUT /v2/credentialvault/keys/private",
        |vault| vault.apply_private_key(&PrivateKeyApply::new("<CV Key>")),
        |answer| match answer {
            ApplyPrivateKeyOutput::Ok | ApplyPrivateKeyOutput::NoContent => written(&()),
        }
    ),
];

fn manual() -> VaultModeUpdate {
    VaultModeUpdate { privatekey: Some("ABC123".into()), ..VaultModeUpdate::new(VaultMode::Manual) }
}

#[tokio::test]
async fn get_vault_mode() {
    let wire = Wire::start().await;
    wire.answers_as_documented("getVaultMode", 200);

    assert_eq!(wire.vault.get_vault_mode().await.unwrap().name, VaultMode::Express);
}

#[tokio::test]
async fn modes_that_are_not_described_are_kept_and_written_back() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"name": "Assisted"}));

    let state = wire.vault.get_vault_mode().await.unwrap();

    assert_eq!(state.name, VaultMode::Other("Assisted".into()));
    assert!(!VaultMode::KNOWN.contains(&state.name.as_str()));
    assert_eq!(written(&state), json!({"name": "Assisted"}));
}

#[tokio::test]
async fn modes_that_are_not_described_are_sent_as_given() {
    let wire = Wire::start().await;
    wire.answers_as_documented("updateVaultMode", 204);

    wire.vault.update_vault_mode(&VaultModeUpdate::new("Assisted".into())).await.unwrap();

    assert_eq!(wire.server.received_one().json(), json!({"name": "Assisted"}));
}

#[tokio::test]
async fn update_vault_mode_sends_the_key_in_either_spelling() {
    let wire = Wire::start().await;
    let both = VaultModeUpdate { private_key: Some("DEF456".into()), ..manual() };
    let later = VaultModeUpdate { private_key: Some("DEF456".into()), ..VaultModeUpdate::new(VaultMode::Custom) };
    for (update, sent) in [
        (manual(), json!({"name": "Manual", "privatekey": "ABC123"})),
        (later, json!({"name": "Custom", "privateKey": "DEF456"})),
        (both, json!({"name": "Manual", "privatekey": "ABC123", "privateKey": "DEF456"})),
    ] {
        wire.answers_as_documented("updateVaultMode", 204);

        let () = wire.vault.update_vault_mode(&update).await.unwrap();

        assert_eq!(wire.server.received_one().json(), sent);
        assert_hides(&["ABC123", "DEF456"], &format!("{update:?}"));
    }
}

#[tokio::test]
async fn get_private_key_status() {
    let wire = Wire::start().await;
    wire.answers_as_documented("getPrivateKeyStatus", 200);
    assert!(wire.vault.get_private_key_status().await.unwrap().applied);

    wire.answers(200, &json!({"applied": false}));
    assert!(!wire.vault.get_private_key_status().await.unwrap().applied);
}

#[tokio::test]
async fn apply_private_key_succeeds_with_200_and_with_204() {
    let wire = Wire::start().await;
    let key = PrivateKeyApply::new("<CV Key>");

    wire.answers_as_documented("applyPrivateKey", 200);
    let answer = wire.vault.apply_private_key(&key).await.unwrap();
    assert!(matches!(answer, ApplyPrivateKeyOutput::Ok), "{answer:?}");

    wire.answers_as_documented("applyPrivateKey", 204);
    let answer = wire.vault.apply_private_key(&key).await.unwrap();
    assert!(matches!(answer, ApplyPrivateKeyOutput::NoContent), "{answer:?}");

    assert_hides(&["CV Key"], &format!("{key:?}"));
}
