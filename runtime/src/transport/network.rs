//! The real network, through reqwest. Its types do not leave this file.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect::Policy;

use super::{RawReply, Stage, Transport, TransportError, WireRequest};
use crate::server::Base;
use crate::{BoxFuture, BuildError};

/// Makes connections with one set of settings.
#[derive(Clone)]
pub(crate) struct Connector {
    /// A client that is used as it is, whatever the settings.
    pub(crate) own: Option<reqwest::Client>,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
}

impl Connector {
    /// The way to an address. reqwest's own settings follow redirects with all headers, send `Referer` and never time
    /// out.
    pub(crate) fn connect(&self, base: &Base) -> Result<Network, BuildError> {
        if let Some(client) = &self.own {
            return Ok(Network { client: client.clone(), authority: base.authority() });
        }
        if base.is_https() && !cfg!(feature = "tls") {
            return Err(BuildError::new("https needs the feature `tls` of specwright-runtime"));
        }
        let mut builder =
            reqwest::Client::builder().redirect(Policy::none()).referer(false).connect_timeout(self.connect_timeout);
        if base.is_loopback() {
            // Plain http to this machine counts as private. Through a proxy it would not be.
            builder = builder.no_proxy();
        }
        let client =
            builder.build().map_err(|error| BuildError::new("the HTTP client cannot be set up").with_source(error))?;
        Ok(Network { client, authority: base.authority() })
    }
}

/// Sends over the network.
pub(crate) struct Network {
    client: reqwest::Client,
    /// Host and port, for messages.
    authority: String,
}

impl Network {
    /// Sends and waits for the head of the answer, then reads its body.
    async fn exchange(&self, request: WireRequest) -> Result<RawReply, TransportError> {
        let limit = request.max_response_bytes;
        let mut outgoing = self.client.request(request.method, request.url).headers(request.headers);
        if !request.body.is_empty() {
            outgoing = outgoing.body(request.body);
        }
        let mut response = outgoing.send().await.map_err(|error| self.explain(error))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        match read(response, limit).await {
            Ok(bytes) => Ok(RawReply { status, headers, bytes }),
            Err(mut error) => {
                error.head = Some((status, headers));
                Err(error)
            }
        }
    }

    /// What went wrong before there was an answer. The URL is taken out: its query may hold a key.
    fn explain(&self, error: reqwest::Error) -> TransportError {
        let stage = if error.is_connect() { Stage::Connect(self.authority.clone()) } else { Stage::Exchange };
        failed(stage, error)
    }
}

impl Transport for Network {
    fn send(&self, request: WireRequest) -> BoxFuture<'_, Result<RawReply, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

/// Reads a body piece by piece, so that one that unpacks to gigabytes is cut at the limit.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = || TransportError { stage: Stage::TooLarge(limit), is_timeout: false, head: None, source: None };
    let announced = response.content_length().unwrap_or_default();
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(too_large());
    }
    let broken = |error| failed(Stage::Body, error);
    // Most answers are one piece, which needs no copy.
    let Some(first) = response.chunk().await.map_err(broken)? else { return Ok(Bytes::new()) };
    if first.len() > limit {
        return Err(too_large());
    }
    let Some(second) = response.chunk().await.map_err(broken)? else { return Ok(first) };
    let mut all = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if all.len() + chunk.len() > limit {
            return Err(too_large());
        }
        all.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(broken)?;
    }
    Ok(all.freeze())
}

/// An error of reqwest as one of ours.
fn failed(stage: Stage, error: reqwest::Error) -> TransportError {
    let is_timeout = error.is_timeout();
    TransportError { stage, is_timeout, head: None, source: Some(Box::new(error.without_url())) }
}
