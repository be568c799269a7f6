//! The one path on which calls are sent.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Instant, sleep};
use crate::course::{Course, Keep, Outcome};
use crate::deadline::Deadline;
use crate::failure::{Failure, Kind};
use crate::gate::Gate;
use crate::request::{Flaws, Request};
use crate::retry::{Budget, Cost, Spent, Trail, Twice, Verdict, judge_kind, judge_status, retry_after};
use crate::select::{Chosen, Configured, select};
use crate::site::Site;
use crate::transport::{Incoming, TransportRequest};
use crate::{ApiInfo, AttemptInfo, CredentialError, Exchange, Interceptor, Metrics, Reply, Retries};

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

/// How long an attempt may take.
struct Limits {
    /// One after which another may come.
    attempt: Option<Duration>,
    /// The last one.
    last_attempt: Option<Duration>,
}

impl Shared {
    /// Prepares and sends, without a deadline; once more if that is safe and worth it.
    pub(crate) async fn run(&self, request: Box<Request>, deadline: &Deadline, trail: &mut Trail) -> Outcome {
        let mut course = self.course(request, deadline, trail)?;
        let policy = course.request.retries.unwrap_or(self.retries);
        let limits = self.limits(&course.request);
        let twice = course.request.twice();
        let mut spent = Spent::default();
        let mut now = deadline.start();
        loop {
            course.trail.begin(now);
            (course.keep, course.limit) = if course.trail.count() < policy.max_attempts() {
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
                if course.is_spent() || !verdict.allows(twice) {
                    return outcome;
                }
                let asked = asked(&outcome);
                let Some(wait) = policy.wait(course.trail.count(), self.jitter.next(), asked) else {
                    course.trail.stop("the server asks to wait longer than calls do");
                    return outcome;
                };
                if !ends_before(wait, course.deadline.end()) {
                    course.trail.stop("its time would be up before");
                    return outcome;
                }
                let Some(taken) = self.budget.take(cost(&outcome)) else {
                    course.trail.stop("the retries of the client are used up");
                    return outcome;
                };
                spent = taken;
                wait
            };
            // On the heap: most calls do not wait, and need not carry the room for it.
            Box::pin(sleep(wait)).await;
            now = Instant::now();
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
        match request.flaws.take().map(|flaws| *flaws) {
            Some(Flaws { bad: Some(bad), .. }) => return Err(fail(Kind::Value(bad))),
            Some(Flaws { violations, .. }) if !violations.is_empty() => return Err(fail(Kind::Rules(violations))),
            _ => {}
        }
        let chosen = self.choose(&request).map_err(|error| fail(Kind::Credentials(error)))?;
        Ok(Course::new(self, request, chosen, deadline, trail))
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
    pub(crate) fn exchange(&self, wire: TransportRequest, attempt: AttemptInfo) -> Exchange<'_> {
        let exchange = self.site.transport.send(wire);
        let outwards = self.interceptors.iter().rev();
        outwards.fold(exchange, |exchange, interceptor| interceptor.around(attempt, exchange))
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
