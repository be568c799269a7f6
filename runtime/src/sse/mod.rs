//! Server-sent events (WHATWG HTML, "Server-sent events").
//!
//! The parser is our own: of the crates that read this format (`eventsource-stream` 0.2, `sse-stream` 0.3, `sseer` 0.3)
//! none limits how long an event may become, and a byte that is no UTF-8 is an error to them, where the standard replaces
//! it. Compared on random texts, it differs from the first and the last only where those differ from the standard.

mod error;
mod feed;
mod parser;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};

pub use self::error::EventError;
use self::error::Kind;
use self::feed::{Asked, Feed, Step};
use crate::request::Request;
use crate::shared::Answer;
use crate::transport::{Incoming, Reading, is_event_stream, received};
use crate::{BoxFuture, Client, DecodeError, Error, Operation, Reply, Retries};

/// The media type of a stream of events.
const MEDIA_TYPE: &str = "text/event-stream";

/// An operation that can answer with a stream of events. Implemented by generated types.
pub trait EventSource: Operation {
    /// What the data of an event says.
    type Data: Send + 'static;
    /// Everything about the stream that is not a type.
    const EVENTS: &'static EventsInfo;
    /// Reads the data of an event, which stands in the body.
    ///
    /// # Errors
    /// It is not what was described.
    fn decode_data(data: &Reply) -> Result<Self::Data, DecodeError>;
}

/// Everything about a stream of events that is not a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventsInfo {
    /// Data of events that say that the stream is over, e.g. `[DONE]`. They are not given to the caller, and a stream
    /// that ends without one has broken off. None: it may end at any time.
    pub done: &'static [&'static str],
    /// What is done when the stream is lost.
    pub lost: WhenLost,
}

/// What is done when a stream of events breaks off or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenLost {
    /// It is asked for again, if the call does no harm twice.
    AskAgain,
    /// That was it.
    End,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its id, or that of the last event before it that had one; none if there was no such event.
    pub id: Option<String>,
    /// What it is called; `message` if the server does not say.
    pub name: String,
    /// What it says.
    pub data: T,
    /// How long the server asks to wait before the stream is asked for again, if it does so in this event.
    pub retry: Option<Duration>,
}

/// The events that a call is answered with: a [`Stream`], and [`next`](Self::next) for those who need nothing else.
///
/// An event whose data is not as documented is an error in its place; the events after it come. Every other error is the
/// last thing that comes. An event may be as long as an answer (`max_response_bytes`, of the client or the call), the stream
/// as long as it likes, but it must not stand still: 30 seconds without a byte end it, unless set otherwise.
///
/// A stream that breaks off, stands still or ends is asked for again, if the operation is idempotent or the call has an
/// idempotency key: with the id of the last event (`Last-Event-ID`), after the time that the server has asked for, at
/// random and longer each time nothing came. That is no error, see [`reconnects`](Self::reconnects). It is over
/// when the server answers 204, or with the event that is documented as the last one. An answer that is no success is an
/// error, as is a server that cannot be reached. A stream of any other operation is over when it ends.
///
/// Nothing runs between two events but what the connection itself does, and dropping it closes the connection.
#[must_use = "events come when they are asked for"]
pub struct Events<O: EventSource> {
    feed: Feed,
    head: Reply,
    operation: PhantomData<fn() -> O>,
}

/// What [`Call::events`](crate::Call::events) gives: the head of the answer, with the events to come.
#[must_use = "a call does nothing until it is awaited"]
pub struct Listening<'a, O: EventSource>(BoxFuture<'a, Result<Events<O>, Error<O::Error>>>);

impl<'a, O: EventSource> Listening<'a, O> {
    /// Asks for the stream.
    pub(crate) fn new(client: &'a Client, request: Box<Request>) -> Self {
        Self(Box::pin(Events::ask(client, request)))
    }
}

impl<O: EventSource> Future for Listening<'_, O> {
    type Output = Result<Events<O>, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<O: EventSource> fmt::Debug for Listening<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").field("operation", &O::INFO.id).finish_non_exhaustive()
    }
}

/// What asking for a stream came to.
enum Answered {
    Stream(Reply, Incoming),
    /// There are no events, or no more.
    Nothing(Reply),
}

/// An event, or why there is none.
type Item<O> = Result<Event<<O as EventSource>::Data>, EventError<<O as Operation>::Error>>;

impl<O: EventSource> Events<O> {
    /// Asks for the stream.
    async fn ask(client: &Client, mut request: Box<Request>) -> Result<Self, Error<O::Error>> {
        request.set_header_text(header::ACCEPT.as_str(), MEDIA_TYPE);
        request.reading = Reading::StreamEvents;
        request.join_parts();
        // One key for the stream, however often it is asked for.
        request.settle_key();
        let mut feed = Feed::new(client.clone(), &request, O::EVENTS);
        let head = match judge::<O>(client.execute(request).await)? {
            Answered::Nothing(head) => head,
            Answered::Stream(head, rest) => {
                feed.open(rest);
                head
            }
        };
        Ok(Self { feed, head, operation: PhantomData })
    }

    /// Gives up after that time without a byte, in place of what the client was told. If the stream can be asked for
    /// again, it is.
    pub fn with_stall_timeout(mut self, timeout: Duration) -> Self {
        self.feed.set_stall_timeout(timeout);
        self
    }

    /// When the stream is asked for again. Attempts are requests in a row without an answer, the first wait is up to
    /// `base_delay` and doubles with each stream or request in a row that brought nothing, what the server asks for
    /// (`retry`) is added. Unless set: 10 attempts, up to 1 second, doubling up to 30, and 5 minutes are the most that is
    /// waited for. Each request is repeated besides as calls of the client are. As long as the server answers, there is
    /// no limit: a stream on which nothing happens is asked for again and again.
    ///
    /// Calls that are not idempotent are never made again.
    pub fn with_reconnects(mut self, policy: Retries) -> Self {
        self.feed.set_policy(policy);
        self
    }

    /// Never asks again: the stream is over when it ends, and an error if it breaks off.
    pub fn without_reconnects(self) -> Self {
        self.with_reconnects(Retries::NONE)
    }

    /// The next event; `None` after the last one. May be dropped and called again without losing an event.
    pub async fn next(&mut self) -> Option<Result<Event<O::Data>, EventError<O::Error>>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// The id of the last event, to go on from there with another call: set it as header `Last-Event-ID`.
    pub fn last_event_id(&self) -> Option<&str> {
        self.feed.last_id()
    }

    /// How often the stream was asked for again.
    pub fn reconnects(&self) -> u64 {
        self.feed.reconnects
    }

    /// The status of the last answer.
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The headers of the last answer.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// The name of the last request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item<O>>> {
        loop {
            let kind = match ready!(self.feed.poll_step(cx)) {
                None => return Poll::Ready(None),
                Some(Step::Event(event)) => return Poll::Ready(Some(self.read(event))),
                Some(Step::Lost(loss)) => Kind::Lost(loss),
                Some(Step::Asked(Err(failure))) if self.feed.is_worth_another(&failure) => continue,
                Some(Step::Asked(asked)) => match judge::<O>(asked) {
                    Ok(Answered::Stream(head, rest)) => {
                        self.head = head;
                        self.feed.open(rest);
                        continue;
                    }
                    Ok(Answered::Nothing(head)) => {
                        self.head = head;
                        continue;
                    }
                    Err(error) => Kind::Call(error),
                },
            };
            return Poll::Ready(Some(Err(self.fail(kind))));
        }
    }

    /// Reads the data of an event.
    fn read(&self, event: Event<String>) -> Item<O> {
        let Event { id, name, data, retry } = event;
        let data = Reply::new(StatusCode::OK, HeaderMap::new(), data);
        match O::decode_data(&data) {
            Ok(data) => Ok(Event { id, name, data, retry }),
            Err(cause) => {
                // It was text before.
                let data = String::from_utf8_lossy(data.bytes()).into_owned();
                Err(self.fail(Kind::Decode(cause, Event { id, name, data, retry })))
            }
        }
    }

    /// Ends because nobody may wait for it.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub(crate) fn refuse(&mut self, error: Error<O::Error>) -> Option<EventError<O::Error>> {
        if self.feed.has_ended() {
            return None;
        }
        self.feed.end();
        Some(self.fail(Kind::Call(error)))
    }

    fn fail(&self, kind: Kind<O::Error>) -> EventError<O::Error> {
        EventError::new(O::INFO, self.feed.count, self.request_id(), kind)
    }
}

/// Reads the head of an answer.
fn judge<O: EventSource>(asked: Asked) -> Result<Answered, Error<O::Error>> {
    let (Answer { reply, rest, .. }, trail) = asked.map_err(Error::without_body)?;
    let status = reply.status_code();
    if !status.is_success() {
        return Err(match O::decode(&reply) {
            Ok(Err(body)) => Error::answered(O::INFO, reply, trail, body),
            // What is no success is none, whatever the operation makes of it.
            Ok(Ok(_)) => {
                let cause = reply.undocumented();
                Error::not_understood(O::INFO, reply, trail, cause)
            }
            Err(cause) => Error::not_understood(O::INFO, reply, trail, cause),
        });
    }
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) {
        return Ok(Answered::Nothing(reply));
    }
    let problem = if is_event_stream(reply.headers()) {
        reply.compression_problem()
    } else {
        Some(DecodeError::new(format!("the body is not announced as `{MEDIA_TYPE}`")))
    };
    match problem {
        Some(cause) => Err(Error::not_understood(O::INFO, reply, trail, cause)),
        None => {
            let rest = rest.unwrap_or_else(|| received(reply.bytes().clone()));
            Ok(Answered::Stream(reply, rest))
        }
    }
}

impl<O: EventSource> Stream for Events<O> {
    type Item = Result<Event<O::Data>, EventError<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<O: EventSource> fmt::Debug for Events<O> {
    /// Shows how far it got, not what came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("operation", &O::INFO.id)
            .field("status", &self.status())
            .field("count", &self.feed.count)
            .field("reconnects", &self.reconnects())
            .field("ended", &self.feed.has_ended())
            .finish_non_exhaustive()
    }
}
