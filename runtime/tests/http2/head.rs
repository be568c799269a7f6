//! Requests that are not answered: whether they may be sent again depends on what HTTP/2 says about them.

use h2::Reason;
use specwright_runtime::Delivery::{MaybeProcessed, NotSent};

use super::api::{Read, Write};
use super::server::{Order, STATUS_200, Server, flag, kind, packed};
use super::{check, check_ends, client, impatient, until};

#[tokio::test]
async fn refused_streams_may_be_sent_again() {
    let server = Server::start(async |exchange| exchange.reset(Reason::REFUSED_STREAM));
    check(&client(&server), NotSent, None, (3, true), (3, true), &["transport"]).await;
    assert_eq!(server.count(), 6, "each attempt is one of ours");
    assert_eq!(server.connections(), 1);

    let server = Server::start(async |exchange| match exchange.number {
        0 => exchange.reset(Reason::REFUSED_STREAM),
        _ => exchange.json("{}"),
    });
    let response = client(&server).call::<Write>().send().await.unwrap();
    assert_eq!((response.attempts(), server.count()), (2, 2));
}

#[tokio::test]
async fn streams_beyond_the_last_one_of_a_goaway_may_be_sent_again() {
    for reason in [Reason::NO_ERROR, Reason::INTERNAL_ERROR, Reason::ENHANCE_YOUR_CALM] {
        let server = Server::raw(move |mut raw, _| async move {
            if raw.request().await.is_some() {
                raw.go_away(0, reason, "hunter2").await;
                raw.rest().await;
            }
        });
        check(&client(&server), NotSent, None, (3, true), (3, true), &["transport"]).await;
        assert_eq!((server.count(), server.connections()), (6, 6), "{reason:?}");
        let error = client(&server).call::<Write>().await.unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(error.to_string().contains("the request was given back unread"), "{error}");
    }
}

#[tokio::test]
async fn a_goaway_lets_streams_finish_that_it_includes() {
    let server = Server::start(async |exchange| {
        exchange.order(Order::Retire);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        exchange.json("{}");
    });
    let client = client(&server);
    for _ in 0..3 {
        assert_eq!(client.call::<Write>().send().await.unwrap().attempts(), 1);
    }
    assert_eq!((server.count(), server.connections()), (3, 3));
}

#[tokio::test]
async fn of_streams_that_a_goaway_includes_nobody_knows() {
    for reason in [Reason::NO_ERROR, Reason::INTERNAL_ERROR, Reason::ENHANCE_YOUR_CALM] {
        let server = Server::raw(move |mut raw, _| async move {
            if let Some(stream) = raw.request().await {
                raw.go_away(stream, reason, "").await;
            }
        });
        check_ends(&server, MaybeProcessed, None).await;
    }
    let server = Server::start(async |exchange| exchange.order(Order::Leave(Reason::INTERNAL_ERROR)));
    check_ends(&server, MaybeProcessed, None).await;
}

#[tokio::test]
async fn a_goaway_before_any_request_costs_no_write() {
    // Each connection is given up before anything is asked for but the third one.
    let server = Server::raw(async |mut raw, connection| {
        if connection < 2 {
            raw.go_away(0, Reason::NO_ERROR, "").await;
            raw.rest().await;
            return;
        }
        while let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, flag::END_HEADERS, stream, STATUS_200).await;
            raw.send(kind::DATA, flag::END_STREAM, stream, b"{}").await;
        }
    });
    let response = client(&server).call::<Write>().send().await.unwrap();
    assert_eq!((response.status(), server.connections()), (200, 3));
}

#[tokio::test]
async fn of_streams_that_are_reset_nobody_knows() {
    for reason in [
        Reason::CANCEL,
        Reason::INTERNAL_ERROR,
        Reason::ENHANCE_YOUR_CALM,
        Reason::HTTP_1_1_REQUIRED,
        Reason::PROTOCOL_ERROR,
        Reason::FLOW_CONTROL_ERROR,
        Reason::NO_ERROR,
        Reason::from(4711),
    ] {
        let server = Server::start(move |exchange| async move { exchange.reset(reason) });
        check(&client(&server), MaybeProcessed, None, (3, true), (1, false), &["transport"]).await;
        assert_eq!((server.count(), server.connections()), (4, 1), "{reason:?}");
    }
}

#[tokio::test]
async fn of_streams_whose_connection_ends_nobody_knows() {
    let server = Server::start(async |exchange| exchange.order(Order::Drop));
    check_ends(&server, MaybeProcessed, None).await;
}

#[tokio::test]
async fn a_silent_stream_is_given_up_and_its_connection_kept() {
    let server = Server::start(async |mut exchange| match exchange.number {
        0..4 => exchange.left().await,
        _ => exchange.json("{}"),
    });
    let client = impatient(&server);
    check(&client, MaybeProcessed, None, (3, true), (1, false), &["timeout", "transport"]).await;
    until(|| server.resets().len() == 4).await;
    assert!(server.resets().iter().all(|reason| *reason == Reason::CANCEL), "{:?}", server.resets());
    client.call::<Read>().await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn what_is_not_http2_ends_the_connection() {
    // A stream that the client has not begun, a frame that is too short for its kind, HTTP/1.1.
    let frames: [(u8, u32, &[u8]); 3] =
        [(kind::HEADERS, 99, STATUS_200), (kind::PING, 0, b"short"), (b'H', 0, b"TTP/1.1")];
    for (kind, stream, payload) in frames {
        let server = Server::raw(move |mut raw, _| async move {
            if raw.request().await.is_some() {
                raw.send(kind, flag::END_HEADERS, stream, payload).await;
                if kind == b'H' {
                    return;
                }
                raw.rest().await;
            }
        });
        // It is not known which of the answers under way is to blame.
        check_ends(&server, MaybeProcessed, None).await;
    }
}

/// Answers everything with that head.
fn answering(head: Vec<u8>) -> Server {
    Server::raw(move |mut raw, _| {
        let head = head.clone();
        async move {
            while let Some(stream) = raw.request().await {
                raw.send(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, stream, &head).await;
            }
        }
    })
}

#[tokio::test]
async fn a_head_that_is_none() {
    // What may not be in a head at all ends the connection.
    for head in [packed(":status", "abc"), [STATUS_200, &packed("Content-Type", "text/plain")].concat()] {
        check_ends(&answering(head), MaybeProcessed, None).await;
    }
    // What is only missing ends its stream.
    let server = answering(packed("x-no-status", "1"));
    check(&client(&server), MaybeProcessed, None, (1, false), (1, false), &["transport"]).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn headers_without_end_are_no_answer() {
    let server = Server::raw(async |mut raw, _| {
        let Some(stream) = raw.request().await else { return };
        raw.send(kind::HEADERS, 0, stream, STATUS_200).await;
        let piece = packed("x-filler", &"x".repeat(16_000));
        for _ in 0..1000 {
            raw.send(kind::CONTINUATION, 0, stream, &piece).await;
        }
        raw.rest().await;
    });
    check_ends(&server, MaybeProcessed, None).await;
    // Neither are those that end but are too many. That concerns its stream alone.
    let server = Server::raw(async |mut raw, _| {
        let piece = packed("x-filler", &"x".repeat(16_000));
        while let Some(stream) = raw.request().await {
            raw.send(kind::HEADERS, 0, stream, STATUS_200).await;
            for _ in 0..26 {
                raw.send(kind::CONTINUATION, 0, stream, &piece).await;
            }
            raw.send(kind::CONTINUATION, flag::END_HEADERS, stream, &[]).await;
        }
    });
    let client = client(&server);
    check(&client, MaybeProcessed, None, (1, false), (1, false), &["transport"]).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn as_many_headers_as_over_http_1_are_read() {
    let long = "x".repeat(16_000);
    let server = Server::start(move |exchange| {
        let long = long.clone();
        async move {
            let names: Vec<String> = (0..24).map(|number| format!("x-long-{number}")).collect();
            let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), long.as_str())).collect();
            exchange.answer(200, &headers, "{}");
        }
    });
    let response = client(&server).call::<Read>().send().await.unwrap();
    assert_eq!(response.headers().len(), 24);
}
