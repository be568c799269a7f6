//! Callers who leave: whatever a call was about to do, it stops, and nothing is left of it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use specwright_runtime::{Body, Bytes, Client};

use super::api::{Fetch, Read, Write};
use super::builder;
use super::server::{Server, json, read_head};

/// What connections have seen, which stay open until the other side leaves.
#[derive(Clone, Default)]
struct Seen {
    begun: Arc<AtomicUsize>,
    ended: Arc<AtomicUsize>,
    last: Arc<Mutex<Vec<u8>>>,
}

impl Seen {
    /// Sends that, and stays.
    fn server(&self, reads_head: bool, send: &'static str) -> Server {
        let seen = self.clone();
        Server::raw(move |mut stream: TcpStream| {
            if reads_head && read_head(&mut stream).is_none() {
                return;
            }
            let _ = stream.write_all(send.as_bytes());
            seen.begun.fetch_add(1, Ordering::SeqCst);
            let mut all = Vec::new();
            let _ = stream.read_to_end(&mut all);
            *seen.last.lock().unwrap() = all;
            seen.ended.fetch_add(1, Ordering::SeqCst);
        })
    }

    /// Waits until one connection has begun, leaves, and waits until it has ended.
    async fn leave<T>(&self, call: impl Future<Output = T> + Send) {
        let arrived = async { until(|| self.begun.load(Ordering::SeqCst) == 1).await };
        tokio::select! {
            _ = call => panic!("there is no answer"),
            () = arrived => {}
        }
        until(|| self.ended.load(Ordering::SeqCst) == 1).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(self.begun.load(Ordering::SeqCst), 1, "nobody asks any more");
    }
}

async fn until(holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(5), "it never came about");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// One that sends one request at a time.
fn client(address: &str) -> Client {
    builder(address).max_concurrent_requests(1).build().unwrap()
}

#[tokio::test]
async fn while_connecting() {
    let seen = Seen::default();
    let server = seen.server(false, "");
    let client = client(&server.url("").replace("http:", "https:"));
    seen.leave(client.call::<Read>().send()).await;
}

#[tokio::test]
async fn while_waiting_for_the_head() {
    let seen = Seen::default();
    let server = seen.server(true, "");
    seen.leave(client(&server.url("")).call::<Read>().send()).await;
}

#[tokio::test]
async fn within_the_head() {
    let seen = Seen::default();
    let server = seen.server(true, "HTTP/1.1 200 OK\r\nContent-Le");
    seen.leave(client(&server.url("")).call::<Read>().send()).await;
}

#[tokio::test]
async fn within_the_body() {
    for head in ["Content-Length: 10", "Transfer-Encoding: chunked", "Content-Length: 10\r\nContent-Encoding: gzip"] {
        let seen = Seen::default();
        let send: &'static str = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").leak();
        let server = seen.server(true, send);
        seen.leave(client(&server.url("")).call::<Read>().send()).await;
    }
}

#[tokio::test]
async fn within_a_download() {
    let seen = Seen::default();
    let server = seen.server(true, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    let client = client(&server.url(""));
    let file = client.call::<Fetch>().download();
    seen.leave(async move { file.await.unwrap().collect(10).await }).await;
}

#[tokio::test]
async fn within_an_upload() {
    let seen = Seen::default();
    let server = seen.server(true, "");
    let client = client(&server.url(""));
    let (sender, receiver) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(1);
    struct Pieces(tokio::sync::mpsc::Receiver<std::io::Result<Bytes>>);
    impl specwright_runtime::Stream for Pieces {
        type Item = std::io::Result<Bytes>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            cx: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            self.0.poll_recv(cx)
        }
    }
    sender.send(Ok(Bytes::from_static(b"begun"))).await.unwrap();
    let call = client.call::<Write>().bytes(Body::stream(Pieces(receiver), None), "text/plain").send();
    seen.leave(call).await;
    assert!(sender.is_closed(), "what was to be sent is dropped");
    let sent = String::from_utf8(seen.last.lock().unwrap().clone()).unwrap();
    assert!(!sent.contains("0\r\n\r\n"), "a body that breaks off does not look like a whole one: {sent}");
}

#[tokio::test]
async fn while_waiting_for_a_turn() {
    let server = Server::start(|mut stream| {
        std::thread::sleep(Duration::from_millis(300));
        let _ = stream.write_all(&json("200 OK", "{}"));
    });
    let client = client(&server.url(""));
    let first = client.call::<Read>().send();
    let impatient = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let waiting = client.call::<Read>().send();
        assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
    };
    let (first, ()) = tokio::join!(first, impatient);
    first.unwrap();
    assert_eq!(server.received().len(), 1);
    // Whoever leaves while it is their turn gives it to the next.
    assert!(tokio::time::timeout(Duration::from_millis(100), client.call::<Read>().send()).await.is_err());
    let started = Instant::now();
    client.call::<Read>().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(server.received().len(), 3);
}
