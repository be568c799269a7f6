//! The one path on which calls are sent.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::auth::Authorization;
use crate::deadline::Deadline;
use crate::failure::{Failure, Kind};
use crate::gate::Gate;
use crate::observe::Watched;
#[cfg(feature = "tracing")]
use crate::observe::spans;
use crate::redirect::Redirects;
use crate::request::Request;
use crate::retry::{Budget, Cost, Spent, Trail, Twice, Verdict, judge_kind, judge_status, retry_after};
use crate::select::{Chosen, Configured, Given, select};
use crate::site::Site;
use crate::transport::{Incoming, TransportError, TransportReply, TransportRequest};
use crate::{ApiInfo, AttemptInfo, CredentialError, Exchange, Intercepted, Interceptor, Metrics, Reply, Retries};

/// How long an attempt may take, at least, if another may follow.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// An answer, with the body that is still to come if the caller wants to read it.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) rest: Option<Incoming>,
    /// How many redirects led to it.
    pub(crate) redirects: u32,
}

/// What comes of a call before its answer is decoded.
pub(crate) type Exchanged = Result<(Answer, Trail), Box<Failure>>;

/// What a client is made of, fixed once it is built.
pub(crate) struct Shared {
    pub(crate) api: &'static ApiInfo,
    pub(crate) site: Site,
    pub(crate) credentials: Configured,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) stall_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) max_error_bytes: usize,
    pub(crate) check_rules: bool,
    pub(crate) gate: Gate,
    pub(crate) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(crate) metrics: Option<Arc<dyn Metrics>>,
    pub(crate) retries: Retries,
    pub(crate) redirects: u32,
    pub(crate) budget: Budget,
    pub(crate) jitter: Jitter,
}

/// Where random numbers come from.
pub(crate) enum Jitter {
    /// From the generator of the thread.
    Thread,
    /// From one with a known seed.
    Seeded(std::sync::Mutex<fastrand::Rng>),
}

/// Credentials that went with a request and may be others the next time, and which version of them.
type Sent<'c> = (&'c Given, u64);

/// A request made into a message.
struct Prepared<'c> {
    wire: TransportRequest,
    sent: Vec<Sent<'c>>,
    /// Where its answers may send it.
    redirects: Option<Box<Redirects>>,
}

/// What comes of an attempt.
type Outcome = Result<Answer, Box<Failure>>;

/// Whether the request is needed again after it was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Request,
    Nothing,
}

/// How long things may take.
struct Limits<'d> {
    /// When the call has to be done.
    deadline: &'d Deadline,
    /// How long an attempt may take after which another may come.
    attempt: Option<Duration>,
    /// How long the last one may take.
    last_attempt: Option<Duration>,
}

impl Shared {
    /// Prepares and sends, without a deadline; once more if that is safe and worth it.
    pub(crate) async fn run(&self, mut request: Box<Request>, deadline: &Deadline, trail: &mut Trail) -> Outcome {
        let info = request.info;
        let fail = |kind| Failure::new(info, kind);
        if let Some(bad) = request.bad.take() {
            return Err(fail(Kind::Value(bad)));
        }
        if !request.violations.is_empty() {
            return Err(fail(Kind::Rules(std::mem::take(&mut request.violations))));
        }
        let chosen = self.choose(&request).map_err(|error| fail(Kind::Credentials(error)))?;
        let policy = request.retries.unwrap_or(self.retries);
        let attempts = if request.is_replayable() { policy.max_attempts() } else { 1 };
        let limits = self.limits(&request, deadline);
        let twice = request.twice();
        let mut spent = Spent::default();
        loop {
            trail.begin();
            let keep = if trail.count() < attempts { Keep::Request } else { Keep::Nothing };
            let wait = {
                let outcome = self.watched(&mut request, chosen, keep, &limits, trail).await;
                let verdict = note(&outcome, trail);
                if verdict == Verdict::Final && outcome.is_ok() {
                    self.budget.give_back(spent);
                }
                if keep == Keep::Nothing || !verdict.allows(twice) {
                    return outcome;
                }
                let asked = asked(&outcome);
                let wait = policy.wait(trail.count(), self.jitter.next(), asked);
                let Some(wait) = wait.filter(|wait| ends_before(*wait, deadline.end())) else { return outcome };
                let Some(taken) = self.budget.take(cost(&outcome)) else { return outcome };
                spent = taken;
                wait
            };
            sleep(wait).await;
        }
    }

    /// The credentials of a request. They go to the address the client was built for and nowhere else: it is the only
    /// one there is.
    fn choose(&self, request: &Request) -> Result<Chosen<'_>, CredentialError> {
        let chosen = select(self.api, request.info, &self.credentials)?;
        if chosen.iter().next().is_some() {
            self.site.check_private()?;
        }
        Ok(chosen)
    }

    /// How long attempts may take. Cutting one short that cannot be repeated would help nobody, so unless told otherwise
    /// it may take as long as the call.
    fn limits<'d>(&self, request: &Request, deadline: &'d Deadline) -> Limits<'d> {
        let told = request.attempt_timeout.or(self.attempt_timeout);
        if !request.is_replayable() {
            // How long a stream takes is a matter of its length.
            return Limits { deadline, attempt: request.attempt_timeout, last_attempt: request.attempt_timeout };
        }
        let usual = || ATTEMPT_TIMEOUT.max(request.timeout.unwrap_or(self.timeout) / 2);
        let usual_or_none = || (request.twice() == Twice::Harmless).then(usual);
        Limits { deadline, attempt: told.or_else(usual_or_none), last_attempt: told }
    }

    /// Makes an attempt, and tells whoever wants to know.
    async fn watched(
        &self,
        request: &mut Request,
        chosen: Chosen<'_>,
        keep: Keep,
        limits: &Limits<'_>,
        trail: &mut Trail,
    ) -> Outcome {
        let attempt = AttemptInfo::new(request.info, trail.count());
        let watched = self.metrics.as_ref().map(|metrics| Watched::begin(metrics, attempt));
        #[cfg(feature = "tracing")]
        let span = spans::attempt(request.info, &self.site.base, attempt.number());
        let made = self.attempt(request, chosen, keep, limits, trail);
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

    /// Sends a request; once more if the server refuses credentials that can be had anew.
    async fn attempt(
        &self,
        request: &mut Request,
        chosen: Chosen<'_>,
        keep: Keep,
        limits: &Limits<'_>,
        trail: &mut Trail,
    ) -> Outcome {
        let limit = if keep == Keep::Request { limits.attempt } else { limits.last_attempt };
        // Fixed keys are not better the second time; calls with them are spared the copy.
        let renewable = chosen.iter().any(|given| given.may_change()) && request.is_replayable();
        let first = if renewable { Keep::Request } else { keep };
        {
            let (answer, sent) = self.send(request, chosen, first, (limits.deadline, limit), trail).await?;
            if answer.reply.status() != 401 {
                return Ok(answer);
            }
            // All of them hear of it, also if the request cannot be repeated: the next one has to do better.
            let renewed = sent.iter().filter(|(given, version)| given.rejected(*version)).count();
            if renewed == 0 || !renewable {
                return Ok(answer);
            }
        }
        Ok(self.send(request, chosen, keep, (limits.deadline, limit), trail).await?.0)
    }

    /// Sends a request once, with credentials, and to where it is redirected if that is wanted.
    async fn send<'c>(
        &self,
        request: &mut Request,
        chosen: Chosen<'c>,
        keep: Keep,
        (deadline, limit): (&Deadline, Option<Duration>),
        trail: &mut Trail,
    ) -> Result<(Answer, Vec<Sent<'c>>), Box<Failure>> {
        let info = request.info;
        let attempt = AttemptInfo::new(info, trail.count());
        let Prepared { mut wire, sent, mut redirects } = self.prepare(request, chosen, keep, attempt).await?;
        let (mut left, max_response_bytes) = (limit, self.max_response_bytes(request));
        let reply = loop {
            let _turn = self.gate.pass().await;
            trail.depart();
            let began = Instant::now();
            let exchange = self.exchange(wire, attempt);
            let reply = match limit.zip(left) {
                Some((limit, left)) => {
                    deadline.within(left, exchange).await.unwrap_or_else(|_| Err(TransportError::slow(limit)))
                }
                None => exchange.await,
            };
            let reply =
                reply.and_then(|reply| limited(reply, max_response_bytes)).map_err(|error| match &redirects {
                    Some(redirects) => Failure::transport(info, redirects.explain(error)),
                    None => Failure::transport(info, error),
                })?;
            let Some(next) = redirects.as_mut().and_then(|redirects| redirects.next(&reply)) else { break reply };
            wire = next;
            left = left.map(|left| left.saturating_sub(began.elapsed()));
        };
        let redirects = redirects.map_or(0, |redirects| redirects.followed());
        let TransportReply { status, headers, bytes, rest } = reply;
        Ok((Answer { reply: Reply::new(status, headers, bytes), rest, redirects }, sent))
    }

    /// Makes a message of a request: with what interceptors add, and with credentials.
    async fn prepare<'c>(
        &self,
        request: &mut Request,
        chosen: Chosen<'c>,
        keep: Keep,
        attempt: AttemptInfo,
    ) -> Result<Prepared<'c>, Box<Failure>> {
        let info = request.info;
        let (mut draft, body) = match keep {
            Keep::Request => (request.draft.clone(), request.body.as_ref().and_then(|body| body.try_clone())),
            Keep::Nothing => (std::mem::take(&mut request.draft), request.body.take()),
        };
        let unsent = |bad| Failure::new(info, Kind::Value(bad));
        for interceptor in &self.interceptors {
            let mut intercepted = Intercepted::before(attempt, &mut draft);
            interceptor.before_authentication(&mut intercepted);
            intercepted.finish().map_err(unsent)?;
        }
        let mut sent = Vec::new();
        let plain = draft.query.len();
        for given in chosen.iter() {
            let mut authorization = Authorization::new(given.scheme, info, &mut draft);
            let done = given.authorize(&mut authorization).await;
            let version = authorization.version();
            done.map_err(|error| Failure::new(info, Kind::Credentials(error)))?;
            if given.may_change() {
                sent.push((given, version));
            }
        }
        let limit = request.redirects.unwrap_or(self.redirects);
        let keys = draft.query.get(plain..).filter(|_| limit > 0).unwrap_or_default().to_vec();
        for interceptor in &self.interceptors {
            let mut intercepted = Intercepted::after(attempt, &mut draft);
            interceptor.after_authentication(&mut intercepted);
            intercepted.finish().map_err(unsent)?;
        }
        let url = self.site.url(info, &request.path, &draft.query);
        let wire = url.and_then(|url| self.site.seal(info, draft, body, url, self.max_response_bytes(request)));
        let mut wire = wire.map_err(unsent)?;
        wire.reading = request.reading;
        wire.connect_timeout = request.connect_timeout;
        let redirects = Redirects::of(info, &wire, limit, keys);
        Ok(Prepared { wire, sent, redirects })
    }

    /// One message out, one in.
    fn exchange(&self, wire: TransportRequest, attempt: AttemptInfo) -> Exchange<'_> {
        let exchange = self.site.transport.send(wire);
        let outwards = self.interceptors.iter().rev();
        outwards.fold(exchange, |exchange, interceptor| interceptor.around(attempt, exchange))
    }

    /// How long the body of an answer may be.
    fn max_response_bytes(&self, request: &Request) -> usize {
        request.max_response_bytes.unwrap_or(self.max_response_bytes)
    }
}

/// An answer that is not too long: not everything that answers keeps the limit.
fn limited(reply: TransportReply, limit: usize) -> Result<TransportReply, TransportError> {
    if reply.bytes.len() > limit { Err(TransportError::too_large(limit)) } else { Ok(reply) }
}

/// Writes down how an attempt ended, and judges it.
fn note(outcome: &Outcome, trail: &mut Trail) -> Verdict {
    match outcome {
        Ok(answer) => {
            let status = answer.reply.status_code();
            if !status.is_success() {
                trail.note_answer(status);
            }
            judge_status(status)
        }
        Err(failure) => {
            trail.note_failure(failure);
            judge_kind(&failure.kind)
        }
    }
}

/// How long to wait at least before another attempt: as the server says, or until a token is asked for again.
fn asked(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Ok(answer) => retry_after(answer.reply.headers()),
        Err(failure) => match &failure.kind {
            Kind::Credentials(error) => error.retry_after(),
            _ => None,
        },
    }
}

/// What a retry costs after that.
fn cost(outcome: &Outcome) -> Cost {
    match outcome {
        Err(failure) => match &failure.kind {
            Kind::Transport(error) if error.is_timeout => Cost::AfterTimeout,
            Kind::Credentials(_) => Cost::NoToken,
            _ => Cost::Retry,
        },
        Ok(_) => Cost::Retry,
    }
}

/// There is time left after waiting.
pub(crate) fn ends_before(wait: Duration, end: Option<Instant>) -> bool {
    end.is_none_or(|end| Instant::now().checked_add(wait).is_some_and(|then| then < end))
}

impl Jitter {
    /// From 0 to less than 1.
    pub(crate) fn next(&self) -> f64 {
        match self {
            Self::Thread => fastrand::f64(),
            Self::Seeded(generator) => generator.lock().unwrap_or_else(std::sync::PoisonError::into_inner).f64(),
        }
    }
}
