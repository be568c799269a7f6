//! The one path on which calls are sent.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep};

use crate::auth::Authorization;
use crate::deadline::Deadline;
use crate::failure::{Failure, Kind};
use crate::gate::Gate;
use crate::observe::Watched;
#[cfg(feature = "tracing")]
use crate::observe::spans;
use crate::redirect::Redirects;
use crate::request::{Draft, Request};
use crate::retry::{Budget, Cost, Spent, Trail, Twice, Verdict, judge_kind, judge_status, retry_after};
use crate::select::{Chosen, Configured, Given, select};
use crate::site::Site;
use crate::transport::{Incoming, TransportError, TransportReply, TransportRequest};
use crate::{ApiInfo, AttemptInfo, Body, CredentialError, Exchange, Intercepted, Interceptor, Metrics, Reply, Retries};

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

/// What comes of an attempt.
type Outcome = Result<Answer, Box<Failure>>;

/// Whether the request is needed again after it was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Request,
    Nothing,
}

/// How long an attempt may take.
struct Limits {
    /// One after which another may come.
    attempt: Option<Duration>,
    /// The last one.
    last_attempt: Option<Duration>,
}

/// A call on its way: what its attempts share. One place for all of it, since futures grow by all that is handed on.
struct Course<'c> {
    shared: &'c Shared,
    deadline: &'c Deadline,
    trail: &'c mut Trail,
    request: Box<Request>,
    chosen: Chosen<'c>,
    /// What is sent beside the body, if it differs from attempt to attempt; else the request has it all.
    varied: Option<Box<Draft>>,
    /// Credentials that were sent last and may be others the next time.
    sent: Vec<Sent<'c>>,
    /// Which parts of the query are credentials.
    keys: Range<usize>,
    /// What is to become of the request.
    keep: Keep,
    /// How long the attempt under way may take.
    limit: Option<Duration>,
}

impl Shared {
    /// Prepares and sends, without a deadline; once more if that is safe and worth it.
    pub(crate) async fn run(&self, request: Box<Request>, deadline: &Deadline, trail: &mut Trail) -> Outcome {
        let mut course = self.course(request, deadline, trail)?;
        let policy = course.request.retries.unwrap_or(self.retries);
        let attempts = if course.request.is_replayable() { policy.max_attempts() } else { 1 };
        let limits = self.limits(&course.request);
        let twice = course.request.twice();
        let mut spent = Spent::default();
        loop {
            course.trail.begin();
            (course.keep, course.limit) = if course.trail.count() < attempts {
                (Keep::Request, limits.attempt)
            } else {
                (Keep::Nothing, limits.last_attempt)
            };
            let wait = {
                let outcome = course.watched().await;
                let verdict = note(&outcome, course.trail);
                if verdict == Verdict::Final && outcome.is_ok() {
                    self.budget.give_back(spent);
                }
                if course.keep == Keep::Nothing || !verdict.allows(twice) {
                    return outcome;
                }
                let asked = asked(&outcome);
                let wait = policy.wait(course.trail.count(), self.jitter.next(), asked);
                let Some(wait) = wait.filter(|wait| ends_before(*wait, course.deadline.end())) else { return outcome };
                let Some(taken) = self.budget.take(cost(&outcome)) else { return outcome };
                spent = taken;
                wait
            };
            // On the heap: most calls do not wait, and need not carry the room for it.
            Box::pin(sleep(wait)).await;
        }
    }

    /// The way of a request that can be sent.
    fn course<'c>(
        &'c self,
        mut request: Box<Request>,
        deadline: &'c Deadline,
        trail: &'c mut Trail,
    ) -> Result<Course<'c>, Box<Failure>> {
        let fail = |kind| Failure::new(request.info, kind);
        if let Some(bad) = request.bad.take() {
            return Err(fail(Kind::Value(bad)));
        }
        if !request.violations.is_empty() {
            return Err(fail(Kind::Rules(std::mem::take(&mut request.violations))));
        }
        let chosen = self.choose(&request).map_err(|error| fail(Kind::Credentials(error)))?;
        Ok(Course {
            shared: self,
            deadline,
            trail,
            request,
            chosen,
            varied: None,
            sent: Vec::new(),
            keys: 0..0,
            keep: Keep::Request,
            limit: None,
        })
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
    fn limits(&self, request: &Request) -> Limits {
        let told = request.attempt_timeout.or(self.attempt_timeout);
        if !request.is_replayable() {
            // How long a stream takes is a matter of its length.
            return Limits { attempt: request.attempt_timeout, last_attempt: request.attempt_timeout };
        }
        let usual = || ATTEMPT_TIMEOUT.max(request.timeout.unwrap_or(self.timeout) / 2);
        let usual_or_none = || (request.twice() == Twice::Harmless).then(usual);
        Limits { attempt: told.or_else(usual_or_none), last_attempt: told }
    }

    /// One message out, one in.
    fn exchange(&self, wire: TransportRequest, attempt: AttemptInfo) -> Exchange<'_> {
        let exchange = self.site.transport.send(wire);
        let outwards = self.interceptors.iter().rev();
        outwards.fold(exchange, |exchange, interceptor| interceptor.around(attempt, exchange))
    }
}

impl<'c> Course<'c> {
    /// Makes an attempt, and tells whoever wants to know.
    async fn watched(&mut self) -> Outcome {
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

    /// Sends the request, and to where it is redirected if that is wanted; once more if the server refuses credentials
    /// that can be had anew.
    async fn attempt(&mut self) -> Outcome {
        let varies = self.chosen.may_change() || !self.shared.interceptors.is_empty();
        if !varies && self.trail.count() == 1 {
            self.authorize()?;
        }
        // Fixed keys are not better the second time.
        let mut may_renew = self.chosen.may_change() && self.request.is_replayable();
        let mut is_first = true;
        loop {
            let keep = if may_renew { Keep::Request } else { self.keep };
            if varies {
                self.vary(keep).await?;
            }
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
            if answer.reply.status() != 401 || !is_first {
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

    /// Sends a message, and says where its answers may send it.
    fn depart(&mut self, keep: Keep) -> Result<(Exchange<'c>, Option<Box<Redirects>>), Box<Failure>> {
        let (attempt, most) = (self.info(), self.max_response_bytes());
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
