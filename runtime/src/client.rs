//! The client: what all calls share, and the one path on which they are sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, header};

use crate::auth::Authorization;
use crate::encode::path;
use crate::failure::{Failure, Kind};
use crate::headers::header_value;
use crate::request::Request;
use crate::select::{Configured, select};
use crate::server::Base;
use crate::transport::{Incoming, Transport, WireRequest};
use crate::{ApiInfo, BoxFuture, Call, CredentialError, Operation, Reply};

/// What all calls to one server share. Cheap to clone; clones share connections and credentials.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

/// An answer, with the body that is still to come if the caller wants to read it.
pub(crate) type Answer = (Reply, Option<Incoming>);

/// The configuration, fixed once a client is built.
pub(crate) struct Shared {
    pub(crate) api: &'static ApiInfo,
    pub(crate) base: Base,
    pub(crate) credentials: Configured,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) allow_plain_http: bool,
    pub(crate) check_rules: bool,
    pub(crate) transport: Box<dyn Transport>,
}

impl Client {
    /// Wraps what a builder has put together.
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Starts a call.
    pub fn call<O: Operation>(&self) -> Call<'_, O> {
        Call::new(self)
    }

    /// Rules are checked unless a call says otherwise.
    pub(crate) fn checks_rules(&self) -> bool {
        self.0.check_rules
    }

    /// How long a body may stand still while it is received as a stream.
    pub(crate) fn stall_timeout(&self) -> Duration {
        self.0.stall_timeout
    }

    /// Sends a request. Every call goes through here; it is not generic, so it is compiled once.
    ///
    /// In this order: values and rules, credentials, URL, headers, sending. All but the last happen before anything
    /// leaves the machine; the deadline covers everything, fetching of credentials included. A body that the caller
    /// wants to read comes beside the answer.
    pub(crate) fn execute(&self, mut request: Box<Request>) -> BoxFuture<'_, Result<Answer, Box<Failure>>> {
        Box::pin(async move {
            let info = request.info;
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(Failure::new(info, Kind::NoRuntime));
            }
            request.join_parts();
            match request.deadline(self.0.timeout).cover(self.0.run(request)).await {
                Ok(outcome) => outcome,
                Err(limit) => Err(Failure::new(info, Kind::Timeout(limit))),
            }
        })
    }
}

impl Shared {
    /// Prepares and sends, without a deadline.
    async fn run(&self, mut request: Box<Request>) -> Result<Answer, Box<Failure>> {
        let info = request.info;
        let fail = |kind| Failure::new(info, kind);
        if let Some(bad) = request.bad.take() {
            return Err(fail(Kind::Value(bad)));
        }
        if !request.violations.is_empty() {
            return Err(fail(Kind::Rules(std::mem::take(&mut request.violations))));
        }
        self.authorize(&mut request).await.map_err(|error| fail(Kind::Credentials(error)))?;
        let wire = self.seal(*request).map_err(|kind| fail(*kind))?;
        let reply = self.transport.send(wire).await.map_err(|error| Failure::transport(info, error))?;
        Ok((Reply::new(reply.status, reply.headers, reply.bytes), reply.rest))
    }

    /// Adds credentials. They go to the address the client was built for and nowhere else: it is the only one there is.
    async fn authorize(&self, request: &mut Request) -> Result<(), CredentialError> {
        let info = request.info;
        let chosen = select(self.api, info, &self.credentials)?;
        if !chosen.is_empty() && !self.base.is_private() && !self.allow_plain_http {
            return Err(CredentialError::new(
                "credentials would travel unprotected over http; use https, or `allow_plain_http()` on the client builder",
            ));
        }
        for (scheme, credentials) in chosen {
            credentials.authorize(&mut Authorization::new(scheme, info, &mut request.draft)).await?;
        }
        Ok(())
    }

    /// Turns a request into what is sent.
    fn seal(&self, request: Request) -> Result<WireRequest, Box<Kind>> {
        let Request { info, path, draft, body, reading, .. } = request;
        let value = |bad| Box::new(Kind::Value(bad));
        let refuse = |what, problem| value(crate::encode::BadValue::new("request", what, problem));
        let path = path::fill(info.path, &path).map_err(value)?;
        let url = self.base.join(&path, &draft.query).ok_or_else(|| refuse("path", "is not a plain path"))?;
        let method =
            Method::from_bytes(info.method.as_bytes()).map_err(|_| refuse("method", "is not an HTTP method"))?;
        let mut headers = draft.headers;
        for (name, value) in &self.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if !draft.cookies.is_empty() {
            let cookies = header_value(&draft.cookies.join("; ")).map_err(|problem| refuse("cookie", problem))?;
            headers.insert(header::COOKIE, cookies);
        }
        let body = body.unwrap_or_default();
        if body.is_empty() && matches!(method, Method::POST | Method::PUT | Method::PATCH) {
            // Left to itself the transport sends no length at all, and some servers answer 411 to that.
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(WireRequest { method, url, headers, body, max_response_bytes: self.max_response_bytes, reading })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.0;
        let schemes: Vec<&str> = shared.credentials.iter().map(|(scheme, _)| scheme.id).collect();
        f.debug_struct("Client")
            .field("api", &shared.api.id)
            .field("server", &shared.base)
            .field("credentials", &schemes)
            .field("timeout", &shared.timeout)
            .field("max_response_bytes", &shared.max_response_bytes)
            .finish_non_exhaustive()
    }
}
