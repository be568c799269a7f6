//! The Cloudneeti client on the wire: license tokens and account tokens.
#![cfg(feature = "cloudneeti")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::LazyLock;

use serde_json::{Value, json};
use specwright_clients::cloudneeti::tokens::GetTokenError;
use specwright_clients::cloudneeti::types::TokenRequest;
use specwright_clients::cloudneeti::{Client, Environment};
use specwright_runtime::{Error, Server as Address};

use support::assert_hides;
use support::server::{Answer, Expected, Server};
use support::spec::Spec;

static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::open("cloudneeti"));

/// A subscription key. It must not be readable anywhere but in its header.
const KEY: &str = "0123456789abcdef";

/// A client and the server it talks to.
struct Wire {
    server: Server,
    cloudneeti: Client,
}

impl Wire {
    async fn start() -> Self {
        let server = Server::start().await;
        let cloudneeti = Client::builder(server.url()).apim_subscription_key(KEY).without_retries().build().unwrap();
        Self { server, cloudneeti }
    }

    /// The next request is answered with the document's example of that name.
    fn answers_as_documented(&self, example: &str) {
        let body = SPEC.operation("getToken").named_answer_example(200, example);
        self.server.answers(Answer::new(200).json(&body));
    }

    /// The error of a call that is answered so.
    async fn error(&self, answer: Answer) -> Error<GetTokenError> {
        self.server.answers(answer);
        self.cloudneeti.get_token("license", &application()).await.unwrap_err()
    }
}

/// The document's example.
fn application() -> TokenRequest {
    TokenRequest::new("<API Application Id>", "<API Application Secret>")
}

/// A request with the subscription key and the document's example as its body.
fn token_request(line: &str) -> Expected {
    let expected = Expected::new(line).header("accept", "application/json").header("ocp-apim-subscription-key", KEY);
    expected.json(SPEC.operation("getToken").request_example())
}

#[test]
fn every_operation_and_status_is_tested() {
    SPEC.assert_operations_are(&["getToken"]);
    assert_eq!(SPEC.operation("getToken").statuses(), ["200", "default"]);
}

#[tokio::test]
async fn a_license_token() {
    let wire = Wire::start().await;
    wire.answers_as_documented("wrapped");

    let answer = wire.cloudneeti.get_token("<LICENSE ID>", &application()).await.unwrap();

    let line = "POST /authorize/license/%3CLICENSE%20ID%3E/token";
    wire.server.received_one().assert_is(&token_request(line));
    assert_eq!(answer.token().unwrap().expose(), "<Access Token>");
    assert_eq!((answer.status_code, answer.message.as_deref()), (Some(200), Some("Request Successful")));
}

#[tokio::test]
async fn an_account_token() {
    let wire = Wire::start().await;
    wire.answers_as_documented("flat");

    let answer = wire.cloudneeti.get_token("L-1", &application()).account_id("<ACCOUNT ID>").await.unwrap();

    let line = "POST /authorize/license/L-1/token?accountId=%3CACCOUNT%20ID%3E";
    wire.server.received_one().assert_is(&token_request(line));
    assert_eq!(answer.token().unwrap().expose(), "<Access Token>");
}

#[tokio::test]
async fn the_token_is_found_in_the_result_first() {
    let wire = Wire::start().await;
    for (body, token) in [
        (json!({"result": {"token": "inner"}, "token": "outer"}), Some("inner")),
        (json!({"result": {"token": "inner"}}), Some("inner")),
        (json!({"result": {}, "token": "outer"}), Some("outer")),
        (json!({"result": null, "token": "outer"}), Some("outer")),
        (json!({"token": "outer"}), Some("outer")),
        (json!({"result": {}}), None),
        (json!({}), None),
    ] {
        wire.server.answers(Answer::new(200).json(&body));

        let answer = wire.cloudneeti.get_token("license", &application()).await.unwrap();

        assert_eq!(answer.token().map(|token| token.expose()), token, "{body}");
    }
}

#[tokio::test]
async fn both_documented_answers_are_written_back_as_they_came() {
    let wire = Wire::start().await;
    for example in ["wrapped", "flat"] {
        wire.answers_as_documented(example);

        let answer = wire.cloudneeti.get_token("license", &application()).send().await.unwrap();

        let received: Value = serde_json::from_slice(answer.bytes()).unwrap();
        assert_eq!(serde_json::to_value(answer.value()).unwrap(), received);
    }
}

#[tokio::test]
async fn any_other_status_is_the_envelope() {
    let wire = Wire::start().await;
    for status in [302, 400, 401, 403, 404, 418, 429, 500, 503] {
        for result in [json!(null), json!([1]), json!({"reason": "expired"})] {
            let body = json!({"result": result, "statusCode": 9, "message": "Request Failed", "traceId": "7"});
            let error = wire.error(Answer::new(status).json(&body)).await;

            assert!(error.is_status() && !error.is_decode(), "{error}");
            assert_eq!(error.status(), Some(status));
            let Some(GetTokenError::Default(envelope)) = error.body() else { panic!("{error:?}") };
            assert_eq!((envelope.status_code, envelope.message.as_deref()), (Some(9), Some("Request Failed")));
            assert_eq!(envelope.result.clone().into_option().unwrap_or_default(), result);
            assert_eq!(envelope.extra["traceId"], "7");
        }
    }
}

#[tokio::test]
async fn any_other_status_without_an_envelope_keeps_its_bytes() {
    let wire = Wire::start().await;
    for status in [400, 401, 404, 500] {
        for (content_type, body) in
            [("text/html", "<html>"), ("application/json", ""), ("application/json", "{\"statusCode\": \"no\"}")]
        {
            let error = wire.error(Answer::new(status).bytes(content_type, body)).await;

            assert!(error.is_status() && !error.is_decode(), "{error}");
            let Some(GetTokenError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
            assert_eq!((unexpected.status(), unexpected.bytes().as_ref()), (status, body.as_bytes()));
            assert!(unexpected.cause().is_some());
        }
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_named_by_its_place() {
    let wire = Wire::start().await;
    let error = wire.error(Answer::new(200).json(&json!({"result": {"token": 5}}))).await;

    assert!(error.is_decode(), "{error}");
    assert_eq!((error.status(), error.json_path()), (Some(200), Some("result.token")));
}

#[tokio::test]
async fn values_stay_in_their_segment() {
    let wire = Wire::start().await;
    wire.answers_as_documented("flat");
    wire.cloudneeti.get_token("a/b?c#d;e%2F", &application()).account_id("x&y=z+ä").await.unwrap();
    let line = "POST /authorize/license/a%2Fb%3Fc%23d%3Be%252F/token?accountId=x%26y%3Dz%2B%C3%A4";
    wire.server.received_one().assert_is(&token_request(line));

    for license in ["", ".", "..", "a\nb"] {
        let error = wire.cloudneeti.get_token(license, &application()).await.unwrap_err();

        assert!(error.is_request() && error.to_string().contains("licenseId"), "{error}");
        assert!(wire.server.received().is_empty());
    }
}

#[tokio::test]
async fn without_the_key_nothing_is_sent() {
    let wire = Wire::start().await;
    let cloudneeti = Client::builder(wire.server.url()).without_retries().build().unwrap();

    let error = cloudneeti.get_token("license", &application()).await.unwrap_err();

    assert!(error.is_credentials() && error.is_request(), "{error}");
    for word in ["apimSubscriptionKey", ".apim_subscription_key(key)", "Ocp-Apim-Subscription-Key"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    assert!(wire.server.received().is_empty());
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let wire = Wire::start().await;
    wire.answers_as_documented("wrapped");
    let answer = wire.cloudneeti.get_token("license", &application()).send().await.unwrap();
    let error = wire.error(Answer::new(401).json(&json!({"message": "no"}))).await;

    let shown = format!("{:?} {:?} {answer:?} {error} {error:?}", wire.cloudneeti, application());
    assert_hides(&[KEY, "<API Application Secret>", "<Access Token>"], &shown);
}

#[test]
fn the_document_names_the_servers() {
    let address = |environment| format!("{:?}", Address::from(environment));
    assert_eq!(address(Environment::Production), "Server(\"https://api.cloudneeti.com/\")");
    assert_eq!(address(Environment::Trial), "Server(\"https://trialapi.cloudneeti.com/\")");
}
