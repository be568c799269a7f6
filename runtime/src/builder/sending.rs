//! How calls are sent: how often, how many, and who takes part.

use std::sync::Arc;
use std::time::Duration;

use super::ClientBuilder;
use crate::{Interceptor, Metrics, Retries, Transport};

impl ClientBuilder {
    /// Gives up an attempt after that time without a complete answer; another may follow, see [`Retries`].
    ///
    /// Unless set, those attempts of an idempotent call that are not the last get 30 seconds, or half of the call's time
    /// if that is more, and any other gets what is left of it. Waiting for a token or for a turn does not count, and a
    /// stream that is sent has its own limit.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// When calls are sent once more. [`Retries::STANDARD`] unless set.
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Sends each call once.
    pub fn without_retries(self) -> Self {
        self.retries(Retries::NONE)
    }

    /// How many retries all clones of the client may make in a row, 100 unless set. A retry after a timeout counts twice.
    /// One that helped is given back, and so is a fifth of one for each call that needed none. When all are used up,
    /// calls fail with what the first attempt brought.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Follows up to so many redirects of an attempt, and never more than 5: greater numbers count as 5. None unless set.
    ///
    /// Only those are followed with which nothing can leak and nothing can be done twice: 301, 302, 303, 307 and 308, in
    /// answer to an idempotent `GET` or `HEAD` without a body, with one `Location` at the same scheme, host and port. Any
    /// other redirect is the answer, and so is the one after the last that is followed.
    ///
    /// The request goes to where it is told with the same headers, credentials included. A key that belongs into the
    /// query is added if the new address does not have it; any other parameter has to be in there. Redirects take time of
    /// their attempt, and each attempt begins at the address of the operation. Requests for tokens are not redirected.
    ///
    /// Browsers do not show where a redirect leads: there each of them is an error, wanted or not.
    pub fn follow_redirects(mut self, limit: u32) -> Self {
        self.redirects = limit;
        self
    }

    /// Chooses waits between attempts from a sequence that is the same each time, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// Sends every message that way instead of over the network, those to servers of tokens included. In place of
    /// `http_client`, and the other way round.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.connector.go_through(Arc::new(transport));
        self
    }

    /// Has it take part in every attempt, after those that were added before.
    pub fn interceptor(mut self, interceptor: impl Interceptor) -> Self {
        self.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Tells it of every attempt, in place of another.
    pub fn metrics(mut self, metrics: impl Metrics) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self
    }

    /// Sends no more than so many requests at a time, whatever clone of the client they come from; the others wait for
    /// their turn, in order. Without limit unless set. Waiting counts as time of the call. A download or a stream
    /// of events no longer counts when the head of its answer is there.
    pub fn max_concurrent_requests(mut self, limit: usize) -> Self {
        if limit == 0 {
            self.refuse("no request could be sent with `max_concurrent_requests(0)`".to_owned());
        }
        self.max_concurrent = Some(limit);
        self
    }

    /// Sends no more than so many requests in that time on average: so many at once, if there were none before, and then
    /// one whenever the time for one has passed. Retries count; requests for tokens do not. Without limit unless set.
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> Self {
        if requests == 0 {
            self.refuse("no request could be sent with a `rate_limit` of 0".to_owned());
        }
        self.rate = Some((requests, per));
        self
    }
}
