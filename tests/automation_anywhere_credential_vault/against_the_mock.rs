//! The same tables against the mock, which finds out on its own whether requests are as documented.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_clients::automation_anywhere_credential_vault::Client;

use super::TOKEN;
use super::every_operation::{IDS, rows, variant_of};
use super::failures::Failure;
use super::wire::{SPEC, written};
use crate::support::json::with_numbers_in;
use crate::support::mock::{accepted, mock_of};

#[tokio::test]
async fn each_documented_answer_is_typed() {
    let mock = mock_of(&["automation-anywhere-credential-vault"]).credential("xAuthorization", TOKEN);
    let mock = mock.start().await.unwrap();
    let mut vaults = BTreeMap::new();
    for row in rows() {
        let operation = SPEC.operation(row.id);
        for status in operation.successes().into_iter().chain(operation.failures()) {
            let vault = vaults.entry(status).or_insert_with(|| {
                let builder = Client::builder(mock.url()).default_header("prefer", &format!("code={status}"));
                builder.x_authorization(TOKEN).without_retries().build().unwrap()
            });

            let outcome = (row.call)(vault).await;

            let request = accepted(&mock, row.id, row.sends, status);
            if operation.has_body() {
                let example = with_numbers_in(IDS, &operation.request_example());
                assert_eq!(request.exact().json(), Some(example), "{}", row.id);
            }
            match outcome {
                Ok(body) => {
                    assert!((200..300).contains(&status), "{} {status}: {body}", row.id);
                    let mut expected = operation.answer_examples(status).into_iter().next().unwrap_or_default();
                    if row.id == "authenticate" {
                        assert!(body["token"].as_str().is_some_and(|token| !token.is_empty()), "{body}");
                        expected["token"] = body["token"].clone();
                    }
                    assert_eq!(body, with_numbers_in(IDS, &expected), "{} {status}", row.id);
                }
                Err(failed) => {
                    let at = format!("{} {status}: {failed:#?}", row.id);
                    assert_eq!((failed.status, failed.is_status), (Some(status), true), "{at}");
                    let Some(Failure::Documented(variant, error)) = &failed.body else { panic!("{at}") };
                    assert_eq!(*variant, variant_of(status), "{at}");
                    let sent: Option<Value> =
                        failed.bytes.as_ref().and_then(|bytes| serde_json::from_slice(bytes).ok());
                    assert_eq!(error.as_ref().map(written), sent, "{at}");
                    assert_eq!(error.is_some(), operation.has_answer_body(status), "{at}");
                }
            }
        }
    }
}
