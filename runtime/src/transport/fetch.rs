//! The network as a browser, a worker or Node gives access to it: through `fetch`. Its types do not leave this file.
//!
//! `fetch` connects, encrypts, unpacks and shares connections as it sees fit. What is left is to keep it from doing more:
//! following redirects, adding cookies, keeping answers, telling where it comes from.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use send_wrapper::SendWrapper;
use sync_wrapper::SyncWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult, ReferrerPolicy,
    Request, RequestCache, RequestCredentials, RequestInit, RequestRedirect, Response, ResponseType,
};

use super::pieces::{came_unchanged, codings, collect};
use super::{Stage, Transport, TransportError, TransportReply, TransportRequest, received};
use crate::body::Body;
use crate::server::Base;
use crate::{BoxFuture, BuildError, Reply};

/// How long a stream may be that is sent. Browsers send none (but one, over HTTP/2), so it is collected first.
const MAX_STREAM: u64 = 64 * 1024 * 1024;

/// What `fetch` unpacks by itself. It leaves the headers that say so.
const UNPACKED: &[&str] = &["gzip", "x-gzip", "deflate", "br", "zstd"];

/// Makes ways to addresses.
#[derive(Clone, Default)]
pub(crate) struct Connector {
    /// Another way than ours.
    given: Option<Arc<dyn Transport>>,
}

impl Connector {
    /// Sends everything that way.
    pub(crate) fn go_through(&mut self, transport: Arc<dyn Transport>) {
        self.given = Some(transport);
    }

    /// `fetch` has a limit of its own for that.
    pub(crate) fn set_connect_timeout(&mut self, _: Duration) {}

    /// The way to an address.
    pub(crate) fn connect(&self, base: &Base) -> Result<Arc<dyn Transport>, BuildError> {
        Ok(self.given.clone().unwrap_or_else(|| Arc::new(Fetch { authority: base.authority() })))
    }
}

/// Sends with the function `fetch` of the global scope.
struct Fetch {
    /// Host and port, for messages.
    authority: String,
}

impl Transport for Fetch {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
        // What JavaScript gives stays on its thread.
        Box::pin(SendWrapper::new(exchange(&self.authority, request)))
    }
}

/// Waits for the head of the answer, then reads its body.
async fn exchange(authority: &str, request: TransportRequest) -> Result<TransportReply, TransportError> {
    let (limit, reading) = (request.max_response_bytes, request.reading);
    let abort = Abort::new()?;
    let request = outgoing(request, &abort).await?;
    let broken = |error| TransportError::broken(format!("`fetch` from {authority} gave {}", describe(&error)));
    let response = fetch(&request).await.map_err(broken)?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(TransportError { stage: Stage::Opaque, is_timeout: false, head: None, cause: None });
    }
    let status =
        StatusCode::from_u16(response.status()).map_err(|error| TransportError::of(Stage::Malformed, error))?;
    let mut headers = incoming_headers(&response.headers())?;
    let is_unchanged = came_unchanged(&mut headers);
    forget_packing(&mut headers);
    let pieces = response.body().map(|body| Pieces::of(&body, abort));
    if is_unchanged && reading.leaves(status, &headers) {
        let rest = pieces.map_or_else(
            || received(Bytes::new()),
            |pieces| SyncWrapper::new(Box::pin(SendWrapper::new(pieces)) as Pin<Box<dyn Stream<Item = _> + Send>>),
        );
        let reply = Reply::new(status, headers, Bytes::new());
        return Ok(TransportReply { reply, rest: Some(rest) });
    }
    let read = match pieces {
        _ if !is_unchanged => Err(TransportError::of(Stage::Unpack, "`Transfer-Encoding` has more than `chunked`")),
        None => Ok(Bytes::new()),
        Some(_) if announced(&headers) > limit as u64 => Err(TransportError::too_large(limit)),
        Some(pieces) => collect(pieces, limit).await,
    };
    match read {
        Ok(bytes) => Ok(TransportReply::new(status, headers, bytes)),
        Err(mut error) => {
            error.head = Some(Reply::new(status, headers, Bytes::new()));
            Err(error)
        }
    }
}

/// A request as `fetch` wants it. Nothing has been sent if it does not.
async fn outgoing(request: TransportRequest, abort: &Abort) -> Result<Request, TransportError> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.0.signal()));
    let mut headers = request.headers;
    // Set by `fetch`, which goes by the body.
    let has_length = headers.remove(header::CONTENT_LENGTH).is_some();
    if has_length || !request.body.is_empty() {
        init.set_body(&Uint8Array::from(&*whole(request.body).await?));
    }
    let refused = Headers::new().map_err(|error| failed(Stage::Barred, &error))?;
    for (name, value) in &headers {
        // As many bytes as characters: that is how `fetch` writes them.
        let value: String = value.as_bytes().iter().copied().map(char::from).collect();
        refused.append(name.as_str(), &value).map_err(|_| forbidden(format!("the header `{name}` is not accepted")))?;
    }
    init.set_headers(&refused);
    let outgoing =
        Request::new_with_str_and_init(request.url.as_str(), &init).map_err(|error| failed(Stage::Barred, &error))?;
    // Those that a browser keeps for itself are gone by now, without a word.
    match headers.keys().find(|name| !outgoing.headers().has(name.as_str()).unwrap_or_default()) {
        Some(name) => Err(forbidden(format!("the header `{name}` is the browser's own"))),
        None => Ok(outgoing),
    }
}

/// The bytes of a body.
async fn whole(body: Body) -> Result<Bytes, TransportError> {
    let too_long = || forbidden(format!("a stream is collected before it is sent, up to {MAX_STREAM} bytes"));
    let mut stream = match body.into_bytes() {
        Ok(bytes) => return Ok(bytes),
        Err(stream) => stream,
    };
    if stream.length().is_some_and(|length| length > MAX_STREAM) {
        return Err(too_long());
    }
    let mut all = Vec::new();
    while let Some(piece) = std::future::poll_fn(|cx| stream.poll_piece(cx)).await {
        let piece = piece.map_err(|error| TransportError::of(Stage::Upload, error))?;
        if (all.len() + piece.len()) as u64 > MAX_STREAM {
            return Err(too_long());
        }
        all.extend_from_slice(&piece);
    }
    Ok(all.into())
}

/// Calls `fetch`, wherever this is.
async fn fetch(request: &Request) -> Result<Response, JsValue> {
    let scope = js_sys::global();
    let fetch: Function = Reflect::get(&scope, &"fetch".into())?.dyn_into()?;
    let promise: Promise = fetch.call1(&scope, request)?.dyn_into()?;
    JsFuture::from(promise).await?.dyn_into()
}

/// The headers that may be seen.
fn incoming_headers(headers: &Headers) -> Result<HeaderMap, TransportError> {
    let malformed = || TransportError::of(Stage::Malformed, "a header is none");
    let mut map = HeaderMap::new();
    for pair in js_sys::try_iter(headers).ok().flatten().ok_or_else(malformed)? {
        let pair: Array = pair.ok().and_then(|pair| pair.dyn_into().ok()).ok_or_else(malformed)?;
        let (name, value) = (pair.get(0).as_string(), pair.get(1).as_string());
        let name = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok()).ok_or_else(malformed)?;
        let bytes: Option<Vec<u8>> = value.and_then(|value| value.chars().map(|c| u8::try_from(c).ok()).collect());
        let value = bytes.and_then(|bytes| HeaderValue::try_from(bytes).ok()).ok_or_else(malformed)?;
        map.append(name, value);
    }
    Ok(map)
}

/// The body is no longer packed if `fetch` knows the way it was. Of one that it does not know the headers go on telling.
fn forget_packing(headers: &mut HeaderMap) {
    let is_unpacked = |name: &[u8]| UNPACKED.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    let is_packed = codings(headers, &header::CONTENT_ENCODING).next().is_some();
    if is_packed && codings(headers, &header::CONTENT_ENCODING).all(is_unpacked) {
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
    }
}

/// How long the body is going to be; 0: nobody says.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

/// Ends an exchange that nobody waits for any more.
struct Abort(AbortController);

impl Abort {
    fn new() -> Result<Self, TransportError> {
        AbortController::new().map(Self).map_err(|error| failed(Stage::Barred, &error))
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        // After the end of an exchange that does nothing.
        self.0.abort();
    }
}

/// The pieces of an answer. The exchange ends with them.
struct Pieces {
    reader: ReadableStreamDefaultReader,
    next: Option<JsFuture>,
    _abort: Abort,
}

impl Pieces {
    fn of(body: &ReadableStream, abort: Abort) -> Self {
        Self { reader: body.get_reader().unchecked_into(), next: None, _abort: abort }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let next = this.next.get_or_insert_with(|| JsFuture::from(this.reader.read()));
            let read = ready!(Pin::new(next).poll(cx));
            this.next = None;
            let read: ReadableStreamReadResult = match read {
                Ok(read) => read.unchecked_into(),
                Err(error) => return Poll::Ready(Some(Err(failed(Stage::Body, &error)))),
            };
            if read.get_done().unwrap_or_default() {
                return Poll::Ready(None);
            }
            let piece = Uint8Array::new(&read.get_value()).to_vec();
            if !piece.is_empty() {
                return Poll::Ready(Some(Ok(piece.into())));
            }
        }
    }
}

/// It was not sent, and never will be from here.
fn forbidden(problem: String) -> TransportError {
    TransportError::of(Stage::Barred, problem)
}

/// An error of JavaScript as one of ours.
fn failed(stage: Stage, error: &JsValue) -> TransportError {
    TransportError::of(stage, describe(error))
}

/// What is known of an error of JavaScript. Its message is left out: it may quote URLs and headers, and says hardly anything.
/// Node has a code that does.
fn describe(error: &JsValue) -> String {
    let text = |value: &JsValue, key: &str| {
        let text = Reflect::get(value, &key.into()).ok()?.as_string()?;
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        Some(text).filter(|text| text.len() <= 40 && is_plain(text))
    };
    let name = text(error, "name").unwrap_or_else(|| "an error".to_owned());
    let code = Reflect::get(error, &"cause".into()).ok().and_then(|cause| text(&cause, "code"));
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{name}{code}")
}
