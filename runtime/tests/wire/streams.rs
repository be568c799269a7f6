//! Bodies that are never held as a whole, sent and received; bodies made of parts, read by somebody else's parser.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{io, thread};

use specwright_runtime::{self as rt, Body, Bytes, Part};

use super::api::{API, Fetch, GetLockerError, Upload};
use super::server::{Server, answer, json, read_head};

/// 50 MB, in pieces of 64 kB.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 800;

fn client(server: &Server) -> rt::Client {
    rt::ClientBuilder::new(&API, server.url("")).build().unwrap()
}

/// A stream whose pieces come from a channel.
struct Channel(tokio::sync::mpsc::Receiver<io::Result<Bytes>>);

impl futures_core::Stream for Channel {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

/// A stream that gives nothing until it is fed.
fn channel() -> (tokio::sync::mpsc::Sender<io::Result<Bytes>>, Channel) {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    (sender, Channel(receiver))
}

fn piece(index: usize) -> Bytes {
    let byte = u8::try_from(index % 251).unwrap();
    vec![byte; PIECE].into()
}

/// Reads the body of a request as it comes and tells how far it got.
fn count_body(stream: &mut TcpStream, seen: &tokio::sync::mpsc::UnboundedSender<usize>, length: usize) {
    let (mut total, mut buffer) = (0, vec![0; PIECE]);
    while total < length {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the client hung up after {total} bytes");
        total += count;
        let _ = seen.send(total); // Nobody waits for the last ones.
    }
}

#[tokio::test]
async fn a_long_upload_arrives_while_it_is_still_being_made() {
    let length = PIECE * PIECES;
    let (seen, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::raw(move |mut stream| {
        let head = read_head(&mut stream).unwrap();
        assert_eq!(head.header("content-length"), Some(length.to_string().as_str()));
        assert_eq!(head.header("transfer-encoding"), None);
        seen.send(head.body.len()).unwrap();
        count_body(&mut stream, &seen, length - head.body.len());
        stream.write_all(&answer("204 No Content", &[], b"")).unwrap();
    });
    let (feed, source) = channel();
    let feeding = tokio::spawn(async move {
        for index in 0..PIECES {
            feed.send(Ok(piece(index))).await.unwrap();
            // The next piece is made only when the server has the last one: nobody can have collected them.
            let wanted = (index + 1) * PIECE;
            let mut total = 0;
            while total < wanted.saturating_sub(8 * PIECE) {
                total = total.max(arrived.recv().await.unwrap());
            }
        }
    });
    let body = Body::stream(source, Some(length as u64));
    client(&server).call::<Upload>().bytes(body, "application/octet-stream").await.unwrap();
    feeding.await.unwrap();
}

#[tokio::test]
async fn an_upload_of_unknown_length_travels_in_chunks() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let (feed, source) = channel();
    tokio::spawn(async move {
        for text in ["one", "two"] {
            feed.send(Ok(text.into())).await.unwrap();
        }
    });
    client(&server).call::<Upload>().bytes(Body::stream(source, None), "text/csv").await.unwrap();
    let request = server.only();
    assert_eq!((request.header("transfer-encoding"), request.header("content-length")), (Some("chunked"), None));
    assert_eq!((request.header("content-type"), request.text()), (Some("text/csv"), "onetwo"));
}

#[tokio::test]
async fn a_stream_that_fails_or_lies_about_its_length_fails_the_call() {
    for (length, pieces) in [
        (Some(4), vec![Ok("abcde".into())]),
        (Some(9), vec![Ok("abcde".into())]),
        (None, vec![Ok("abc".into()), Err(io::Error::other("the disk is gone"))]),
    ] {
        let server = Server::answering(answer("204 No Content", &[], b""));
        let (feed, source) = channel();
        tokio::spawn(async move {
            for piece in pieces {
                feed.send(piece).await.ok();
            }
        });
        let body = Body::stream(source, length);
        let error = client(&server).call::<Upload>().bytes(body, "text/plain").await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("upload: PUT /upload got no answer: the body could not be sent: "), "{text}");
        assert!(error.is_transport() && !error.is_connect() && !error.is_timeout());
        assert_eq!(server.received().len(), 0, "no complete request has arrived");
    }
}

#[tokio::test]
async fn the_limit_of_a_streamed_upload_counts_from_the_last_piece() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let limit = Duration::from_millis(400);
    let client = rt::ClientBuilder::new(&API, server.url("")).timeout(limit).build().unwrap();
    let slow = |pause: Duration| {
        let (feed, source) = channel();
        tokio::spawn(async move {
            for _ in 0..6 {
                tokio::time::sleep(pause).await;
                feed.send(Ok("x".into())).await.ok();
            }
        });
        Body::stream(source, None)
    };
    let started = Instant::now();
    client.call::<Upload>().bytes(slow(Duration::from_millis(150)), "text/plain").await.unwrap();
    assert!(started.elapsed() > limit, "steady is good enough");

    let stuck = client.call::<Upload>().bytes(slow(Duration::from_secs(5)), "text/plain");
    assert!(stuck.await.unwrap_err().is_timeout());
    let own = client.call::<Upload>().bytes(slow(Duration::from_millis(150)), "text/plain").with_timeout(limit);
    assert!(own.await.unwrap_err().is_timeout(), "a limit of the call itself is kept");
}

#[tokio::test]
async fn a_file_is_sent_with_its_length_and_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b.txt");
    std::fs::write(&path, "content").unwrap();
    let server = Server::answering(answer("204 No Content", &[], b""));
    let client = client(&server);
    client.call::<Upload>().bytes(Body::file(&path).await.unwrap(), "text/plain").await.unwrap();
    client.call::<Upload>().file("file", Part::file(&path).await.unwrap(), None).await.unwrap();
    let [plain, parts] = &server.received()[..] else { panic!() };
    assert_eq!((plain.header("content-length"), plain.text()), (Some("7"), "content"));
    assert_eq!(parts.header("content-length"), Some(parts.body.len().to_string().as_str()));
    assert!(parts.text().contains("name=\"file\"; filename=\"a b.txt\"\r\n"), "{}", parts.text());
}

/// A part as it was read: name, file name, media type, content.
type ReadPart<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a [u8]);

/// What somebody else's parser makes of a request.
async fn parse(request: &super::server::Received) -> Vec<(String, Option<String>, Option<String>, Bytes)> {
    let boundary = multer::parse_boundary(request.header("content-type").unwrap()).unwrap();
    let mut parser = multer::Multipart::with_reader(request.body.as_slice(), boundary);
    let mut parts = Vec::new();
    while let Some(field) = parser.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        parts.push((name, file_name, content_type, field.bytes().await.unwrap()));
    }
    parts
}

#[tokio::test]
async fn parts_are_what_another_parser_reads() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let (feed, source) = channel();
    tokio::spawn(async move {
        for text in ["--", "\r\n--specwright-", "\r\n"] {
            feed.send(Ok(text.into())).await.unwrap();
        }
    });
    let call = client(&server);
    let call = call.call::<Upload>();
    call.part("purpose", "é\r\n--x", None)
        .part("tags", &["a", "b"], None)
        .part("none", &None::<String>, None)
        .part("meta", &serde_json::json!({"a": [1]}), None)
        .part_json("ids", &[1, 2], None)
        .part("table", "a;b", Some("text/csv"))
        .file("file", b"\0\xff", Some("image/png"))
        .file("stream", Part::stream(source, None).file_name("s.bin"), None)
        .files("many", [Part::from("1").content_type("text/plain"), Part::from("2")], None)
        .await
        .unwrap();
    let request = server.only();
    assert_eq!(request.header("transfer-encoding"), Some("chunked"));
    let octets = "application/octet-stream";
    let expected: Vec<ReadPart<'_>> = vec![
        ("purpose", None, None, "é\r\n--x".as_bytes()),
        ("tags", None, None, b"a"),
        ("tags", None, None, b"b"),
        ("meta", None, Some("application/json"), br#"{"a":[1]}"#),
        ("ids", None, Some("application/json"), b"[1,2]"),
        ("table", None, Some("text/csv"), b"a;b"),
        ("file", Some("file"), Some("image/png"), b"\0\xff"),
        ("stream", Some("s.bin"), Some(octets), b"--\r\n--specwright-\r\n"),
        ("many", Some("many"), Some("text/plain"), b"1"),
        ("many", Some("many"), Some(octets), b"2"),
    ];
    let parts = parse(&request).await;
    let parts: Vec<_> = parts.iter().map(|(n, f, c, b)| (n.as_str(), f.as_deref(), c.as_deref(), b.as_ref())).collect();
    assert_eq!(parts, expected);
}

#[tokio::test]
async fn a_name_cannot_pass_for_a_header_or_another_part() {
    let hostile = "a\"; name=\"b\r\nX-Evil: 1\r\n\r\n--x\r\n";
    for (name, read) in [
        (hostile, "a%22; name=%22b%0D%0AX-Evil: 1%0D%0A%0D%0A--x%0D%0A"),
        ("Bücher 日本語.pdf", "Bücher 日本語.pdf"),
        ("nul\0tab\t", "nul%00tab%09"),
    ] {
        let server = Server::answering(answer("204 No Content", &[], b""));
        client(&server).call::<Upload>().file(name, Part::from("x").file_name(name), None).await.unwrap();
        let request = server.only();
        assert!(!request.text().contains("\nX-Evil"), "{}", request.text());
        let parts = parse(&request).await;
        let [(field, file_name, _, content)] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!((field.as_str(), file_name.as_deref(), content.as_ref()), (read, Some(read), &b"x"[..]));
    }
}

#[tokio::test]
async fn a_media_type_with_a_line_break_is_not_sent() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let part = Part::from("x").content_type("image/png\r\nX-Evil: 1");
    let error = client(&server).call::<Upload>().file("file", part, None).await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert_eq!(error.to_string(), "upload: PUT /upload was not sent: part `file` contains control characters");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn parts_that_are_needed_are_missed_only_in_a_body() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let client = client(&server);
    let call = || client.call::<Upload>().needed_parts(&["file", "title"]);
    call().await.unwrap();
    let error = call().part("title", "x", None).await.unwrap_err();
    assert!(error.is_rule(), "{error}");
    assert_eq!(error.rule().map(|rule| (rule.path(), rule.rule())), Some(("body.file", "required")));
    call().part("title", "x", None).without_rules().await.unwrap();
    client.call::<Upload>().multipart().await.unwrap();
    let received = server.received();
    assert_eq!((received.len(), received[0].header("content-type")), (3, None));
    assert!(received[2].text().starts_with("--specwright-") && received[2].text().ends_with("--\r\n"));
}

#[tokio::test]
async fn a_long_download_is_read_as_it_comes() {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |mut stream| {
        let length = PIECE * PIECES;
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nContent-Type: image/png\r\nX-Request-Id: r1\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        for index in 0..PIECES {
            // Nothing is sent that the client does not ask for.
            wait.lock().unwrap().recv().unwrap();
            stream.write_all(&piece(index)).unwrap();
        }
    });
    // Longer than the limits on size and, with pauses, on time.
    let client = rt::ClientBuilder::new(&API, server.url("")).max_response_bytes(1000).build().unwrap();
    let mut download = client.call::<Fetch>().with_timeout(Duration::from_secs(2)).download().await.unwrap();
    assert_eq!((download.status(), download.content_type()), (200, Some("image/png")));
    assert_eq!((download.content_length(), download.request_id()), (Some((PIECE * PIECES) as u64), Some("r1")));
    let mut received = 0;
    for index in 0..PIECES {
        go.send(()).unwrap();
        let expected = piece(index);
        while received < (index + 1) * PIECE {
            let bytes = download.chunk().await.unwrap().unwrap();
            assert!(expected.starts_with(&bytes) && !bytes.is_empty(), "piece {index}");
            received += bytes.len();
        }
    }
    assert!(download.chunk().await.unwrap().is_none() && download.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn a_download_can_be_written_collected_and_sent_on() {
    let server = Server::answering(answer("200 OK", &["Content-Type: text/plain"], b"content"));
    let client = client(&server);
    let mut out = Vec::new();
    assert_eq!(client.call::<Fetch>().download().await.unwrap().write_to(&mut out).await.unwrap(), 7);
    assert_eq!(out, b"content");
    assert_eq!(client.call::<Fetch>().download().await.unwrap().collect(7).await.unwrap(), "content");
    let error = client.call::<Fetch>().download().await.unwrap().collect(6).await.unwrap_err();
    assert!(error.is_too_large() && !error.is_transport(), "{error}");
    let mut room = [0; 3];
    let mut full = io::Cursor::new(&mut room[..]);
    let error = client.call::<Fetch>().download().await.unwrap().write_to(&mut full).await.unwrap_err();
    assert!(error.is_write() && !error.is_transport() && room == *b"con", "{error}");

    let elsewhere = Server::answering(answer("204 No Content", &[], b""));
    let download = client.call::<Fetch>().download().await.unwrap();
    let target = rt::ClientBuilder::new(&API, elsewhere.url("")).build().unwrap();
    target.call::<Upload>().bytes(download, "text/plain").await.unwrap();
    assert_eq!((elsewhere.only().header("content-length"), elsewhere.only().text()), (Some("7"), "content"));
}

#[tokio::test]
async fn a_download_that_breaks_off_is_no_short_file() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nhalf\r\n";
    for head in ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf", chunked] {
        let server = Server::answering(head);
        let mut out = Vec::new();
        let download = client(&server).call::<Fetch>().download().await.unwrap();
        let error = download.write_to(&mut out).await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{error}");
        assert_eq!((error.received(), out.as_slice()), (4, &b"half"[..]));
        assert!(error.to_string().starts_with("fetch: GET /fetch answered 200 but its body broke off"), "{error}");

        let mut download = client(&server).call::<Fetch>().download().await.unwrap();
        assert_eq!(download.chunk().await.unwrap().unwrap(), "half");
        assert!(download.chunk().await.is_err());
        assert!(download.chunk().await.unwrap().is_none(), "nothing comes after an error");
    }
}

#[tokio::test]
async fn a_part_is_no_whole_file_unless_it_was_asked_for() {
    let part = answer("206 Partial Content", &["Content-Range: bytes 0-3/10"], b"half");
    let server = Server::answering(part);
    let client = client(&server);
    let error = client.call::<Fetch>().download().await.unwrap_err();
    assert!(error.is_decode() && error.status() == Some(206), "{error}");
    assert!(error.to_string().ends_with("a part came (206) although the whole was asked for"), "{error}");
    assert!(client.call::<Fetch>().await.unwrap_err().is_decode());
    let asked = client.call::<Fetch>().with_header("Range", "bytes=0-3");
    assert_eq!(asked.download().await.unwrap().collect(10).await.unwrap(), "half");
}

#[tokio::test]
async fn a_download_that_stands_still_is_left() {
    let server = Server::start(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").unwrap();
        thread::sleep(Duration::from_secs(8));
    });
    let stall = Duration::from_millis(200);
    let patient = rt::ClientBuilder::new(&API, server.url("")).stall_timeout(stall).build().unwrap();
    let started = Instant::now();
    let error = patient.call::<Fetch>().download().await.unwrap().collect(10).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_transport(), "{error}");
    assert_eq!(error.to_string(), "fetch: GET /fetch answered 200 but its body stood still for 200ms, after 4 bytes");
    let client = client(&server);
    let download = client.call::<Fetch>().download().await.unwrap().with_stall_timeout(stall);
    assert!(download.collect(10).await.unwrap_err().is_timeout());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn only_waiting_counts_as_standing_still() {
    let server = Server::start(|mut stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab").unwrap();
        thread::sleep(Duration::from_millis(100));
        stream.write_all(b"cd").unwrap();
    });
    let client = client(&server);
    let mut download = client.call::<Fetch>().download().await.unwrap().with_stall_timeout(Duration::from_millis(1000));
    assert_eq!(download.chunk().await.unwrap().unwrap(), "ab");
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(download.collect(2).await.unwrap(), "cd");
}

#[tokio::test]
async fn a_head_that_does_not_come_is_covered_by_the_limit_of_the_call() {
    let server = Server::start(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let client = client(&server);
    let error = client.call::<Fetch>().with_timeout(Duration::from_millis(100)).download().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn failures_of_a_download_are_those_of_the_call() {
    let server = Server::answering(json("404 Not Found", r#"{"message": "gone"}"#));
    let error = client(&server).call::<Fetch>().download().await.unwrap_err();
    assert!(error.is_status() && error.status() == Some(404));
    assert!(matches!(error.body(), Some(GetLockerError::NotFound(problem)) if problem.message == "gone"), "{error:?}");

    let server = Server::answering(json("500 Internal Server Error", "{}"));
    let error = client(&server).call::<Fetch>().download().await.unwrap_err();
    assert!(matches!(error.body(), Some(GetLockerError::Unexpected(_))));

    let server = Server::answering(answer("200 OK", &["Content-Encoding: br"], b"x"));
    let error = client(&server).call::<Fetch>().download().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn a_failure_that_is_too_long_is_not_read() {
    let server = Server::answering(answer("500 Internal Server Error", &[], &[b'x'; 2000]));
    let client = rt::ClientBuilder::new(&API, server.url("")).max_response_bytes(1000).build().unwrap();
    assert!(client.call::<Fetch>().download().await.unwrap_err().is_too_large());
}

#[test]
fn streams_can_move_between_threads_and_show_nothing() {
    fn sent<T: Send + 'static>() {}
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Body>();
    shared::<Part>();
    shared::<rt::Download>();
    shared::<rt::DownloadError>();
    sent::<rt::Call<'static, Fetch>>();
    let shown = format!("{:?}", Part::stream(channel().1, Some(3)).file_name("hidden"));
    assert_eq!(shown, "Part { content_type: None, content: Body { length: Some(3), is_replayable: false }, .. }");
}

#[tokio::test]
async fn a_boundary_cannot_be_guessed() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let client = client(&server);
    for _ in 0..2 {
        client.call::<Upload>().part("a", "b", None).await.unwrap();
    }
    let boundaries: Vec<String> =
        server.received().iter().map(|request| request.header("content-type").unwrap().to_owned()).collect();
    assert_ne!(boundaries[0], boundaries[1]);
}
