//! What creates a credential does not change one.

use specwright_clients::automation_anywhere_credential_vault::Client;
use specwright_clients::automation_anywhere_credential_vault::types::NewCredential;

fn call(vault: &Client) {
    let _ = vault.update_credential(12, &NewCredential::new("name"));
}

fn main() {}
