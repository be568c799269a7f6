//! Answers that have begun, and requests with bodies.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use h2::Reason;
use specwright_runtime::Delivery::{Answered, MaybeProcessed};
use specwright_runtime::{Body, Bytes, Retries, Stream};
use tokio::sync::mpsc;

use super::api::{Fetch, Peek, Read, Write};
use super::outcome::{Outcome, fails, outcome};
use super::server::{Order, STATUS_200, Server, finish, flag, kind, packed, send};
use super::{builder, check, check_ends, client, impatient, until};

const JSON: (&str, &str) = ("content-type", "application/json");

/// What a transport error that may be tried again comes to.
const BROKEN: [&str; 1] = ["transport"];

#[tokio::test]
async fn reset_after_the_head() {
    let reasons = [
        Reason::CANCEL,
        Reason::INTERNAL_ERROR,
        Reason::ENHANCE_YOUR_CALM,
        Reason::HTTP_1_1_REQUIRED,
        // What has been answered has been looked at, whatever the server says.
        Reason::REFUSED_STREAM,
    ];
    for reason in reasons {
        let server = Server::start(move |mut exchange| async move {
            send(&mut exchange.head(200, &[JSON]), "[1");
            tokio::time::sleep(Duration::from_millis(20)).await;
            exchange.reset(reason);
        });
        check(&client(&server), Answered, Some(200), (3, true), (1, false), &BROKEN).await;
        assert_eq!((server.count(), server.connections()), (4, 1), "{reason:?}");
    }
}

#[tokio::test]
async fn given_up_without_an_error() {
    // It is no error in HTTP/2 to give up a stream like that once the answer is complete. Here it is not.
    let server = Server::raw(async |mut raw, _| {
        let head = [STATUS_200, &packed("content-length", "8")].concat();
        while let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, flag::END_HEADERS, stream, &head).await;
            raw.send(kind::DATA, 0, stream, b"[1, 2]").await;
            raw.reset(stream, Reason::NO_ERROR).await;
        }
    });
    check(&client(&server), Answered, Some(200), (3, true), (1, false), &BROKEN).await;
    let file = client(&server).call::<Fetch>().download().await.unwrap();
    let error = file.collect(100).await.unwrap_err();
    assert!(error.is_transport() && error.to_string().contains("the server gave it up"), "{error}");
}

#[tokio::test]
async fn cut_short_or_longer_than_announced() {
    for (length, body) in [("8", b"[1, 2]".as_slice()), ("3", b"[1, 2]")] {
        let server = Server::raw(move |mut raw, _| async move {
            let head = [STATUS_200, &packed("content-length", length)].concat();
            while let Some(stream) = raw.request().await {
                raw.send(kind::HEADERS, flag::END_HEADERS, stream, &head).await;
                raw.send(kind::DATA, flag::END_STREAM, stream, body).await;
            }
        });
        check(&client(&server), Answered, Some(200), (3, true), (1, false), &BROKEN).await;
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn the_connection_ends_after_the_head() {
    for order in [|| Order::Drop, || Order::Leave(Reason::INTERNAL_ERROR), || Order::Leave(Reason::NO_ERROR)] {
        let server = Server::start(move |mut exchange| async move {
            let mut body = exchange.head(200, &[JSON]);
            send(&mut body, "[1");
            tokio::time::sleep(Duration::from_millis(20)).await;
            exchange.order(order());
            std::future::pending::<()>().await;
        });
        check_ends(&server, Answered, Some(200)).await;
    }
}

#[tokio::test]
async fn a_goaway_after_the_head_lets_the_body_finish() {
    let server = Server::start(async |mut exchange| {
        let mut body = exchange.head(200, &[JSON]);
        send(&mut body, "[1");
        exchange.order(Order::Retire);
        tokio::time::sleep(Duration::from_millis(50)).await;
        body.send_data(", 2]".into(), true).unwrap();
    });
    let response = client(&server).call::<Write>().send().await.unwrap();
    assert_eq!((&response.bytes()[..], response.attempts()), (&b"[1, 2]"[..], 1));
}

#[tokio::test]
async fn a_body_that_stands_still() {
    let server = Server::start(async |mut exchange| {
        let mut body = exchange.head(200, &[JSON]);
        send(&mut body, "[1");
        exchange.left_within(&mut body).await;
    });
    let client = impatient(&server);
    check(&client, MaybeProcessed, None, (3, true), (1, false), &["timeout", "transport"]).await;
    until(|| server.resets().len() == 4).await;
    assert_eq!(server.connections(), 1);

    let file = client.call::<Fetch>().download().await.unwrap();
    let mut file = file.with_stall_timeout(Duration::from_millis(200));
    assert_eq!(file.chunk().await.unwrap().unwrap(), "[1");
    assert!(file.chunk().await.unwrap_err().is_timeout());
    drop(file);
    until(|| server.resets().len() == 5).await;
    assert!(server.resets().iter().all(|reason| *reason == Reason::CANCEL));
}

#[tokio::test]
async fn trailers_belong_to_no_answer() {
    let server = Server::start(async |mut exchange| {
        let mut body = exchange.head(200, &[JSON]);
        send(&mut body, "[1, 2]");
        finish(body, &[("x-checksum", "17")]);
    });
    let client = client(&server);
    let response = client.call::<Write>().send().await.unwrap();
    assert_eq!(&response.bytes()[..], b"[1, 2]");
    assert!(response.headers().get("x-checksum").is_none());
    assert_eq!(client.call::<Fetch>().download().await.unwrap().collect(100).await.unwrap(), "[1, 2]");

    // Without an end they keep an answer open that is too long for anybody.
    let server = Server::raw(async |mut raw, _| {
        while let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, flag::END_HEADERS, stream, STATUS_200).await;
            raw.send(kind::DATA, 0, stream, b"{}").await;
            raw.send(kind::HEADERS, flag::END_STREAM, stream, &packed("x-filler", "x")).await;
            let piece = packed("x-filler", &"x".repeat(16_000));
            for _ in 0..1000 {
                raw.send(kind::CONTINUATION, 0, stream, &piece).await;
            }
        }
    });
    check_ends(&server, Answered, Some(200)).await;
}

#[tokio::test]
async fn answers_without_bodies() {
    let server = Server::start(async |exchange| {
        let long = [("content-length", "99999999999")];
        match exchange.request.method().as_str() {
            "HEAD" => exchange.answer(200, &long, ""),
            "GET" => exchange.answer(304, &long, ""),
            _ => exchange.answer(204, &[], ""),
        }
    });
    let client = client(&server);
    // A length that is far beyond the limit, of a body that does not come.
    assert_eq!(client.call::<Peek>().send().await.unwrap().bytes().len(), 0);
    for (outcome, status) in [(fails::<Read>(&client).await, 304), (fails::<Write>(&client).await, 204)] {
        assert_eq!((outcome.attempts, outcome.status), (1, Some(status)));
        assert!(!outcome.is.contains(&"transport"), "{outcome:?}");
    }
}

#[tokio::test]
async fn too_long() {
    let server = Server::start(async |mut exchange| match exchange.path() {
        "/thing" => exchange.answer(200, &[("content-length", "5000")], vec![b' '; 5000]),
        _ => {
            let mut body = exchange.head(200, &[]);
            for _ in 0..100 {
                send(&mut body, vec![b' '; 1000]);
            }
            exchange.left_within(&mut body).await;
        }
    });
    let client = builder(&server).max_response_bytes(4000).build().unwrap();
    check(&client, Answered, Some(200), (1, false), (1, false), &["too_large"]).await;
    let error = client.call::<Fetch>().send().await.unwrap_err();
    assert!(error.is_too_large() && error.attempts().len() == 1, "{error:?}");
}

#[tokio::test]
async fn gzip_and_gzip_bombs() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![b' '; 64 << 20]).unwrap();
    let bomb = Bytes::from(packer.finish().unwrap());
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(b"[1, 2]").unwrap();
    let good = Bytes::from(packer.finish().unwrap());
    let server = Server::start(move |exchange| {
        assert_eq!(exchange.request.headers()["accept-encoding"], "gzip");
        let body = match exchange.path() {
            "/thing" => bomb.clone(),
            _ => good.clone(),
        };
        async move { exchange.answer(200, &[("content-encoding", "gzip")], body) }
    });
    let client = client(&server);
    check(&client, Answered, Some(200), (1, false), (1, false), &["too_large"]).await;
    assert_eq!(client.call::<Fetch>().await.unwrap().bytes, "[1, 2]");
    assert_eq!(client.call::<Fetch>().download().await.unwrap().collect(100).await.unwrap(), "[1, 2]");
}

/// A body that ends with an error.
struct Failing(bool);

impl Stream for Failing {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_first = std::mem::replace(&mut self.0, false);
        Poll::Ready(Some(if is_first { Ok("begun".into()) } else { Err(std::io::Error::other("the disk is gone")) }))
    }
}

/// Pieces that come from elsewhere.
struct Pieces(mpsc::Receiver<std::io::Result<Bytes>>);

impl Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_as_such() {
    let server = Server::start(async |mut exchange| {
        exchange.body().await;
        exchange.left().await;
    });
    let client = client(&server);
    let call = client.call::<Write>().bytes(Body::stream(Failing(true), None), "text/plain");
    let error = call.await.unwrap_err();
    let expected =
        Outcome { attempts: 1, delivery: MaybeProcessed, status: None, retryable: false, is: vec!["transport"] };
    assert_eq!(outcome(&error), expected);
    assert!(error.to_string().contains("the body could not be sent: the disk is gone"), "{error}");
    until(|| server.resets() == [Reason::INTERNAL_ERROR]).await;
}

#[tokio::test]
async fn uploads_arrive_whole() {
    let server = Server::start(async |mut exchange| {
        let length = exchange.body().await.len().to_string();
        exchange.answer(200, &[], length);
    });
    let client = client(&server);
    let large = Bytes::from(vec![b'x'; 3 << 20]);
    let response = client.call::<Write>().bytes(large.clone(), "text/plain").send().await.unwrap();
    assert_eq!(&response.bytes()[..], b"3145728");
    let (sender, receiver) = mpsc::channel(1);
    let feed = tokio::spawn(async move {
        for _ in 0..3 {
            sender.send(Ok(large.clone())).await.unwrap();
        }
    });
    let body = Body::stream(Pieces(receiver), None);
    let response = client.call::<Write>().bytes(body, "text/plain").send().await.unwrap();
    assert_eq!(&response.bytes()[..], b"9437184");
    feed.await.unwrap();
}

#[tokio::test]
async fn an_upload_that_is_not_taken() {
    // The window of a stream is 64 KiB, and nobody opens it.
    let server = Server::start(async |mut exchange| exchange.left().await);
    let client = builder(&server).timeout(Duration::from_millis(500)).build().unwrap();
    let large = Bytes::from(vec![b'x'; 1 << 20]);
    let started = Instant::now();
    for body in [Body::from(large.clone()), Body::reader(std::io::Cursor::new(large.to_vec()), Some(1 << 20))] {
        let error = client.call::<Write>().bytes(body, "text/plain").send().await.unwrap_err();
        assert!(error.is_timeout() && error.delivery() == MaybeProcessed, "{error:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(5));
    until(|| server.resets() == [Reason::CANCEL; 2]).await;
    // Another one is taken, over the same connection.
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn reset_within_an_upload() {
    let server = Server::start(async |mut exchange| {
        exchange.request.body_mut().data().await.unwrap().unwrap();
        exchange.reset(Reason::INTERNAL_ERROR);
    });
    let large = Bytes::from(vec![b'x'; 1 << 20]);
    for body in [Body::from(large.clone()), Body::reader(std::io::Cursor::new(large.to_vec()), None)] {
        let error = client(&server).call::<Write>().bytes(body, "text/plain").send().await.unwrap_err();
        let expected =
            Outcome { attempts: 1, delivery: MaybeProcessed, status: None, retryable: false, is: BROKEN.into() };
        assert_eq!(outcome(&error), expected, "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_in_the_middle_of_an_upload_counts() {
    // The server wants no more of the body, and says so right behind the answer.
    let server = Server::raw(async |mut raw, _| {
        while let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, flag::END_HEADERS, stream, STATUS_200).await;
            raw.send(kind::DATA, flag::END_STREAM, stream, b"[1, 2]").await;
            raw.reset(stream, Reason::NO_ERROR).await;
        }
    });
    let client = builder(&server).retries(Retries::NONE).build().unwrap();
    // As much as the window of a connection that nobody opens.
    let large = Bytes::from(vec![b'x'; 30_000]);
    for _ in 0..2 {
        let response = client.call::<Write>().bytes(large.clone(), "text/plain").send().await.unwrap();
        assert_eq!(&response.bytes()[..], b"[1, 2]");
    }
    let endless = Body::reader(tokio::io::repeat(b'x'), None);
    let response = client.call::<Write>().bytes(endless, "text/plain").send().await.unwrap();
    assert_eq!(&response.bytes()[..], b"[1, 2]");
    assert_eq!(server.connections(), 1);
}
