//! Bodies that come and go.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::server::{Server, answer, read_head};
use super::stage::play;

/// When a body breaks, what was not read by then is thrown away.
const BEFORE_IT_BREAKS: Duration = Duration::from_millis(300);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A body that is longer than what is read at a time.
fn long() -> Vec<u8> {
    (0..3_000_000u32).map(|n| (n % 251) as u8).collect()
}

#[test]
fn answers_that_are_too_long() {
    let gzipped = |bytes: &[u8]| answer("200 OK", &["Content-Encoding: gzip"], &gzip(bytes));
    let plain = |bytes: &[u8]| answer("200 OK", &[], bytes);
    let endless = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nand so on".to_vec();
    for (sent, is_too_large) in [
        (plain(&[b'a'; 1000]), false),
        (plain(&[b'a'; 1001]), true),
        (gzipped(&[b'a'; 1000]), false),
        (gzipped(&[b'a'; 1001]), true),
        (gzipped(&vec![b'a'; 10_000_000]), true),
        (endless, true),
    ] {
        let server = Server::answering(sent);
        let Some(facts) = play("small_answers", &server.url("")) else { return };
        let expected = if is_too_large { json!(["too_large"]) } else { Value::Null };
        assert_eq!((&facts["is"], &facts["attempts"]), (&expected, &json!(1)), "{facts}");
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn answers_that_nobody_can_unpack() {
    let server = Server::answering(answer("200 OK", &["Content-Encoding: compress"], b"abc"));
    let Some(facts) = play("small_answers", &server.url("")) else { return };
    assert_eq!(facts["is"], json!(["decode"]), "{facts}");
    let server = Server::answering(answer("200 OK", &["Content-Encoding: gzip"], b"this is none"));
    let facts = play("small_answers", &server.url("")).unwrap();
    assert_eq!(facts["is"], json!(["transport"]), "{facts}");
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
    let server = Server::answering(format!("{head}3\r\nabc\r\n0\r\n\r\n"));
    let facts = play("small_answers", &server.url("")).unwrap();
    assert_eq!((&facts["is"], &facts["status"]), (&json!(["transport"]), &json!(200)), "{facts}");
}

#[test]
fn downloads_come_piece_by_piece() {
    let body = long();
    let sum: u64 = body.iter().map(|byte| u64::from(*byte)).sum();
    let too_large = "fetch: GET /file answered 200 but its body is longer than 100000 bytes, after ";
    for (headers, sent, announced) in
        [(&[][..], body.clone(), json!(body.len())), (&["Content-Encoding: gzip"], gzip(&body), Value::Null)]
    {
        let server = Server::answering(answer("200 OK", headers, &sent));
        let Some(facts) = play("downloads", &server.url("")) else { return };
        assert_eq!((&facts["announced"], &facts["bytes"]), (&announced, &json!(body.len())), "{facts}");
        assert_eq!((&facts["sum"], &facts["end"]), (&json!(sum), &Value::Null), "{facts}");
        assert!(facts["pieces"].as_u64().unwrap() > 3, "{facts}");
        assert_eq!(facts["limited"]["is_too_large"], true, "{facts}");
        assert!(facts["limited"]["text"].as_str().unwrap().starts_with(too_large), "{facts}");
    }
}

#[test]
fn downloads_that_break_off_are_errors() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    let server = Server::start(move |mut stream| {
        stream.write_all(&[head.as_bytes(), &[b'a'; 5000]].concat()).unwrap_or_default();
        thread::sleep(BEFORE_IT_BREAKS);
    });
    let Some(facts) = play("downloads", &server.url("")) else { return };
    assert_eq!((&facts["end"]["is_transport"], &facts["end"]["received"]), (&json!(true), &json!(5000)), "{facts}");
    assert_eq!(facts["limited"]["is_transport"], true, "{facts}");
}

/// Sends the head of a download and some of it, and stays until the other side leaves.
fn staying() -> (Server, Arc<AtomicUsize>) {
    let ended = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&ended);
    let server = Server::raw(move |mut stream: TcpStream| {
        if read_head(&mut stream).is_some() {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nsome").unwrap_or_default();
            stream.set_read_timeout(None).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    (server, ended)
}

fn until_one(ended: &AtomicUsize) {
    let started = Instant::now();
    while ended.load(Ordering::SeqCst) == 0 {
        assert!(started.elapsed() < Duration::from_secs(5), "the connection is still there");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_download_that_is_left_is_closed() {
    let (server, ended) = staying();
    let Some(facts) = play("leaves_download", &server.url("")) else { return };
    assert_eq!(facts, json!({"first": 4, "has_left": true}));
    until_one(&ended);
}

#[test]
fn a_download_must_not_stand_still() {
    let (server, ended) = staying();
    let Some(facts) = play("stalls", &server.url("")) else { return };
    assert_eq!((&facts["is_timeout"], &facts["received"]), (&json!(true), &json!(4)), "{facts}");
    until_one(&ended);
}

#[test]
fn events_go_on_where_they_were_lost() {
    let chunk = |text: &str| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        format!("{head}{:x}\r\n{text}\r\n", text.len()).into_bytes()
    };
    let count = AtomicUsize::new(0);
    let server = Server::start(move |mut stream| {
        let sent = match count.fetch_add(1, Ordering::SeqCst) {
            0 => chunk("id: a\ndata: 1\n\ndata: 2\n\ndata: bro"),
            1 => [chunk("data: 3\n\n"), b"0\r\n\r\n".to_vec()].concat(),
            _ => answer("204 No Content", &[], b""),
        };
        stream.write_all(&sent).unwrap_or_default();
        thread::sleep(BEFORE_IT_BREAKS);
    });
    let Some(facts) = play("listens", &server.url("")) else { return };
    assert_eq!(facts, json!({"data": [1, 2, 3], "reconnects": 2}), "{facts}");
    let received = server.received();
    let ids: Vec<Option<&str>> = received.iter().map(|request| request.header("last-event-id")).collect();
    assert_eq!(ids, [None, Some("a"), Some("a")]);
}

#[test]
fn bodies_arrive_as_they_are() {
    let server = Server::replying(|_| answer("200 OK", &["Content-Type: application/json"], b"{}"));
    let Some(facts) = play("uploads", &server.url("")) else { return };
    let bytes: Vec<u8> = (0..300_000u32).map(|n| (n % 251) as u8).collect();
    for outcome in &facts.as_array().unwrap()[..3] {
        assert_eq!(*outcome, json!({"attempts": 1}));
    }
    let received = server.received();
    assert_eq!(received.len(), 3);
    for request in received {
        assert!(request.body == bytes && request.line() == "PUT /thing HTTP/1.1", "{}", request.head);
        assert_eq!(request.header("content-length"), Some("300000"), "it is collected first");
        assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    }
    let text = "put: PUT /thing got no answer: the body could not be sent: the stream is shorter than announced";
    assert_eq!(facts[3]["text"], text);
    assert_eq!((&facts[4]["delivery"], &facts[4]["attempts"]), (&json!("NotSent"), &json!(1)), "{facts}");
    assert!(facts[4]["text"].as_str().unwrap().contains("up to 67108864 bytes"), "{facts}");
}
