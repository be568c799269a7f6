//! What clients do beside calls, and which version they do it in.

use std::time::Duration;

use http::Version;
use specwright_runtime::Delivery::{Answered, MaybeProcessed};
use specwright_runtime::{ExchangeValue, Secret};

use super::api::{Chat, Fetch, Guarded, Read, Watch, Write};
use super::server::{STATUS_200, Server, flag, kind, packed, send};
use super::{QUICK, builder, check, check_ends, client};

const EVENTS: (&str, &str) = ("content-type", "text/event-stream");

#[tokio::test]
async fn the_version_is_agreed_on_by_tls() {
    let server = Server::start(async |exchange| exchange.json("{}"));
    let newer = client(&server);
    newer.call::<Read>().await.unwrap();
    newer.call::<Write>().with_connect_timeout(Duration::from_secs(3)).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.iter().map(|request| request.version()).collect::<Vec<_>>(), [Version::HTTP_2; 2]);
    assert_eq!(requests[1].headers()["content-length"], "0", "also where the message says itself that it ends");

    // Whoever knows HTTP/1.1 only, or knows of no versions at all, is spoken to in that.
    for offered in [&["http/1.1"][..], &[]] {
        let server = Server::http1(offered, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        assert_eq!(client(&server).call::<Write>().send().await.unwrap().attempts(), 1);
        assert_eq!(server.requests()[0].version(), Version::HTTP_11);
    }
}

#[tokio::test]
async fn what_holds_over_http1_holds_there_too() {
    for (answer, status, delivery, is) in [
        ("", None, MaybeProcessed, "transport"),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{", Some(200), Answered, "transport"),
        ("HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Some(503), Answered, "status"),
    ] {
        let server = Server::http1(&["http/1.1"], answer);
        check(&client(&server), delivery, status, (3, true), (1, false), &[is]).await;
        assert_eq!(server.count(), 4);
    }
}

#[tokio::test]
async fn informational_answers_come_before_the_answer() {
    let early = [packed(":status", "103"), packed("link", "</style.css>; rel=preload")].concat();
    let server = Server::raw(move |mut raw, _| {
        let early = early.clone();
        async move {
            while let Some(stream) = raw.request().await {
                for head in [&packed(":status", "100"), &early, &early] {
                    raw.send(kind::HEADERS, flag::END_HEADERS, stream, head).await;
                }
                raw.send(kind::HEADERS, flag::END_HEADERS, stream, STATUS_200).await;
                raw.send(kind::DATA, flag::END_STREAM, stream, b"{}").await;
            }
        }
    });
    let response = client(&server).call::<Write>().send().await.unwrap();
    assert_eq!((response.status(), response.attempts()), (200, 1));
    assert!(response.headers().get("link").is_none());

    // 100, and nothing after it.
    let server = Server::raw(async |mut raw, _| {
        if let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, flag::END_HEADERS, stream, &packed(":status", "100")).await;
        }
    });
    check_ends(&server, MaybeProcessed, None).await;
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_that_is_no_retry() {
    let server = Server::start(async |mut exchange| {
        exchange.body().await;
        let token = exchange.request.headers().get("authorization").cloned();
        match (exchange.path(), token) {
            ("/login", _) if exchange.number == 0 => exchange.json(r#"{"token": "first", "lives": 3600}"#),
            ("/login", _) => exchange.json(r#"{"token": "second", "lives": 3600}"#),
            (_, Some(token)) if token == "Bearer second" => exchange.json("{}"),
            _ => exchange.answer(401, &[], "no"),
        }
    });
    let login = [ExchangeValue::Secret(Secret::new("hunter2"))];
    let client = builder(&server).exchange("session", "login", login).build().unwrap();
    assert_eq!(client.call::<Guarded>().send().await.unwrap().attempts(), 1);
    let paths: Vec<String> = server.requests().iter().map(|request| request.uri().path().to_owned()).collect();
    assert_eq!(paths, ["/login", "/guarded", "/login", "/guarded"]);
}

#[tokio::test]
async fn redirects_are_followed_on_the_same_origin_only() {
    let server = Server::start(async |exchange| match exchange.path() {
        "/thing" => exchange.answer(307, &[("location", "/there")], "over there"),
        "/file" => exchange.answer(307, &[("location", "https://localhost:1/there")], ""),
        _ => exchange.json("{}"),
    });
    let client = builder(&server).follow_redirects(5).build().unwrap();
    client.call::<Read>().await.unwrap();
    assert_eq!(client.call::<Fetch>().await.unwrap_err().status(), Some(307));
    assert_eq!((server.count(), server.connections()), (3, 1));
}

#[tokio::test]
async fn downloads_come_piece_by_piece() {
    let server = Server::start(async |mut exchange| {
        let mut body = exchange.head(200, &[("content-length", "9")]);
        for piece in ["one", "two", "end"] {
            send(&mut body, piece);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        body.send_data("".into(), true).unwrap();
    });
    let mut file = client(&server).call::<Fetch>().download().await.unwrap();
    assert_eq!(file.content_length(), Some(9));
    assert_eq!(file.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(file.collect(100).await.unwrap(), "twoend");
}

#[tokio::test]
async fn events_go_on_after_a_reset() {
    let server = Server::start(async |mut exchange| {
        if exchange.number > 0 {
            return exchange.answer(204, &[], "");
        }
        send(&mut exchange.head(200, &[EVENTS]), "id: a\ndata: 1\n\nid: b\ndata: 2\n\nid: c\nda");
        tokio::time::sleep(Duration::from_millis(50)).await;
        exchange.reset(h2::Reason::INTERNAL_ERROR);
    });
    let mut events = client(&server).call::<Watch>().events().await.unwrap().with_reconnects(QUICK);
    for expected in [1, 2] {
        assert_eq!(events.next().await.unwrap().unwrap().data, expected);
    }
    assert!(events.next().await.is_none());
    assert_eq!(server.requests()[1].headers()["last-event-id"], "b");

    // What must not be asked for twice ends.
    let server = Server::start(async |mut exchange| {
        send(&mut exchange.head(200, &[EVENTS]), "data: 1\n\n");
        tokio::time::sleep(Duration::from_millis(50)).await;
        exchange.reset(h2::Reason::REFUSED_STREAM);
    });
    let mut events = client(&server).call::<Chat>().events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(events.next().await.unwrap().unwrap_err().is_transport());
    assert_eq!(server.count(), 1);
}
