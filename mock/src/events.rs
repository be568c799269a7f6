//! Streams of events: one for each example, numbered from 1, and after them what `x-sse` calls the last one.

use hyper::StatusCode;
use serde_json::Value;

use crate::answer::{Reply, Wish, at_home, plain};
use crate::instance;
use crate::model::{Api, Media, Operation};
use crate::request::Received;
use crate::state::State;

/// The media type.
pub(crate) const MEDIA_TYPE: &str = "text/event-stream";

/// The whole stream; whoever has seen its events before is told that there are no more.
pub(crate) fn reply(
    state: &State,
    (api, operation): (&Api, &Operation),
    (status, media): (StatusCode, &Media),
    received: &Received,
    wish: &Wish,
) -> Reply {
    if received.header("last-event-id").is_some() {
        return Reply::empty(StatusCode::NO_CONTENT);
    }
    let is_wanted = |name: &str| wish.example.as_deref().is_none_or(|wanted| wanted == name);
    let mut shown: Vec<Value> =
        media.examples.iter().filter(|(name, _)| is_wanted(name)).map(|(_, value)| value.clone()).collect();
    if let [Value::String(text)] = shown.as_slice()
        && is_stream(text)
    {
        return Reply::new(status, MEDIA_TYPE, text.clone());
    }
    if shown.is_empty() {
        shown.extend(media.shape.as_ref().map(|shape| instance::make(&api.definitions, shape)));
    }
    let data = shown.into_iter().map(|value| plain(&at_home(state, api, value)));
    let events: String = (1..).zip(data).map(|(id, data)| format!("id: {id}\n{}\n", lines(&data))).collect();
    let end = operation.done.as_deref().map(|done| format!("{}\n", lines(done))).unwrap_or_default();
    Reply::new(status, MEDIA_TYPE, events + &end)
}

/// The author wrote down the stream itself.
fn is_stream(text: &str) -> bool {
    text.lines().any(|line| ["data:", "event:", "id:", "retry:", ":"].iter().any(|field| line.starts_with(field)))
}

/// Data, line by line.
fn lines(data: &str) -> String {
    data.split('\n').map(|line| format!("data: {line}\n")).collect()
}
