//! Answers that arrive and cannot be used.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use specwright_runtime::Delivery::Answered;

use super::server::{Server, answer, json};
use super::{check, client};

const ONCE: (usize, bool) = (1, false);

#[tokio::test]
async fn bad_gzip() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], b"not gzip at all"));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
}

#[tokio::test]
async fn truncated_gzip() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(br#"{"a": "something that is long enough to be cut in two"}"#).unwrap();
    let whole = encoder.finish().unwrap();
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &whole[..whole.len() / 2]));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["transport"]).await;
}

#[tokio::test]
async fn gzip_bomb() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 100_000_000]).unwrap();
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], &encoder.finish().unwrap()));
    let client = super::builder(&server.url("")).attempt_timeout(std::time::Duration::from_secs(20)).build().unwrap();
    check(&client, Answered, Some(200), ONCE, ONCE, &["too_large"]).await;
}

#[tokio::test]
async fn unknown_compression() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: br"], b"{}"));
    check(&client(&server), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
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
    let value = client(&Server::answering(fine)).call::<super::Read>().await.unwrap();
    assert_eq!(value[0], 1);
}

#[tokio::test]
async fn invalid_json() {
    for body in ["", "{", "{\"a\": hunter2}", "[1] [2]", "\u{0}"] {
        let server = Server::answering(json("200 OK", body));
        check(&client(&server), Answered, Some(200), ONCE, ONCE, &["decode"]).await;
    }
}
