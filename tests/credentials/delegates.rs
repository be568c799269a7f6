//! The secret of a profile and a user, exchanged for a delegated token, which is renewed without them.

use serde_json::json;
use specwright_clients::avepoint_cloud_governance::Client;

use super::keys::tasks;
use crate::support::server::{Answer, Body, Expected, Received, Server};

fn assert_is_exchange(received: &Received) {
    let sent = Expected::new("POST /auth/token/delegate").header("accept", "application/json");
    let body = json!({"clientSecret": "jLMX+", "userPrincipalName": "someone@contoso.com"});
    received.assert_is(&sent.json(body));
}

fn token(access: &str, refresh: &str) -> Answer {
    let value = json!({"access_token": access, "refresh_token": refresh, "duration": 3600});
    Answer::new(200).json(&json!({"isSuccess": true, "value": value}))
}

#[tokio::test]
async fn a_delegated_token_is_renewed_by_what_came_with_it() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).delegate("jLMX+", "someone@contoso.com").build().unwrap();
    let page = || Answer::new(200).json(&json!({"value": []}));
    for answer in [token("first", "r+1"), page(), Answer::new(401), token("second", "r2"), page()] {
        server.answers(answer);
    }

    client.list_my_tasks().await.unwrap();
    client.list_my_tasks().await.unwrap();

    let received = server.received();
    let [exchange, first, refused, renewal, second] = received.as_slice() else { panic!("{received:?}") };
    assert_is_exchange(exchange);
    first.assert_is(&tasks().header("authorization", "Bearer first"));
    refused.assert_is(&tasks().header("authorization", "Bearer first"));
    let sent = Expected::new("POST /auth/token/refresh?refreshToken=r%2B1").header("accept", "application/json");
    renewal.assert_is(&sent.body(Body::Empty));
    second.assert_is(&tasks().header("authorization", "Bearer second"));
}

#[tokio::test]
async fn a_delegated_token_is_refused_with_200() {
    let server = Server::start().await;
    let client = Client::builder(server.url()).delegate("jLMX+", "someone@contoso.com").build().unwrap();
    server.answers(Answer::new(200).json(&json!({"isSuccess": false, "errorMsg": "The profile has expired."})));

    let error = client.list_my_tasks().await.unwrap_err();

    assert_is_exchange(&server.received_one());
    assert!(error.to_string().contains("The profile has expired."), "{error}");
}
