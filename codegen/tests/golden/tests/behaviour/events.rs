//! Calls that are answered with streams of events, over a socket.

use std::time::Duration;

use specwright_goldens::events::Client;
use specwright_goldens::events::streams::{
    CreateCompletion, CreateCompletionAsMultipart, Lists, ReadLog, Ticks, WatchChanges, WatchChangesError,
};
use specwright_goldens::events::types::{Change, Created, Deleted, Prompt};
use specwright_runtime::{DecodeError, EventSource, HeaderMap, Reply, Retries, StatusCode, WhenLost};

use crate::socket::{answer, message};

const STREAM: &str = "Content-Type: text/event-stream\r\n";
const SOON: Retries = Retries::STANDARD.with_base_delay(Duration::from_millis(1));

fn data<O: EventSource>(text: &'static str) -> Result<O::Data, DecodeError> {
    O::decode_data(&Reply::new(StatusCode::OK, HeaderMap::new(), text))
}

#[tokio::test]
async fn events_are_typed_and_the_last_one_ends_them() {
    let stream = message(
        "200 OK",
        STREAM,
        "data: {\"delta\": \"a\"}\n\nevent: odd\ndata: {}\n\ndata: {\"delta\":\ndata: \"b\"}\n\ndata: [DONE]\n\n",
    );
    let whole = message("200 OK", "Content-Type: application/json\r\n", "{\"text\": \"ab\"}");
    let (address, requests) = answer(vec![stream.clone(), whole, stream]).await;
    let client = Client::builder(address).build().unwrap();
    let prompt = Prompt { stream: Some(true), ..Prompt::new("hi") };
    let mut events = client.create_completion(&prompt).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.delta, "a");
    let odd = events.next().await.unwrap().unwrap_err();
    assert_eq!(odd.event().unwrap().name, "odd");
    assert_eq!(odd.decode_error().unwrap().reason(), "missing field `delta`");
    assert_eq!(events.next().await.unwrap().unwrap().data.delta, "b");
    assert!(events.next().await.is_none());
    assert_eq!(client.create_completion(&prompt).await.unwrap().text, "ab");
    let mut events = client.create_completion_as_multipart().stream(true).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data.delta, "a");
    let requests = requests.await.unwrap();
    let accepts = ["text/event-stream", "application/json", "text/event-stream"];
    for (request, accept) in requests.iter().zip(accepts) {
        assert!(request.contains(&format!("\r\naccept: {accept}\r\n")), "{request}");
    }
    assert!(requests[0].ends_with("{\"text\":\"hi\",\"stream\":true}"));
}

#[tokio::test]
async fn a_stream_goes_on_where_it_ended() {
    let first = "id: 7\ndata: {\"kind\": \"created\", \"id\": \"x\"}\n\n";
    let second = "data: {\"kind\": \"deleted\"}\n\n";
    let answers = [message("200 OK", STREAM, first), message("200 OK", STREAM, second), message("204 X", "", "")];
    let (address, requests) = answer(answers.to_vec()).await;
    let client = Client::builder(address).build().unwrap();
    let mut events = client.watch_changes().events_query("all").events().await.unwrap().with_reconnects(SOON);
    let created = events.next().await.unwrap().unwrap();
    assert!(matches!(created.data, Change::Created(Created { id, .. }) if id == "x"));
    assert!(matches!(events.next().await.unwrap().unwrap().data, Change::Deleted(Deleted { .. })));
    assert!(events.next().await.is_none());
    let requests = requests.await.unwrap();
    let resumed: Vec<bool> = requests.iter().map(|request| request.contains("\r\nlast-event-id: 7\r\n")).collect();
    assert_eq!(resumed, [false, true, true]);
    assert!(requests.iter().all(|request| request.starts_with("GET /changes?events=all ")), "{requests:?}");
}

#[tokio::test]
async fn a_refusal_is_typed() {
    let problem = message("404 X", "Content-Type: application/json\r\n", "{\"message\": \"no\"}");
    let (address, _) = answer(vec![problem]).await;
    let client = Client::builder(address).build().unwrap();
    let error = client.watch_changes().events().await.unwrap_err();
    let Some(WatchChangesError::NotFound(problem)) = error.body() else { panic!("{error:?}") };
    assert_eq!(problem.message.as_deref(), Some("no"));
}

#[tokio::test]
async fn what_may_end_is_not_asked_for_again() {
    let log = message("200 OK", STREAM, "data: {\"no\": \"JSON\"}\n\ndata:\n\n");
    let (address, requests) = answer(vec![log]).await;
    let client = Client::builder(address).build().unwrap();
    let mut events = client.read_log().events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "{\"no\": \"JSON\"}");
    assert_eq!(events.next().await.unwrap().unwrap().data, "");
    assert!(events.next().await.is_none());
    assert_eq!(requests.await.unwrap().len(), 1);
}

#[test]
fn data_is_what_the_document_says() {
    assert_eq!([data::<Ticks>("12").unwrap(), data::<Ticks>("1e1").unwrap()], [12, 10]);
    assert_eq!(data::<Lists>("null").unwrap(), None);
    assert_eq!(data::<Lists>("[\"a\"]").unwrap().unwrap(), ["a"]);
    assert!(data::<Lists>("\"a\"").is_err());
    assert_eq!((ReadLog::EVENTS.lost, WatchChanges::EVENTS.lost), (WhenLost::End, WhenLost::AskAgain));
    assert_eq!(CreateCompletion::EVENTS, CreateCompletionAsMultipart::EVENTS);
    assert_eq!(CreateCompletion::EVENTS.done, ["[DONE]"]);
}
