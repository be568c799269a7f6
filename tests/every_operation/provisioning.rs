//! Workspace 365: environments and their settings.

use serde_json::Value;
use specwright_clients::workspace365_provisioning::Client;
use specwright_clients::workspace365_provisioning::environments::{
    ActivateEnvironmentError, CreateEnvironmentError, DeactivateEnvironmentError, DeleteEnvironmentError,
    ListEnvironmentsError,
};
use specwright_clients::workspace365_provisioning::licenses::GetLicensingError;
use specwright_clients::workspace365_provisioning::settings::{
    SetExchangeSettingsError, SetOauth2SsoSettingsError, SetSharePointSettingsError,
};
use specwright_clients::workspace365_provisioning::templates::{ExportEnvironmentError, ImportEnvironmentError};
use specwright_clients::workspace365_provisioning::types::LicensingVersion;

use super::api::{self, Api, Row, example};
use crate::support::spec::{Operation, Spec};

pub(super) struct Provisioning;

impl Api for Provisioning {
    type Client = Client;
    const SPEC: &'static str = "workspace365-provisioning";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[("provisioningKey", "key")];
    const HEADERS: &'static [(&'static str, &'static str)] =
        &[("provisioningkey", "key"), ("x-requested-with", "XMLHttpRequest")];
    const CALLS: &'static [Row<Client>] = &[
        row!(
            "createEnvironment",
            "POST /Provisioning/Environment/?version=2.0",
            CreateEnvironmentError[400 BadRequest(body), 403 Forbidden, 500 InternalServerError],
            |client| client.create_environment(&example::<Provisioning, _>("createEnvironment"))
        ),
        row!(
            "listEnvironments",
            "GET /Provisioning/Environment/",
            ListEnvironmentsError[403 Forbidden, 500 InternalServerError],
            |client| client.list_environments()
        ),
        row!(
            "deleteEnvironment",
            "DELETE /Provisioning/Environment/example/",
            DeleteEnvironmentError[403 Forbidden(body), 404 NotFound, 500 InternalServerError],
            |client| client.delete_environment("example")
        ),
        row!(
            "activateEnvironment",
            "PUT /Provisioning/Environment/example/Activate",
            ActivateEnvironmentError[403 Forbidden(body), 404 NotFound, 411 LengthRequired, 500 InternalServerError],
            |client| client.activate_environment("example")
        ),
        row!(
            "deactivateEnvironment",
            "PUT /Provisioning/Environment/example/Deactivate",
            DeactivateEnvironmentError[403 Forbidden(body), 404 NotFound, 411 LengthRequired, 500 InternalServerError],
            |client| client.deactivate_environment("example")
        ),
        row!(
            "exportEnvironment",
            "GET /Provisioning/Environment/example/Export/",
            ExportEnvironmentError[
                400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 404 NotFound, 500 InternalServerError
            ],
            |client| client.export_environment("example")
        ),
        row!(
            "importEnvironment",
            "PUT /Provisioning/Environment/example/Import/",
            ImportEnvironmentError[
                400 BadRequest(body), 401 Unauthorized, 403 Forbidden, 404 NotFound, 500 InternalServerError
            ],
            |client| client.import_environment("example", &example::<Provisioning, _>("importEnvironment"))
        ),
        row!(
            "setOAuth2SsoSettings",
            "PUT /Provisioning/example/SingleSignOnSettings/OAuth2/",
            SetOauth2SsoSettingsError[400 BadRequest(body), 403 Forbidden, 404 NotFound, 500 InternalServerError],
            |client| client.set_oauth2_sso_settings("example", &example::<Provisioning, _>("setOAuth2SsoSettings"))
        ),
        row!(
            "setExchangeSettings",
            "PUT /Provisioning/example/ExchangeSettings/",
            SetExchangeSettingsError[400 BadRequest(body), 403 Forbidden, 404 NotFound, 500 InternalServerError],
            |client| client.set_exchange_settings("example", &example::<Provisioning, _>("setExchangeSettings"))
        ),
        row!(
            "setSharePointSettings",
            "PUT /Provisioning/example/SharePointSettings/",
            SetSharePointSettingsError[400 BadRequest(body), 403 Forbidden, 404 NotFound, 500 InternalServerError],
            |client| client.set_share_point_settings("example", &example::<Provisioning, _>("setSharePointSettings"))
        ),
        row!(
            "getLicensing",
            "GET /Provisioning/example/Licensing/?version=4.0",
            GetLicensingError[403 Forbidden, 404 NotFound, 500 InternalServerError],
            |client| client.get_licensing("example", &LicensingVersion::V40)
        ),
    ];

    fn client(url: &str, prefer: &str) -> Client {
        Client::builder(url).default_header("prefer", prefer).provisioning_key("key").without_retries().build().unwrap()
    }

    /// What is exported can be imported; the document has no example of its own for that.
    fn body(operation: &Operation<'_>) -> Option<Value> {
        match operation.id {
            "importEnvironment" => Some(Spec::open(Self::SPEC).operation("exportEnvironment").answer_example(200)),
            _ => operation.first_request_example(),
        }
    }
}

#[tokio::test]
async fn each_documented_answer_is_typed() {
    api::each_documented_answer_is_typed::<Provisioning>().await;
}

#[tokio::test]
async fn each_sends_exactly_what_the_document_shows() {
    api::each_sends_exactly_what_the_document_shows::<Provisioning>().await;
}
