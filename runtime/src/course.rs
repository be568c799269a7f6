//! A call on its way: its attempts, one after the other.

use std::ops::Range;
use std::time::Duration;

use url::Url;

use crate::auth::Authorization;
use crate::clock::{Elapsed, Instant};
use crate::deadline::Deadline;
use crate::failure::{Failure, Kind};
use crate::observe::Watched;
#[cfg(feature = "tracing")]
use crate::observe::spans;
use crate::redirect::Redirects;
use crate::request::{Draft, Request};
use crate::retry::Trail;
use crate::select::{Chosen, Given};
use crate::shared::{Answer, Shared};
use crate::transport::{TransportError, TransportReply};
use crate::{AttemptInfo, Body, Exchange, Intercepted};

/// Credentials that went with a request and may be others the next time, and which version of them.
type Sent<'c> = (&'c Given, u64);

/// What comes of an attempt.
pub(crate) type Outcome = Result<Answer, Box<Failure>>;

/// Whether the request is needed again after it was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Request,
    Nothing,
}

/// A call on its way: what its attempts share. One place for all of it, since futures grow by all that is handed on.
pub(crate) struct Course<'c> {
    shared: &'c Shared,
    pub(crate) deadline: &'c Deadline,
    pub(crate) trail: &'c mut Trail,
    pub(crate) request: Box<Request>,
    /// Its body can be sent more than once.
    is_replayable: bool,
    chosen: Chosen<'c>,
    /// Some of these credentials may be others the next time.
    may_change: bool,
    /// What is sent beside the body, if it differs from attempt to attempt; else the request has it all.
    varied: Option<Box<Draft>>,
    /// Credentials that were sent last and may be others the next time.
    sent: Vec<Sent<'c>>,
    /// Which parts of the query are credentials.
    keys: Range<usize>,
    /// What is to become of the request.
    pub(crate) keep: Keep,
    /// How long the attempt under way may take.
    pub(crate) limit: Option<Duration>,
}

impl<'c> Course<'c> {
    /// The way of a request that can be sent, with those credentials.
    pub(crate) fn new(
        shared: &'c Shared,
        request: Box<Request>,
        chosen: Chosen<'c>,
        deadline: &'c Deadline,
        trail: &'c mut Trail,
    ) -> Self {
        Self {
            shared,
            deadline,
            trail,
            is_replayable: request.is_replayable(),
            request,
            may_change: chosen.may_change(),
            chosen,
            varied: None,
            sent: Vec::new(),
            keys: 0..0,
            keep: Keep::Request,
            limit: None,
        }
    }

    /// Makes an attempt, and tells whoever wants to know.
    pub(crate) async fn watched(&mut self) -> Outcome {
        let watched = self.shared.metrics.as_ref().map(|metrics| Box::new(Watched::begin(metrics, self.info())));
        #[cfg(feature = "tracing")]
        let span = spans::attempt(self.request.info, &self.shared.site.base, self.trail.count());
        let made = self.attempt();
        #[cfg(feature = "tracing")]
        let made = tracing::Instrument::instrument(made, span.clone());
        let outcome = made.await;
        #[cfg(feature = "tracing")]
        spans::record(&span, outcome.as_ref().map_err(|failure| &**failure));
        if let Some(watched) = watched {
            watched.finish(&outcome);
        }
        outcome
    }

    /// There is nothing left to send. A stream is still there as long as it waits for credentials.
    pub(crate) fn is_spent(&self) -> bool {
        self.keep == Keep::Nothing || (!self.is_replayable && self.request.body.is_none())
    }

    /// Sends the request, and to where it is redirected if that is wanted; once more if the server refuses credentials
    /// that can be had anew.
    async fn attempt(&mut self) -> Outcome {
        let varies = self.may_change || !self.shared.interceptors.is_empty();
        if !varies && self.trail.count() == 1 {
            self.authorize()?;
        }
        // Fixed keys are not better the second time.
        let mut may_renew = self.may_change && self.is_replayable;
        let mut is_first = true;
        loop {
            let keep = if may_renew { Keep::Request } else { self.keep };
            if varies {
                self.vary(keep).await?;
            }
            if !self.shared.gate.is_open() {
                // What cannot be sent takes nobody's turn.
                self.url()?;
            }
            self.trail.queue();
            let turn = self.shared.gate.pass().await;
            let (exchange, redirects) = self.depart(keep)?;
            self.trail.depart();
            let began = redirects.as_ref().map(|_| Instant::now());
            let came = self.deadline.within(self.limit, exchange).await;
            drop(turn);
            let reply = self.limited(came).map_err(|error| self.failed(error))?;
            let answer = match redirects.zip(began) {
                // On the heap, too.
                Some((redirects, began)) => Box::pin(self.follow(reply, redirects, began)).await?,
                None => Answer::of(reply, 0),
            };
            if answer.reply.status() != 401 {
                self.sent.iter().for_each(|(given, version)| given.accepted(*version));
                return Ok(answer);
            }
            if !is_first {
                return Ok(answer);
            }
            // All of them hear of it, also if the request cannot be repeated: the next one has to do better.
            let renewed = self.sent.iter().filter(|(given, version)| given.rejected(*version)).count();
            if renewed == 0 || !may_renew {
                return Ok(answer);
            }
            (is_first, may_renew) = (false, false);
        }
    }

    /// Goes on to where an answer points, as far as that is wanted.
    async fn follow(&self, mut reply: TransportReply, mut redirects: Box<Redirects>, mut began: Instant) -> Outcome {
        let mut left = self.limit;
        while let Some(next) = redirects.next(&reply) {
            left = left.map(|left| left.saturating_sub(began.elapsed()));
            let _turn = self.shared.gate.pass().await;
            began = Instant::now();
            let came = self.deadline.within(left, self.shared.exchange(next, self.info())).await;
            reply = self.limited(came).map_err(|error| self.failed(redirects.explain(error)))?;
        }
        Ok(Answer::of(reply, redirects.followed()))
    }

    /// Says what is sent this time: with what interceptors add, and with credentials.
    async fn vary(&mut self, keep: Keep) -> Result<(), Box<Failure>> {
        let (info, attempt) = (self.request.info, self.info());
        let mut draft = match keep {
            Keep::Request => self.request.draft.clone(),
            Keep::Nothing => std::mem::take(&mut self.request.draft),
        };
        let unsent = |bad| Failure::new(info, Kind::Value(bad));
        for interceptor in &self.shared.interceptors {
            let mut intercepted = Intercepted::before(attempt, &mut draft);
            interceptor.before_authentication(&mut intercepted);
            intercepted.finish().map_err(unsent)?;
        }
        self.sent.clear();
        let plain = draft.query.len();
        for given in self.chosen.iter() {
            let mut authorization = Authorization::new(given.scheme, info, &mut draft);
            let done = given.authorize(&mut authorization).await;
            let version = authorization.version();
            done.map_err(|error| Failure::new(info, Kind::Credentials(error)))?;
            if given.may_change() {
                self.sent.push((given, version));
            }
        }
        self.keys = plain..draft.query.len();
        for interceptor in &self.shared.interceptors {
            let mut intercepted = Intercepted::after(attempt, &mut draft);
            interceptor.after_authentication(&mut intercepted);
            intercepted.finish().map_err(unsent)?;
        }
        self.varied = Some(Box::new(draft));
        Ok(())
    }

    /// Writes credentials that are the same each time.
    fn authorize(&mut self) -> Result<(), Box<Failure>> {
        let (info, draft) = (self.request.info, &mut self.request.draft);
        let plain = draft.query.len();
        for given in self.chosen.iter() {
            let done = given.write(&mut Authorization::new(given.scheme, info, draft));
            done.map_err(|error| Failure::new(info, Kind::Credentials(error)))?;
        }
        self.keys = plain..draft.query.len();
        Ok(())
    }

    /// Where the request goes.
    fn url(&self) -> Result<Url, Box<Failure>> {
        let draft = self.varied.as_deref().unwrap_or(&self.request.draft);
        let url = self.shared.site.url(self.request.info, &self.request.path, &draft.query);
        url.map_err(|bad| Failure::new(self.request.info, Kind::Value(bad)))
    }

    /// Sends a message, and says where its answers may send it.
    fn depart(&mut self, keep: Keep) -> Result<(Exchange<'c>, Option<Box<Redirects>>), Box<Failure>> {
        let (attempt, most) = (self.info(), self.max_response_bytes());
        let keep = if self.is_replayable { keep } else { Keep::Nothing };
        let Self { shared, request, varied, .. } = self;
        let info = request.info;
        let body = match keep {
            Keep::Request => request.body.as_ref().and_then(Body::try_clone),
            Keep::Nothing => request.body.take(),
        };
        let draft = varied.as_deref().unwrap_or(&request.draft);
        let wire = shared
            .site
            .url(info, &request.path, &draft.query)
            .and_then(|url| shared.site.seal(info, draft, body, url, (most, request.reading)));
        let mut wire = wire.map_err(|bad| Failure::new(info, Kind::Value(bad)))?;
        wire.connect_timeout = request.connect_timeout;
        let limit = request.redirects.unwrap_or(shared.redirects);
        let redirects = Redirects::of(info, &wire, limit, || draft.query.get(self.keys.clone()).unwrap_or_default());
        Ok((shared.exchange(wire, attempt), redirects))
    }

    /// What came, if it came in time and is not too long: not everything that answers keeps the limit.
    fn limited(
        &self,
        came: Result<Result<TransportReply, TransportError>, Elapsed>,
    ) -> Result<TransportReply, TransportError> {
        let reply = came.map_err(|_| TransportError::slow(self.limit.unwrap_or_default()))??;
        let most = self.max_response_bytes();
        if reply.bytes().len() > most { Err(TransportError::too_large(most)) } else { Ok(reply) }
    }

    /// How long the body of an answer may be.
    fn max_response_bytes(&self) -> usize {
        self.request.max_response_bytes.unwrap_or(self.shared.max_response_bytes)
    }

    /// Which attempt it is.
    fn info(&self) -> AttemptInfo {
        AttemptInfo::new(self.request.info, self.trail.count())
    }

    fn failed(&self, error: TransportError) -> Box<Failure> {
        Failure::transport(self.request.info, error)
    }
}

impl Answer {
    fn of(reply: TransportReply, redirects: u32) -> Self {
        Self { reply: reply.reply, rest: reply.rest, redirects }
    }
}
