//! Answers that are streams of events.

use super::Body;
use crate::ir::media::is_event_stream;
use crate::ir::{Method, Operation, ResponseBody};

/// A stream of events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Events<'a> {
    /// What the data of an event is.
    pub(crate) data: Body<'a>,
    /// Data of the event that says that it is over.
    pub(crate) done: Option<&'a str>,
    /// A success is nothing else.
    pub(crate) is_all: bool,
    /// It is asked for again when it is lost, if the call does no harm twice.
    pub(crate) reconnects: bool,
}

/// The stream of events that `op` can answer with.
pub(crate) fn events(op: &Operation) -> Option<Events<'_>> {
    let response = op.responses.iter().find(|response| response.events.is_some() && op.method != Method::Head)?;
    let data = match &response.events {
        Some(ResponseBody::Json(value)) => Body::Json(value),
        _ => Body::Text,
    };
    let is_all = response.media_types.iter().all(|name| is_event_stream(name)) && response.alternatives.is_empty();
    Some(Events { data, done: op.stream.done.as_deref(), is_all, reconnects: op.stream.reconnects })
}
