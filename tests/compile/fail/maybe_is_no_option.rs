//! Absent and null are not the same here.

use specwright_clients::automation_anywhere_credential_vault::types::CredentialUpdate;

fn main() {
    let mut change = CredentialUpdate::new(1);
    change.locker_id = None;
    let _: Option<i64> = change.locker_id;
}
