//! A body that is required is an argument.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn call(vault: &Client) {
    let _ = vault.update_credential(12);
}

fn main() {}
