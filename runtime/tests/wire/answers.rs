//! What comes of answers: values, typed errors, and errors that help.

use std::error::Error as _;

use specwright_runtime::Unexpected;

use super::api::{Client, GetLockerError, Problem};
use super::server::{Server, answer, json};

fn client(server: &Server) -> Client {
    Client::builder(server.url("")).x_authorization("key").build().unwrap()
}

#[tokio::test]
async fn a_documented_failure_is_typed() {
    let body = br#"{"message": "no such locker", "code": 5}"#;
    let server = Server::answering(answer("404 Not Found", &["X-Request-Id: r-17"], body));
    let error = client(&server).get_locker("5").consumed(true).await.unwrap_err();
    assert!(error.is_status() && !error.is_decode() && !error.is_request());
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.request_id(), Some("r-17"));
    assert_eq!(error.bytes().unwrap().as_ref(), body);
    assert_eq!(error.headers().unwrap()["x-request-id"], "r-17");
    assert_eq!((error.operation(), error.method(), error.url_template()), ("getLocker", "GET", "/v2/lockers/{id}"));
    assert_eq!(error.to_string(), "getLocker: GET /v2/lockers/{id} answered 404 Not Found (request id r-17)");
    match error.into_body() {
        Some(GetLockerError::NotFound(problem)) => {
            assert_eq!(problem, Problem { message: "no such locker".into() });
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_undocumented_status_is_kept() {
    let server = Server::answering(answer("418 I'm a teapot", &["Content-Type: text/plain"], b"hunter2"));
    let error = client(&server).get_locker("5").await.unwrap_err();
    assert!(error.is_status());
    let Some(GetLockerError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
    assert_eq!((unexpected.status(), unexpected.content_type()), (418, Some("text/plain")));
    assert_eq!(unexpected.text().unwrap(), "hunter2");
    assert!(unexpected.cause().is_none());
    assert!(!format!("{error} {error:?} {unexpected} {unexpected:?}").contains("hunter2"));
    assert!(error.to_string().ends_with("answered 418 I'm a teapot, which is not documented"), "{error}");
}

#[tokio::test]
async fn a_failure_with_a_strange_body_is_still_that_failure() {
    let server = Server::answering(answer("404 Not Found", &["Content-Type: text/html"], b"<h1>No</h1>"));
    let error = client(&server).get_locker("5").await.unwrap_err();
    assert!(error.is_status() && !error.is_decode());
    assert_eq!(error.status(), Some(404));
    let Some(GetLockerError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
    assert!(unexpected.cause().unwrap().to_string().contains("text/html"));
    assert_eq!(unexpected.bytes().as_ref(), b"<h1>No</h1>");
    assert!(error.to_string().contains("404 Not Found with a body that is not as documented: "), "{error}");
}

#[tokio::test]
async fn a_success_that_does_not_decode_says_where() {
    let body = r#"{"id": 1, "members": [1, "hunter2"]}"#;
    let server = Server::answering(json("200 OK", body));
    let error = client(&server).get_locker("5").await.unwrap_err();
    assert!(error.is_decode() && !error.is_status());
    assert_eq!(error.json_path(), Some("members[1]"));
    assert_eq!(error.snippet().as_deref(), Some(body));
    assert_eq!(error.bytes().unwrap().as_ref(), body.as_bytes());
    assert_eq!(error.status(), Some(200));
    assert_eq!(
        error.to_string(),
        "getLocker: GET /v2/lockers/{id} answered 200 OK but cannot be understood: \
         invalid type: string, expected i64 at `members[1]` (line 1, column 34)"
    );
    assert!(error.source().is_none(), "the message says it already");
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn an_undocumented_success_is_not_taken_for_one() {
    let server = Server::answering(answer("206 Partial Content", &[], b"half"));
    let error = client(&server).sync().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.body().map(Unexpected::status), Some(206));
    assert_eq!(error.bytes().unwrap().as_ref(), b"half");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let other = Server::answering(json("200 OK", "{}"));
    for status in ["302 Found", "307 Temporary Redirect"] {
        let location = format!("Location: {}", other.url("/elsewhere"));
        let server = Server::answering(answer(status, &[&location], b""));
        let vault = client(&server);
        let error = vault.get_locker("5").await.unwrap_err();
        assert!(error.is_status());
        let moved = matches!(error.body(), Some(GetLockerError::Moved));
        assert_eq!(moved, status.starts_with("302"), "{error:?}");
        let error = vault.update_locker(1, &super::api::Locker::default()).await.unwrap_err();
        assert_eq!(error.headers().unwrap()["location"], location[10..]);
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn json_may_follow_a_byte_order_mark() {
    let server = Server::answering(json("200 OK", "\u{feff}{\"id\": 1}"));
    assert_eq!(client(&server).get_locker("5").await.unwrap().id, Some(1));
}

#[tokio::test]
async fn a_head_of_something_compressed_has_no_body() {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\nConnection: close\r\n\r\n";
    let server = Server::answering(head);
    client(&server).head().await.unwrap();
}
