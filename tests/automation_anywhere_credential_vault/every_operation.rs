//! Every operation with every documented status. The operations are those of the tag files; statuses and examples are
//! read from the spec.

use serde_json::{Value, json};
use specwright_clients::automation_anywhere_credential_vault::Client;
use specwright_clients::automation_anywhere_credential_vault::types::VaultError;

use super::failures::Failure;
use super::wire::{Row, SPEC, Wire, signed};
use super::{TOKEN, attribute_values, authentication, credentials, lockers, vault};
use crate::support::assert_hides;
use crate::support::json::{with_numbers_in, with_text_in, with_unknown_members};
use crate::support::server::{Answer, Body, Expected};
use crate::support::spec::Operation;

/// Members that hold an id or a version: read as a number or as text, always written as a number.
pub(super) const IDS: &[&str] = &[
    "createdBy",
    "credentialAttributeId",
    "id",
    "lockerId",
    "ownerId",
    "principalId",
    "tenantId",
    "updatedBy",
    "userId",
    "version",
];

const PAGE: &str = "<html><body>Bad Gateway: hunter2</body></html>";

pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    let tags = [
        authentication::OPERATIONS,
        credentials::OPERATIONS,
        attribute_values::OPERATIONS,
        lockers::OPERATIONS,
        vault::OPERATIONS,
    ];
    tags.into_iter().flatten()
}

/// The answers that the document shows for a status: its examples, or an empty body.
fn documented_answers(operation: &Operation<'_>, status: u16) -> Vec<Option<Value>> {
    if !operation.has_answer_body(status) {
        return vec![None];
    }
    let examples = operation.answer_examples(status);
    assert!(!examples.is_empty(), "`{}` shows no answer for {status}", operation.id);
    examples.into_iter().map(Some).collect()
}

fn answer(status: u16, body: Option<&Value>) -> Answer {
    let answer = Answer::new(status);
    match body {
        Some(body) => answer.json(body),
        None => answer,
    }
}

/// The variant that stands for a documented failure.
pub(super) fn variant_of(status: u16) -> &'static str {
    match status {
        304 => "NotModified",
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        500 => "InternalServerError",
        501 => "NotImplemented",
        other => panic!("the spec documents {other}: say here how it is called"),
    }
}

#[test]
fn the_table_has_every_operation() {
    let tested: Vec<&str> = rows().map(|row| row.id).collect();
    SPEC.assert_operations_are(&tested);
}

#[tokio::test]
async fn each_sends_what_the_document_shows() {
    let wire = Wire::start().await;
    for row in rows() {
        let operation = SPEC.operation(row.id);
        let success = operation.successes()[0];
        wire.server.answers(answer(success, documented_answers(&operation, success)[0].as_ref()));

        let _ = (row.call)(&wire.vault).await.unwrap_or_else(|failed| panic!("{}: {failed:#?}", row.id));

        let expected = match operation.is_secured() {
            true => signed(row.sends),
            false => Expected::new(row.sends).header("accept", "application/json"),
        };
        let body = match operation.has_body() {
            true => Body::Json(with_numbers_in(IDS, &operation.request_example())),
            // A server may insist on a length where a body is usual.
            false if matches!(operation.method().as_str(), "POST" | "PUT") => Body::Empty,
            false => Body::None,
        };
        wire.server.received_one().assert_is(&expected.body(body));
    }
}

#[tokio::test]
async fn each_documented_success_is_read_and_written_back() {
    each_success_is_read_and_written_back(&Value::clone).await;
}

#[tokio::test]
async fn each_success_is_read_with_ids_in_quotation_marks() {
    each_success_is_read_and_written_back(&|body| with_text_in(IDS, body)).await;
}

#[tokio::test]
async fn each_success_keeps_what_is_not_described() {
    each_success_is_read_and_written_back(&with_unknown_members).await;
}

/// Whatever has been received is there to be written; only ids change their spelling.
async fn each_success_is_read_and_written_back(vary: &dyn Fn(&Value) -> Value) {
    let wire = Wire::start().await;
    for row in rows() {
        let operation = SPEC.operation(row.id);
        for status in operation.successes() {
            for body in documented_answers(&operation, status) {
                let body = body.map(|body| vary(&body));
                wire.server.answers(answer(status, body.as_ref()));

                let written = (row.call)(&wire.vault).await;

                let written = written.unwrap_or_else(|failed| panic!("{} {status}: {failed:#?}", row.id));
                let expected = body.map_or(Value::Null, |body| with_numbers_in(IDS, &body));
                assert_eq!(written, expected, "{} {status}", row.id);
            }
        }
    }
}

#[tokio::test]
async fn each_documented_failure_is_typed() {
    let wire = Wire::start().await;
    let body = json!({"code": "v", "message": "stale", "details": {"at": ["version"]}, "traceId": "7"});
    let Value::Object(extra) = json!({"traceId": "7"}) else { unreachable!() };
    let typed = VaultError {
        code: Some("v".into()),
        message: Some("stale".into()),
        details: json!({"at": ["version"]}).into(),
        extra,
    };
    for row in rows() {
        for status in SPEC.operation(row.id).failures() {
            let has_body = SPEC.operation(row.id).has_answer_body(status);
            wire.server.answers(answer(status, has_body.then_some(&body)));

            let failed = (row.call)(&wire.vault).await.unwrap_err();

            let at = format!("{} {status}: {failed:#?}", row.id);
            assert!(failed.is_status && !failed.is_decode && !failed.is_credentials, "{at}");
            assert_eq!((failed.operation, failed.status), (row.id, Some(status)), "{at}");
            let Some(Failure::Documented(variant, error)) = failed.body else { panic!("{at}") };
            assert_eq!(variant, variant_of(status), "{at}");
            assert_eq!(error, has_body.then(|| typed.clone()), "{at}");
        }
    }
}

#[tokio::test]
async fn each_documented_failure_with_another_body_keeps_status_and_bytes() {
    let wire = Wire::start().await;
    let bodies = [
        ("text/html", PAGE, None),
        ("application/json", "", None),
        ("application/json", "{\"code\": 7}", Some("code")),
    ];
    for row in rows() {
        let operation = SPEC.operation(row.id);
        for status in operation.failures().into_iter().filter(|status| operation.has_answer_body(*status)) {
            for (content_type, body, json_path) in bodies {
                wire.server.answers(Answer::new(status).bytes(content_type, body));

                let failed = (row.call)(&wire.vault).await.unwrap_err();

                let at = format!("{} {status}: {failed:#?}", row.id);
                assert!(failed.is_status && !failed.is_decode, "{at}");
                let unexpected = failed.unexpected();
                assert_eq!((failed.status, unexpected.status()), (Some(status), status), "{at}");
                assert_eq!(unexpected.bytes(), body, "{at}");
                assert_eq!(failed.bytes.as_ref(), Some(unexpected.bytes()), "{at}");
                assert_eq!(unexpected.content_type(), Some(content_type), "{at}");
                assert_eq!(unexpected.cause().expect(&at).json_path().filter(|path| *path != "."), json_path, "{at}");
            }
        }
    }
}

#[tokio::test]
async fn each_undocumented_status_keeps_its_bytes() {
    let wire = Wire::start().await;
    for row in rows() {
        for status in [302, 418, 429, 503] {
            wire.server.answers(Answer::new(status).header("location", "/elsewhere").bytes("text/html", PAGE));

            let failed = (row.call)(&wire.vault).await.unwrap_err();

            let at = format!("{} {status}: {failed:#?}", row.id);
            assert!(failed.is_status && !failed.is_decode, "{at}");
            let unexpected = failed.unexpected();
            assert_eq!((unexpected.status(), unexpected.bytes().as_ref()), (status, PAGE.as_bytes()), "{at}");
            assert!(unexpected.cause().is_none(), "{at}");
            assert_eq!(wire.server.received().len(), 1, "{at}");
        }
    }
}

#[tokio::test]
async fn each_success_that_is_not_json_keeps_its_bytes_or_is_ignored() {
    let wire = Wire::start().await;
    for row in rows() {
        let operation = SPEC.operation(row.id);
        for status in operation.successes().into_iter().filter(|status| *status != 204) {
            wire.server.answers(Answer::new(status).bytes("text/html", PAGE));

            let outcome = (row.call)(&wire.vault).await;

            if !operation.has_answer_body(status) {
                assert_eq!(outcome.unwrap(), Value::Null, "{} {status}: what no document describes is ignored", row.id);
                continue;
            }
            let failed = outcome.unwrap_err();
            let at = format!("{} {status}: {failed:#?}", row.id);
            assert!(failed.is_decode && !failed.is_status, "{at}");
            assert_eq!((failed.status, failed.unexpected().status()), (Some(status), status), "{at}");
            assert_eq!(failed.unexpected().bytes(), PAGE, "{at}");
        }
    }
}

#[tokio::test]
async fn each_but_signing_in_needs_credentials_before_anything_is_sent() {
    let wire = Wire::start().await;
    let vault = Client::builder(wire.server.url()).without_retries().build().unwrap();
    for row in rows() {
        let outcome = (row.call)(&vault).await;

        if !SPEC.operation(row.id).is_secured() {
            assert_eq!(wire.server.received().len(), 1, "{}: {outcome:?}", row.id);
            continue;
        }
        let failed = outcome.unwrap_err();
        assert!(failed.is_credentials, "{}: {failed:#?}", row.id);
        assert!(failed.body.is_none(), "{}: {failed:#?}", row.id);
        for word in [row.id, "xAuthorization", ".x_authorization(key)", "X-Authorization"] {
            assert!(failed.shown.contains(word), "{}: no `{word}` in {}", row.id, failed.shown);
        }
        assert!(wire.server.received().is_empty(), "{}", row.id);
    }
}

#[tokio::test]
async fn no_error_shows_the_token_a_body_or_an_id() {
    let wire = Wire::start().await;
    for row in rows() {
        for status in [200, 404, 418] {
            wire.server.answers(Answer::new(status).bytes("text/html", PAGE));

            let Err(failed) = (row.call)(&wire.vault).await else { continue };

            // The address of the server is no secret, and has a `/12` of its own.
            let shown = failed.shown.replace(wire.server.url(), "");
            assert_hides(&[TOKEN, "hunter2", "12345678", "Jane.Smith", "ABC123", "/12"], &shown);
        }
    }
}
