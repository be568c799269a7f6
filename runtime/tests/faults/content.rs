//! Answers that arrive and cannot be used.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use specwright_runtime::Delivery::Answered;

use super::api::{Fetch, Peek, Read};
use super::server::{Server, answer, json};
use super::{check, client};

const ONCE: (usize, bool) = (1, false);

#[tokio::test]
async fn bad_gzip() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], b"not gzip at all"));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn truncated_gzip() {
    let whole = gzip(br#"{"a": "something that is long enough to be cut in two"}"#);
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &whole[..whole.len() / 2]));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
}

#[tokio::test]
async fn gzip_bomb() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &gzip(&vec![b' '; 100_000_000])));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["too_large"]).await;
}

#[tokio::test]
async fn gzip_in_several_members() {
    let text = format!("[{}1]", "\"0123456789\",".repeat(10_000));
    let (one, other) = text.split_at(50_000);
    let parts = [gzip(one.as_bytes()), gzip(other.as_bytes())].concat();
    for name in ["gzip", "GZIP", "x-gzip", "identity, gzip"] {
        let header = format!("Content-Encoding: {name}");
        let server = Server::answering(answer("200 OK", &[&header], &parts));
        let client = client(&server);
        assert_eq!(client.call::<Read>().send().await.unwrap().bytes(), text.as_bytes(), "{name}");
        let file = client.call::<Fetch>().download().await.unwrap();
        assert_eq!(file.content_length(), None, "that is the length of what is compressed");
        assert_eq!(file.collect(usize::MAX).await.unwrap(), text.as_bytes(), "{name}");
        assert!(server.received().iter().all(|request| request.header("accept-encoding") == Some("gzip")));
    }
    // What is behind it belongs to nothing, but it was sent.
    let more = [gzip(b"{}"), b"hunter2".to_vec()].concat();
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &more));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
}

#[tokio::test]
async fn gzip_of_nothing() {
    for status in ["200 OK", "204 X", "304 X"] {
        let server = Server::answering(answer(status, &["Content-Encoding: gzip"], b""));
        let client = client(&server);
        match client.call::<Fetch>().send().await {
            Ok(response) => assert!(status == "200 OK" && response.bytes().is_empty()),
            Err(error) => assert!(status != "200 OK" && error.bytes().unwrap().is_empty(), "{error}"),
        }
        assert_eq!(client.call::<Peek>().send().await.is_ok(), status == "200 OK", "{status}");
    }
}

#[tokio::test]
async fn a_part_of_a_file_is_asked_for_as_it_is() {
    let server = Server::answering(answer("200 OK", &[], b"{}"));
    client(&server).call::<Fetch>().with_header("Range", "bytes=0-1").await.unwrap();
    assert_eq!(server.only().header("accept-encoding"), None);
}

#[tokio::test]
async fn unknown_compression() {
    let twice = gzip(&gzip(b"{}"));
    for headers in [
        &["Content-Encoding: br"][..],
        &["Content-Encoding: gzip, gzip"],
        &["Content-Encoding: gzip", "Content-Encoding: gzip"],
    ] {
        let server = Server::answering(answer("200 OK", headers, &twice));
        let client = client(&server);
        check(&client, Answered, Some(200), ONCE, ONCE, &["decode"]).await;
        assert!(client.call::<Fetch>().download().await.unwrap_err().is_decode(), "no bytes pass for a file");
    }
    let server = Server::answering(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    );
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
    assert!(client(&server).call::<Fetch>().download().await.unwrap_err().is_transport());
}

#[tokio::test]
async fn a_length_beside_chunks() {
    let server = Server::answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    );
    client(&server).call::<Read>().await.unwrap();
    let file = client(&server).call::<Fetch>().download().await.unwrap();
    assert_eq!((file.content_length(), file.collect(2).await.unwrap().as_ref()), (None, &b"{}"[..]));
}

#[tokio::test]
async fn announced_as_too_long() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n");
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["too_large"]).await;
}

#[tokio::test]
async fn wrong_content_type() {
    let page = answer("200 OK", &["Content-Type: text/html"], b"<html>Please log in, hunter2</html>");
    check(&client(&Server::answering(page)), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
    // What is announced wrongly but is JSON is taken.
    let fine = answer("200 OK", &["Content-Type: text/plain"], b"[1]");
    let value = client(&Server::answering(fine)).call::<super::api::Read>().await.unwrap();
    assert_eq!(value[0], 1);
}

#[tokio::test]
async fn invalid_json() {
    for body in ["", "{", "{\"a\": hunter2}", "[1] [2]", "\u{0}"] {
        let server = Server::answering(json("200 OK", body));
        check(&client(&server), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
    }
}
