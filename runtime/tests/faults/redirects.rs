//! Redirects, for who wants them followed. What a server has received says what was sent.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ::specwright_runtime as rt;
use rt::{AttemptEnd, AttemptInfo, Call, Client, Delivery, ExchangeValue, Operation, Secret, Unexpected};

use super::api::{Ask, Fetch, Guarded, Keyed, Peek, Put, Read, Watch, Write};
use super::server::{Received, Server, answer, json, read_head};
use super::{Outcome, builder, outcome};

const CODES: [u16; 5] = [301, 302, 303, 307, 308];

/// A client that follows up to 5.
fn client(server: &Server) -> Client {
    builder(&server.url("")).follow_redirects(5).build().unwrap()
}

fn redirect(code: u16, location: &str) -> Vec<u8> {
    answer(&format!("{code} X"), &[&format!("Location: {location}")], b"over there")
}

/// Redirects `/thing` there, and answers everything else.
fn moved(location: &str) -> Server {
    let location = location.to_owned();
    Server::replying(move |request| match request.target() {
        "/thing" => redirect(302, &location),
        _ => json("200 OK", r#"{"it": "is here"}"#),
    })
}

/// Redirects each path to the next number, and answers at that one.
fn chain(length: usize) -> Server {
    Server::replying(move |request| match request.target().trim_start_matches('/').parse().unwrap_or(0) {
        at if at == length => json("200 OK", "{}"),
        at => redirect(302, &format!("/{}", at + 1)),
    })
}

fn targets(server: &Server) -> Vec<String> {
    server.received().iter().map(|request| request.target().to_owned()).collect()
}

/// A redirect that was not followed is an answer like any other.
async fn is_the_answer<O: Operation<Error = Unexpected>>(call: Call<'_, O>, code: u16) {
    let error = call.send().await.err().unwrap();
    let expected =
        Outcome { attempts: 1, delivery: Delivery::Answered, status: Some(code), retryable: false, is: vec!["status"] };
    assert_eq!(outcome(&error), expected);
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[tokio::test]
async fn the_same_origin_is_followed_with_credentials() {
    for code in CODES {
        let port = Arc::new(Mutex::new(String::new()));
        let known = Arc::clone(&port);
        let server = Server::replying(move |request| match request.target() {
            "/guarded" => redirect(code, &format!("{}/there?x=%2F#part", known.lock().unwrap())),
            _ => json("200 OK", r#"{"it": "is here"}"#),
        });
        *port.lock().unwrap() = server.url("");
        let client = builder(&server.url("")).follow_redirects(1).bearer("session", "hunter2").build().unwrap();
        let response = client.call::<Guarded>().with_header("X-Mine", "m").send().await.unwrap();
        assert_eq!((response.attempts(), response.status()), (1, 200));
        assert_eq!(response.into_value()["it"], "is here");
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[1].line(), "GET /there?x=%2F HTTP/1.1");
        for request in received {
            assert_eq!(request.header("authorization"), Some("Bearer hunter2"));
            assert_eq!((request.header("x-mine"), request.header("accept")), (Some("m"), Some("application/json")));
            assert_eq!((request.header("referer"), request.header("cookie")), (None, None));
        }
    }
}

#[tokio::test]
async fn relative_locations_begin_at_the_url_that_answered() {
    let server = Server::replying(|request| match request.target() {
        "/thing" => redirect(301, "a/b/c?x=1"),
        "/a/b/c?x=1" => redirect(302, "../d#part"),
        "/a/d" => redirect(307, "?page=2"),
        "/a/d?page=2" => redirect(308, "/e%2Ff/"),
        _ => json("200 OK", "{}"),
    });
    client(&server).call::<Read>().await.unwrap();
    assert_eq!(targets(&server), ["/thing", "/a/b/c?x=1", "/a/d", "/a/d?page=2", "/e%2Ff/"]);
}

#[tokio::test]
async fn another_origin_is_not_followed() {
    let other = Server::answering(json("200 OK", "{}"));
    let own = Arc::new(Mutex::new(String::new()));
    let locations: [fn(&str, &str) -> String; 6] = [
        |_, other| format!("{other}/there?key=hunter2"),
        |_, other| other.replace("http://", "//"),
        |_, other| other.replace("http://", "\\\\"),
        |own, _| own.replace("127.0.0.1", "localhost"),
        |own, _| own.replace("http://", "https://"),
        |own, _| own.replace("http://", "http://me:hunter2@"),
    ];
    for location in locations {
        let known = (Arc::clone(&own), other.url(""));
        let server = Server::replying(move |_| redirect(307, &location(&known.0.lock().unwrap(), &known.1)));
        *own.lock().unwrap() = server.url("");
        let client = builder(&server.url("")).follow_redirects(5).bearer("session", "hunter2").build().unwrap();
        is_the_answer(client.call::<Guarded>(), 307).await;
        assert_eq!(server.received().len(), 1);
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn another_origin_is_not_followed_after_the_first_redirect_either() {
    let other = Server::answering(json("200 OK", "{}"));
    let elsewhere = other.url("/there");
    let server = Server::replying(move |request| match request.target() {
        "/thing" => redirect(302, "/next"),
        _ => redirect(302, &elsewhere),
    });
    is_the_answer(client(&server).call::<Read>(), 302).await;
    assert_eq!(targets(&server), ["/thing", "/next"]);
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_loop_ends_at_the_limit() {
    for (limit, requests) in [(1, 2), (3, 4), (5, 6), (100, 6), (u32::MAX, 6)] {
        let server = moved("/thing");
        let client = builder(&server.url("")).follow_redirects(limit).build().unwrap();
        is_the_answer(client.call::<Read>(), 302).await;
        assert_eq!(server.received().len(), requests, "{limit}");
    }
}

#[tokio::test]
async fn no_more_than_asked_for() {
    for (limit, length, is_followed) in [(1, 1, true), (1, 2, false), (5, 5, true), (5, 6, false), (9, 6, false)] {
        let server = chain(length);
        let client = builder(&server.url("")).follow_redirects(limit).build().unwrap();
        match is_followed {
            true => drop(client.call::<Read>().await.unwrap()),
            false => is_the_answer(client.call::<Read>(), 302).await,
        }
        let expected = if is_followed { length + 1 } else { limit.min(5) as usize + 1 };
        assert_eq!(server.received().len(), expected, "{limit} of {length}");
    }
}

#[tokio::test]
async fn none_unless_asked_for_and_a_call_has_the_last_word() {
    let server = chain(2);
    let (none, zero) = (builder(&server.url("")), builder(&server.url("")).follow_redirects(0));
    let (none, zero, some) = (none.build().unwrap(), zero.build().unwrap(), client(&server));
    is_the_answer(none.call::<Read>(), 302).await;
    is_the_answer(zero.call::<Read>(), 302).await;
    is_the_answer(some.call::<Read>().without_redirects(), 302).await;
    assert_eq!(targets(&server), ["/thing"; 3]);
    none.call::<Read>().with_redirects(2).await.unwrap();
    is_the_answer(some.call::<Read>().with_redirects(1), 302).await;
    assert_eq!(targets(&server)[3..], ["/thing", "/1", "/2", "/thing", "/1"]);
}

#[tokio::test]
async fn only_what_reads_is_sent_on() {
    for code in CODES {
        let server = Server::answering(redirect(code, "/there"));
        let client = client(&server);
        is_the_answer(client.call::<Write>(), code).await;
        is_the_answer(client.call::<Put>(), code).await;
        is_the_answer(client.call::<Ask>(), code).await;
        is_the_answer(client.call::<Read>().json(&1, None), code).await;
        assert_eq!(targets(&server), ["/thing"; 4], "{code}");
    }
    let server = moved("/there");
    client(&server).call::<Peek>().await.unwrap();
    let lines: Vec<String> = server.received().iter().map(|request| request.line().to_owned()).collect();
    assert_eq!(lines, ["HEAD /thing HTTP/1.1", "HEAD /there HTTP/1.1"]);
}

#[tokio::test]
async fn other_statuses_are_no_redirects() {
    for code in [300, 305, 306, 399, 400] {
        let server = Server::answering(redirect(code, "/there"));
        is_the_answer(client(&server).call::<Read>(), code).await;
        assert_eq!(server.received().len(), 1);
    }
    let created = Server::answering(answer("200 OK", &["Location: /there"], b"{}"));
    client(&created).call::<Read>().await.unwrap();
    assert_eq!(created.received().len(), 1);
}

#[tokio::test]
async fn a_location_that_leads_nowhere_is_an_answer() {
    let locations: [&[&str]; 7] = [
        &[],
        &["Location:"],
        &["Location: http://"],
        &["Location: http://[hunter2"],
        &["Location: http://127.0.0.1:hunter2/"],
        &["Location: mailto:hunter2@h.example"],
        &["Location: /there", "Location: /or/there"],
    ];
    for headers in locations {
        let server = Server::answering(answer("302 X", headers, b""));
        is_the_answer(client(&server).call::<Read>(), 302).await;
        assert_eq!(server.received().len(), 1, "{headers:?}");
    }
    let unreadable = Server::answering(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /\xff\r\n\r\n".as_slice());
    is_the_answer(client(&unreadable).call::<Read>(), 302).await;
    assert_eq!(unreadable.received().len(), 1);
}

#[tokio::test]
async fn a_key_in_the_query_goes_along() {
    for (location, expected) in [
        ("/there", "/there?api_key=hunter2%2F"),
        ("/there?x=1", "/there?x=1&api_key=hunter2%2F"),
        ("/there?api_key=hunter2", "/there?api_key=hunter2"),
    ] {
        let server = Server::replying(move |request| match request.target() {
            "/thing?page=1&api_key=hunter2%2F" => redirect(302, location),
            "/there?x=1&api_key=hunter2%2F" => json("200 OK", "{}"),
            _ => answer("400 X", &[], b""),
        });
        let client = builder(&server.url("")).follow_redirects(5).api_key("key", "hunter2/").build().unwrap();
        if let Err(error) = client.call::<Keyed>().with_query("page", "1").send().await {
            assert_eq!(error.status(), Some(400));
            let shown = format!("{error} {error:?} {:?}", error.attempts());
            assert!(shown.contains("/thing") && !shown.contains("hunter2") && !shown.contains("there"), "{shown}");
        }
        assert_eq!(targets(&server), ["/thing?page=1&api_key=hunter2%2F", expected]);
    }
}

#[tokio::test]
async fn a_token_refused_there_is_replaced_and_it_begins_anew() {
    let fresh = AtomicBool::new(false);
    let server = Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        "/guarded" => redirect(307, "/there"),
        _ if fresh.swap(true, Ordering::SeqCst) => json("200 OK", "{}"),
        _ => answer("401 X", &[], b""),
    });
    let client = builder(&server.url(""))
        .follow_redirects(1)
        .exchange("session", "login", [ExchangeValue::Secret(Secret::new("hunter2"))])
        .build()
        .unwrap();
    assert_eq!(client.call::<Guarded>().send().await.unwrap().attempts(), 1);
    assert_eq!(targets(&server), ["/login", "/guarded", "/there", "/login", "/guarded", "/there"]);
}

#[tokio::test]
async fn requests_for_tokens_are_not_sent_on() {
    let server = Server::answering(redirect(307, "/there"));
    let client = builder(&server.url(""))
        .follow_redirects(5)
        .exchange("session", "login", [ExchangeValue::Secret(Secret::new("hunter2"))])
        .build()
        .unwrap();
    assert!(client.call::<Guarded>().await.unwrap_err().is_credentials());
    assert_eq!(targets(&server), ["/login"]);
}

#[tokio::test]
async fn each_attempt_begins_where_the_call_does() {
    let busy = AtomicBool::new(true);
    let server = Server::replying(move |request| match request.target() {
        "/thing" => redirect(302, "/there"),
        _ if busy.swap(false, Ordering::SeqCst) => answer("503 X", &[], b""),
        _ => json("200 OK", "{}"),
    });
    assert_eq!(client(&server).call::<Read>().send().await.unwrap().attempts(), 2);
    assert_eq!(targets(&server), ["/thing", "/there", "/thing", "/there"]);
}

/// Redirects in a circle, each time after 200 ms.
fn slow() -> Server {
    Server::replying(|_| {
        thread::sleep(Duration::from_millis(200));
        redirect(302, "/thing")
    })
}

#[tokio::test]
async fn redirects_are_in_the_time_of_their_attempt() {
    let (server, limit) = (slow(), Duration::from_millis(500));
    let client = builder(&server.url("")).follow_redirects(5).without_retries().attempt_timeout(limit).build().unwrap();
    let began = Instant::now();
    let error = client.call::<Read>().await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("500ms"), "{error}");
    assert_eq!(error.delivery(), Delivery::MaybeProcessed);
    assert!(began.elapsed() >= limit && began.elapsed() < 4 * limit, "{:?}", began.elapsed());
    assert!((2..=3).contains(&server.received().len()), "it was not the first one that took so long");
}

#[tokio::test]
async fn redirects_are_in_the_time_of_their_call() {
    let (server, limit) = (slow(), Duration::from_millis(500));
    let client = builder(&server.url("")).follow_redirects(5).attempt_timeout(10 * limit).timeout(limit);
    let began = Instant::now();
    let error = client.build().unwrap().call::<Read>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(began.elapsed() >= limit && began.elapsed() < 4 * limit, "{:?}", began.elapsed());
    assert!((2..=3).contains(&server.received().len()), "it was not the first one that took so long");
}

#[tokio::test]
async fn a_server_that_redirects_and_leaves_has_seen_something() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = read_head(&mut stream).unwrap();
        drop(listener);
        stream.write_all(&redirect(302, "/there")).unwrap();
        request
    });
    let client = builder(&address).follow_redirects(5).without_retries().build().unwrap();
    let error = client.call::<Read>().await.unwrap_err();
    let expected = Outcome {
        attempts: 1,
        delivery: Delivery::MaybeProcessed,
        status: None,
        retryable: true,
        is: vec!["transport"],
    };
    assert_eq!(outcome(&error), expected);
    assert_eq!(server.join().unwrap().target(), "/thing");
}

#[tokio::test]
async fn bodies_of_redirects_are_limited() {
    let long = Server::answering(answer("302 X", &["Location: /there"], &[b'x'; 2000]));
    let client = builder(&long.url("")).follow_redirects(5).max_response_bytes(1000).build().unwrap();
    let error = client.call::<Read>().await.unwrap_err();
    assert!(error.is_too_large() && error.status() == Some(302), "{error}");
    assert_eq!(targets(&long), ["/thing"]);

    let cut = b"HTTP/1.1 302 X\r\nLocation: /there\r\nContent-Length: 99\r\n\r\nover";
    let cut = Server::answering(cut.as_slice());
    let error = self::client(&cut).call::<Read>().await.unwrap_err();
    assert!(error.is_transport() && error.status() == Some(302), "{error}");
    assert_eq!(targets(&cut), ["/thing"; 3], "an answer that broke off is no answer");
}

#[tokio::test]
async fn downloads_go_there_too() {
    let server = Server::replying(|request| match request.target() {
        "/file" => redirect(302, "/there"),
        _ => answer("200 OK", &["Content-Type: application/octet-stream"], &[7; 100_000]),
    });
    let mut download = client(&server).call::<Fetch>().download().await.unwrap();
    let mut length = 0;
    while let Some(piece) = download.chunk().await.unwrap() {
        length += piece.len();
    }
    assert_eq!(length, 100_000);
    assert_eq!(targets(&server), ["/file", "/there"]);

    let error = client(&server).call::<Fetch>().without_redirects().download().await.err().unwrap();
    assert_eq!(error.status(), Some(302));
}

#[tokio::test]
async fn streams_of_events_go_there_too_each_time_they_are_asked_for() {
    let asked = AtomicUsize::new(0);
    let server = Server::replying(move |request| match request.target() {
        "/events" => redirect(307, "/there"),
        _ => match asked.fetch_add(1, Ordering::SeqCst) {
            0 => answer("200 OK", &["Content-Type: text/event-stream"], b"id: 1\ndata: 1\n\n"),
            1 => answer("200 OK", &["Content-Type: text/event-stream"], b"id: 2\ndata: 2\n\n"),
            _ => answer("204 No Content", &[], b""),
        },
    });
    let events = client(&server).call::<Watch>().events().await.unwrap();
    let mut events = events.with_reconnects(super::QUICK);
    let mut data = Vec::new();
    while let Some(event) = events.next().await {
        data.push(event.unwrap().data);
    }
    assert_eq!(data, [1, 2]);
    assert_eq!(targets(&server), ["/events", "/there", "/events", "/there", "/events", "/there"]);
    let id = |request: &Received| request.header("last-event-id").map(str::to_owned);
    let ids: Vec<_> = server.received().iter().map(id).collect();
    let ids: Vec<_> = ids.iter().map(Option::as_deref).collect();
    assert_eq!(ids, [None, None, Some("1"), Some("1"), Some("2"), Some("2")]);
}

#[tokio::test]
async fn each_redirect_waits_for_its_turn() {
    let server = chain(3);
    let client = builder(&server.url("")).follow_redirects(5).max_concurrent_requests(1);
    let client = client.rate_limit(1, Duration::from_millis(100)).build().unwrap();
    let began = Instant::now();
    client.call::<Read>().await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
    assert_eq!(server.received().len(), 4);
}

/// Counts what goes by.
#[derive(Clone, Default)]
struct Counts {
    exchanges: Arc<AtomicUsize>,
    ends: Arc<Mutex<Vec<(u32, u32)>>>,
}

impl rt::Interceptor for Counts {
    fn around<'a>(&'a self, _: AttemptInfo, exchange: rt::Exchange<'a>) -> rt::Exchange<'a> {
        self.exchanges.fetch_add(1, Ordering::SeqCst);
        exchange
    }
}

impl rt::Metrics for Counts {
    fn attempt_finished(&self, attempt: AttemptInfo, end: &AttemptEnd) {
        self.ends.lock().unwrap().push((attempt.number(), end.redirects()));
    }
}

#[tokio::test]
async fn metrics_tell_how_many_there_were() {
    let (server, counts) = (chain(3), Counts::default());
    let client = builder(&server.url("")).follow_redirects(5).interceptor(counts.clone()).metrics(counts.clone());
    let client = client.build().unwrap();
    client.call::<Read>().await.unwrap();
    client.call::<Read>().with_redirects(2).await.unwrap_err();
    client.call::<Read>().without_redirects().await.unwrap_err();
    assert_eq!(*counts.ends.lock().unwrap(), [(1, 3), (1, 2), (1, 0)]);
    assert_eq!(counts.exchanges.load(Ordering::SeqCst), 4 + 3 + 1);
}
