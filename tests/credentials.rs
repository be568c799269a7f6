//! How the clients of this package prove who is calling: tokens fetched for credentials, and keys dressed up.
#![cfg(all(
    feature = "automation-anywhere-credential-vault",
    feature = "avepoint-cloud-governance",
    feature = "cloudneeti",
    feature = "workspace365-active-directory-sync",
    feature = "workspace365-workspace"
))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use serde_json::json;
use specwright_clients::{
    automation_anywhere_credential_vault as vault, avepoint_cloud_governance as governance, cloudneeti,
    workspace365_active_directory_sync as sync, workspace365_workspace as workspace,
};

use support::assert_hides;
use support::server::{Answer, Expected, Server};
use support::spec::Spec;

#[tokio::test]
async fn the_control_room_is_signed_in_to_once() {
    let server = Server::start().await;
    let vault = vault::Client::builder(server.url()).login("Ellie.Brown", "12345678").build().unwrap();
    server.answers(Answer::new(200).json(&json!({"token": "fresh"})));
    let mode = Spec::open("automation-anywhere-credential-vault").operation("getVaultMode").answer_example(200);
    server.answers(Answer::new(200).json(&mode));
    server.answers(Answer::new(200).json(&mode));

    vault.get_vault_mode().await.unwrap();
    vault.clone().get_vault_mode().await.unwrap();

    let received = server.received();
    let [login, first, second] = received.as_slice() else { panic!("{} requests", received.len()) };
    let sent = Expected::new("POST /v1/authentication").header("accept", "application/json");
    login.assert_is(&sent.json(json!({"username": "Ellie.Brown", "password": "12345678"})));
    assert_eq!(first.header("x-authorization"), ["fresh"]);
    assert_eq!(second.header("x-authorization"), ["fresh"]);
}

#[tokio::test]
async fn a_refused_login_says_why_and_shows_no_password() {
    let server = Server::start().await;
    let vault = vault::Client::builder(server.url()).login("Ellie.Brown", "12345678").build().unwrap();
    server.answers(Answer::new(401).json(&json!({"code": "UM1110", "message": "Login failed for 12345678"})));

    let error = vault.get_vault_mode().await.unwrap_err();

    server.received_one();
    let told = format!("{:?}", error) + &chain(&error);
    assert!(told.contains("UM1110") && told.contains("401") && told.contains("xAuthorization"), "{told}");
    assert_hides(&["12345678"], &told);
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
async fn license_and_account_tokens_are_handed_out() {
    let server = Server::start().await;
    let client = cloudneeti::Client::builder(server.url())
        .apim_subscription_key("key")
        .license_access("L-1", "application", "secret")
        .account_access("L-1", "A-1", "application", "secret")
        .build()
        .unwrap();
    server.answers(Answer::new(200).json(&json!({"result": {"token": "of the license"}})));
    server.answers(Answer::new(200).json(&json!({"token": "of the account"})));

    assert_eq!(client.access_token("licenseToken").await.unwrap().expose(), "of the license");
    assert_eq!(client.access_token("accountToken").await.unwrap().expose(), "of the account");

    let received = server.received();
    let lines = ["POST /authorize/license/L-1/token", "POST /authorize/license/L-1/token?accountId=A-1"];
    for (received, line) in received.iter().zip(lines) {
        let sent = Expected::new(line).header("accept", "application/json").header("ocp-apim-subscription-key", "key");
        received.assert_is(&sent.json(json!({"APIApplicationId": "application", "Secret": "secret"})));
    }
    assert_eq!(received.len(), 2);
    assert!(client.access_token("apimSubscriptionKey").await.is_err());
}

#[tokio::test]
async fn apps_get_their_tokens_from_the_identity_service() {
    let (api, identity) = (Server::start().await, Server::start().await);
    let client = governance::Client::builder(api.url())
        .identity_server(identity.url())
        .app_secret("client", "secret", "someone@contoso.com")
        .build()
        .unwrap();
    identity.answers(Answer::new(200).json(&json!({"access_token": "issued", "expires_in": 3600})));
    api.answers(Answer::new(200).json(&json!({"value": []})));

    client.list_my_tasks().await.unwrap();

    let asked = identity.received_one();
    assert_eq!(asked.header("content-type"), ["application/x-www-form-urlencoded"]);
    assert_eq!(api.received_one().header("authorization"), ["Bearer issued"]);
}

#[test]
fn insider_addresses_need_an_identity_service() {
    let client = |address| governance::Client::builder(address).app_secret("client", "secret", "someone@contoso.com");
    for known in [governance::Environment::Commercial, governance::Environment::UsGovernmentAdmin] {
        client(known).build().unwrap();
    }
    let error = client(governance::Environment::InsiderUsEast).build().unwrap_err().to_string();
    assert!(error.contains("identity_server"), "{error}");
}

#[tokio::test]
async fn a_delegated_token_is_refused_with_200() {
    let server = Server::start().await;
    let client = governance::Client::builder(server.url()).delegate("secret", "someone@contoso.com").build().unwrap();
    server.answers(Answer::new(200).json(&json!({"isSuccess": false, "errorMsg": "The profile has expired."})));

    let error = client.list_my_tasks().await.unwrap_err();

    let sent = Expected::new("POST /auth/token/delegate").header("accept", "application/json");
    let body = json!({"clientSecret": "secret", "userPrincipalName": "someone@contoso.com"});
    server.received_one().assert_is(&sent.json(body));
    let told = chain(&error);
    assert!(told.contains("The profile has expired."), "{told}");
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
