//! A call that is not awaited does nothing.
#![deny(unused_must_use)]

use specwright_clients::automation_anywhere_credential_vault::Client;

async fn call(vault: &Client) {
    vault.delete_credential(12);
}

fn main() {}
