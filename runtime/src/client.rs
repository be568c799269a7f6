//! The client: what all calls share.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{self, sleep};
use crate::deadline::Deadline;
use crate::failure::{Failure, Kind};
#[cfg(feature = "tracing")]
use crate::observe::spans;
use crate::request::Request;
use crate::retry::Trail;
use crate::select::select_token;
use crate::shared::{Exchanged, Shared, ends_before};
use crate::{BoxFuture, Call, CredentialError, Operation, Retries, Secret};

/// What all calls to one server share. Cheap to clone; clones share connections, credentials and tokens.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

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
    /// The client was not given credentials for an exchange, or no token can be had for them, within the client's timeout
    /// and retries.
    pub fn access_token(&self, scheme: &str) -> BoxFuture<'_, Result<Secret, CredentialError>> {
        let selected = select_token(self.0.api, scheme, &self.0.credentials);
        Box::pin(async move {
            let cell = selected?;
            if !clock::is_running() {
                return Err(CredentialError::new("a token can be fetched inside a Tokio runtime only"));
            }
            // The fetch has a limit of its own.
            let deadline = Deadline::fixed(self.0.timeout);
            let policy = self.0.retries;
            let mut attempts = 1;
            loop {
                let error = match cell.lease().await {
                    Ok(lease) => return Ok(lease.token),
                    Err(error) => error,
                };
                let wait = policy.wait(attempts, self.random(), error.retry_after());
                let wait = wait.filter(|wait| attempts < policy.max_attempts() && ends_before(*wait, deadline.end()));
                let Some(wait) = wait.filter(|_| error.is_temporary()) else { return Err(error) };
                sleep(wait).await;
                attempts += 1;
            }
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

    /// Longest body of an answer, and longest event.
    pub(crate) fn max_response_bytes(&self) -> usize {
        self.0.max_response_bytes
    }

    /// When calls are sent once more that do not say so themselves.
    pub(crate) fn retries(&self) -> Retries {
        self.0.retries
    }

    /// From 0 to less than 1, to wait at random.
    pub(crate) fn random(&self) -> f64 {
        self.0.jitter.next()
    }

    /// Sends a request. Every call goes through here; it is not generic, so it is compiled once.
    ///
    /// In this order: values and rules, credentials, URL, headers, sending. All but the last happen before anything
    /// leaves the machine; the deadline covers everything, fetching of credentials included. A body that the caller
    /// wants to read comes beside the answer.
    pub(crate) fn execute(&self, mut request: Box<Request>) -> BoxFuture<'_, Exchanged> {
        Box::pin(async move {
            let info = request.info;
            if !clock::is_running() {
                return Err(Failure::new(info, Kind::NoRuntime("it has to be awaited inside a Tokio runtime")));
            }
            request.join_parts();
            let deadline = request.deadline(self.0.timeout);
            let mut trail = Trail::of(request.settle_key(), self.0.max_error_bytes);
            #[cfg(feature = "tracing")]
            let span = spans::call(info);
            let covered = {
                let run = self.0.run(request, &deadline, &mut trail);
                #[cfg(feature = "tracing")]
                let run = tracing::Instrument::instrument(run, span.clone());
                // Pinned here: futures are copied whenever they are moved, and this one is long.
                deadline.cover(pin!(run)).await
            };
            let outcome = match covered {
                Ok(outcome) => outcome,
                Err(limit) => {
                    trail.note_end_of_time(limit);
                    Err(Failure::new(info, Kind::Timeout(limit)))
                }
            };
            #[cfg(feature = "tracing")]
            spans::record(&span, outcome.as_ref().map_err(|failure| &**failure));
            match outcome {
                Ok(answer) => Ok((answer, trail)),
                Err(failure) => Err(failure.after(trail)),
            }
        })
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

// Spans make it larger.
#[cfg(all(test, not(feature = "tracing"), target_pointer_width = "64"))]
mod tests {
    use super::*;
    use crate::{ApiInfo, ClientBuilder, OperationInfo};

    static API: ApiInfo = ApiInfo { id: "x", version: "1", schemes: &[], server_variable: "X_SERVER" };
    static INFO: OperationInfo =
        OperationInfo { id: "o", method: "GET", path: "/", accept: "", security: &[], idempotent: true };

    #[test]
    fn calls_are_small() {
        let client = ClientBuilder::new(&API, "http://127.0.0.1:1").build().unwrap();
        let call = client.execute(Box::new(Request::new(&INFO, false)));
        // Up to here glibc has pieces of memory at hand.
        assert!(size_of_val(&*call) <= 1032, "{}", size_of_val(&*call));
    }
}
