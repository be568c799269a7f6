//! What the server demands is an argument of `new`.

use specwright_clients::automation_anywhere_credential_vault::types::AuthenticationRequest;

fn main() {
    let _ = AuthenticationRequest::new("user");
}
