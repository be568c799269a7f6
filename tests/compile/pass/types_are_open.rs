//! Values that nobody described have a place in every type.

use specwright_clients::automation_anywhere_credential_vault::types::Credential;
use specwright_clients::workspace365_health::types::HealthStatus;

fn name(status: &HealthStatus) -> &str {
    match status {
        HealthStatus::Other(new) => new,
        known => known.as_str(),
    }
}

pub(crate) fn main() {
    let credential = Credential::new(1);
    assert!(credential.extra.get("new").is_none());
    assert_eq!(name(&HealthStatus::from("brand new")), "brand new");
}
