//! `text/event-stream`: what the data of an event is, and `x-sse`.

use indexmap::IndexMap;
use openapiv3::MediaType;
use serde_json::Value as Json;

use super::media::is_plain;
use super::{Hint, Lower, schema};
use crate::diag::{Place, codes};
use crate::ir::media::is_event_stream;
use crate::ir::{Response, ResponseBody, StatusPattern, StreamRules};

/// Takes the stream of events out of what an answer can be: it is asked for by itself. Alone, it stays as well, as a
/// text.
pub(super) fn take<'m>(content: &mut Vec<(&'m str, &'m MediaType)>) -> Option<(&'m str, &'m MediaType)> {
    let index = content.iter().position(|(name, _)| is_event_stream(name))?;
    let found = content[index];
    if content.len() > 1 {
        content.retain(|(name, _)| !is_event_stream(name));
    }
    Some(found)
}

/// How the data of an event is read: as the document's schema, unless that says no more than that it is a text.
pub(super) fn lower_data(
    cx: &mut Lower<'_>,
    (name, media): (&str, &MediaType),
    content: &Place,
    hint: &Hint,
) -> ResponseBody {
    let at = content.child(name);
    match &media.schema {
        Some(schema) if !is_plain(cx, media, &at) => {
            let hint = Hint::of(format!("{} event", hint.name));
            ResponseBody::Json(schema::lower_ref(cx, schema, &at.child("schema"), &hint))
        }
        _ => ResponseBody::Text,
    }
}

/// Keeps the streams of one answer: the first success, or `default` where no success is described.
pub(super) fn settle(cx: &Lower<'_>, responses: &mut [Response], place: &Place) {
    let is_told = responses.iter().any(|response| response.status.is_success());
    let stands = |status: StatusPattern| status.is_success() || (status == StatusPattern::Default && !is_told);
    let mut first: Option<ResponseBody> = None;
    for response in responses {
        let Some(data) = response.events.take().filter(|_| stands(response.status)) else { continue };
        match &first {
            None => {
                response.events = Some(data.clone());
                first = Some(data);
            }
            Some(known) if *known == data => {}
            Some(_) => {
                let message = "events of a second success have no type; those of the first have";
                cx.sink.report(&codes::MEDIA_TYPE_NOT_OFFERED, place.child("responses").key(), message);
            }
        }
    }
}

/// What `x-sse` says. What has not the right form was reported.
pub(super) fn rules(extensions: &IndexMap<String, Json>) -> StreamRules {
    let told = extensions.get("x-sse");
    let done = told.and_then(|told| told.get("done")?.as_str()).filter(|done| !done.trim().is_empty());
    let reconnects = told.and_then(|told| told.get("reconnect")?.as_bool());
    StreamRules { done: done.map(str::to_owned), reconnects: reconnects.unwrap_or(true) }
}
