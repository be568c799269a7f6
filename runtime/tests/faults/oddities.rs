//! Answers as some servers write them and none should.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::thread;
use std::time::Duration;

use specwright_runtime::Body;
use specwright_runtime::Delivery::{Answered, MaybeProcessed, NotSent};

use super::api::{Peek, Read, Write};
use super::server::{Server, answer, read_head};
use super::{builder, check, client, impatient};

const ONCE: (usize, bool) = (1, false);
const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// A server that says this, whatever it is asked.
fn saying(text: impl AsRef<[u8]>) -> Server {
    Server::answering(text.as_ref())
}

#[tokio::test]
async fn informational_answers_come_before_the_answer() {
    let many = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    for before in ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", many.as_str()] {
        let server = saying(format!("{before}{FINE}"));
        client(&server).call::<Write>().await.unwrap();
    }
    let server = saying("HTTP/1.1 100 Continue\r\n\r\n");
    check(&client(&server), MaybeProcessed, None, (3, true), ONCE, &["transport"]).await;
    let server = saying("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nx");
    check(&client(&server), Answered, Some(101), ONCE, ONCE, &["status"]).await;
}

#[tokio::test]
async fn bodies_where_there_are_none_belong_to_nothing() {
    for (status, is) in [(204, "decode"), (304, "status")] {
        for body in ["Content-Length: 2\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"] {
            let server = saying(format!("HTTP/1.1 {status} X\r\nConnection: close\r\n{body}"));
            check(&client(&server), Answered, Some(status), ONCE, ONCE, &[is]).await;
        }
    }
    for head in ["204 X", "304 X", "200 X"] {
        let server = saying(format!("HTTP/1.1 {head}\r\nContent-Length: 999999999999\r\n\r\n"));
        let outcome = client(&server).call::<Peek>().await;
        assert_eq!(outcome.is_ok(), head == "200 X");
        assert!(outcome.err().is_none_or(|error| !error.is_too_large()));
    }
    // Nor do they become the answer to the next request over the same connection.
    let server = Server::raw(|mut stream| {
        let mut status = 204;
        while read_head(&mut stream).is_some() {
            let _ = write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 6\r\n\r\n\"evil\"");
            status = 200;
        }
    });
    let client = client(&server);
    for _ in 0..5 {
        assert_eq!(client.call::<Read>().await.unwrap_err().status(), Some(204));
    }
}

#[tokio::test]
async fn old_servers_are_understood() {
    for text in [
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.0 200 OK\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n\r\n{}",
        "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    ] {
        assert!(client(&saying(text)).call::<Write>().await.unwrap().is_object(), "{text}");
    }
    client(&saying(b"HTTP/1.1 200 \xe4\r\nX-Request-Id: \xe4\r\nContent-Length: 2\r\n\r\n{}"))
        .call::<Write>()
        .await
        .unwrap();
    // Without a length nobody can tell that there should have been more, but JSON can.
    let server = saying("HTTP/1.1 200 OK\r\n\r\n{\"a\":");
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
}

#[tokio::test]
async fn what_is_not_http_is_no_answer() {
    let mut texts: Vec<Vec<u8>> = ["000", "099", "20", "1000", "abc", "-1"]
        .iter()
        .map(|status| format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\n\r\n{{}}").into_bytes())
        .collect();
    let lengths = ["+2", "-2", "2.0", "0x2", "", "99999999999999999999999"];
    texts.extend(
        lengths.iter().map(|text| format!("HTTP/1.1 200 X\r\nContent-Length: {text}\r\n\r\n{{}}").into_bytes()),
    );
    let headers = ["X: a\r\n b", "X : a", ": a", "no colon", "X: a\0b", "X: a\rb"];
    texts.extend(headers.iter().map(|text| format!("HTTP/1.1 200 X\r\n{text}\r\n\r\n{{}}").into_bytes()));
    texts.push(b"HTTP/2.0 200 OK\r\n\r\n{}".to_vec());
    texts.push(b"{}".to_vec());
    // What HTTP/2 and TLS begin with.
    texts.push(b"\0\0\0\x04\0\0\0\0\0".to_vec());
    texts.push(b"\x15\x03\x01\0\x02\x02\x28".to_vec());
    for text in texts {
        check(&client(&saying(text)), MaybeProcessed, None, ONCE, ONCE, &["transport"]).await;
    }
}

#[tokio::test]
async fn statuses_beyond_all_classes() {
    for status in [600, 999] {
        let server = Server::answering(answer(&format!("{status} X"), &[], b"{}"));
        check(&client(&server), Answered, Some(status), ONCE, ONCE, &["status"]).await;
    }
}

#[tokio::test]
async fn chunks_that_are_none() {
    let (extension, trailers) = ("x".repeat(1_000_000), "X: y\r\n".repeat(100_000));
    for chunks in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "1ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n{}",
        "2\r\n{}\r\n",
        "2\r\n{}\r\n0\r\n",
        &format!("2;{extension}\r\n{{}}\r\n0\r\n\r\n"),
        &format!("2\r\n{{}}\r\n0\r\n{trailers}\r\n"),
    ] {
        let server = saying(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"));
        check(&client(&server), Answered, Some(200), (3, true), ONCE, &["transport"]).await;
    }
}

#[tokio::test]
async fn text_that_is_no_json() {
    for body in
        [&b"\xff\xfe{\0}\0"[..], b"{\"a\":\"\xff\"}", b"{\"a\":\"\\ud800\"}", b"{\"a\":NaN}", b"{\"a\":1e999}", b" \n "]
    {
        let server = Server::answering(answer("200 OK", &["Content-Type: application/json"], body));
        check(&client(&server), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
    }
    let server = Server::answering(answer("200 OK", &[], b"\xef\xbb\xbf{}"));
    client(&server).call::<Read>().await.unwrap();
}

#[tokio::test]
async fn an_answer_in_the_middle_of_an_upload_counts() {
    for is_closed in [true, false] {
        let server = Server::raw(move |mut stream| {
            let _ = stream.read(&mut [0; 100]);
            let _ = stream.write_all(b"HTTP/1.1 413 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if is_closed {
                let _ = stream.shutdown(Shutdown::Write);
            }
            thread::sleep(Duration::from_secs(2));
        });
        let client = client(&server);
        let stream = Body::reader(&[0; 20_000_000][..], None);
        for body in [Body::from(vec![0; 20_000_000]), stream] {
            let error = client.call::<Write>().bytes(body, "text/plain").await.unwrap_err();
            assert_eq!(error.status(), Some(413), "{error}");
        }
    }
}

#[tokio::test]
async fn a_word_on_an_idle_connection_is_no_answer() {
    let server = Server::raw(|mut stream| {
        if read_head(&mut stream).is_some() {
            let _ = stream.write_all(FINE.as_bytes());
            thread::sleep(Duration::from_millis(20));
            let _ = stream.write_all(b"HTTP/1.1 408 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            thread::sleep(Duration::from_millis(500));
        }
    });
    let client = client(&server);
    for _ in 0..4 {
        assert_eq!(client.call::<Write>().send().await.unwrap().attempts(), 1);
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
}

#[tokio::test]
async fn a_kept_connection_that_went_silent_is_left() {
    let server = Server::raw(|mut stream| {
        let mut wait = Duration::ZERO;
        while read_head(&mut stream).is_some() {
            thread::sleep(wait);
            let _ = stream.write_all(FINE.as_bytes());
            wait = Duration::from_secs(3);
        }
    });
    let client = impatient(&server);
    for attempts in [1, 2, 2] {
        assert_eq!(client.call::<Read>().send().await.unwrap().attempts(), attempts);
    }
}

/// Speaks in place of TLS.
fn over_tls(serve: impl Fn(std::net::TcpStream) + Send + Sync + 'static) -> (Server, specwright_runtime::Client) {
    let server = Server::raw(serve);
    let address = server.url("").replace("http:", "https:");
    let client = builder(&address).connect_timeout(Duration::from_millis(150)).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn no_tls() {
    let (_server, client) = over_tls(|stream| {
        thread::sleep(Duration::from_secs(2));
        drop(stream);
    });
    check(&client, NotSent, None, (3, true), (3, true), &["connect", "timeout", "transport"]).await;
    let (_server, client) = over_tls(|mut stream| drop(stream.read(&mut [0; 5000])));
    check(&client, NotSent, None, (3, true), (3, true), &["connect", "transport"]).await;
    // Plain http is not going to be anything else in a moment.
    let (_server, client) = over_tls(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        thread::sleep(Duration::from_millis(300));
    });
    check(&client, NotSent, None, ONCE, ONCE, &["connect", "transport"]).await;
}
