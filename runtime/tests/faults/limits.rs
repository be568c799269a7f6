//! Limits of the client and of a call: connecting, the length of answers, and how much an error keeps of them.

use std::thread;
use std::time::{Duration, Instant};

use specwright_runtime::{self as rt, Delivery};

use super::api::{Fetch, Read, Watch, Write};
use super::server::{Server, answer, json};
use super::{builder, client};

/// Connections come about, but nobody speaks TLS over them.
fn mute() -> Server {
    Server::raw(|stream| {
        thread::sleep(Duration::from_secs(3));
        drop(stream);
    })
}

#[tokio::test]
async fn connecting_has_a_limit_of_its_own_in_a_call() {
    let server = mute();
    let address = server.url("").replace("http:", "https:");
    let client = |limit| {
        let limit = Duration::from_millis(limit);
        builder(&address)
            .without_retries()
            .attempt_timeout(Duration::from_secs(9))
            .connect_timeout(limit)
            .build()
            .unwrap()
    };
    // The limit of a call may be shorter or longer than that of the client, and the client's holds for other calls.
    for (client, limits) in [(client(5000), [Some(100), Some(101), Some(100)]), (client(50), [None, Some(400), None])] {
        for limit in limits {
            let started = Instant::now();
            let call = client.call::<Write>();
            let call = match limit {
                Some(limit) => call.with_connect_timeout(Duration::from_millis(limit)),
                None => call,
            };
            let error = call.await.unwrap_err();
            let (took, least) = (started.elapsed(), Duration::from_millis(limit.unwrap_or(50)));
            assert!(error.is_connect() && error.is_timeout() && error.delivery() == Delivery::NotSent, "{error}");
            assert!(took >= least && took < least + Duration::from_millis(1500), "{took:?} {least:?}");
        }
    }
}

#[tokio::test]
async fn a_call_may_take_longer_or_shorter_answers_than_others() {
    let server = Server::answering(json("200 OK", &format!("\"{}\"", "x".repeat(1000))));
    let narrow = builder(&server.url("")).max_response_bytes(100).build().unwrap();
    assert!(narrow.call::<Read>().await.unwrap_err().is_too_large());
    narrow.call::<Read>().with_max_response_bytes(1002).await.unwrap();
    let wide = client(&server);
    wide.call::<Read>().await.unwrap();
    let error = wide.call::<Read>().with_max_response_bytes(1001).await.unwrap_err();
    assert!(error.is_too_large() && error.to_string().contains("longer than 1001 bytes"), "{error}");
    // What says that a download failed counts as an answer, the download itself does not.
    let refusing = Server::answering(answer("404 X", &[], &[b'x'; 1000]));
    let error = client(&refusing).call::<Fetch>().with_max_response_bytes(999).download().await.unwrap_err();
    assert!(error.is_too_large(), "{error}");
    let file = wide.call::<Fetch>().with_max_response_bytes(1).download().await.unwrap();
    assert_eq!(file.collect(2000).await.unwrap().len(), 1002);
    // Nor does a stream of events, but each of its events.
    let events =
        Server::answering(answer("200 OK", &["Content-Type: text/event-stream"], b"data: 1\n\ndata: 1234567\n\n"));
    let mut events = client(&events).call::<Watch>().with_max_response_bytes(10).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(events.next().await.unwrap().unwrap_err().is_too_large());
}

/// Fails with a list of texts.
enum Typed {}

#[derive(Debug)]
enum TypedError {
    Failed(Vec<String>),
    Unexpected(rt::Unexpected),
}

impl rt::OperationError for TypedError {
    fn decode(reply: &rt::Reply) -> Result<Self, rt::DecodeError> {
        match reply.status() {
            422 => reply.json().map(Self::Failed),
            _ => Err(reply.undocumented()),
        }
    }

    fn unexpected(unexpected: rt::Unexpected) -> Self {
        Self::Unexpected(unexpected)
    }
}

impl rt::Operation for Typed {
    type Output = rt::Value;
    type Error = TypedError;
    const INFO: &'static rt::OperationInfo = <Read as rt::Operation>::INFO;

    fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, TypedError> {
        reply.answer(rt::Reply::json)
    }
}

#[tokio::test]
async fn errors_keep_the_beginning_of_a_long_body() {
    let long = format!("[\"{}\", \"end\"]", "x".repeat(1_000_000));
    let server = Server::answering(json("422 X", &long));
    let error = client(&server).call::<Typed>().await.unwrap_err();
    assert!(error.is_body_cut() && error.bytes().unwrap()[..] == long.as_bytes()[..65_536]);
    let Some(TypedError::Failed(texts)) = error.body() else { panic!("{error:?}") };
    assert_eq!((texts[0].len(), texts[1].as_str()), (1_000_000, "end"), "it is read before it is cut");

    let server = Server::answering(json("409 X", &long));
    let error = client(&server).call::<Typed>().await.unwrap_err();
    let Some(TypedError::Unexpected(unexpected)) = error.body() else { panic!("{error:?}") };
    assert!(error.is_body_cut() && unexpected.is_cut() && unexpected.bytes().len() == 65_536);
    assert_eq!(unexpected.text().unwrap(), long[..65_536]);
    let problem = unexpected.json::<Vec<String>>().unwrap_err().to_string();
    assert!(problem.contains("in the first 65536 bytes, which is all that was kept (`max_error_bytes`)"), "{problem}");
}

#[tokio::test]
async fn how_much_an_error_keeps_can_be_set() {
    for (limit, is_cut) in [(9, true), (10, false), (usize::MAX, false), (0, true)] {
        let server = Server::answering(answer("409 X", &[], b"0123456789"));
        let client = builder(&server.url("")).max_error_bytes(limit).build().unwrap();
        let error = client.call::<Read>().await.unwrap_err();
        assert_eq!((error.is_body_cut(), error.bytes().unwrap().len()), (is_cut, limit.min(10)));
    }
    // What was asked for is kept as it came, even if it cannot be understood.
    let server = Server::answering(answer("200 OK", &[], &[b'x'; 100_000]));
    let error = client(&server).call::<Read>().await.unwrap_err();
    assert!(error.is_decode() && !error.is_body_cut() && error.bytes().unwrap().len() == 100_000);
}
