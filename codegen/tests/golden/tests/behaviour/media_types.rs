//! What is asked for, and bodies that are JSON or text.

use specwright_goldens::media_types::answers::{
    Anything, Confirmation, ConfirmationError, Many, Nothing, Object, Unsaid,
};
use specwright_goldens::media_types::types::Reason;
use specwright_runtime::{DateTime, Operation};

use crate::decoded;

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain";

#[test]
fn a_text_is_read_with_and_without_quotation_marks() {
    for (content_type, body, text) in [
        (JSON, "\"It is \\\"done\\\"\"", "It is \"done\""),
        (JSON, "done", "done"),
        (TEXT, "\"done\"", "done"),
        (TEXT, "It is done", "It is done"),
        (TEXT, "12", "12"),
        (TEXT, "", ""),
    ] {
        assert_eq!(decoded::<Confirmation>(200, content_type, body).unwrap().unwrap(), text, "{content_type}: {body}");
    }
    assert!(decoded::<Confirmation>(200, JSON, "{\"error\": \"no\"}").is_err(), "JSON of another kind is no text");
}

#[test]
fn texts_with_a_meaning_keep_it() {
    for body in ["\"in use\"", "in use"] {
        let error = decoded::<Confirmation>(400, TEXT, body).unwrap().unwrap_err();
        assert!(matches!(error, ConfirmationError::BadRequest(Reason::InUse)), "{error:?}");
    }
    let error = decoded::<Confirmation>(400, TEXT, "asleep").unwrap().unwrap_err();
    assert!(matches!(&error, ConfirmationError::BadRequest(Reason::Other(word)) if word == "asleep"), "{error:?}");

    let instant = "2026-01-31T12:00:00Z";
    for (body, expected) in [
        (instant.to_owned(), Some(DateTime::parse(instant).unwrap())),
        (format!("\"{instant}\""), Some(DateTime::parse(instant).unwrap())),
        ("null".to_owned(), None),
    ] {
        let error = decoded::<Confirmation>(409, TEXT, &body).unwrap().unwrap_err();
        assert!(matches!(&error, ConfirmationError::Conflict(since) if *since == expected), "{body}: {error:?}");
    }
}

#[test]
fn what_is_declared_is_asked_for() {
    let accept = |info: &specwright_runtime::OperationInfo| info.accept.to_owned();
    assert_eq!(accept(Confirmation::INFO), "application/json, text/plain");
    assert_eq!(accept(Object::INFO), "application/json, text/plain; q=0.5");
    assert_eq!(accept(Many::INFO), "image/png, application/json, application/problem+json; v=1, text/plain");
    assert_eq!(accept(Anything::INFO), "application/json, application/*, */*");
    assert_eq!(accept(Unsaid::INFO), "application/json, */*");
    assert_eq!(accept(Nothing::INFO), "");
}
