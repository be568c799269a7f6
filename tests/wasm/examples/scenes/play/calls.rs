//! Calls, their repetition, and their ends.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use serde_json::{Value, json};
use specwright_runtime::ExchangeValue;

use super::api::{Guarded, Keyed, Read, Write};
use super::{builder, described, outcome};

/// A read, with the key that must not be seen anywhere else.
pub(super) async fn reads(server: &str) -> Value {
    let client = builder(server).api_key("key", "hunter2").build().unwrap();
    outcome::<Keyed>(&client).await
}

/// A read, and a write.
pub(super) async fn read_and_write(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    json!({"read": outcome::<Read>(&client).await, "write": outcome::<Write>(&client).await})
}

/// The same with little patience.
pub(super) async fn impatient(server: &str) -> Value {
    let client = builder(server).attempt_timeout(Duration::from_millis(150)).build().unwrap();
    let (read, write) = (outcome::<Read>(&client).await, outcome::<Write>(&client).await);
    let client = builder(server).timeout(Duration::from_millis(150)).build().unwrap();
    json!({"read": read, "write": write, "whole": outcome::<Read>(&client).await})
}

/// A write, however long it takes.
pub(super) async fn waits(server: &str) -> Value {
    outcome::<Write>(&builder(server).build().unwrap()).await
}

/// A read with credentials in a header and in the query.
pub(super) async fn redirected(server: &str) -> Value {
    let client = builder(server).api_key("key", "hunter2").default_header("x-secret", "hunter2").build().unwrap();
    let error = client.call::<Keyed>().send().await.unwrap_err();
    let location = error.headers().and_then(|headers| headers.get("location"));
    json!({"error": described(&error), "location": location.and_then(|location| location.to_str().ok())})
}

/// A read that goes where it is told.
pub(super) async fn follows(server: &str) -> Value {
    outcome::<Read>(&builder(server).follow_redirects(3).build().unwrap()).await
}

/// A read with a token.
pub(super) async fn guarded(server: &str) -> Value {
    let password = ExchangeValue::Secret("hunter2".into());
    outcome::<Guarded>(&builder(server).exchange("session", "login", [password]).build().unwrap()).await
}

/// Many of them at once.
pub(super) async fn together(server: &str) -> Value {
    let password = ExchangeValue::Secret("hunter2".into());
    let client = builder(server).exchange("session", "login", [password]).build().unwrap();
    let mut calls: Vec<_> = (0..20).map(|_| Some(Box::pin(outcome::<Guarded>(&client)))).collect();
    let mut outcomes = Vec::new();
    std::future::poll_fn(|cx| {
        for call in &mut calls {
            if let Some(Poll::Ready(outcome)) = call.as_mut().map(|running| running.as_mut().poll(cx)) {
                outcomes.push(outcome);
                *call = None;
            }
        }
        if calls.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    json!(outcomes)
}

/// A write with a key that makes it idempotent.
pub(super) async fn keyed_write(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let response = client.call::<Write>().idempotency_key("Idempotency-Key").send().await.unwrap();
    json!({"attempts": response.attempts()})
}

/// A read whose caller leaves before there is an answer.
pub(super) async fn leaves(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let mut call = pin!(client.call::<Read>().into_future());
    let mut timer = pin!(TimeoutFuture::new(200));
    let has_left = std::future::poll_fn(|cx| match call.as_mut().poll(cx) {
        Poll::Ready(_) => Poll::Ready(false),
        Poll::Pending => timer.as_mut().poll(cx).map(|()| true),
    });
    json!({"has_left": has_left.await})
}

/// Calls with limits that no timer can be set to.
pub(super) async fn far_limits(server: &str) -> Value {
    let mut outcomes = Vec::new();
    for limit in [Duration::from_secs(400 * 24 * 3600), Duration::MAX] {
        let client = builder(server).timeout(limit).attempt_timeout(limit / 2).stall_timeout(limit).build().unwrap();
        outcomes.push(outcome::<Read>(&client).await);
    }
    json!(outcomes)
}

/// A read and a write without a body, and what can be seen of the answer.
pub(super) async fn headers(server: &str) -> Value {
    let client = builder(server).default_header("x-name", "Zoë").build().unwrap();
    let response = client.call::<Read>().send().await.unwrap();
    client.call::<Write>().await.unwrap();
    let names: Vec<&str> = response.headers().keys().map(|name| name.as_str()).collect();
    json!({"names": names, "x-name": response.headers().get("x-name").map(|value| value.as_bytes())})
}

/// Reads with headers that a browser keeps for itself.
pub(super) async fn own_headers(server: &str) -> Value {
    let client = builder(server).build().unwrap();
    let mut outcomes = Vec::new();
    for (name, value) in [("cookie", "hunter2=hunter2"), ("accept-encoding", "identity")] {
        outcomes.push(match client.call::<Read>().with_header(name, value).send().await {
            Ok(response) => json!({"attempts": response.attempts()}),
            Err(error) => described(&error),
        });
    }
    json!(outcomes)
}

/// What the runtime takes for random.
pub(super) fn numbers() -> Value {
    json!(fastrand::u64(..).to_string())
}
