//! The client: what all calls share, and the one path on which they are sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::Authorization;
use crate::failure::{Failure, Kind};
use crate::request::Request;
use crate::select::{Configured, Given, select, select_token};
use crate::site::Site;
use crate::transport::Incoming;
use crate::{ApiInfo, BoxFuture, Call, CredentialError, Operation, Reply, Secret};

/// What all calls to one server share. Cheap to clone; clones share connections, credentials and tokens.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

/// An answer, with the body that is still to come if the caller wants to read it.
pub(crate) type Answer = (Reply, Option<Incoming>);

/// The configuration, fixed once a client is built.
pub(crate) struct Shared {
    pub(crate) api: &'static ApiInfo,
    pub(crate) site: Site,
    pub(crate) credentials: Configured,
    pub(crate) timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) check_rules: bool,
}

/// Credentials that went with a request, and which version of them.
type Sent<'c> = (&'c Given, u64);

impl Client {
    /// Wraps what a builder has put together.
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Starts a call.
    pub fn call<O: Operation>(&self) -> Call<'_, O> {
        Call::new(self)
    }

    /// The current token of a scheme whose credentials are exchanged for one; fetched or renewed if need be. For use
    /// where no call of this client goes, e.g. in a browser or a web socket.
    ///
    /// # Errors
    /// The client was not given credentials for an exchange, or no token can be had for them within the client's
    /// timeout.
    pub fn access_token(&self, scheme: &str) -> BoxFuture<'_, Result<Secret, CredentialError>> {
        let selected = select_token(self.0.api, scheme, &self.0.credentials);
        Box::pin(async move {
            let cell = selected?;
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(CredentialError::new("a token can be fetched inside a Tokio runtime only"));
            }
            // The fetch has the client's timeout itself.
            Ok(cell.lease().await?.token)
        })
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
    /// Prepares and sends, without a deadline; once more if the server refuses credentials that can be had anew.
    async fn run(&self, mut request: Box<Request>) -> Result<Answer, Box<Failure>> {
        let fail = |kind| Failure::new(request.info, kind);
        if let Some(bad) = request.bad.take() {
            return Err(fail(Kind::Value(bad)));
        }
        if !request.violations.is_empty() {
            return Err(fail(Kind::Rules(std::mem::take(&mut request.violations))));
        }
        let chosen = self.choose(&request).map_err(|error| fail(Kind::Credentials(error)))?;
        // Fixed keys are not better the second time; calls with them are spared the copy.
        let renewable = chosen.iter().any(|given| given.may_change());
        let again = if renewable { request.replay() } else { None };
        let (answer, sent) = self.send(request, &chosen).await?;
        if answer.0.status() != 401 {
            return Ok(answer);
        }
        // All of them hear of it, also if the request cannot be repeated: the next one has to do better.
        let renewed = sent.iter().filter(|(given, version)| given.credentials().rejected(*version)).count();
        match again.filter(|_| renewed > 0) {
            Some(request) => Ok(self.send(request, &chosen).await?.0),
            None => Ok(answer),
        }
    }

    /// The credentials of a request. They go to the address the client was built for and nowhere else: it is the only
    /// one there is.
    fn choose(&self, request: &Request) -> Result<Vec<&Given>, CredentialError> {
        let chosen = select(self.api, request.info, &self.credentials)?;
        if !chosen.is_empty() {
            self.site.check_private()?;
        }
        Ok(chosen)
    }

    /// Sends a request once, with credentials.
    async fn send<'c>(
        &self,
        mut request: Box<Request>,
        chosen: &[&'c Given],
    ) -> Result<(Answer, Vec<Sent<'c>>), Box<Failure>> {
        let info = request.info;
        let mut sent = Vec::with_capacity(chosen.len());
        for given in chosen {
            let mut authorization = Authorization::new(given.scheme, info, &mut request.draft);
            let done = given.credentials().authorize(&mut authorization).await;
            let version = authorization.version();
            done.map_err(|error| Failure::new(info, Kind::Credentials(error)))?;
            sent.push((*given, version));
        }
        let url = self.site.url(&request);
        let wire = url.and_then(|url| self.site.seal(*request, url, self.max_response_bytes));
        let wire = wire.map_err(|bad| Failure::new(info, Kind::Value(bad)))?;
        let reply = self.site.transport.send(wire).await.map_err(|error| Failure::transport(info, error))?;
        Ok(((Reply::new(reply.status, reply.headers, reply.bytes), reply.rest), sent))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.0;
        let schemes: Vec<&str> = shared.credentials.iter().map(|given| given.scheme.id).collect();
        f.debug_struct("Client")
            .field("api", &shared.api.id)
            .field("server", &shared.site.base)
            .field("credentials", &schemes)
            .field("timeout", &shared.timeout)
            .field("max_response_bytes", &shared.max_response_bytes)
            .finish_non_exhaustive()
    }
}
