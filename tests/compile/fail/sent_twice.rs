//! A call is sent once.

use specwright_clients::automation_anywhere_credential_vault::Client;

async fn call(vault: &Client) {
    let call = vault.list_credentials();
    let _ = call.send().await;
    let _ = call.consumed(true).await;
}

fn main() {}
