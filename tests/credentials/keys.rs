//! Credentials that are sent as they are given.

use serde_json::json;
use specwright_clients::{
    avepoint_cloud_governance as governance, workspace365_active_directory_sync as sync, workspace365_health as health,
    workspace365_provisioning as provisioning, workspace365_workspace as workspace,
};

use crate::support::server::{Answer, Body, Expected, Server};

/// A request for a list of tasks.
pub(super) fn tasks() -> Expected {
    Expected::new("GET /tasks/my").header("accept", "application/json")
}

#[tokio::test]
async fn a_profile_is_sent_in_three_headers_or_two() {
    let server = Server::start().await;
    let builder = || governance::Client::builder(server.url());
    let three = builder().client_id("ceb5e…").client_secret("jLMX+").user_principal_name("someone@contoso.com");
    let two = builder().client_secret("jLMX+").user_principal_name("someone@contoso.com");
    let sent = tasks().header("clientsecret", "jLMX+").header("userprincipalname", "someone@contoso.com");
    for (builder, sent) in [(three, sent.clone().header("clientid", "ceb5e…")), (two, sent)] {
        server.answers(Answer::new(200).json(&json!({"value": []})));
        builder.build().unwrap().list_my_tasks().await.unwrap();
        server.received_one().assert_is(&sent);
    }
}

#[tokio::test]
async fn a_profile_that_is_not_whole_is_not_sent() {
    let server = Server::start().await;
    let half = governance::Client::builder(server.url()).client_id("ceb5e").client_secret("jLMX+").build().unwrap();
    let error = half.list_my_tasks().await.unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("`.user_principal_name(key)`"), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn tokens_that_are_given_are_bearers() {
    let server = Server::start().await;
    let builder = || governance::Client::builder(server.url());
    for given in [
        builder().bearer_microsoft_sso("eyJ0"),
        builder().bearer_app_registration("eyJ0"),
        builder().delegate_token("eyJ0"),
    ] {
        server.answers(Answer::new(200).json(&json!({"value": []})));
        given.build().unwrap().list_my_tasks().await.unwrap();
        server.received_one().assert_is(&tasks().header("authorization", "Bearer eyJ0"));
    }
}

#[tokio::test]
async fn the_provisioning_key_comes_with_the_word_that_the_server_asks_for() {
    let server = Server::start().await;
    let client = provisioning::Client::builder(server.url()).provisioning_key("00000000-0000").build().unwrap();
    server.answers(Answer::new(200).json(&json!("Activated")));
    client.activate_environment("example").await.unwrap();
    let sent = Expected::new("PUT /Provisioning/Environment/example/Activate")
        .header("accept", "application/json, text/plain")
        .header("provisioningkey", "00000000-0000")
        .header("x-requested-with", "XMLHttpRequest");
    server.received_one().assert_is(&sent.body(Body::Empty));
}

#[tokio::test]
async fn the_health_key_is_a_header() {
    let server = Server::start().await;
    let client = health::Client::builder(server.url()).health_api_key("00000000-0000").build().unwrap();
    server.answers(Answer::new(200).json(&json!({})));
    client.get_health().await.unwrap();
    let sent = Expected::new("GET /api/health").header("accept", "application/json");
    server.received_one().assert_is(&sent.header("healthapikey", "00000000-0000"));
}

#[tokio::test]
async fn the_workspace_key_gets_its_word_in_front_once() {
    for key in ["0000", "Workspace365 0000"] {
        let server = Server::start().await;
        let client = workspace::Client::builder(server.url()).workspace365_token(key).build().unwrap();
        server.answers(Answer::new(401));
        client.list_events("example").await.unwrap_err();
        assert_eq!(server.received_one().header("authorization"), ["Workspace365 0000"]);
    }
}

/// The token and its header are those of the vendor's page.
#[tokio::test]
async fn the_sync_token_is_a_user_without_password() {
    let server = Server::start().await;
    let token = "4613e4c6-aa59-45d0-88c9-c99feddf3959";
    let client = sync::Client::builder(server.url()).basic_sync_token(token).build().unwrap();
    server.answers(Answer::new(401));
    client.delete_user("example", "user").await.unwrap_err();
    let header = "Basic NDYxM2U0YzYtYWE1OS00NWQwLTg4YzktYzk5ZmVkZGYzOTU5Og==";
    assert_eq!(server.received_one().header("authorization"), [header]);
}
