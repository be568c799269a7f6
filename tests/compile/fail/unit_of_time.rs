//! A time limit is a `Duration`, not a number of something.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn main() {
    let _ = Client::builder("https://example.com").timeout(30);
}
