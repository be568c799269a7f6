//! Clients are shared, calls and their errors move between threads.

use specwright_clients::automation_anywhere_credential_vault::Client;
use specwright_clients::automation_anywhere_credential_vault::types::NewCredential;

fn moves<T: Send + 'static>(value: T) {
    drop(value);
}

fn shares<T: Send + Sync + Clone + std::fmt::Debug + 'static>(_: &T) {}

pub(crate) fn main() {
    let client = Client::builder("https://example.com:81").build().expect("an address");
    shares(&client);
    moves(async move {
        let both = client.clone();
        let created = both.create_credential(&NewCredential::new("x")).await;
        if let Err(error) = &created {
            let _: &(dyn std::error::Error + Send + Sync) = error;
        }
        created.is_ok() && client.list_lockers().await.is_ok()
    });
}
