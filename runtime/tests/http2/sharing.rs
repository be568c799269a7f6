//! Calls that share a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use h2::Reason;
use specwright_runtime::Delivery::MaybeProcessed;
use specwright_runtime::{Bytes, Client};

use super::api::{Fetch, Read, Write};
use super::outcome::{Outcome, outcome};
use super::server::{Order, Server, send};
use super::{builder, client, impatient, until};

/// Takes ten streams at a time, and remembers how many there were at most.
fn busy() -> (Server, Arc<AtomicUsize>) {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = Server::with(
        |settings| {
            settings.max_concurrent_streams(10);
        },
        move |exchange| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                exchange.json("{}");
            }
        },
    );
    (server, seen)
}

/// Makes that many writes at once. How many attempts they took in all.
async fn writes(client: &Client, count: usize) -> u32 {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call::<Write>().send().await.unwrap().attempts() })
        })
        .collect();
    let mut attempts = 0;
    for call in calls {
        attempts += call.await.unwrap();
    }
    attempts
}

#[tokio::test]
async fn many_calls_wait_for_streams_of_one_connection() {
    let (server, most) = busy();
    let client = client(&server);
    client.call::<Read>().await.unwrap();
    assert_eq!(writes(&client, 64).await, 64, "none is refused: the limit is known");
    assert_eq!((server.count(), server.connections(), most.load(Ordering::SeqCst)), (65, 1, 10));
}

#[tokio::test]
async fn many_calls_begin_at_once() {
    // Nobody knows yet what the server speaks, nor how much of it at a time.
    let (server, most) = busy();
    let client = client(&server);
    writes(&client, 64).await;
    assert_eq!(server.count(), 64, "what was refused was not looked at");
    assert!(most.load(Ordering::SeqCst) <= 10);
}

#[tokio::test]
async fn who_leaves_gives_up_a_stream_and_not_the_connection() {
    let server = Server::start(async |mut exchange| match exchange.number {
        0 => {
            exchange.body().await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            exchange.json("{}");
        }
        1 => exchange.left().await,
        2 => {
            let mut body = exchange.head(200, &[]);
            send(&mut body, "begun");
            exchange.left_within(&mut body).await;
        }
        _ => exchange.json("{}"),
    });
    let client = client(&server);
    let patient = tokio::spawn({
        let client = client.clone();
        async move { client.call::<Write>().send().await }
    });
    until(|| server.count() == 1).await;
    tokio::select! {
        _ = client.call::<Write>().send() => panic!("there is no answer"),
        () = until(|| server.count() == 2) => {}
    }
    let mut file = client.call::<Fetch>().download().await.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "begun");
    drop(file);
    until(|| server.resets() == [Reason::CANCEL; 2]).await;
    assert_eq!(patient.await.unwrap().unwrap().attempts(), 1);
    client.call::<Write>().await.unwrap();
    assert_eq!((server.count(), server.connections()), (4, 1), "nobody asks for anything else");
}

#[tokio::test]
async fn what_nobody_reads_does_not_keep_others_waiting() {
    let large = Bytes::from(vec![b'x'; 4 << 20]);
    let server = Server::start(move |exchange| {
        let large = large.clone();
        async move {
            match exchange.path() {
                "/file" => exchange.answer(200, &[], large),
                _ => exchange.json("{}"),
            }
        }
    });
    let client = client(&server);
    let mut files = Vec::new();
    for _ in 0..16 {
        files.push(client.call::<Fetch>().download().await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    client.call::<Read>().with_timeout(Duration::from_secs(10)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    // They are there as soon as somebody does.
    for file in files {
        assert_eq!(file.collect(8 << 20).await.unwrap().len(), 4 << 20);
    }
    assert_eq!(server.connections(), 1);
}

/// The first connection stops moving at its second request, without being closed.
fn dying() -> Server {
    Server::start(async |exchange| match (exchange.connection, exchange.number) {
        (0, 1) => {
            exchange.order(Order::Freeze);
            std::future::pending().await
        }
        _ => exchange.json("{}"),
    })
}

#[tokio::test]
async fn a_connection_that_dies_without_a_word_is_noticed() {
    let server = dying();
    let client =
        builder(&server).attempt_timeout(Duration::from_secs(40)).timeout(Duration::from_secs(50)).build().unwrap();
    client.call::<Read>().await.unwrap();
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.call::<Write>().send().await }
    });
    until(|| server.count() == 2).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    // From here on nothing comes any more, so the clock can go from one thing that is waited for to the next.
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let error = call.await.unwrap().unwrap_err();
    let took = started.elapsed();
    tokio::time::resume();
    let expected = Outcome {
        attempts: 1,
        delivery: MaybeProcessed,
        status: None,
        retryable: false,
        is: vec!["timeout", "transport"],
    };
    assert_eq!(outcome(&error), expected, "{error}");
    assert!(error.to_string().contains("the server does not answer a ping"), "{error}");
    assert!((14..=16).contains(&took.as_secs()), "{took:?}");
    assert_eq!(client.call::<Write>().send().await.unwrap().attempts(), 1);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_idle_connection_that_dies_is_not_used_again() {
    let server = Server::start(async |exchange| {
        if exchange.connection == 0 {
            let mut exchange = exchange;
            exchange.head(200, &[]).send_data("{}".into(), true).unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            exchange.order(Order::Freeze);
        } else {
            exchange.json("{}");
        }
    });
    let client = client(&server);
    client.call::<Read>().await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(16)).await;
    tokio::time::resume();
    assert_eq!(client.call::<Write>().send().await.unwrap().attempts(), 1);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn attempts_that_are_shorter_than_that_stay_on_the_connection() {
    let server = dying();
    let client = impatient(&server);
    client.call::<Read>().await.unwrap();
    let error = client.call::<Read>().await.unwrap_err();
    assert_eq!((error.attempts().len(), error.is_timeout()), (3, true), "{error}");
    assert_eq!(server.connections(), 1);
}
