//! A call borrows its client.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn main() {
    let call = {
        let client = Client::builder("https://example.com").build().unwrap();
        client.list_credentials()
    };
    drop(call);
}
