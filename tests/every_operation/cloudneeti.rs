//! Cloudneeti and, since it has one operation as well, Workspace 365 health.

use specwright_clients::cloudneeti::tokens::GetTokenError;
use specwright_clients::workspace365_health::health::GetHealthError;
use specwright_clients::{cloudneeti, workspace365_health as health};

use super::api::{self, Api, Row, example};

pub(super) struct Cloudneeti;

impl Api for Cloudneeti {
    type Client = cloudneeti::Client;
    const SPEC: &'static str = "cloudneeti";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[("apimSubscriptionKey", "key")];
    const HEADERS: &'static [(&'static str, &'static str)] = &[("ocp-apim-subscription-key", "key")];
    const CALLS: &'static [Row<cloudneeti::Client>] = &[row!(
        "getToken",
        "POST /authorize/license/%3CLICENSE%20ID%3E/token?accountId=%3CACCOUNT%20ID%3E",
        GetTokenError[418 Default(body)],
        |client| {
            client.get_token("<LICENSE ID>", &example::<Cloudneeti, _>("getToken")).account_id("<ACCOUNT ID>")
        }
    )];

    fn client(url: &str, prefer: &str) -> cloudneeti::Client {
        let builder = cloudneeti::Client::builder(url).default_header("prefer", prefer);
        builder.apim_subscription_key("key").without_retries().build().unwrap()
    }
}

pub(super) struct Health;

impl Api for Health {
    type Client = health::Client;
    const SPEC: &'static str = "workspace365-health";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[("healthApiKey", "key")];
    const HEADERS: &'static [(&'static str, &'static str)] = &[("healthapikey", "key")];
    const CALLS: &'static [Row<health::Client>] = &[row!(
        "getHealth",
        "GET /api/health",
        GetHealthError[403 Forbidden, 404 NotFound, 500 InternalServerError],
        |client| client.get_health()
    )];

    fn client(url: &str, prefer: &str) -> health::Client {
        health::Client::builder(url)
            .default_header("prefer", prefer)
            .health_api_key("key")
            .without_retries()
            .build()
            .unwrap()
    }
}

#[tokio::test]
async fn each_documented_answer_is_typed() {
    api::each_documented_answer_is_typed::<Cloudneeti>().await;
    api::each_documented_answer_is_typed::<Health>().await;
}

#[tokio::test]
async fn each_sends_exactly_what_the_document_shows() {
    api::each_sends_exactly_what_the_document_shows::<Cloudneeti>().await;
    api::each_sends_exactly_what_the_document_shows::<Health>().await;
}
