//! What callers send, made from JSON that they have already: files, answers of older versions, documents.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use specwright_clients::automation_anywhere_credential_vault::types::{
    AttributeValueUpdate, AuthenticationRequest, CredentialUpdate, LockerMemberUpdate, LockerUpdate, NewAttributeValue,
    NewCredential, NewLocker, NewLockerConsumer, PrivateKeyApply, VaultModeUpdate,
};

use super::every_operation::IDS;
use super::wire::{SPEC, written};
use crate::support::json::{with_numbers_in, with_text_in, with_unknown_members};

/// Reads a body as the type of its operation and writes it again.
type Rewrite = fn(Value) -> Value;

/// The operations with a body.
const BODIES: &[(&str, Rewrite)] = &[
    ("authenticate", rewritten::<AuthenticationRequest>),
    ("createCredential", rewritten::<NewCredential>),
    ("updateCredential", rewritten::<CredentialUpdate>),
    ("createAttributeValues", rewritten::<Vec<NewAttributeValue>>),
    ("updateAttributeValue", rewritten::<Vec<AttributeValueUpdate>>),
    ("createLocker", rewritten::<NewLocker>),
    ("updateLocker", rewritten::<LockerUpdate>),
    ("addLockerConsumer", rewritten::<NewLockerConsumer>),
    ("putLockerMember", rewritten::<LockerMemberUpdate>),
    ("updateVaultMode", rewritten::<VaultModeUpdate>),
    ("applyPrivateKey", rewritten::<PrivateKeyApply>),
];

fn rewritten<T: DeserializeOwned + Serialize>(json: Value) -> Value {
    written(&serde_json::from_value::<T>(json).unwrap())
}

#[test]
fn the_table_has_every_body() {
    let mut tested: Vec<&str> = BODIES.iter().map(|(id, _)| *id).collect();
    let operations = SPEC.operations();
    let mut documented: Vec<&str> =
        operations.iter().filter(|operation| operation.has_body()).map(|operation| operation.id).collect();
    tested.sort_unstable();
    documented.sort_unstable();
    assert_eq!(tested, documented);
}

#[test]
fn each_is_read_and_written_back() {
    for (id, rewritten) in BODIES {
        let example = SPEC.operation(id).request_example();
        for json in [example.clone(), with_text_in(IDS, &example), with_unknown_members(&example)] {
            let expected = with_numbers_in(IDS, &json);
            assert_eq!(rewritten(json), expected, "{id}");
        }
    }
}
