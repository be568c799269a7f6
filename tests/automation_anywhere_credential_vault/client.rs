//! What holds for all calls: addresses, options of a call, and what is said when something goes wrong.

use std::error::Error as _;
use std::time::Duration;

use serde_json::json;
use specwright_clients::automation_anywhere_credential_vault::credentials::GetCredentialError;
use specwright_clients::automation_anywhere_credential_vault::types::NewLocker;
use specwright_clients::automation_anywhere_credential_vault::{Client, Environment};
use specwright_runtime::Server as Address;

use super::TOKEN;
use super::wire::{Wire, signed};
use crate::support::assert_hides;
use crate::support::server::{Answer, Body};

#[tokio::test]
async fn a_path_in_the_address_comes_before_that_of_the_operation() {
    let wire = Wire::start().await;
    for prefix in ["/control/room", "/control/room/"] {
        let vault = Client::builder(format!("{}{prefix}", wire.server.url()))
            .x_authorization(TOKEN)
            .without_retries()
            .build()
            .unwrap();
        wire.answers_as_documented("getVaultMode", 200);

        vault.get_vault_mode().await.unwrap();

        wire.server.received_one().assert_is(&signed("GET /control/room/v2/credentialvault/mode"));
    }
}

#[test]
fn the_document_names_the_servers() {
    let address = |environment| format!("{:?}", Address::from(environment));
    assert_eq!(address(Environment::control_room()), "Server(\"https://crdevenv.com:81/\")");
    let own = Environment::ControlRoom { scheme: "http".into(), host: "localhost".into(), port: "8080".into() };
    assert_eq!(address(own), "Server(\"http://localhost:8080/\")");
}

#[tokio::test]
async fn a_call_takes_headers_and_parameters_of_its_own() {
    let wire = Wire::start().await;
    wire.answers_as_documented("listLockers", 200);

    let call = wire.vault.list_lockers().consumed(true).with_header("X-Trace", "7").with_query("fields", "a&b");
    call.await.unwrap();

    let sent = signed("GET /v2/credentialvault/lockers?consumed=true&fields=a%26b").header("x-trace", "7");
    wire.server.received_one().assert_is(&sent);
}

#[tokio::test]
async fn a_call_takes_a_time_limit_of_its_own() {
    let wire = Wire::start().await;
    wire.server.answers(Answer::silence());

    let error = wire.vault.get_locker(2).with_timeout(Duration::from_millis(100)).await.unwrap_err();

    assert!(error.is_timeout() && !error.is_status(), "{error}");
    assert_eq!(error.to_string(), "getLocker: GET /v2/credentialvault/lockers/{id} timed out after 100ms");
}

#[tokio::test]
async fn a_call_that_is_sent_gives_status_and_headers() {
    let wire = Wire::start().await;
    wire.server.answers(Answer::new(201).header("x-request-id", "42").json(&json!({"id": 4})));

    let answer = wire.vault.create_locker(&NewLocker::new("SalesForce Locker")).send().await.unwrap();

    assert_eq!((answer.status(), answer.request_id()), (201, Some("42")));
    assert_eq!(answer.headers()["x-request-id"], "42");
    assert_eq!(answer.into_value().id, 4);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_named_by_its_place() {
    let wire = Wire::start().await;
    for (body, path) in [
        (json!({"list": [{"id": 12, "attributes": [{"id": 61}, {"id": "hunter2"}]}]}), "list[0].attributes[1].id"),
        (json!({"list": [{"id": 12}, {"id": 11, "name": ["hunter2"]}]}), "list[1].name"),
        (json!({"list": [{"id": 12, "createdOn": 5}]}), "list[0].createdOn"),
        (json!({"list": {"12": "hunter2"}}), "list"),
    ] {
        wire.answers(200, &body);

        let error = wire.vault.list_credentials().await.unwrap_err();

        assert!(error.is_decode() && !error.is_status(), "{error}");
        assert_eq!((error.status(), error.json_path()), (Some(200), Some(path)), "{error}");
        assert_eq!(error.bytes().unwrap(), body.to_string().as_bytes());
        let line = "listCredentials: GET /v2/credentialvault/credentials answered 200 OK but cannot be understood: ";
        assert!(error.to_string().starts_with(line), "{error}");
        assert!(error.to_string().contains(&format!("at `{path}` (line 1, column ")), "{error}");
        assert_hides(&["hunter2"], &format!("{error} {error:?} {:?}", error.source()));
    }
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let wire = Wire::start().await;
    wire.answers(200, &json!({"lists": []}));

    let error = wire.vault.list_lockers().await.unwrap_err();

    assert!(error.to_string().contains("`list`"), "{error}");
}

#[tokio::test]
async fn an_undocumented_status_is_kept_whole() {
    let wire = Wire::start().await;
    let answer = Answer::new(429).header("retry-after", "7").header("x-request-id", "42");
    wire.server.answers(answer.json(&json!({"limit": 10})));

    let error = wire.vault.get_credential(12).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "getCredential: GET /v2/credentialvault/credentials/{id} answered 429 Too Many Requests, \
         which is not documented (request id 42)"
    );
    let Some(GetCredentialError::Unexpected(unexpected)) = error.into_body() else { panic!("not unexpected") };
    assert_eq!((unexpected.status(), &unexpected.headers()["retry-after"]), (429, &"7".parse().unwrap()));
    assert_eq!(unexpected.json::<serde_json::Value>().unwrap(), json!({"limit": 10}));
    assert_eq!(unexpected.content_type(), Some("application/json"));
}

#[tokio::test]
async fn redirects_are_answers() {
    let wire = Wire::start().await;
    wire.server.answers(Answer::new(307).header("location", "/v2/elsewhere"));

    let error = wire.vault.update_credential_owner(12, 2).await.unwrap_err();

    assert_eq!(error.status(), Some(307));
    assert_eq!(error.headers().unwrap()["location"], "/v2/elsewhere");
    wire.server.received_one().assert_is(&signed("PUT /v2/credentialvault/credentials/12/owner/2").body(Body::Empty));
}

#[tokio::test]
async fn the_token_is_shown_nowhere() {
    let wire = Wire::start().await;
    let builder = Client::builder(wire.server.url()).x_authorization(TOKEN);
    assert_hides(&[TOKEN], &format!("{builder:?}"));
    let vault = builder.without_retries().build().unwrap();
    assert_hides(&[TOKEN], &format!("{vault:?} {:?}", vault.get_locker(2).with_query("key", TOKEN)));

    wire.server.answers(Answer::new(500).header("x-echo", TOKEN));
    let error = vault.get_locker(2).with_header("x-other", TOKEN).with_query("key", TOKEN).await.unwrap_err();
    assert_hides(&[TOKEN], &format!("{error} {error:?} {:?}", error.source()));

    wire.server.answers(Answer::new(200).header("x-echo", TOKEN).json(&json!({"id": 2})));
    let answer = vault.get_locker(2).send().await.unwrap();
    assert_hides(&[TOKEN], &format!("{answer:?}"));
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_unsent_and_unseen() {
    let wire = Wire::start().await;
    let vault =
        Client::builder(wire.server.url()).x_authorization(format!("{TOKEN}\n")).without_retries().build().unwrap();

    let error = vault.get_vault_mode().await.unwrap_err();

    assert!(error.is_credentials(), "{error}");
    assert_hides(&[TOKEN], &format!("{error} {error:?}"));
    assert!(wire.server.received().is_empty());
}

#[tokio::test]
async fn the_token_does_not_travel_unprotected() {
    // Refused before anything is resolved or connected.
    let vault =
        Client::builder("http://control-room.invalid").x_authorization(TOKEN).without_retries().build().unwrap();

    let error = vault.get_vault_mode().await.unwrap_err();

    assert!(error.is_credentials() && error.to_string().contains("allow_plain_http"), "{error}");
}

#[tokio::test]
async fn calls_can_be_made_from_any_task() {
    let wire = Wire::start().await;
    wire.answers_as_documented("getVaultMode", 200);
    let vault = wire.vault.clone();

    let mode = tokio::spawn(async move { vault.get_vault_mode().await.unwrap().name }).await.unwrap();

    assert_eq!(mode.as_str(), "Express");
}
