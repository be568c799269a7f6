//! The whole job in one command: serves all specs on loopback, calls every operation with every documented way to
//! authenticate, and prints what was sent and what came back.
//!
//! ```sh
//! cargo run --example tour
//! cargo run --example tour -- --markdown   # the table of the README
//! ```
//!
//! What was sent is what the mock recorded, not what the client believes. Requests that a client made by itself, for
//! tokens, are marked `(token)`. Fails if a call failed or an operation was left out. One file beside this one shows
//! all calls of one API, with the arguments that the vendor's document uses.

mod automation_anywhere_credential_vault;
mod avepoint_cloud_governance;
mod avepoint_identity;
mod cloudneeti;
mod coverage;
mod proof;
mod summary;
#[path = "../support/mod.rs"]
mod support;
pub(crate) mod table;
pub(crate) mod visit;
mod workspace365_active_directory_sync;
mod workspace365_health;
mod workspace365_provisioning;
mod workspace365_workspace;

use std::process::ExitCode;

use anyhow::Result;
use specwright_mock::Builder;

use self::coverage::Coverage;
use self::support::Certified;
use self::visit::Tour;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let (tour, coverage) = run().await?;
    let write = if std::env::args().any(|arg| arg == "--markdown") { table::markdown } else { table::render };
    print!("{}", write(&tour, &coverage));
    Ok(if coverage.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Calls everything, and compares it with the specs.
pub(crate) async fn run() -> Result<(Tour, Coverage)> {
    let certified = Certified::new()?;
    let mut tour = Tour::new(prepare(support::builder()?, &certified).start().await?);
    automation_anywhere_credential_vault::visit(&mut tour).await?;
    let app_token = avepoint_identity::visit(&mut tour).await?;
    avepoint_cloud_governance::visit(&mut tour, &certified, app_token).await?;
    cloudneeti::visit(&mut tour).await?;
    workspace365_active_directory_sync::visit(&mut tour).await?;
    workspace365_health::visit(&mut tour).await?;
    workspace365_provisioning::visit(&mut tour).await?;
    workspace365_workspace::visit(&mut tour).await?;
    let coverage = coverage::coverage(&tour, &support::specs()?)?;
    Ok((tour, coverage))
}

/// The mock accepts only the credentials that the clients are given.
fn prepare(mock: Builder, certified: &Certified) -> Builder {
    let mock = automation_anywhere_credential_vault::prepare(mock);
    let mock = avepoint_cloud_governance::prepare(mock, certified);
    let mock = cloudneeti::prepare(mock);
    let mock = workspace365_active_directory_sync::prepare(mock);
    let mock = workspace365_health::prepare(mock);
    let mock = workspace365_provisioning::prepare(mock);
    workspace365_workspace::prepare(mock)
}
