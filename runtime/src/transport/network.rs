//! The real network, through reqwest. Its types do not leave this file.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderValue, header};
use http_body::{Body as _, Frame, SizeHint};
use reqwest::redirect::Policy;
use sync_wrapper::SyncWrapper;

use super::http2::{self, Asked, Ending};
use super::hurried::Hurried;
use super::pieces::{Gathered, collect};
use super::unpack::{Packing, Unpacked};
use super::{Reading, Stage, Transport, TransportError, TransportReply, TransportRequest, causes};
use crate::body::{Body, BodyError};
use crate::headers::put;
use crate::server::Base;
#[cfg(feature = "tls")]
use crate::tls::Tls;
use crate::{BoxFuture, BuildError, Reply, Secret};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which way messages go.
#[derive(Clone, Default)]
pub(crate) enum Way {
    /// Over connections of our own.
    #[default]
    Ours,
    /// Through a client that is used as it is, whatever the settings.
    Http(reqwest::Client),
    /// Another way altogether.
    Transport(Arc<dyn Transport>),
}

/// Makes connections with one set of settings.
#[derive(Clone)]
pub(crate) struct Connector {
    /// Which way messages go.
    pub(crate) way: Way,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
    /// What everything goes through.
    pub(crate) proxy: Option<Secret>,
    /// Settings of encrypted connections.
    #[cfg(feature = "tls")]
    pub(crate) tls: Tls,
}

impl Default for Connector {
    fn default() -> Self {
        Self {
            way: Way::default(),
            connect_timeout: CONNECT_TIMEOUT,
            proxy: None,
            #[cfg(feature = "tls")]
            tls: Tls::default(),
        }
    }
}

impl Connector {
    /// Sends everything that way.
    pub(crate) fn go_through(&mut self, transport: Arc<dyn Transport>) {
        self.way = Way::Transport(transport);
    }

    /// Gives up connecting after that time.
    pub(crate) fn set_connect_timeout(&mut self, timeout: Duration) {
        self.connect_timeout = timeout;
    }

    /// The way to an address. reqwest's own settings follow redirects with all headers, send `Referer` and never time
    /// out.
    pub(crate) fn connect(&self, base: &Base) -> Result<Arc<dyn Transport>, BuildError> {
        let (client, hurried) = match &self.way {
            Way::Ours => (self.client(base)?, Some(Hurried::new(self.clone(), base.clone()))),
            Way::Http(client) => (client.clone(), None),
            Way::Transport(transport) => return Ok(Arc::clone(transport)),
        };
        // Ours does not follow redirects. Whether another one does cannot be seen before it has.
        let origin = hurried.is_none().then(|| base.origin());
        // Who reads that nobody listens should not look for the fault at the wrong place.
        let by = if hurried.is_some() && self.uses_proxy(base) { " through the proxy" } else { "" };
        Ok(Arc::new(Network { client, hurried, origin, authority: format!("{}{by}", base.authority()) }))
    }

    /// Messages to that address go through the proxy that was given.
    fn uses_proxy(&self, base: &Base) -> bool {
        self.proxy.is_some() && !base.is_loopback()
    }

    /// A client with the settings.
    pub(super) fn client(&self, base: &Base) -> Result<reqwest::Client, BuildError> {
        if base.is_https() && !cfg!(feature = "tls") {
            return Err(BuildError::new("https needs the feature `tls` of specwright-runtime"));
        }
        let mut builder = reqwest::Client::builder().redirect(Policy::none()).referer(false);
        // What is compressed is unpacked here, whatever other crates switch on in reqwest.
        builder = builder.no_gzip().no_brotli().no_deflate().no_zstd();
        builder = builder.connect_timeout(self.connect_timeout);
        if base.is_loopback() {
            // Plain http to this machine counts as private. Through a proxy it would not be.
            builder = builder.no_proxy();
        } else if let Some(proxy) = &self.proxy {
            builder = builder.proxy(checked_proxy(proxy)?);
        }
        // What a server gives back (which only HTTP/2 knows) is sent again by us, so that it is counted and told. reqwest
        // need not keep a copy of each request for that.
        builder = http2::set_up(builder.retry(reqwest::retry::never().max_retries_per_request(0)));
        #[cfg(feature = "tls")]
        let builder = self.tls.apply(builder)?;
        builder.build().map_err(|error| BuildError::new("the HTTP client cannot be set up").with_source(error))
    }
}

/// The proxy at that address. What is wrong with it is not said: it may hold a password.
fn checked_proxy(address: &Secret) -> Result<reqwest::Proxy, BuildError> {
    let address = address.expose();
    let scheme = address.split_once("://").map_or("http", |(scheme, _)| scheme);
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(BuildError::new("the proxy has to be one for http:// or https://"));
    }
    reqwest::Proxy::all(address).map_err(|_| BuildError::new("the proxy is not a URL"))
}

/// Sends over the network.
pub(crate) struct Network {
    client: reqwest::Client,
    /// Those for calls that say themselves how long connecting may take; none: nobody may.
    hurried: Option<Hurried>,
    /// What answers must not come from elsewhere than; none: they cannot.
    origin: Option<url::Origin>,
    /// Host and port, for messages.
    authority: String,
}

impl Network {
    /// A request as the HTTP library wants it. `lost` becomes where it says why it cannot be sent to its end. (It is not
    /// returned beside the request, which is long and would be copied.)
    fn outgoing(request: TransportRequest, lost: &mut Option<Lost>) -> reqwest::Request {
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        let headers = outgoing.headers_mut();
        *headers = request.headers;
        // A part of something compressed cannot be unpacked.
        if !headers.contains_key(header::RANGE) && !headers.contains_key(header::ACCEPT_ENCODING) {
            put(headers, &header::ACCEPT_ENCODING, &HeaderValue::from_static("gzip"));
        }
        if !request.body.is_empty() {
            *outgoing.body_mut() = Some(match request.body.into_bytes() {
                Ok(bytes) => bytes.into(),
                Err(stream) => {
                    let outgoing = Outgoing::from(stream);
                    *lost = Some(outgoing.lost.clone());
                    reqwest::Body::wrap(outgoing)
                }
            });
        }
        outgoing
    }

    /// Waits for the head of the answer, then reads its body.
    async fn exchange(
        &self,
        exchange: impl Future<Output = reqwest::Result<reqwest::Response>>,
        (asked, reading, limit): (Asked, Reading, usize),
    ) -> Result<TransportReply, TransportError> {
        let mut response = exchange.await.map_err(|error| self.explain(error))?;
        if self.origin.as_ref().is_some_and(|origin| response.url().origin() != *origin) {
            return Err(TransportError { stage: Stage::Strayed, is_timeout: false, head: None, cause: None });
        }
        let status = response.status();
        let ending = Ending::of(response.version(), asked, status);
        let mut headers = std::mem::take(response.headers_mut());
        let packing = Packing::take(&mut headers);
        if packing != Packing::Unknown && reading.leaves(status, &headers) {
            let chunks = Chunks { body: response.into(), ending };
            let rest: Pin<Box<dyn Stream<Item = _> + Send>> = match packing {
                Packing::Gzip => Box::pin(Unpacked::new(chunks, reading)),
                Packing::Plain | Packing::Unknown => Box::pin(chunks),
            };
            let reply = Reply::new(status, headers, Bytes::new());
            return Ok(TransportReply { reply, rest: Some(SyncWrapper::new(rest)) });
        }
        let read = match packing {
            _ if ending == Ending::NoBody => Ok(Bytes::new()),
            Packing::Plain if ending == Ending::Looked => Box::pin(read_to_end(response, limit)).await,
            Packing::Plain => read(&mut response, limit).await,
            // On the heap: most answers are plain, and need not carry the room for it.
            Packing::Gzip => {
                let chunks = Chunks { body: response.into(), ending };
                Box::pin(collect(Unpacked::new(chunks, Reading::Whole), limit)).await
            }
            Packing::Unknown => Err(TransportError::of(Stage::Unpack, "`Transfer-Encoding` has more than `chunked`")),
        };
        match read {
            Ok(bytes) => Ok(TransportReply::new(status, headers, bytes)),
            Err(mut error) => {
                error.head = Some(Reply::new(status, headers, Bytes::new()));
                Err(error)
            }
        }
    }

    /// What went wrong before there was an answer. The URL is taken out: its query may hold a key.
    fn explain(&self, error: reqwest::Error) -> TransportError {
        let stage = if error.is_connect() || is_identity_refused(&error) {
            Stage::Connect(self.authority.clone())
        } else if error.is_builder() {
            Stage::Barred
        } else if let Some(cause) = causes(error.source()).find_map(|cause| cause.downcast_ref::<hyper::Error>()) {
            // Cancelled means that the message came back before any of it was sent.
            match (cause.is_canceled(), cause.is_parse()) {
                (true, _) => Stage::Refused,
                (_, true) => Stage::Malformed,
                _ => http2::stage(&error).unwrap_or(Stage::Exchange),
            }
        } else {
            Stage::Exchange
        };
        failed(stage, error)
    }
}

impl Transport for Network {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
        let way = (Asked::from(&request.method), request.reading, request.max_response_bytes);
        if let (Some(timeout), Some(hurried)) = (request.connect_timeout, &self.hurried) {
            let client = hurried.client(timeout);
            return Box::pin(async move {
                let mut lost = None;
                let exchange = client?.execute(Self::outgoing(request, &mut lost));
                let came = self.exchange(exchange, way).await;
                came.map_err(|error| explained(error, lost))
            });
        }
        let mut lost = None;
        // Nothing is sent before it is polled. Made here, so that the request is not part of the future.
        let exchange = self.client.execute(Self::outgoing(request, &mut lost));
        match lost {
            None => Box::pin(self.exchange(exchange, way)),
            lost => Box::pin(async move { self.exchange(exchange, way).await.map_err(|error| explained(error, lost)) }),
        }
    }
}

/// The server does not accept who we are. With TLS 1.3 that comes when the connection seems to be there already, but before
/// anything that was sent over it is looked at.
#[cfg(feature = "tls")]
fn is_identity_refused(error: &reqwest::Error) -> bool {
    use rustls::AlertDescription::{
        AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked, CertificateUnknown,
        DecryptError, UnknownCA, UnsupportedCertificate,
    };
    causes(error.source()).any(|cause| match cause.downcast_ref::<rustls::Error>() {
        Some(rustls::Error::AlertReceived(alert)) => matches!(
            alert,
            AccessDenied
                | BadCertificate
                | CertificateExpired
                | CertificateRequired
                | CertificateRevoked
                | CertificateUnknown
                // Signed by somebody else than it says.
                | DecryptError
                | UnknownCA
                | UnsupportedCertificate
        ),
        _ => false,
    })
}

/// There is no TLS.
#[cfg(not(feature = "tls"))]
fn is_identity_refused(_: &reqwest::Error) -> bool {
    false
}

/// What went wrong with a body: the connection has a say in it, or only what it carried was wrong.
fn body_stage(error: &reqwest::Error) -> Stage {
    let is_connection = causes(error.source()).any(|cause| cause.is::<hyper::Error>());
    if error.is_decode() && !is_connection { Stage::Unpack } else { Stage::Body }
}

/// The same for a body that is received piece by piece, where what the decompressor says comes without a word that it
/// does. There, an early end is one whoever is to blame.
fn piece_stage(error: &reqwest::Error) -> Stage {
    let is_cut = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
    };
    let broke_off = causes(error.source()).any(|cause| cause.is::<hyper::Error>() || is_cut(cause));
    if broke_off { Stage::Body } else { Stage::Unpack }
}

/// A body as the HTTP library wants it. With a length it is announced, without one the body is sent in chunks.
struct Outgoing {
    body: SyncWrapper<Body>,
    length: Option<u64>,
    lost: Lost,
}

/// Why a body cannot be sent to its end. HTTP/2 does not hand that on.
type Lost = Arc<Mutex<Option<BodyError>>>;

/// A failure that is one of the body that was to be sent, if that has failed and there is no answer.
fn explained(error: TransportError, lost: Option<Lost>) -> TransportError {
    let lost = lost.and_then(|lost| lost.lock().unwrap_or_else(PoisonError::into_inner).take());
    match lost {
        Some(cause) if error.head.is_none() => TransportError::of(Stage::Upload, cause),
        _ => error,
    }
}

impl From<Body> for Outgoing {
    fn from(body: Body) -> Self {
        Self { length: body.length(), body: SyncWrapper::new(body), lost: Lost::default() }
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        let piece = ready!(self.body.get_mut().poll_piece(cx));
        if let (Some(length), Some(Ok(piece))) = (&mut self.length, &piece) {
            *length = length.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(piece.map(|piece| match piece {
            Ok(piece) => Ok(Frame::data(piece)),
            Err(error) => {
                *self.lost.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Err("the body was lost")
            }
        }))
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// The pieces of an answer.
struct Chunks {
    body: reqwest::Body,
    ending: Ending,
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            return Poll::Ready(match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                None if self.ending.is_cut(&self.body) => {
                    Some(Err(TransportError::of(Stage::Body, "the server gave it up")))
                }
                None => None,
                Some(Err(error)) => Some(Err(failed(piece_stage(&error), error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) if !piece.is_empty() => Some(Ok(piece)),
                    // Trailers: nothing that a caller could ask for.
                    _ => continue,
                },
            });
        }
    }
}

/// Reads a body piece by piece, so that one that is too long is left at the limit.
async fn read(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    check_announced(response, limit)?;
    let mut gathered = Gathered::new(limit);
    while let Some(piece) = response.chunk().await.map_err(|error| failed(body_stage(&error), error))? {
        gathered.add(piece)?;
    }
    Ok(gathered.finish())
}

/// The same for one whose end has to be looked at.
async fn read_to_end(response: reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    check_announced(&response, limit)?;
    collect(Chunks { body: response.into(), ending: Ending::Looked }, limit).await
}

/// Refuses a body that is announced as too long.
fn check_announced(response: &reqwest::Response, limit: usize) -> Result<(), TransportError> {
    let announced = response.content_length().unwrap_or_default();
    let fits = usize::try_from(announced).is_ok_and(|announced| announced <= limit);
    if fits { Ok(()) } else { Err(TransportError::too_large(limit)) }
}

/// An error of reqwest as one of ours.
fn failed(stage: Stage, error: reqwest::Error) -> TransportError {
    let is_timeout = error.is_timeout();
    let cause = http2::words(&error).unwrap_or_else(|| Box::new(error.without_url()));
    TransportError { stage, is_timeout, head: None, cause: Some(cause) }
}
