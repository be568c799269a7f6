//! How the clients of this package prove who is calling: what exactly is sent, by a server that knows nothing of any
//! document.
#![cfg(all(
    feature = "automation-anywhere-credential-vault",
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

mod apps;
mod cold_start;
mod delegates;
mod keys;
mod logins;
mod redirects;

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
