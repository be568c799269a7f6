//! One request from arrival to answer.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use hyper::{Request, Response, StatusCode};

use crate::answer::{Reply, Wish};
use crate::faults::Fault;
use crate::judge::{judge, stray};
use crate::page;
use crate::record::Entry;
use crate::refusal::Refusal;
use crate::request::Received;
use crate::router::{PathValues, Routed};
use crate::state::State;

/// A body that may fail half way.
pub(crate) type Body = BoxBody<Bytes, io::Error>;

/// Answers a request, or ends the connection, which is what an error does.
pub(crate) async fn handle(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let (head, body) = request.into_parts();
    let collected = Limited::new(body, state.settings.body_limit).collect().await;
    let (body, broken) = match collected {
        Ok(body) => (body.to_bytes(), None),
        Err(error) => (Bytes::new(), Some(unreadable(&state, error.as_ref()))),
    };
    let received = Received::new(head.method, &head.uri, head.headers, body);
    if let Some(reply) = page::reply(&state, &received) {
        return Ok(whole(reply));
    }
    let routed = state.router.find(&received.method, &received.path, &received.query);
    let operation = match &routed {
        Routed::Operation { id, .. } => state.operation(*id).map(|(_, operation)| operation.id.clone()),
        _ => None,
    };
    let fault = state.faults.take(operation.as_deref());
    let shown_path = shown_path(&state, &routed, &received);
    let api = match &routed {
        Routed::Operation { id, .. } => state.apis.get(id.0).map(|api| api.id.clone()),
        _ => None,
    };
    let outcome = match broken {
        Some(refusal) => Err(refusal),
        None => decide(&state, routed, &received, fault.as_ref()).await,
    };
    let refusal = outcome.as_ref().err().map(Refusal::line);
    let mut reply = outcome.unwrap_or_else(|refusal| Reply::from(&refusal));
    if let Some(Fault::Status(code)) = &fault {
        reply = gateway(*code);
    }
    let status = if fault == Some(Fault::Drop) { None } else { Some(reply.status.as_u16()) };
    state.record.add(Entry { received: &received, shown_path, api, operation, status, refusal });
    send(reply, fault).await
}

async fn decide(state: &State, routed: Routed, received: &Received, fault: Option<&Fault>) -> Result<Reply, Refusal> {
    let Routed::Operation { id, values } = routed else { return stray(routed, received) };
    let wish = match fault {
        Some(Fault::Answer(code)) => Wish { code: Some(*code), example: None },
        _ => Wish::of(received)?,
    };
    judge(state, id, &values, received, wish).await
}

fn unreadable(state: &State, error: &(dyn std::error::Error + 'static)) -> Refusal {
    if error.is::<LengthLimitError>() {
        let reason = format!("the body has more than {} bytes", state.settings.body_limit);
        return Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, reason).at("body").header("connection", "close");
    }
    Refusal::bad("the body ended too early").at("body").header("connection", "close")
}

/// The path without the values of secret parameters.
fn shown_path(state: &State, routed: &Routed, received: &Received) -> String {
    let Routed::Operation { id, values } = routed else { return received.path.clone() };
    let secret = |name: &str| state.record.is_secret(name);
    if !values.iter().any(|(name, _)| secret(name)) {
        return received.path.clone();
    }
    let Some((api, operation)) = state.operation(*id) else { return String::new() };
    let shown = |name: &str| if secret(name) { "[redacted]".to_owned() } else { value_of(values, name) };
    format!("{}{}", api.mount, operation.template.fill(shown))
}

fn value_of(values: &PathValues, name: &str) -> String {
    values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn gateway(code: u16) -> Reply {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
    let title = status.canonical_reason().unwrap_or("Error");
    let page = format!("<html><head><title>{code} {title}</title></head><body><h1>{title}</h1></body></html>\n");
    Reply::new(status, "text/html", page)
}

async fn send(mut reply: Reply, fault: Option<Fault>) -> Result<Response<Body>, io::Error> {
    match fault {
        Some(Fault::Drop) => Err(io::Error::other("dropped on purpose")),
        Some(Fault::Delay(pause)) => {
            tokio::time::sleep(pause).await;
            Ok(whole(reply))
        }
        Some(Fault::SlowBody(pause)) => Ok(slow(reply, pause)),
        Some(Fault::TruncatedBody) => Ok(truncated(reply)),
        Some(Fault::GarbageBody) => {
            reply.body = Bytes::from_static(b"\xff\xfe\x00{\"garbage\": [\x80\x81");
            Ok(whole(reply))
        }
        Some(Fault::Status(_) | Fault::Answer(_)) | None => Ok(whole(reply)),
    }
}

/// Status and headers, every answer's own id among them.
fn response(reply: &Reply, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    response.headers_mut().clone_from(&reply.headers);
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

fn whole(reply: Reply) -> Response<Body> {
    let body = Full::new(reply.body.clone()).map_err(|never: Infallible| match never {});
    response(&reply, body.boxed())
}

fn slow(reply: Reply, pause: Duration) -> Response<Body> {
    let piece = reply.body.len().div_ceil(16).max(1);
    let pieces: Vec<Bytes> = reply.body.chunks(piece).map(Bytes::copy_from_slice).collect();
    let trickle = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok(Frame::data(piece))
    });
    with_length(&reply, reply.body.len(), BodyExt::boxed(StreamBody::new(trickle)))
}

fn truncated(reply: Reply) -> Response<Body> {
    let half = reply.body.slice(..reply.body.len() / 2);
    let end = Err(io::Error::other("cut off on purpose"));
    let pieces = stream::iter([Ok(Frame::data(half)), end]);
    with_length(&reply, reply.body.len().max(1), BodyExt::boxed(StreamBody::new(pieces)))
}

fn with_length(reply: &Reply, length: usize, body: Body) -> Response<Body> {
    let mut response = response(reply, body);
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    response
}
