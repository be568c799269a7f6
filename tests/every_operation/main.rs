//! Every operation of every API, called through its typed client: against the mock with each documented answer, and
//! against a server that knows nothing, byte by byte.
//!
//! A file per vendor lists the calls, each with the request line it has to send and the variants of its error. An
//! operation that a spec gains and no table has fails here. The Credential Vault has tables and tests of its own, beside
//! this folder, which also go against the mock.
#![cfg(all(
    feature = "avepoint-cloud-governance",
    feature = "avepoint-identity",
    feature = "cloudneeti",
    feature = "workspace365-active-directory-sync",
    feature = "workspace365-health",
    feature = "workspace365-provisioning",
    feature = "workspace365-workspace"
))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../support/mod.rs"]
mod support;

#[macro_use]
mod api;

mod avepoint;
mod cloudneeti;
mod provisioning;
mod synchronisation;
mod workspace;

use api::Api;

/// Each table is compared with its spec; this one with the folder.
#[test]
fn no_spec_is_left_out() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut found: Vec<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    found.sort_unstable();
    let mut tested = vec![
        "automation-anywhere-credential-vault",
        avepoint::Governance::SPEC,
        avepoint::Identity::SPEC,
        cloudneeti::Cloudneeti::SPEC,
        cloudneeti::Health::SPEC,
        synchronisation::Synchronisation::SPEC,
        provisioning::Provisioning::SPEC,
        workspace::Workspace::SPEC,
    ];
    tested.sort_unstable();
    assert_eq!(found, tested, "each spec needs a table of calls in tests/");
}
