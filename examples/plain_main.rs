//! Lists the caller's tasks in AvePoint Cloud Governance, in a program without `async`.
//!
//! ```sh
//! cargo run --example plain_main
//! ```
//!
//! It works on the real service when `AVEPOINT_CLOUD_GOVERNANCE_SERVER` is set, with credentials from the environment
//! (`AVEPOINT_CLOUD_GOVERNANCE_CLIENT_ID` and so on), else on a mock. In a program of your own, switch on the feature
//! `blocking` of the crate with the clients.

mod support;

use anyhow::Result;
use specwright_clients::avepoint_cloud_governance::Client;
use specwright_runtime::blocking::{self, Wait};
use support::{KEY, Service};

fn main() -> Result<()> {
    let service = blocking::run(support::service("AVEPOINT_CLOUD_GOVERNANCE_SERVER"))??;
    let governance = match &service {
        Service::Real => Client::from_env(),
        Service::Mock(mock) => Client::builder(support::url(mock, "avepoint-cloud-governance")?)
            .client_id(KEY)
            .client_secret(KEY)
            .user_principal_name(KEY),
    }
    .build()?;

    let first = governance.list_my_tasks().top(2).send().wait()?;
    let count = first.value().value.as_ref().map_or(0, Vec::len);
    println!("answered {} with {count} tasks on the first page", first.status());
    for (number, task) in governance.list_my_tasks().top(2).items().wait_each().enumerate() {
        println!("  {}: {}", number + 1, task?.title.as_deref().unwrap_or("without a title"));
    }
    Ok(())
}
