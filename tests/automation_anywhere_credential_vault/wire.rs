//! A client with the server it talks to, and operations as rows of a table.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;
use specwright_clients::automation_anywhere_credential_vault::Client;
use specwright_runtime::BoxFuture;

use super::TOKEN;
use super::failures::Failed;
use crate::support::server::{Answer, Expected, Server};
use crate::support::spec::Spec;

/// The spec of all tests here.
pub(super) static SPEC: LazyLock<Spec> = LazyLock::new(|| Spec::open("automation-anywhere-credential-vault"));

/// A client that has signed in, and the server it talks to.
pub(super) struct Wire {
    pub(super) server: Server,
    pub(super) vault: Client,
}

impl Wire {
    pub(super) async fn start() -> Self {
        let server = Server::start().await;
        let vault = Client::builder(server.url()).x_authorization(TOKEN).without_retries().build().unwrap();
        Self { server, vault }
    }

    /// The next request is answered with the document's example for that status, or with an empty body if it has none.
    #[track_caller]
    pub(super) fn answers_as_documented(&self, operation: &str, status: u16) {
        let operation = SPEC.operation(operation);
        let answer = Answer::new(status);
        self.server.answers(match operation.has_answer_body(status) {
            true => answer.json(&operation.answer_example(status)),
            false => answer,
        });
    }

    /// The next request is answered with that status and that JSON.
    pub(super) fn answers(&self, status: u16, body: &Value) {
        self.server.answers(Answer::new(status).json(body));
    }
}

/// A request of a client that has signed in: accepts JSON, carries the token.
pub(super) fn signed(line: &str) -> Expected {
    Expected::new(line).header("accept", "application/json").header("x-authorization", TOKEN)
}

/// An operation: its id in the spec, what it has to send (as the vendor's sample URLs have it), and a call of it.
///
/// Operations with a request body send the document's example of it, made by hand.
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) sends: &'static str,
    pub(super) call: for<'a> fn(&'a Client) -> BoxFuture<'a, Result<Value, Failed>>,
}

/// `row!(id, request line, |client| call)`; a last closure turns the answer into JSON if it does not serialise itself.
macro_rules! row {
    ($id:literal, $sends:literal, |$vault:ident| $call:expr) => {
        row!($id, $sends, |$vault| $call, |answer| $crate::wire::written(&answer))
    };
    ($id:literal, $sends:literal, |$vault:ident| $call:expr, |$answer:ident| $json:expr) => {
        $crate::wire::Row {
            id: $id,
            sends: $sends,
            call: |$vault| {
                Box::pin(async move {
                    match $call.await {
                        Ok($answer) => Ok($json),
                        Err(error) => Err($crate::failures::Failed::of(&error)),
                    }
                })
            },
        }
    };
}

/// A value as it is written.
pub(super) fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}
