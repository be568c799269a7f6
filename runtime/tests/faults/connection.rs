//! Connections that fail, break off or stand still.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use specwright_runtime::Delivery::{Answered, MaybeProcessed, NotSent};

use super::api::Read;
use super::server::{Server, answer, read_head};
use super::{builder, check, client, impatient};

/// Writes a little every few milliseconds, as long as anybody listens.
fn drip(mut stream: TcpStream, begin: &str) {
    let _ = stream.write_all(begin.as_bytes());
    while stream.write_all(b"x").is_ok() {
        thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn refused() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = builder(&format!("http://{free}")).build().unwrap();
    check(&client, NotSent, None, (3, true), (3, true), &["connect", "transport"]).await;
}

#[tokio::test]
async fn unknown_host() {
    let client = builder("http://no-such-host.invalid").build().unwrap();
    check(&client, NotSent, None, (3, true), (3, true), &["connect", "transport"]).await;
}

#[tokio::test]
async fn reset_before_the_request_is_read() {
    // Not before the request began to arrive: what never left may be sent again, whatever it is.
    let server = Server::raw(|stream| drop(stream.peek(&mut [0])));
    check(&client(&server), MaybeProcessed, None, (3, true), (1, false), &["transport"]).await;
}

#[tokio::test]
async fn closed_before_the_head() {
    let server = Server::start(drop);
    check(&client(&server), MaybeProcessed, None, (3, true), (1, false), &["transport"]).await;
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn closed_within_the_head() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Le");
    check(&client(&server), MaybeProcessed, None, (3, true), (1, false), &["transport"]).await;
}

#[tokio::test]
async fn closed_after_the_head() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    check(&client(&server), Answered, Some(200), (3, true), (1, false), &["transport"]).await;
}

#[tokio::test]
async fn truncated() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    check(&client(&server), Answered, Some(200), (3, true), (1, false), &["transport"]).await;
    let server = Server::answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal");
    check(&client(&server), Answered, Some(200), (3, true), (1, false), &["transport"]).await;
}

#[tokio::test]
async fn silent() {
    let server = Server::start(|stream| {
        thread::sleep(Duration::from_secs(3));
        drop(stream);
    });
    check(&impatient(&server), MaybeProcessed, None, (3, true), (1, false), &["timeout", "transport"]).await;
}

#[tokio::test]
async fn slow_headers() {
    let server = Server::start(|stream| drip(stream, "HTTP/1.1 200 OK\r\nX-Long: "));
    check(&impatient(&server), MaybeProcessed, None, (3, true), (1, false), &["timeout", "transport"]).await;
}

#[tokio::test]
async fn slow_body() {
    let server = Server::start(|stream| drip(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
    check(&impatient(&server), MaybeProcessed, None, (3, true), (1, false), &["timeout", "transport"]).await;
}

#[tokio::test]
async fn the_deadline_ends_it_all() {
    let server = Server::start(|stream| drip(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
    let started = Instant::now();
    let client = impatient(&server);
    let error = client.call::<Read>().with_timeout(Duration::from_millis(450)).await.unwrap_err();
    assert!(error.is_timeout() && error.delivery() == MaybeProcessed && error.attempts().len() == 2, "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced() {
    // Answers once and promises to stay, but leaves.
    let server = Server::raw(|mut stream| {
        if read_head(&mut stream).is_some() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    });
    let client = client(&server);
    for _ in 0..5 {
        assert_eq!(client.call::<Read>().send().await.unwrap().status(), 200);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn not_http() {
    let server = Server::answering("SSH-2.0-OpenSSH_9.0\r\n");
    check(&client(&server), MaybeProcessed, None, (1, false), (1, false), &["transport"]).await;
}

#[tokio::test]
async fn longer_than_announced() {
    // What is beyond the announced length belongs to no answer, and the connection is not used again.
    let server = Server::answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
    );
    let client = client(&server);
    for _ in 0..3 {
        let response = client.call::<Read>().send().await.unwrap();
        assert_eq!(&response.bytes()[..], b"{}");
    }
    assert_eq!(server.received().len(), 3);
    let two = answer("200 OK", &["Content-Length: 5"], b"{}");
    check(&super::client(&Server::answering(two)), MaybeProcessed, None, (1, false), (1, false), &["transport"]).await;
}
