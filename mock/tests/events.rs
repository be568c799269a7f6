//! Streams of events.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use specwright_mock::Mock;
use support::{Answered, Call, mock_of_text};

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: { title: Events, version: "1" }
paths:
  /examples:
    get:
      responses:
        "200":
          description: Texts.
          content:
            text/event-stream:
              schema: { type: string }
              examples: { first: { value: "a\nb" }, second: { value: "c" } }
  /made:
    post:
      x-sse: { done: "[DONE]" }
      responses:
        "200":
          description: Objects, as a whole or one by one.
          content:
            application/json: { schema: { type: object } }
            text/event-stream: { schema: { type: object, required: [n], properties: { n: { type: integer, example: 7 } } } }
  /written:
    get:
      responses:
        "200": { description: A stream., content: { text/event-stream: { example: ": hello\ndata: a\n\n" } } }
        "503": { description: No stream., content: { text/event-stream: { example: "later" } } }
"#;

async fn ask(mock: &Mock, request: &str, headers: &[(&str, &str)]) -> Answered {
    let (method, path) = request.split_once(' ').unwrap();
    let call = Call::new(method, format!("{}{path}", mock.url())).header("accept", "text/event-stream");
    headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().await
}

fn text(answered: &Answered) -> &str {
    std::str::from_utf8(&answered.body).unwrap()
}

#[tokio::test]
async fn examples_are_events() {
    let (builder, _folder) = mock_of_text(DOCUMENT);
    let mock = builder.start().await.unwrap();
    let stream = ask(&mock, "GET /examples", &[]).await;
    stream.assert_answered(200);
    assert_eq!(stream.header("content-type"), Some("text/event-stream"));
    assert_eq!(text(&stream), "id: 1\ndata: a\ndata: b\n\nid: 2\ndata: c\n\n");
    assert_eq!(text(&ask(&mock, "GET /examples", &[("prefer", "example=second")]).await), "id: 1\ndata: c\n\n");
    assert_eq!(text(&ask(&mock, "GET /written", &[]).await), ": hello\ndata: a\n\n");
}

#[tokio::test]
async fn events_are_made_of_the_schema_and_end_as_the_document_says() {
    let (builder, _folder) = mock_of_text(DOCUMENT);
    let mock = builder.start().await.unwrap();
    assert_eq!(text(&ask(&mock, "POST /made", &[]).await), "id: 1\ndata: {\"n\":7}\n\ndata: [DONE]\n\n");
    let whole = Call::new("POST", format!("{}/made", mock.url())).send().await;
    assert_eq!(whole.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn there_is_nothing_after_the_end() {
    let (builder, _folder) = mock_of_text(DOCUMENT);
    let mock = builder.start().await.unwrap();
    ask(&mock, "GET /examples", &[("last-event-id", "2")]).await.assert_answered(204);
    let failed = ask(&mock, "GET /written", &[("last-event-id", "2"), ("prefer", "code=503")]).await;
    failed.assert_answered(503);
    assert_eq!(text(&failed), "later");
}
