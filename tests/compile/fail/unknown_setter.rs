//! A misspelled parameter.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn call(vault: &Client) {
    let _ = vault.list_credentials().consumd(true);
}

fn main() {}
