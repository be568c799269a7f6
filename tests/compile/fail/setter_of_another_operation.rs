//! Setters belong to the operation that has the parameter.

use specwright_clients::automation_anywhere_credential_vault::Client;

fn call(vault: &Client) {
    let _ = vault.get_credential(12).credential_attribute_id(3);
}

fn main() {}
