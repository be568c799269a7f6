//! Bodies that come and go.

use std::io::Cursor;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use serde_json::{Value, json};
use specwright_runtime::{Body, Client, DownloadError};

use super::api::{Fetch, Put, Watch};
use super::{QUICK, builder, described, outcome};

/// Answers of which no more than 1000 bytes are read.
pub(super) async fn small_answers(server: &str) -> Value {
    outcome::<Fetch>(&builder(server).max_response_bytes(1000).build().unwrap()).await
}

/// What can be said of a download that did not come to its end.
fn failure(error: &DownloadError) -> Value {
    json!({
        "text": error.to_string(),
        "is_timeout": error.is_timeout(),
        "is_transport": error.is_transport(),
        "is_too_large": error.is_too_large(),
        "received": error.received(),
    })
}

/// A download piece by piece, and the same one again with a limit.
pub(super) async fn downloads(server: &str) -> Value {
    let client = builder(server).max_response_bytes(1000).build().unwrap();
    let mut download = client.call::<Fetch>().download().await.unwrap();
    let announced = download.content_length();
    let (mut pieces, mut bytes, mut sum) = (0, 0, 0u64);
    let end = loop {
        match download.chunk().await {
            Ok(Some(piece)) => {
                pieces += 1;
                bytes += piece.len();
                sum += piece.iter().map(|byte| u64::from(*byte)).sum::<u64>();
            }
            Ok(None) => break Value::Null,
            Err(error) => break failure(&error),
        }
    };
    json!({"announced": announced, "pieces": pieces, "bytes": bytes, "sum": sum, "end": end, "limited": limited(&client).await})
}

async fn limited(client: &Client) -> Value {
    let download = client.call::<Fetch>().download().await.unwrap();
    match download.collect(100_000).await {
        Ok(bytes) => json!(bytes.len()),
        Err(error) => failure(&error),
    }
}

/// A download that is left in the middle.
pub(super) async fn leaves_download(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let mut download = client.call::<Fetch>().download().await.unwrap();
    let first = download.chunk().await.unwrap().unwrap();
    let mut next = pin!(download.chunk());
    let mut timer = pin!(TimeoutFuture::new(100));
    let has_left = std::future::poll_fn(|cx| match next.as_mut().poll(cx) {
        Poll::Ready(_) => Poll::Ready(false),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| true),
    });
    json!({"first": first.len(), "has_left": has_left.await})
}

/// A download that stands still.
pub(super) async fn stalls(server: &str) -> Value {
    let client = builder(server).stall_timeout(Duration::from_millis(150)).build().unwrap();
    let mut download = client.call::<Fetch>().download().await.unwrap();
    loop {
        match download.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => return Value::Null,
            Err(error) => return failure(&error),
        }
    }
}

/// Events to their end.
pub(super) async fn listens(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let mut events = client.call::<Watch>().events().await.unwrap().with_reconnects(QUICK);
    let mut data = Vec::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => data.push(json!(event.data)),
            Err(error) => data.push(json!(error.to_string())),
        }
    }
    json!({"data": data, "reconnects": events.reconnects()})
}

/// Bytes, streams with and without a length, and one that is too long.
pub(super) async fn uploads(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let bytes: Vec<u8> = (0..300_000u32).map(|n| (n % 251) as u8).collect();
    let length = bytes.len() as u64;
    let mut outcomes = Vec::new();
    for body in [
        Body::from(bytes.clone()),
        Body::reader(Cursor::new(bytes.clone()), Some(length)),
        Body::reader(Cursor::new(bytes.clone()), None),
        Body::reader(Cursor::new(bytes.clone()), Some(length + 1)),
        Body::reader(Cursor::new(bytes), Some(1 << 40)),
    ] {
        outcomes.push(match client.call::<Put>().bytes(body, "application/octet-stream").send().await {
            Ok(response) => json!({"attempts": response.attempts()}),
            Err(error) => described(&error),
        });
    }
    json!(outcomes)
}
