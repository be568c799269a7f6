//! Time, size and broken connections.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use specwright_runtime::{ClientBuilder, Delivery};

use super::api::Client;
use super::server::{Server, answer};

fn client(server: &Server) -> Client {
    Client::builder(server.url("")).build().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_silent_server_is_left() {
    let server = Server::start(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let started = Instant::now();
    let error = client(&server).sync().0.with_timeout(Duration::from_millis(100)).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect() && !error.is_request());
    assert_eq!(error.to_string(), "sync: PUT /sync timed out after 100ms");
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn without_any_time_nothing_is_sent() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let error = client(&server).sync().0.with_timeout(Duration::ZERO).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts().is_empty(), "{error}");
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_limit_says_what_was_waited_for() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let limited = |b: ClientBuilder| b.rate_limit(1, Duration::from_secs(60));
    let vault = Client::builder(server.url("")).with(limited).build().unwrap();
    vault.sync().await.unwrap();
    let error = vault.sync().0.with_timeout(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(error.to_string(), "sync: PUT /sync timed out after 50ms, waiting for its turn");
    assert_eq!((error.delivery(), server.received().len()), (Delivery::NotSent, 1));
}

#[tokio::test]
async fn a_dripping_body_does_not_outlive_the_deadline() {
    let server = Server::start(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let vault = Client::builder(server.url("")).with(|b| b.timeout(Duration::from_millis(200))).build().unwrap();
    let error = vault.sync().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_refused_connection_is_told_apart() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let vault = Client::builder(format!("http://{free}")).build().unwrap();
    let error = vault.sync().await.unwrap_err();
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout());
    assert!(error.to_string().starts_with(&format!("sync: PUT /sync got no answer: could not connect to {free}: ")));
    assert!(std::error::Error::source(&error).is_none(), "the message ends with the innermost cause");
}

#[tokio::test]
async fn a_closed_connection_is_not_an_answer() {
    let server = Server::start(drop);
    let error = client(&server).sync().await.unwrap_err();
    assert!(error.is_transport() && !error.is_connect(), "{error}");
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_a_value() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf");
    let error = client(&server).sync().await.unwrap_err();
    assert!(error.is_transport() && !error.is_decode(), "{error}");
    assert_eq!(error.status(), Some(200));
}

#[tokio::test]
async fn a_body_may_be_as_long_as_allowed_and_no_longer() {
    for (length, allowed) in [(1000, true), (1001, false)] {
        let body = vec![b'x'; length];
        let mut chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".to_vec();
        for piece in body.chunks(300) {
            chunked.extend(format!("{:x}\r\n", piece.len()).bytes());
            chunked.extend(piece);
            chunked.extend(b"\r\n");
        }
        chunked.extend(b"0\r\n\r\n");
        let zipped = answer("200 OK", &["Content-Encoding: gzip"], &gzip(&body));
        for bytes in [answer("200 OK", &[], &body), chunked, zipped] {
            let server = Server::answering(bytes);
            let vault = Client::builder(server.url("")).with(|b| b.max_response_bytes(1000)).build().unwrap();
            match vault.sync().await {
                Ok(text) => assert!(allowed && text.len() == length),
                Err(error) => {
                    assert!(!allowed && error.is_too_large() && !error.is_transport(), "{error}");
                    assert_eq!(error.status(), Some(200));
                    assert!(error.to_string().contains("longer than 1000 bytes"), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_gzip_bomb_is_cut() {
    // 100 MB of zeros in 100 kB; the default limit is 32 MiB.
    let bomb = gzip(&vec![0; 100_000_000]);
    assert!(bomb.len() < 200_000);
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &bomb));
    let error = client(&server).sync().await.unwrap_err();
    assert!(error.is_too_large(), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compressed_nothing_without_end_is_left() {
    let nothing = gzip(b"").repeat(1000);
    let server = Server::start(move |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
        while stream.write_all(&nothing).is_ok() {}
    });
    let started = Instant::now();
    let error = client(&server).sync().0.with_timeout(Duration::from_millis(300)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn broken_and_unknown_compression_is_no_text() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], b"not gzip"));
    let error = client(&server).sync().await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    for encoding in ["br", "gzip, gzip"] {
        let header = format!("Content-Encoding: {encoding}");
        let server = Server::answering(answer("200 OK", &[&header], b"x"));
        let error = client(&server).sync().await.unwrap_err();
        assert!(error.is_decode(), "{encoding}: {error}");
    }
}

#[tokio::test]
async fn headers_without_end_are_no_answer() {
    let many: Vec<String> = (0..101).map(|number| format!("X-{number}: 1")).collect();
    let long = vec![format!("X-Long: {}", "x".repeat(2_000_000))];
    for headers in [many, long] {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let server = Server::answering(answer("200 OK", &headers, b""));
        let error = client(&server).core().call::<super::api::Upload>().await.expect_err(&headers.len().to_string());
        assert!(error.is_transport() && !error.is_retryable(), "{error} {}", headers.len());
        assert_eq!((error.attempts().len(), error.status()), (1, None));
        assert!(error.to_string().contains("what came is not HTTP, or its headers are too long"), "{error}");
    }
}

#[tokio::test]
async fn json_may_be_127_levels_deep() {
    for (depth, allowed) in [(126, true), (127, false), (100_000, false)] {
        let body = format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let server = Server::answering(answer("200 OK", &["Content-Type: application/json"], body.as_bytes()));
        let vault = Client::builder(server.url("")).x_authorization("k").build().unwrap();
        match vault.get_locker("1").await {
            Ok(locker) => assert!(allowed && locker.extra.contains_key("x"), "{depth}"),
            Err(error) => assert!(!allowed && error.is_decode(), "{depth}: {error}"),
        }
    }
}

#[test]
fn a_call_outside_of_tokio_is_an_error() {
    let vault = Client::builder("http://127.0.0.1:1").build().unwrap();
    let mut call = Box::pin(vault.sync().send());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match call.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert!(error.is_request(), "{error}"),
        other => panic!("{}", other.is_ready()),
    }
}

#[test]
fn clients_and_calls_can_move_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send>(_: &T) {}
    shared::<Client>();
    shared::<specwright_runtime::ClientBuilder>();
    shared::<specwright_runtime::Error<specwright_runtime::Unexpected>>();
    let vault = Client::builder("http://127.0.0.1:1").build().unwrap();
    sent(&vault.sync().send());
    sent(&vault.sync().into_future());
}
