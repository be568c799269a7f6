//! Calls from programs that are not async. None of these tests has a runtime of its own, unless it says so.

use std::io::{Read, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use specwright_runtime as rt;
use specwright_runtime::blocking::{self, Wait};

use super::api::{Client, Fetch, Upload};
use super::paging::ListNames;
use super::server::{Server, answer, json, read_head};

/// Answers with a stream of numbers, the last one said to be so.
enum Count {}

impl rt::Operation for Count {
    type Output = rt::Binary;
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo =
        &rt::OperationInfo { id: "count", method: "GET", path: "/count", accept: "", security: &[], idempotent: true };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        reply.answer(rt::Reply::binary)
    }
}

impl rt::EventSource for Count {
    type Data = i64;
    const EVENTS: &'static rt::EventsInfo = &rt::EventsInfo { done: &["end"], lost: rt::WhenLost::End };

    fn decode_data(data: &rt::Reply) -> Result<i64, rt::DecodeError> {
        data.json()
    }
}

fn locker() -> Vec<u8> {
    json("200 OK", r#"{"id": 7, "name": "blue"}"#)
}

fn client(server: &Server) -> Client {
    Client::builder(server.url("")).x_authorization("hunter2").build().unwrap()
}

#[test]
fn calls_are_waited_for() {
    let server = Server::answering(locker());
    let client = client(&server);
    assert_eq!(client.get_locker("7").wait().unwrap().name.as_deref(), Some("blue"));
    let response = client.get_locker("7").send().wait().unwrap();
    assert_eq!((response.status(), response.value().name.as_deref()), (200, Some("blue")));
    assert_eq!(server.received().len(), 2);
}

#[test]
fn errors_are_the_same_and_so_are_retries() {
    let count = AtomicUsize::new(0);
    let server = Server::replying(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => answer("503 Service Unavailable", &[], b""),
        1 => locker(),
        _ => json("404 Not Found", r#"{"message": "gone"}"#),
    });
    let client = client(&server);
    assert_eq!(client.get_locker("7").send().wait().unwrap().attempts(), 2);
    let error = client.get_locker("7").wait().unwrap_err();
    assert_eq!((error.status(), error.is_status()), (Some(404), true));
}

#[test]
fn many_threads_share_a_client_and_its_connections() {
    let connections = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = connections.clone();
    let server = Server::raw(move |mut stream| {
        counter.fetch_add(1, Ordering::Relaxed);
        while read_head(&mut stream).is_some() {
            let kept = String::from_utf8(locker()).unwrap().replace("Connection: close\r\n", "");
            stream.write_all(kept.as_bytes()).unwrap_or_default();
        }
    });
    let client = client(&server);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    assert_eq!(client.get_locker("7").wait().unwrap().name.as_deref(), Some("blue"));
                }
            });
        }
    });
    let connections = connections.load(Ordering::Relaxed);
    // Connecting may be begun while another connection becomes free, so there can be more than threads.
    assert!((1..25).contains(&connections), "{connections} connections for 100 calls of 4 threads");
}

#[test]
fn lists_are_iterators() {
    let pages = Mutex::new(vec![r#"[["c"], null]"#, r#"[[], "z"]"#, r#"[["a", "b"], "y"]"#]);
    let server = Server::replying(move |_| match pages.lock().unwrap().pop() {
        Some(page) => json("200 OK", page),
        None => json("410 Gone", "{}"),
    });
    let client = client(&server);
    let names: Result<Vec<String>, _> = client.core().call::<ListNames>().items().wait_each().collect();
    assert_eq!(names.unwrap(), ["a", "b", "c"]);
    let mut pages = client.core().call::<ListNames>().pages().wait_each();
    assert_eq!(pages.next().unwrap().unwrap_err().call().unwrap().status(), Some(410));
    assert!(pages.next().is_none());
}

#[test]
fn a_stream_of_events_is_an_iterator() {
    let events = b"data: 1\n\ndata: x\n\ndata: 3\n\ndata: end\n\ndata: 4\n\n";
    let server = Server::answering(answer("200 OK", &["Content-Type: text/event-stream"], events));
    let client = client(&server);
    let events = client.core().call::<Count>().events().wait().unwrap().wait_each();
    let data: Vec<Option<i64>> = events.map(|event| event.ok().map(|event| event.data)).collect();
    assert_eq!(data, [Some(1), None, Some(3)]);

    let mut events = client.core().call::<Count>().events().wait().unwrap().wait_each();
    assert_eq!(events.next().unwrap().unwrap().data, 1);
    let refused = blocking::run(async { events.next() }).unwrap();
    assert!(refused.unwrap().unwrap_err().to_string().contains("would block"));
    assert!(events.next().is_none());
}

#[test]
fn a_download_is_a_reader() {
    let content: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
    let server = Server::answering(answer("200 OK", &["Content-Type: image/png"], &content));
    let client = client(&server);
    let download = client.core().call::<Fetch>().download().wait().unwrap();
    assert_eq!(download.content_length(), Some(300_000));
    let mut read = Vec::new();
    download.into_reader().read_to_end(&mut read).unwrap();
    assert!(read == content);

    let cut = answer("200 OK", &[], &content);
    let server = Server::answering(&cut[..cut.len() - 1]);
    let client = self::client(&server);
    let mut reader = client.core().call::<Fetch>().download().wait().unwrap().into_reader();
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert!(error.get_ref().unwrap().is::<rt::DownloadError>(), "{error}");
}

#[test]
fn a_file_is_a_body() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"content").unwrap();
    let server = Server::answering(answer("200 OK", &[], b""));
    let body = blocking::file(file.path()).unwrap();
    client(&server).core().call::<Upload>().bytes(body, "image/png").wait().unwrap();
    assert_eq!((server.only().text(), server.only().header("content-length")), ("content", Some("7")));
    assert!(blocking::file("/").is_err());
}

#[test]
fn inside_a_runtime_it_is_an_error_and_nothing_is_sent() {
    let server = Server::answering(locker());
    let client = client(&server);
    let check = || {
        let error = client.get_locker("7").wait().unwrap_err();
        assert!(error.is_request(), "{error}");
        assert_eq!(
            error.to_string(),
            "getLocker: GET /v2/lockers/{id} was not sent: \
             waiting would block the async runtime that this runs in; await it instead"
        );
        assert!(client.get_locker("7").send().wait().is_err());
        assert!(client.core().call::<Fetch>().download().wait().is_err());
        assert!(client.core().call::<Count>().events().wait().is_err());
        let mut items = client.core().call::<ListNames>().items().wait_each();
        assert!(items.next().unwrap().is_err());
        assert!(items.next().is_none());
        let mut pages = client.core().call::<ListNames>().pages().wait_each();
        assert!(pages.next().unwrap().is_err());
        assert!(pages.next().is_none());
        assert!(blocking::run(std::future::ready(1)).is_err());
    };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { check() });
    blocking::run(async { check() }).unwrap();
    assert!(server.received().is_empty());
    assert_eq!(blocking::run(std::future::ready(1)), Ok(1));
    assert_eq!(client.get_locker("7").wait().unwrap().name.as_deref(), Some("blue"));
}
