//! User and password, application and secret, exchanged for a token at the API itself.

use serde_json::json;
use specwright_clients::{automation_anywhere_credential_vault as vault, cloudneeti};

use crate::chain;
use crate::support::assert_hides;
use crate::support::server::{Answer, Expected, Server};
use crate::support::spec::Spec;

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
    for call in [first, second] {
        let sent = Expected::new("GET /v2/credentialvault/mode").header("accept", "application/json");
        call.assert_is(&sent.header("x-authorization", "fresh"));
    }
}

#[tokio::test]
async fn a_refused_login_says_why_and_shows_no_password() {
    let server = Server::start().await;
    let vault = vault::Client::builder(server.url()).login("Ellie.Brown", "12345678").build().unwrap();
    server.answers(Answer::new(401).json(&json!({"code": "UM1110", "message": "Login failed for 12345678"})));

    let error = vault.get_vault_mode().await.unwrap_err();

    server.received_one();
    let told = error.to_string();
    assert!(told.contains("UM1110") && told.contains("401") && told.contains("xAuthorization"), "{told}");
    assert_eq!(chain(&error), told, "nothing is told twice");
    assert_hides(&["12345678"], &format!("{told} {error:?}"));
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
async fn a_token_without_credentials_names_what_to_give() {
    let client = cloudneeti::Client::builder("https://api.example.com").apim_subscription_key("key").build().unwrap();
    let error = client.access_token("licenseToken").await.unwrap_err().to_string();
    for word in ["`.license_access(license_id, ", "`CLOUDNEETI_LICENSE_ACCESS_LICENSE_ID` and "] {
        assert!(error.contains(word), "no {word} in {error}");
    }
}
