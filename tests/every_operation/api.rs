//! Calls as rows of a table, and what has to hold for each of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use specwright_runtime::{Binary, BoxFuture, Bytes, Error};

use crate::support::mock::{accepted, mock_of};
use crate::support::server::{Answer, Body, Expected, Server};
use crate::support::spec::{Operation, Spec};

/// An API as it is tested.
pub(crate) trait Api {
    type Client: 'static;
    /// The name of the spec.
    const SPEC: &'static str;
    /// Schemes with the credentials that [`client`](Self::client) has.
    const CREDENTIALS: &'static [(&'static str, &'static str)];
    /// Headers that come with each request that needs credentials.
    const HEADERS: &'static [(&'static str, &'static str)];
    /// All operations.
    const CALLS: &'static [Row<Self::Client>];

    /// A client with credentials that asks the mock for an answer.
    fn client(url: &str, prefer: &str) -> Self::Client;

    /// The body that a request has: the document's example.
    fn body(operation: &Operation<'_>) -> Option<Value> {
        operation.first_request_example()
    }
}

/// An operation: its id in the spec, the request line as it travels, and a call with the values of the document's
/// examples.
pub(crate) struct Row<C: 'static> {
    pub(crate) id: &'static str,
    pub(crate) sends: &'static str,
    pub(crate) call: for<'a> fn(&'a C) -> BoxFuture<'a, Outcome>,
}

/// What became of a call. Bodies are written again from what was read; beside them the bytes they were read from.
#[derive(Debug)]
pub(crate) enum Outcome {
    Success {
        status: u16,
        body: Value,
        bytes: Bytes,
    },
    /// The variant of the error has the status that the table says it stands for.
    Failure {
        status: u16,
        variant: u16,
        body: Option<Value>,
        bytes: Bytes,
    },
    Other(String),
}

impl Outcome {
    pub(crate) fn failed<E>(error: &Error<E>, variant: Option<(u16, Option<Value>)>) -> Self {
        match (error.status(), variant, error.bytes()) {
            (Some(status), Some((variant, body)), Some(bytes)) if error.is_status() && !error.is_decode() => {
                Self::Failure { status, variant, body, bytes: bytes.clone() }
            }
            _ => Self::Other(error.to_string()),
        }
    }
}

/// `row!(id, request line, error enum [status variant, …], |client| call)`; a last function writes the answer if it is
/// not JSON. Errors are matched without a wildcard: a status that the spec gains or loses does not compile.
macro_rules! row {
    ($id:literal, $sends:literal, Unexpected, |$client:ident| $call:expr) => {
        row!(@call $id, $sends, |$client| $call, $crate::api::written, |_: &specwright_runtime::Unexpected| None)
    };
    ($id:literal, $sends:literal, $error:ident [$($variants:tt)*], |$client:ident| $call:expr) => {
        row!($id, $sends, $error [$($variants)*], |$client| $call, $crate::api::written)
    };
    ($id:literal, $sends:literal, $error:ident [$($status:literal $variant:ident $(($body:ident))?),*],
     |$client:ident| $call:expr, $write:path) => {
        row!(@call $id, $sends, |$client| $call, $write, |error: &$error| match error {
            $($error::$variant $(($body))? => Some(($status, row!(@body $($body)?))),)*
            $error::Unexpected(_) => None,
        })
    };
    (@call $id:literal, $sends:literal, |$client:ident| $call:expr, $write:path, $variant:expr) => {
        $crate::api::Row {
            id: $id,
            sends: $sends,
            call: |$client| {
                Box::pin(async move {
                    match $call.send().await {
                        Ok(answer) => $crate::api::Outcome::Success {
                            status: answer.status(),
                            body: $write(answer.value()),
                            bytes: answer.bytes().clone(),
                        },
                        Err(error) => $crate::api::Outcome::failed(&error, error.body().and_then($variant)),
                    }
                })
            },
        }
    };
    (@body) => { None };
    (@body $body:ident) => { Some($crate::api::written($body)) };
}

/// A value as it is written.
pub(crate) fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Bytes as text.
pub(crate) fn text(value: &Binary) -> Value {
    String::from_utf8_lossy(&value.bytes).into()
}

/// The document's example of a request body, as the client's own type.
pub(crate) fn example<A: Api, T: DeserializeOwned>(id: &str) -> T {
    let example = A::body(&Spec::open(A::SPEC).operation(id));
    serde_json::from_value(example.unwrap_or_else(|| panic!("`{id}` has no example of its body"))).unwrap()
}

/// Calls every operation once for each documented answer of the mock.
pub(crate) async fn each_documented_answer_is_typed<A: Api>() {
    let spec = Spec::open(A::SPEC);
    let ids: Vec<&str> = A::CALLS.iter().map(|row| row.id).collect();
    spec.assert_operations_are(&ids);
    let mock = A::CREDENTIALS.iter().fold(mock_of(&[A::SPEC]), |mock, (scheme, value)| mock.credential(scheme, value));
    let mock = mock.start().await.unwrap();
    let mut clients = BTreeMap::new();
    for row in A::CALLS {
        let operation = spec.operation(row.id);
        for documented in operation.statuses() {
            // Any status is as good as another one where all of them are described together.
            let code = if documented == "default" { 418 } else { documented.parse().unwrap() };
            let client = clients.entry(code).or_insert_with(|| A::client(mock.url(), &format!("code={code}")));

            let outcome = (row.call)(client).await;

            let request = accepted(&mock, row.id, row.sends, code);
            let at = format!("{} {documented}: {outcome:?}", row.id);
            match outcome {
                Outcome::Success { status, body, bytes } if (200..300).contains(&code) => {
                    assert_eq!(status, code, "{at}");
                    assert_eq!(body, sent(&bytes), "{at}");
                    assert_eq!(body.is_null(), !operation.has_answer_body(code), "{at}");
                }
                Outcome::Failure { status, variant, body, bytes } if code >= 300 => {
                    assert_eq!((status, variant), (code, code), "{at}");
                    assert_eq!(body.is_some(), operation.has_answer_body_at(documented), "{at}");
                    assert_eq!(body.unwrap_or_default(), sent(&bytes), "{at}");
                }
                Outcome::Other(error) => panic!("{} {documented}: {error}", row.id),
                Outcome::Success { .. } | Outcome::Failure { .. } => panic!("{at}"),
            }
            if let (Some(example), Some(body)) = (A::body(&operation), request.exact().json()) {
                assert_eq!(body, example, "{at}");
            }
        }
    }
}

/// A body as a server sends it.
fn sent(bytes: &Bytes) -> Value {
    match bytes.is_empty() {
        true => Value::Null,
        false => serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into()),
    }
}

/// Calls every operation that sends JSON or nothing once, and looks at all that is sent.
pub(crate) async fn each_sends_exactly_what_the_document_shows<A: Api>() {
    let (spec, server) = (Spec::open(A::SPEC), Server::start().await);
    let client = A::client(server.url(), "none");
    for row in A::CALLS {
        let operation = spec.operation(row.id);
        // Forms, and what needs another call first, have tests of their own.
        if !operation.sends_json_or_nothing() || row.sends.contains("[redacted]") {
            continue;
        }
        server.answers(answer(&operation));

        let outcome = (row.call)(&client).await;

        assert!(matches!(outcome, Outcome::Success { .. }), "{}: {outcome:?}", row.id);
        let expected = Expected::new(row.sends).header("prefer", "none");
        let expected = match operation.accept().as_str() {
            "" => expected.header("accept", "*/*"),
            accept => expected.header("accept", accept),
        };
        let headers = A::HEADERS.iter().filter(|_| operation.is_secured());
        let expected = headers.fold(expected, |expected, (name, value)| expected.header(name, value));
        let body = match A::body(&operation) {
            Some(example) => Body::Json(example),
            // A server may insist on a length where a body is usual.
            None if matches!(operation.method().as_str(), "POST" | "PUT") => Body::Empty,
            None => Body::None,
        };
        server.received_one().assert_is(&expected.body(body));
    }
}

/// The document's own answer; an empty object or list where it shows none.
fn answer(operation: &Operation<'_>) -> Answer {
    let status = operation.successes()[0];
    match operation.answer_examples(status).into_iter().next() {
        Some(example) => Answer::new(status).json(&example),
        None if operation.has_answer_body(status) => Answer::new(status).json(&operation.emptiest_answer(status)),
        None => Answer::new(status),
    }
}
