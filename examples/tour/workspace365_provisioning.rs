//! Workspace 365, provisioning: 11 operations, with the provisioning key of the instance.

use anyhow::Result;
use specwright_clients::workspace365_provisioning::{Client, types};
use specwright_mock::Builder;

use super::summary::{count, done};
use super::visit::Tour;

const API: &str = "workspace365-provisioning";
const KEY: &str = "00000000-0000-0000-0000-000000000000";
const ENVIRONMENT: &str = "example";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.credential("provisioningKey", KEY)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let portal = Client::builder(tour.url(API)?).provisioning_key(KEY).build()?;
    let mut visit = tour.visit(API, "ProvisioningKey");

    let new = types::NewEnvironment::new(ENVIRONMENT, "admin@example.com", "Admin", "-");
    let sign_on = types::OAuth2SsoSettings::new(
        "https://login.windows.net/company.onmicrosoft.com/",
        "6ace5d40-604c-5b2a-102e-513d21132da8c",
        "3e9jCju7tv7f9tz6BPjC711jupUUTF8BSqSAS7+asB=",
    );
    let exchange = types::ExchangeSettings {
        server_type: Some(types::ExchangeServerType::Office365),
        default_ews_url: Some("https://outlook.office365.com/ews/exchange.asmx".to_owned()),
        ..types::ExchangeSettings::default()
    };
    let share_point = types::SharePointSettings {
        default_url: Some("https://example.sharepoint.com".to_owned()),
        authentication_type: Some(types::SharePointAuthenticationType::Online),
        ..types::SharePointSettings::default()
    };

    visit.call(portal.list_environments(), |found| count(found, "environment")).await;
    visit.call(portal.create_environment(&new), created).await;
    visit.call(portal.set_oauth2_sso_settings(ENVIRONMENT, &sign_on), done("stored")).await;
    visit.call(portal.set_exchange_settings(ENVIRONMENT, &exchange), done("stored")).await;
    visit.call(portal.set_share_point_settings(ENVIRONMENT, &share_point), done("stored")).await;
    visit.call(portal.activate_environment(ENVIRONMENT), confirmed).await;
    let exported = visit.call(portal.export_environment(ENVIRONMENT), configuration).await;
    if let Some(configuration) = exported {
        visit.call(portal.import_environment(ENVIRONMENT, &configuration), done("imported as exported")).await;
    }
    for version in [types::LicensingVersion::V35, types::LicensingVersion::V40] {
        visit.call(portal.get_licensing(ENVIRONMENT, &version), |summary| format!("{} members", summary.len())).await;
    }
    visit.call(portal.deactivate_environment(ENVIRONMENT), confirmed).await;
    visit.call(portal.delete_environment(ENVIRONMENT), confirmed).await;
    Ok(())
}

fn created(environment: &types::CreatedEnvironment) -> String {
    match environment {
        types::CreatedEnvironment::Text(name) => format!("created, text {name:?}"),
        types::CreatedEnvironment::CreatedEnvironmentInfo(info) => format!("created {:?}", info.created_name()),
        types::CreatedEnvironment::Other(other) => format!("not described: {other}"),
    }
}

fn confirmed(confirmation: &String) -> String {
    format!("text {confirmation:?}")
}

fn configuration(configuration: &types::EnvironmentConfiguration) -> String {
    let groups = configuration.tile_groups.as_deref().unwrap_or_default();
    let apps = configuration.apps.as_deref().unwrap_or_default();
    format!("{}, {}", count(groups, "tile group"), count(apps, "app"))
}
