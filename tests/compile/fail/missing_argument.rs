//! A path parameter is required.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn call(vault: &Client) {
    let _ = vault.get_credential();
}

fn main() {}
