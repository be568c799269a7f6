//! The seam to the network: one message out, one message in. Nothing behind it decides anything about calls, so that
//! another transport (a mock, a recorder) is a few lines.

#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(not(target_arch = "wasm32"))]
mod http2;
#[cfg(not(target_arch = "wasm32"))]
mod hurried;
#[cfg(not(target_arch = "wasm32"))]
mod network;
mod pieces;
#[cfg(not(target_arch = "wasm32"))]
mod unpack;

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Method, StatusCode, header};
use sync_wrapper::SyncWrapper;
use url::Url;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::fetch::Connector;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::network::{Connector, Way};
use crate::body::Body;
use crate::{BoxFuture, Reply};

/// Sends messages and receives answers. A client goes through the network unless it is given another
/// ([`ClientBuilder::transport`](crate::ClientBuilder::transport)), e.g. to be tested without a socket.
///
/// Credentials, retries, limits of time and decoding are not its business. It must not follow redirects, keep cookies or
/// send anything twice.
///
/// On `wasm32` the network is the function `fetch`. Futures of JavaScript stay on their thread; one that is wrapped for that
/// (e.g. by the crate `send_wrapper`) is `Send`.
///
/// # Tests that do not wait
///
/// Everything that waits goes by the clock of Tokio: pauses between attempts, limits of time, lifetimes of tokens. In a
/// test with a transport like the one below that clock can be stopped (`start_paused`, with Tokio's feature `test-util`);
/// it then jumps ahead whenever there is nothing left to do. [`jitter_seed`](crate::ClientBuilder::jitter_seed) makes
/// pauses the same each time. Over a real network a clock that stands still is of no use: it would jump ahead while an
/// answer is on its way. What goes by the clock of the machine instead is a `Retry-After` with a date, unless the answer
/// has a `Date`, and what signed assertions say about time.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::time::Duration;
///
/// use specwright_runtime::{BoxFuture, ClientBuilder, HeaderMap, StatusCode};
/// use specwright_runtime::{Transport, TransportError, TransportReply, TransportRequest};
/// # use specwright_runtime::{ApiInfo, Decoded, Operation, OperationInfo, Reply, Unexpected, Value};
/// # static API: ApiInfo = ApiInfo { id: "a", version: "1", schemes: &[], server_variable: "A" };
/// # enum GetThing {}
/// # impl Operation for GetThing {
/// #     type Output = Value;
/// #     type Error = Unexpected;
/// #     const INFO: &'static OperationInfo = &OperationInfo {
/// #         id: "getThing", method: "GET", path: "/thing", accept: "", security: &[], idempotent: true,
/// #     };
/// #     fn decode(reply: &Reply) -> Decoded<Value, Unexpected> { reply.answer(Reply::json) }
/// # }
///
/// /// Cannot be reached at first, is busy then, and answers the third time.
/// #[derive(Default)]
/// struct Flaky(AtomicU32);
///
/// impl Transport for Flaky {
///     fn send(&self, _: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
///         let mut headers = HeaderMap::new();
///         let answer = match self.0.fetch_add(1, Ordering::Relaxed) {
///             0 => Err(TransportError::not_sent("no network here")),
///             1 => {
///                 headers.insert("retry-after", "20".parse().unwrap());
///                 Ok(TransportReply::new(StatusCode::SERVICE_UNAVAILABLE, headers, ""))
///             }
///             _ => Ok(TransportReply::new(StatusCode::OK, headers, "[1, 2]")),
///         };
///         Box::pin(async { answer })
///     }
/// }
///
/// // In a test: `#[tokio::test(start_paused = true)]`.
/// #[tokio::main(flavor = "current_thread", start_paused = true)]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let client = ClientBuilder::new(&API, "https://api.example").transport(Flaky::default()).jitter_seed(1).build()?;
///     let started = tokio::time::Instant::now();
///     let response = client.call::<GetThing>().send().await?;
///     assert_eq!((response.attempts(), response.value()[1].as_u64()), (3, Some(2)));
///     // 20 seconds have passed, for the client.
///     assert!(started.elapsed() >= Duration::from_secs(20));
///     Ok(())
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one message and receives the answer, body decompressed.
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>>;
}

/// A message as it is sent.
pub struct TransportRequest {
    /// The method.
    pub(crate) method: Method,
    /// The URL, complete.
    pub(crate) url: Url,
    /// The headers, complete but for those that belong to the connection.
    pub(crate) headers: HeaderMap,
    /// The body; empty: none.
    pub(crate) body: Body,
    /// Longest body of an answer that is read as a whole, counted after decompression.
    pub(crate) max_response_bytes: usize,
    /// How long connecting may take, if that is not as usual.
    pub(crate) connect_timeout: Option<Duration>,
    /// How the answer is read.
    pub(crate) reading: Reading,
}

impl TransportRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URL, with its query, which may hold secrets.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The headers but for those that belong to the connection. They may hold secrets.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, which may be empty.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The body, to be sent.
    pub fn into_body(self) -> Body {
        self.body
    }

    /// Longest body of an answer that the client takes. A transport may stop receiving there.
    pub fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    /// How long connecting may take, if the call has a limit of its own
    /// ([`Call::with_connect_timeout`](crate::Call::with_connect_timeout)).
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.connect_timeout
    }
}

impl fmt::Debug for TransportRequest {
    /// Shows neither query nor headers nor body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", &self.method)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// To its end, or to the limit.
    Whole,
    /// The body of a success is left to the caller; any other is read to its end.
    StreamSuccess,
    /// The body of a success is left to the caller if it is a stream of events.
    StreamEvents,
}

impl Reading {
    /// The body of that answer is left to the caller.
    pub(crate) fn leaves(self, status: StatusCode, headers: &HeaderMap) -> bool {
        match self {
            Self::Whole => false,
            Self::StreamSuccess => status.is_success(),
            Self::StreamEvents => status.is_success() && is_event_stream(headers),
        }
    }
}

/// The body is announced as a stream of events.
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let announced = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    announced.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/event-stream")
}

/// A message as it came.
pub struct TransportReply {
    /// What came, body decompressed, as far as it was read.
    pub(crate) reply: Reply,
    /// The body that is still to come, when it was to be left to the caller.
    pub(crate) rest: Option<Incoming>,
}

impl TransportReply {
    /// An answer that is there as a whole.
    pub fn new(status: StatusCode, headers: HeaderMap, bytes: impl Into<Bytes>) -> Self {
        Self { reply: Reply::new(status, headers, bytes), rest: None }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.reply.status_code()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.reply.headers()
    }

    /// The body, unless it is received piece by piece.
    pub fn bytes(&self) -> &Bytes {
        self.reply.bytes()
    }
}

impl fmt::Debug for TransportReply {
    /// Shows neither headers nor body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportReply")
            .field("status", &self.status())
            .field("length", &self.bytes().len())
            .finish_non_exhaustive()
    }
}

/// A body that is still to come, decompressed. One that breaks off ends with an error.
pub(crate) type Incoming = SyncWrapper<Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>>;

/// A body that is there already.
pub(crate) fn received(bytes: Bytes) -> Incoming {
    struct Once(Option<Bytes>);
    impl Stream for Once {
        type Item = Result<Bytes, TransportError>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.take().map(Ok))
        }
    }
    SyncWrapper::new(Box::pin(Once(Some(bytes).filter(|bytes| !bytes.is_empty()))))
}

/// Sending or receiving has failed.
#[derive(Debug)]
pub struct TransportError {
    /// How far it got.
    pub(crate) stage: Stage,
    /// It took too long.
    pub(crate) is_timeout: bool,
    /// Status and headers, if they had come.
    pub(crate) head: Option<Reply>,
    /// What caused it; its innermost cause is part of the message.
    pub(crate) cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far a message got.
#[derive(Debug)]
#[allow(dead_code, reason = "a way to the network meets some of them only")]
pub(crate) enum Stage {
    /// No connection to that address.
    Connect(String),
    /// What was to be sent could not be read.
    Upload,
    /// Connected, but the message was given back: before any of it was sent, or by a server that has not looked at it.
    Refused,
    /// Whoever sends for us, a library or a browser, does not send such a message.
    Barred,
    /// Connected, but no answer.
    Exchange,
    /// No complete answer within this time.
    Slow(Duration),
    /// What came is no answer: not HTTP, or with more headers than are read.
    Malformed,
    /// What came is a redirect, and a browser does not show where to.
    Opaque,
    /// A client of the caller's own has followed a redirect to another server.
    Strayed,
    /// The answer broke off.
    Body,
    /// The answer is not compressed in the way it says.
    Unpack,
    /// The answer is longer than this.
    TooLarge(usize),
}

impl TransportError {
    /// No connection came about: the server has seen nothing. The cause is shown: no secrets in it.
    pub fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::of(Stage::Connect("the server".to_owned()), cause)
    }

    /// The connection failed after something may have been sent, and before the answer was complete. The cause is shown:
    /// no secrets in it.
    pub fn broken(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::of(Stage::Exchange, cause)
    }

    fn of(stage: Stage, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { stage, is_timeout: false, head: None, cause: Some(cause.into()) }
    }

    /// The answer is longer than this.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self { stage: Stage::TooLarge(limit), is_timeout: false, head: None, cause: None }
    }

    /// No connection came about.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self.stage, Stage::Connect(_))
    }

    /// An attempt took too long.
    pub(crate) fn slow(limit: Duration) -> Self {
        Self { stage: Stage::Slow(limit), is_timeout: true, head: None, cause: None }
    }

    /// The other side could not prove who it is, or did not accept who we are.
    pub(crate) fn is_untrusted(&self) -> bool {
        let source = self.cause.as_deref().map(|source| source as &(dyn StdError + 'static));
        // What TLS has to say comes as invalid data.
        let is_tls = |cause: &(dyn StdError + 'static)| {
            cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
        };
        causes(source).any(|cause| is_tls(cause) || cause.to_string() == PROXY_WANTS_PASSWORD)
    }

    /// The answer is too long.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self.stage, Stage::TooLarge(_))
    }

    /// The innermost cause, which says most.
    fn root_cause(&self) -> Option<&(dyn StdError + 'static)> {
        let mut cause: &(dyn StdError + 'static) = self.cause.as_deref()?;
        while let Some(source) = cause.source() {
            cause = source;
        }
        Some(cause)
    }
}

/// What the HTTP library says when a proxy answers 407; it has no public type for that.
const PROXY_WANTS_PASSWORD: &str = "tunnel error: proxy authorization required";

/// An error and what is behind it. The inside of an I/O error counts, which `source` leaves out.
pub(crate) fn causes<'e>(
    first: Option<&'e (dyn StdError + 'static)>,
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    fn next<'e>(cause: &&'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
        let cause: &'e (dyn StdError + 'static) = *cause;
        match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        }
    }
    std::iter::successors(first, next)
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stage {
            // What is behind that says no more.
            Stage::Connect(address) if self.is_timeout => return write!(f, "could not connect to {address} in time"),
            Stage::Connect(address) => write!(f, "could not connect to {address}")?,
            Stage::Upload => f.write_str("the body could not be sent")?,
            Stage::Refused => f.write_str("the request was given back unread")?,
            Stage::Barred => f.write_str("the HTTP client does not send this")?,
            Stage::Exchange => f.write_str("the connection failed")?,
            Stage::Strayed => f.write_str(
                "the HTTP client that was given has followed a redirect to another server; \
                 build it with `redirect::Policy::none()`",
            )?,
            Stage::Malformed => f.write_str("what came is not HTTP, or its headers are too long")?,
            Stage::Opaque => f.write_str("only a redirect, and the browser does not show where to")?,
            Stage::Slow(limit) => write!(f, "none came within {limit:?}")?,
            Stage::Body => f.write_str("its body broke off")?,
            Stage::Unpack => f.write_str("its body is not compressed as announced")?,
            Stage::TooLarge(limit) => write!(f, "its body is longer than {limit} bytes")?,
        }
        match self.root_cause() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

// No source: the message ends with the innermost cause, and those on the way to it say nothing more.
impl StdError for TransportError {}
