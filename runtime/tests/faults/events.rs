//! Streams of events that break off, stand still, or are none.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use specwright_runtime::{Error, EventError, EventSource, Events, Retries, Unexpected};

use super::api::{Chat, Log, Watch};
use super::server::{Received, Server, answer, json};
use super::{QUICK, builder, client};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";

/// What a server does with a request for events.
#[derive(Clone, Copy)]
enum Does {
    /// Sends this, and the end.
    Ends(&'static str),
    /// Sends this, and hangs up in the middle of it.
    Breaks(&'static str),
    /// Sends this, and nothing more.
    Stalls(&'static str),
    /// Answers with that status.
    Status(&'static str),
    /// Hangs up.
    HangsUp,
}

fn act(does: Does, stream: &mut TcpStream) {
    let chunk = |text: &str| format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{text}\r\n", text.len());
    let text = match does {
        Does::Ends("") => format!("{HEAD}Content-Length: 0\r\n\r\n"),
        Does::Ends(text) => chunk(text) + "0\r\n\r\n",
        Does::Breaks(text) | Does::Stalls(text) => chunk(text),
        Does::Status(status) => String::from_utf8(answer(status, &[], b"")).unwrap(),
        Does::HangsUp => String::new(),
    };
    stream.write_all(text.as_bytes()).unwrap_or_default();
    if let Does::Stalls(_) = does {
        let _ = stream.read(&mut [0]); // Until the client hangs up.
    }
}

/// Does one thing after the other, the last one over and over.
fn doing(script: &'static [Does]) -> Server {
    let count = AtomicUsize::new(0);
    Server::serve(move |_, mut stream| {
        let now = count.fetch_add(1, Ordering::SeqCst);
        act(script[now.min(script.len() - 1)], &mut stream);
    })
}

async fn open<O: EventSource<Error = Unexpected>>(server: &Server) -> Events<O> {
    client(server).call::<O>().events().await.unwrap().with_reconnects(SOON)
}

async fn refusal<O: EventSource<Error = Unexpected>>(server: &Server) -> Error<Unexpected> {
    client(server).call::<O>().events().await.err().unwrap()
}

/// Waits that do not make tests slow.
const SOON: Retries = QUICK.with_max_attempts(4);

/// No events.
const NONE: [i64; 0] = [];

type Item = Result<i64, EventError<Unexpected>>;

/// Everything up to the end, which has to be one.
async fn all<O: EventSource<Data = i64, Error = Unexpected>>(events: &mut Events<O>) -> Vec<Item> {
    let mut items = Vec::new();
    let next = async |events: &mut Events<O>| {
        let next = tokio::time::timeout(Duration::from_secs(20), events.next()).await;
        next.unwrap_or_else(|_| panic!("there is no end: {events:?}"))
    };
    while let Some(item) = next(events).await {
        items.push(item.map(|event| event.data));
    }
    assert!(events.next().await.is_none(), "the end is the end");
    items
}

/// The data of events that all can be understood.
async fn data<O: EventSource<Data = i64, Error = Unexpected>>(events: &mut Events<O>) -> Vec<i64> {
    all(events).await.into_iter().map(Result::unwrap).collect()
}

/// Events, and the error that they end with.
async fn failing<O: EventSource<Data = i64, Error = Unexpected>>(
    events: &mut Events<O>,
) -> (Vec<i64>, EventError<Unexpected>) {
    let mut items = all(events).await;
    let error = items.pop().unwrap().unwrap_err();
    let line = error.to_string();
    assert!(!line.contains('\n') && !line.contains("hunter2"), "{line}");
    (items.into_iter().map(Result::unwrap).collect(), error)
}

/// The ids that were sent with the requests.
fn resumed(server: &Server) -> Vec<Option<String>> {
    let id = |request: &Received| request.header("last-event-id").map(str::to_owned);
    server.received().iter().map(id).collect()
}

fn ids(ids: &[&str]) -> Vec<Option<String>> {
    ids.iter().map(|id| Some(id.to_string()).filter(|id| !id.is_empty())).collect()
}

/// Waits until the server has seen the connection closed. The client's side of it needs the thread, too.
async fn hung_up(closed: &mpsc::Receiver<()>) {
    let started = Instant::now();
    while closed.try_recv().is_err() {
        assert!(started.elapsed() < Duration::from_secs(5), "the connection stays open");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn broken_off_and_resumed() {
    let server = doing(&[
        Does::Breaks("id: a\ndata: 1\n\nid: b\ndata: 2\n"),
        Does::Ends("id: b\ndata: 2\n\nid: c\ndata: 3"),
        Does::Ends("data: 3\n\nid:\ndata: 4\n\n"),
        Does::Breaks("data: 5\n\n"),
        Does::Status("204 No Content"),
    ]);
    let mut events = open::<Watch>(&server).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream; charset=utf-8");
    assert_eq!(data(&mut events).await, [1, 2, 3, 4, 5]);
    assert_eq!(resumed(&server), ids(&["", "a", "b", "", ""]), "what was not complete does not count");
    assert_eq!((events.reconnects(), events.status(), events.last_event_id()), (4, 204, None));
    assert!(server.received().iter().all(|request| request.header("accept") == Some("text/event-stream")));
}

#[tokio::test]
async fn begun_where_the_caller_says() {
    let server = doing(&[Does::Breaks(""), Does::Ends("data: 1\n\n"), Does::Status("204 No Content")]);
    let client = client(&server);
    let call = client.call::<Watch>().with_header("Last-Event-ID", "7");
    let mut events = call.events().await.unwrap().with_reconnects(SOON);
    assert_eq!(events.next().await.unwrap().unwrap().id.as_deref(), Some("7"));
    assert_eq!(data(&mut events).await, NONE);
    assert_eq!(resumed(&server), ids(&["7", "7", "7"]));
}

#[tokio::test]
async fn retry_0() {
    // A server that ends every stream at once is asked at longer and longer intervals all the same.
    let server = doing(&[Does::Ends("retry: 0\n\n")]);
    let client = builder(&server.url("")).jitter_seed(1).build().unwrap();
    let policy = Retries::STANDARD.with_base_delay(Duration::from_millis(40));
    let mut events = client.call::<Watch>().events().await.unwrap().with_reconnects(policy);
    assert!(tokio::time::timeout(Duration::from_secs(1), events.next()).await.is_err(), "it goes on");
    let requests = server.received().len();
    assert!((3..12).contains(&requests), "{requests} requests");
}

#[tokio::test]
async fn retry_is_waited_for() {
    let server = doing(&[Does::Breaks("retry: 300\ndata: 1\n\n"), Does::Status("204 No Content")]);
    let started = Instant::now();
    let mut events = open::<Watch>(&server).await;
    assert_eq!(events.next().await.unwrap().unwrap().retry, Some(Duration::from_millis(300)));
    assert_eq!(data(&mut events).await, NONE);
    assert!((300..1500).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
}

#[tokio::test]
async fn retry_too_long() {
    let server = doing(&[Does::Breaks("retry: 99999999999999999999\ndata: 1\n\n")]);
    let (data, error) = failing(&mut open::<Watch>(&server).await).await;
    assert_eq!((data, error.retry_after()), (vec![1], Some(Duration::from_millis(u64::MAX))));
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn no_content() {
    let server = doing(&[Does::Status("204 No Content")]);
    assert_eq!(data(&mut open::<Watch>(&server).await).await, NONE);
    assert_eq!(data(&mut open::<Chat>(&server).await).await, NONE);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn refused_when_asked_again() {
    let server = doing(&[Does::Ends("data: 1\n\n"), Does::Status("500 X")]);
    let (data, error) = failing(&mut open::<Watch>(&server).await).await;
    let call = error.call().unwrap();
    assert_eq!((data, call.status(), call.attempts().len()), (vec![1], Some(500), 3));
    assert_eq!(server.received().len(), 4);
    let server = doing(&[Does::Ends("data: 1\n\n"), Does::Status("404 X")]);
    assert_eq!(failing(&mut open::<Watch>(&server).await).await.1.into_call().unwrap().status(), Some(404));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn refused_at_once() {
    let server = doing(&[Does::Status("403 X")]);
    assert_eq!(refusal::<Watch>(&server).await.status(), Some(403));
}

#[tokio::test]
async fn gone_for_a_while() {
    let server = doing(&[
        Does::Breaks("id: 1\ndata: 1\n\n"),
        Does::HangsUp,
        Does::HangsUp,
        Does::HangsUp,
        Does::HangsUp,
        Does::Ends("data: 2\n\n"),
        Does::Status("204 X"),
    ]);
    assert_eq!(data(&mut open::<Watch>(&server).await).await, [1, 2]);
    assert_eq!(resumed(&server), ids(&["", "1", "1", "1", "1", "1", "1"]));
}

#[tokio::test]
async fn gone_for_good() {
    let server = doing(&[Does::Breaks("data: 1\n\n"), Does::HangsUp]);
    let (data, error) = failing(&mut open::<Watch>(&server).await).await;
    assert!(data == [1] && error.is_transport() && error.call().is_some(), "{error:?}");
    assert_eq!(server.received().len(), 1 + 3 * 3, "three requests in a row, each three times");
}

#[tokio::test]
async fn not_safe_to_repeat() {
    let server = doing(&[Does::Breaks("data: 1\n\ndata: 2")]);
    let (data, error) = failing(&mut open::<Chat>(&server).await).await;
    assert!(data == [1] && error.is_transport() && error.count() == 1, "{error:?}");
    let server = doing(&[Does::Ends("data: 1\n\n")]);
    let (data, error) = failing(&mut open::<Chat>(&server).await).await;
    assert!(data == [1] && error.is_transport(), "an end without the last event is none: {error:?}");
    let server = doing(&[Does::Breaks("data: 1\n\ndata: [DONE]\n\ndata: 2\n\n")]);
    assert_eq!(self::data(&mut open::<Chat>(&server).await).await, [1]);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn safe_to_repeat_by_its_key() {
    let server = doing(&[Does::Breaks("id: 1\ndata: 1\n\n"), Does::Ends("data: 2\n\ndata: [DONE]\n\n")]);
    let client = client(&server);
    let call = client.call::<Chat>().json(&7, None).idempotency_key("Idempotency-Key");
    let mut events = call.events().await.unwrap().with_reconnects(SOON);
    assert_eq!(data(&mut events).await, [1, 2]);
    let received = server.received();
    let keys: Vec<_> = received.iter().map(|request| (request.header("idempotency-key"), request.text())).collect();
    assert!(keys.len() == 2 && keys[0] == keys[1] && keys[0].0.is_some() && keys[0].1 == "7", "{keys:?}");
}

#[tokio::test]
async fn not_asked_again_where_nobody_wants_it() {
    let server = doing(&[Does::Ends("data: 1\n\n")]);
    assert_eq!(data(&mut open::<Log>(&server).await).await, [1]);
    assert_eq!(data(&mut open::<Watch>(&server).await.without_reconnects()).await, [1]);
    let once = client(&server);
    assert_eq!(data(&mut once.call::<Watch>().without_retries().events().await.unwrap()).await, [1]);
    assert_eq!(server.received().len(), 3);
    let server = doing(&[Does::Breaks("data: 1\n\n")]);
    assert!(failing(&mut open::<Log>(&server).await).await.1.is_transport());
}

#[tokio::test]
async fn endless_event() {
    check_endless_event::<Watch>().await;
    check_endless_event::<Chat>().await;
}

async fn check_endless_event<O: EventSource<Data = i64, Error = Unexpected>>() {
    let (seen, closed) = mpsc::channel();
    let server = Server::start(move |mut stream| {
        let _ = stream.write_all(format!("{HEAD}Connection: close\r\n\r\ndata: 1\n\n").as_bytes());
        while stream.write_all(b"data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n").is_ok() {}
        seen.send(()).unwrap();
    });
    let client = builder(&server.url("")).max_response_bytes(100_000).build().unwrap();
    let mut events = client.call::<O>().events().await.unwrap();
    let (data, error) = failing(&mut events).await;
    assert!(data == [1] && error.is_too_large() && error.to_string().contains("100000 bytes"), "{error:?}");
    hung_up(&closed).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn standing_still() {
    let stall = Duration::from_millis(150);
    let server = doing(&[Does::Stalls("id: 1\ndata: 1\n\n"), Does::Ends("data: 2\n\n"), Does::Status("204 X")]);
    assert_eq!(data(&mut open::<Watch>(&server).await.with_stall_timeout(stall)).await, [1, 2]);
    assert_eq!(resumed(&server), ids(&["", "1", "1"]));
    let server = doing(&[Does::Stalls("data: 1\n\n")]);
    let (data, error) = failing(&mut open::<Chat>(&server).await.with_stall_timeout(stall)).await;
    assert!(data == [1] && error.is_timeout() && !error.is_transport(), "{error:?}");
}

#[tokio::test]
async fn slow_but_alive() {
    let server = Server::start(|mut stream| {
        let _ = stream.write_all(format!("{HEAD}Connection: close\r\n\r\n").as_bytes());
        for byte in "id: 1\ndata: 1\n\n: still here\ndata: [DONE]\n\n".bytes() {
            thread::sleep(Duration::from_millis(20));
            let _ = stream.write_all(&[byte]);
        }
    });
    let client = client(&server);
    let call = client.call::<Chat>().with_timeout(Duration::from_millis(250));
    let mut events = call.events().await.unwrap().with_stall_timeout(Duration::from_millis(200));
    assert_eq!(data(&mut events).await, [1], "neither the call's time nor the guard is in the way");
}

#[tokio::test]
async fn compressed_on_the_way() {
    // What the server has flushed is there, although the stream goes on.
    let (go_on, wait) = mpsc::channel();
    let wait = Mutex::new(wait);
    let server = Server::start(move |mut stream| {
        let head = format!("{HEAD}Content-Encoding: gzip\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut encoder = GzEncoder::new(stream, Compression::default());
        for event in ["data: 1\n\n", "data: [DONE]\n\n"] {
            encoder.write_all(event.as_bytes()).unwrap();
            encoder.flush().unwrap();
            let _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(10));
        }
    });
    let mut events = open::<Chat>(&server).await;
    let event = tokio::time::timeout(Duration::from_secs(5), events.next()).await.unwrap();
    assert_eq!(event.unwrap().unwrap().data, 1);
    go_on.send(()).unwrap();
    assert_eq!(data(&mut events).await, NONE);
}

#[tokio::test]
async fn not_compressed_as_announced() {
    let headers = ["Content-Type: text/event-stream", "Content-Encoding: gzip"];
    let server = Server::answering(answer("200 OK", &headers, b"data: 1\n\n"));
    let (data, error) = failing(&mut open::<Watch>(&server).await).await;
    assert!(data.is_empty() && error.is_transport() && error.to_string().contains("not compressed"), "{error:?}");
    assert_eq!(server.received().len(), 1, "it would be the same again");
    let headers = ["Content-Type: text/event-stream", "Content-Encoding: zstd"];
    let server = Server::answering(answer("200 OK", &headers, b"data: 1\n\n"));
    assert!(refusal::<Watch>(&server).await.is_decode());
}

#[tokio::test]
async fn compressed_and_cut_short() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"id: 1\ndata: 1\n\n").unwrap();
    encoder.flush().unwrap();
    let headers = ["Content-Type: text/event-stream", "Content-Encoding: gzip"];
    let cut = answer("200 OK", &headers, encoder.get_ref());
    let server = Server::replying(move |request| match request.header("last-event-id") {
        None => cut.clone(),
        Some(_) => answer("204 X", &[], b""),
    });
    assert_eq!(data(&mut open::<Watch>(&server).await).await, [1]);
    assert_eq!(resumed(&server), ids(&["", "1"]));
}

#[tokio::test]
async fn no_head() {
    let server = Server::start(|mut stream| drop(stream.read(&mut [0])));
    let client = client(&server);
    let call = client.call::<Chat>().with_timeout(Duration::from_millis(250));
    assert!(call.events().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn wrong_content_type() {
    for content in [json("200 OK", r#"{"n": 1}"#), answer("200 OK", &[], b"data: 1\n\n")] {
        let server = Server::answering(content);
        for error in [refusal::<Watch>(&server).await, refusal::<Chat>(&server).await] {
            assert!(error.is_decode() && error.bytes().is_some_and(|body| !body.is_empty()), "{error:?}");
        }
        assert_eq!(server.received().len(), 2);
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_understood() {
    let server = doing(&[Does::Ends("data: 1\n\nid: x\nevent: odd\ndata: \"hunter2\"\n\ndata: 3\n\ndata: [DONE]\n\n")]);
    let mut items = all(&mut open::<Chat>(&server).await).await;
    let odd = items.remove(1).unwrap_err();
    assert_eq!(items.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [1, 3]);
    let event = odd.event().unwrap();
    assert_eq!((event.id.as_deref(), event.name.as_str(), event.data.as_str()), (Some("x"), "odd", "\"hunter2\""));
    assert!(odd.is_decode() && odd.count() == 2 && odd.decode_error().is_some());
    assert!(!format!("{odd} {odd:?}").contains("hunter2"), "{odd:?}");
    assert_eq!(
        odd.to_string(),
        "chat: POST /chat: event 2 cannot be understood: invalid type: string, expected i64 at `.` (line 1, column 9)"
    );
}

#[tokio::test]
async fn left_alone() {
    // While it is open.
    let (seen, closed) = mpsc::channel();
    let server = Server::start(move |mut stream| {
        act(Does::Stalls("data: 1\n\n"), &mut stream);
        seen.send(()).unwrap();
    });
    let mut events = open::<Watch>(&server).await;
    events.next().await.unwrap().unwrap();
    drop(events);
    hung_up(&closed).await;
    // While it waits.
    let server = doing(&[Does::Ends("retry: 100\n\n")]);
    let mut events = open::<Watch>(&server).await;
    assert!(tokio::time::timeout(Duration::from_millis(50), events.next()).await.is_err());
    drop(events);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.received().len(), 1);
    // While it asks again.
    let (seen, closed) = mpsc::channel();
    let first = AtomicUsize::new(0);
    let server = Server::serve(move |_, mut stream| {
        if first.fetch_add(1, Ordering::SeqCst) == 0 {
            return act(Does::Ends(""), &mut stream);
        }
        let _ = stream.read(&mut [0]);
        seen.send(()).unwrap();
    });
    let mut events = open::<Watch>(&server).await;
    assert!(tokio::time::timeout(Duration::from_millis(150), events.next()).await.is_err());
    drop(events);
    hung_up(&closed).await;
    assert_eq!(server.received().len(), 2);
}

#[test]
fn can_be_shared() {
    fn check<T: Send + Sync + Unpin>() {}
    check::<Events<Watch>>();
    check::<EventError<Unexpected>>();
}
