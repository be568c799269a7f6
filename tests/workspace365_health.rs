//! The Workspace 365 health client on the wire.
#![cfg(feature = "workspace365-health")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::LazyLock;

use serde_json::{Value, json};
use specwright_clients::workspace365_health::health::GetHealthError;
use specwright_clients::workspace365_health::types::{HealthCheckResult, HealthStatus};
use specwright_clients::workspace365_health::{Client, Environment};
use specwright_runtime::{Error, Server as Address};

use support::assert_hides;
use support::server::{Answer, Expected, Server};
use support::spec::Spec;

static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::open("workspace365-health"));

/// The vendor's sample of a key.
const KEY: &str = "00000000-0000-0000-0000-000000000000";

/// A client and the server it talks to.
struct Wire {
    server: Server,
    workspace: Client,
}

impl Wire {
    async fn start() -> Self {
        let server = Server::start().await;
        let workspace = Client::builder(server.url()).health_api_key(KEY).without_retries().build().unwrap();
        Self { server, workspace }
    }

    /// What is made of that answer.
    async fn health(&self, body: &Value) -> HealthCheckResult {
        self.server.answers(Answer::new(200).json(body));
        self.workspace.get_health().await.unwrap()
    }

    /// The error of a call that is answered so.
    async fn error(&self, answer: Answer) -> Error<GetHealthError> {
        self.server.answers(answer);
        self.workspace.get_health().await.unwrap_err()
    }
}

#[test]
fn every_operation_and_status_is_tested() {
    SPEC.assert_operations_are(&["getHealth"]);
    assert_eq!(SPEC.operation("getHealth").statuses(), ["200", "403", "404", "500"]);
}

#[tokio::test]
async fn get_health() {
    let wire = Wire::start().await;
    let example = SPEC.operation("getHealth").answer_example(200);

    let health = wire.health(&example).await;

    let sent = Expected::new("GET /api/health").header("accept", "application/json").header("healthapikey", KEY);
    wire.server.received_one().assert_is(&sent);
    assert_eq!(health.overall_status, Some(HealthStatus::Ok));
    assert_eq!(health.product_version.as_deref(), Some("4.7.0.732-rc"));
    let components = health.components.as_ref().unwrap();
    let names: Vec<_> = components.iter().filter_map(|component| component.component.as_deref()).collect();
    assert_eq!(names, ["Database", "Redis", "RabbitMq", "BlobStorage", "Elasticsearch"]);
    assert!(components.iter().all(|component| component.status == Some(HealthStatus::Ok)));
    assert_eq!(components[4].response_time.as_deref(), Some("00:00:00.0783747"));
    assert_eq!(serde_json::to_value(&health).unwrap(), example);
}

#[tokio::test]
async fn documented_states_have_names_and_others_are_kept() {
    let wire = Wire::start().await;
    for (text, status) in [
        ("OK", HealthStatus::Ok),
        ("FAIL", HealthStatus::Fail),
        ("NOT_APPLICABLE", HealthStatus::NotApplicable),
        ("TIMEOUT", HealthStatus::Timeout),
        ("Fail", HealthStatus::Other("Fail".into())),
        ("DEGRADED", HealthStatus::Other("DEGRADED".into())),
        ("", HealthStatus::Other(String::new())),
    ] {
        let body = json!({"overallStatus": text, "components": [{"status": text}]});

        let health = wire.health(&body).await;

        assert_eq!(serde_json::to_value(&health).unwrap(), body);
        assert_eq!(health.overall_status.as_ref(), Some(&status));
        assert_eq!(health.components.unwrap()[0].status, Some(status));
    }
}

#[tokio::test]
async fn what_is_not_described_is_kept_and_written_back() {
    let wire = Wire::start().await;
    let body = json!({"node": "web-2", "components": [{"component": "Search", "error": {"code": 7}}]});

    let health = wire.health(&body).await;

    assert_eq!(health.extra["node"], "web-2");
    assert_eq!(health.components.as_ref().unwrap()[0].extra["error"]["code"], 7);
    assert_eq!(serde_json::to_value(&health).unwrap(), body);
}

#[tokio::test]
async fn nothing_in_the_answer_has_to_be_there() {
    let wire = Wire::start().await;

    assert_eq!(wire.health(&json!({})).await, HealthCheckResult::default());
}

#[tokio::test]
async fn documented_failures_have_names_whatever_their_body() {
    let wire = Wire::start().await;
    for status in SPEC.operation("getHealth").failures() {
        for body in ["", "<html>", "{\"message\": \"no\"}"] {
            let error = wire.error(Answer::new(status).text(body)).await;

            assert!(error.is_status() && !error.is_decode(), "{error}");
            assert_eq!((error.status(), error.bytes().unwrap().as_ref()), (Some(status), body.as_bytes()));
            match (status, error.body().unwrap()) {
                (403, GetHealthError::Forbidden)
                | (404, GetHealthError::NotFound)
                | (500, GetHealthError::InternalServerError) => {}
                (status, other) => panic!("{status}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn undocumented_statuses_keep_their_bytes() {
    let wire = Wire::start().await;
    for status in [301, 304, 401, 429, 503] {
        let body = if status == 304 { "" } else { "<html>" };
        let error = wire.error(Answer::new(status).header("location", "/login").bytes("text/html", body)).await;

        let Some(GetHealthError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
        assert_eq!((unexpected.status(), unexpected.bytes().as_ref()), (status, body.as_bytes()));
        assert!(error.is_status() && unexpected.cause().is_none());
        assert_eq!(wire.server.received().len(), 1, "redirects are not followed");
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_named_by_its_place() {
    let wire = Wire::start().await;
    let body = json!({"components": [{"responseTime": "0"}, {"responseTime": 0.009}]});
    let error = wire.error(Answer::new(200).json(&body)).await;
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.json_path(), Some("components[1].responseTime"));

    // A sign-in page instead of an answer.
    let error = wire.error(Answer::new(200).bytes("text/html; charset=utf-8", "<html>")).await;
    assert!(error.is_decode() && error.to_string().contains("announced as `text/html`"), "{error}");
    assert_eq!(error.bytes().unwrap(), "<html>");
}

#[tokio::test]
async fn without_the_key_nothing_is_sent() {
    let wire = Wire::start().await;
    let workspace = Client::builder(wire.server.url()).without_retries().build().unwrap();

    let error = workspace.get_health().await.unwrap_err();

    assert!(error.is_credentials() && error.is_request(), "{error}");
    for word in ["getHealth", "healthApiKey", ".health_api_key(key)", "HealthApiKey"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    assert!(wire.server.received().is_empty());
}

#[tokio::test]
async fn the_key_is_not_shown() {
    let wire = Wire::start().await;
    let error = wire.error(Answer::new(403)).await;

    assert_hides(&[KEY], &format!("{:?} {error} {error:?}", wire.workspace));
}

#[test]
fn the_document_names_the_servers() {
    let address = |environment| format!("{:?}", Address::from(environment));
    assert_eq!(address(Environment::instance()), "Server(\"https://portal.workspace365.net/\")");
    let own = Environment::Instance { instance: "workspace.example.com".into() };
    assert_eq!(address(own), "Server(\"https://workspace.example.com/\")");
}
