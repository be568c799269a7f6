//! Why there is no next event.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::Event;
use crate::transport::TransportError;
use crate::{DecodeError, Error, OperationInfo};

/// Why there is no next event. `E` is what the operation is documented to answer when it fails.
///
/// An event that cannot be understood ([`is_decode`](Self::is_decode)) does not end the stream; anything else does.
/// Neither `Debug` nor `Display` shows what came.
pub struct EventError<E>(Box<Inner<E>>);

struct Inner<E> {
    info: &'static OperationInfo,
    count: u64,
    request_id: Option<String>,
    kind: Kind<E>,
}

/// What happened.
pub(super) enum Kind<E> {
    /// The stream was lost, and asking for it again failed.
    Call(Error<E>),
    /// The stream was lost.
    Lost(Loss),
    /// The data of an event cannot be understood.
    Decode(DecodeError, Event<String>),
}

/// How a stream was lost.
#[derive(Debug)]
pub(super) enum Loss {
    /// It broke off, or cannot be unpacked.
    Broken(TransportError),
    /// No byte came for that time.
    Stalled(Duration),
    /// An event is longer than this.
    TooLarge(usize),
    /// It ended before the event that says that it is over.
    Cut,
    /// It ended, and the server asks to wait that long.
    Wait(Duration),
}

impl<E> EventError<E> {
    /// What happened after that many events.
    pub(super) fn new(info: &'static OperationInfo, count: u64, request_id: Option<&str>, kind: Kind<E>) -> Self {
        Self(Box::new(Inner { info, count, request_id: request_id.map(str::to_owned), kind }))
    }

    /// The data of an event is not as documented. The stream goes on.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(..))
    }

    /// Nothing came for too long, or asking for the stream again took too long.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Call(error) => error.is_timeout(),
            Kind::Lost(Loss::Stalled(_)) => true,
            Kind::Lost(Loss::Broken(error)) => error.is_timeout,
            Kind::Lost(_) | Kind::Decode(..) => false,
        }
    }

    /// The stream broke off or ended too early, or no connection came about to ask for it again.
    pub fn is_transport(&self) -> bool {
        match &self.0.kind {
            Kind::Call(error) => error.is_transport(),
            Kind::Lost(Loss::Broken(_) | Loss::Cut) => true,
            Kind::Lost(_) | Kind::Decode(..) => false,
        }
    }

    /// An event is longer than the client allows for an answer (`max_response_bytes`).
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::Lost(Loss::TooLarge(_)))
    }

    /// The call that failed when the stream was asked for again.
    pub fn call(&self) -> Option<&Error<E>> {
        match &self.0.kind {
            Kind::Call(error) => Some(error),
            Kind::Lost(_) | Kind::Decode(..) => None,
        }
    }

    /// The call that failed when the stream was asked for again.
    pub fn into_call(self) -> Option<Error<E>> {
        match self.0.kind {
            Kind::Call(error) => Some(error),
            Kind::Lost(_) | Kind::Decode(..) => None,
        }
    }

    /// The event that cannot be understood, as it came.
    pub fn event(&self) -> Option<&Event<String>> {
        match &self.0.kind {
            Kind::Decode(_, event) => Some(event),
            Kind::Call(_) | Kind::Lost(_) => None,
        }
    }

    /// What is not as documented in its data.
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.0.kind {
            Kind::Decode(cause, _) => Some(cause),
            Kind::Call(_) | Kind::Lost(_) => None,
        }
    }

    /// How long the server asks to wait before the stream is asked for again, if that is why it has ended.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::Call(error) => error.retry_after(),
            Kind::Lost(Loss::Wait(wait)) => Some(*wait),
            Kind::Lost(_) | Kind::Decode(..) => None,
        }
    }

    /// How many events had come, this one included if it is one.
    pub fn count(&self) -> u64 {
        self.0.count
    }

    /// The operation's name in the document.
    pub fn operation(&self) -> &'static str {
        self.0.info.id
    }

    /// The name, in the server's logs, of the request that was answered with the events.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

impl<E> fmt::Display for EventError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { info, count, request_id, kind } = &*self.0;
        let loss = match kind {
            Kind::Call(error) => return write!(f, "{error} (after {count} events)"),
            Kind::Decode(cause, _) => {
                write!(f, "{}: {} {}: event {count} cannot be understood: {cause}", info.id, info.method, info.path)?;
                return fmt_request_id(request_id.as_deref(), f);
            }
            Kind::Lost(loss) => loss,
        };
        write!(f, "{}: {} {} answered with events but ", info.id, info.method, info.path)?;
        match loss {
            Loss::Broken(error) => error.fmt(f)?,
            Loss::Stalled(limit) => write!(f, "none came for {limit:?}")?,
            Loss::TooLarge(limit) => write!(f, "one is longer than {limit} bytes")?,
            Loss::Cut => f.write_str("they ended before the last one")?,
            Loss::Wait(wait) => write!(f, "they ended, and may be asked for again in {wait:?} only")?,
        }
        write!(f, ", after {count}")?;
        fmt_request_id(request_id.as_deref(), f)
    }
}

fn fmt_request_id(id: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match id {
        Some(id) => write!(f, " (request id {id})"),
        None => Ok(()),
    }
}

impl<E: fmt::Debug> fmt::Debug for EventError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match &self.0.kind {
            Kind::Call(error) => return f.debug_struct("EventError").field("call", error).finish_non_exhaustive(),
            Kind::Lost(_) | Kind::Decode(..) => self.to_string(),
        };
        f.debug_struct("EventError").field("message", &message).finish_non_exhaustive()
    }
}

impl<E: fmt::Debug + 'static> StdError for EventError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message has that of the call already.
        self.call().and_then(StdError::source)
    }
}
