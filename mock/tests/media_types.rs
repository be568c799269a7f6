//! Every documented media type is taken, and every answer can be asked for.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::path::Path;

use specwright_mock::Mock;
use support::{Answered, Call};

/// The document that the clients of the goldens are made from.
async fn mock() -> Mock {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/golden/alternatives/alternatives.yaml");
    Mock::builder().spec(document).unwrap().start().await.unwrap()
}

async fn send(mock: &Mock, request: &str, content_type: &str, body: &'static str) -> Answered {
    let (method, path) = request.split_once(' ').unwrap();
    Call::new(method, format!("{}{path}", mock.url())).body(content_type, body).send().await
}

#[tokio::test]
async fn every_documented_media_type_is_taken() {
    let mock = mock().await;
    for (content_type, body) in [
        ("application/json", r#"{"name":"Rex"}"#),
        ("text/json; charset=utf-8", r#"{"name":"Rex"}"#),
        ("application/vnd.pet+json", r#"{"name":"Rex"}"#),
        ("application/vnd.pet-list+json", r#"[{"name":"Rex"}]"#),
        ("application/x-www-form-urlencoded", "name=Rex&tags=a&tags=b"),
        ("application/xml", "<pet/>"),
        ("text/xml", "<pet/>"),
        ("application/x-yaml", "name: Rex"),
        ("image/webp", "RIFF"),
    ] {
        send(&mock, "POST /pets", content_type, body).await.assert_answered(201);
    }
    for (content_type, body, status, saying) in [
        ("text/csv", "a", 415, "`text/csv` is not taken"),
        ("application/vnd.pet+json", r#"[{"name":"Rex"}]"#, 400, "not of type"),
        ("application/vnd.pet-list+json", r#"{"name":"Rex"}"#, 400, "not of type"),
        ("application/x-www-form-urlencoded", "tags=a", 400, "name"),
    ] {
        send(&mock, "POST /pets", content_type, body).await.assert_refused(status, saying);
    }
    // What people call form data.
    let part = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\na\r\n--x--\r\n";
    send(&mock, "POST /pets/1/picture", "multipart/form-data; boundary=x", part).await.assert_answered(204);
}

#[tokio::test]
async fn fields_are_read_in_their_styles() {
    let mock = mock().await;
    let form = |body| send(&mock, "POST /form", "application/x-www-form-urlencoded", body);
    let whole = "meta%5Bk%5D=v&lines%5B0%5D%5Bname%5D=Rex&lines%5B0%5D%5Btags%5D%5B0%5D=a&lines%5B1%5D%5Bname%5D=Tom\
                 &ids=1%2C2&words=a%7Cb&plain=a&plain=b&pet=%7B%22name%22%3A%22Tim%22%7D";
    form(whole).await.assert_answered(200);
    for (body, saying) in [
        ("lines%5B0%5D%5Btags%5D%5B0%5D=a", "name"),
        ("lines%5B1%5D%5Bname%5D=a", "leaves an item out"),
        ("lines%5Bx%5D%5Bname%5D=a", "no number"),
        ("meta%5Bk%5D=v&meta%5Bk%5D=w", "more than once"),
        ("ids=1%2Cx", "not of type"),
        ("pet=%7B%7D", "name"),
    ] {
        form(body).await.assert_refused(400, saying);
    }
}

#[tokio::test]
async fn an_answer_is_of_the_type_that_is_accepted() {
    let mock = mock().await;
    for (accept, content_type) in [
        ("application/json, text/json, application/pdf; q=0.5", "application/json"),
        ("text/csv", "text/csv"),
        ("application/xml", "application/xml"),
        ("application/pdf", "application/pdf"),
        ("application/vnd.report+json", "application/vnd.report+json"),
        ("text/*", "text/html"),
        ("*/*", "application/json"),
    ] {
        let answer = Call::get(format!("{}/report", mock.url())).header("accept", accept).send().await;
        answer.assert_answered(200);
        assert_eq!(answer.header("content-type"), Some(content_type), "{accept}");
    }
    let answer = send(&mock, "POST /form", "application/x-www-form-urlencoded", "plain=a").await;
    assert_eq!(answer.header("content-type"), Some("application/x-www-form-urlencoded"));
    let body = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(body.split('&').any(|pair| pair.starts_with("access_token=")), "{body}");
}
