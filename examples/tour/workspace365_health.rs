//! Workspace 365, health: one operation, with the key for health checks.

use anyhow::Result;
use specwright_clients::workspace365_health::Client;
use specwright_mock::Builder;

use super::summary::count;
use super::visit::Tour;

const API: &str = "workspace365-health";
const KEY: &str = "00000000-0000-0000-0000-000000000000";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.credential("healthApiKey", KEY)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let client = Client::builder(tour.url(API)?).health_api_key(KEY).build()?;
    let mut visit = tour.visit(API, "HealthApiKey");

    visit
        .call(client.get_health(), |health| {
            let overall = health.overall_status.as_ref().map_or("not told", |status| status.as_str());
            let components = health.components.as_deref().unwrap_or_default();
            let version = health.product_version.as_deref().unwrap_or_default();
            format!("{overall}, {}, version {version}", count(components, "component"))
        })
        .await;
    Ok(())
}
