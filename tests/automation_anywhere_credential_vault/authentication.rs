//! Signing in.

use serde_json::json;
use specwright_clients::automation_anywhere_credential_vault::Client;
use specwright_clients::automation_anywhere_credential_vault::types::AuthenticationRequest;
use specwright_runtime::Maybe;

use super::wire::{Row, Wire};
use crate::support::assert_hides;
use crate::support::server::Expected;

pub(super) const OPERATIONS: &[Row] =
    &[row!("authenticate", "POST /v1/authentication", |vault| vault.authenticate(&ellie_brown()))];

fn ellie_brown() -> AuthenticationRequest {
    AuthenticationRequest::new("Ellie.Brown", "12345678")
}

#[tokio::test]
async fn authenticate() {
    let wire = Wire::start().await;
    let nobody = Client::builder(wire.server.url()).without_retries().build().unwrap();
    wire.answers_as_documented("authenticate", 200);

    let answer = nobody.authenticate(&ellie_brown()).await.unwrap();

    let sent = Expected::new("POST /v1/authentication").header("accept", "application/json");
    let body = json!({"username": "Ellie.Brown", "password": "12345678"});
    wire.server.received_one().assert_is(&sent.json(body));
    assert_eq!(answer.token.expose(), "eyJhbGciOiJSUzUxMiJ9.…");
    let user = answer.user.unwrap();
    assert_eq!(user.id, Some(9));
    assert_eq!(user.username.as_deref(), Some("jdoe"));
    assert_eq!(user.domain, Maybe::Null);
    assert_eq!(user.first_name, Maybe::Value(String::new()));
    assert_eq!(user.description, Maybe::Absent);
    assert_eq!(user.deleted, Some(false));
    let roles = user.roles.unwrap();
    assert_eq!(roles[0].name.as_deref(), Some("API_Key_Generation"));
    assert_eq!(roles[0].id, Some(23));
    assert_eq!(roles[0].version, None);
}

#[tokio::test]
async fn the_token_opens_the_other_calls() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"token": "fresh"}));
    let answer = wire.vault.authenticate(&ellie_brown()).await.unwrap();
    assert_eq!(wire.server.received_one().header("x-authorization"), [""; 0]);

    let vault = Client::builder(wire.server.url()).x_authorization(answer.token).without_retries().build().unwrap();
    wire.answers_as_documented("getVaultMode", 200);
    vault.get_vault_mode().await.unwrap();

    assert_eq!(wire.server.received_one().header("x-authorization"), ["fresh"]);
}

#[tokio::test]
async fn further_credentials_are_sent_when_given() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"token": "fresh"}));
    let request = AuthenticationRequest { api_key: Some("key".into()), mfa_code: Some(654_321), ..ellie_brown() };

    wire.vault.authenticate(&request).await.unwrap();

    let sent = wire.server.received_one().json();
    assert_eq!(sent, json!({"username": "Ellie.Brown", "password": "12345678", "apiKey": "key", "mfaCode": 654_321}));
}

#[tokio::test]
async fn neither_password_nor_token_are_shown() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"token": "fresh", "user": {"username": "jdoe"}}));
    let request = AuthenticationRequest { api_key: Some("api-key".into()), ..ellie_brown() };

    let answer = wire.vault.authenticate(&request).send().await.unwrap();

    assert_hides(&["12345678", "api-key", "fresh"], &format!("{request:?} {answer:?} {:?}", answer.value()));
}
