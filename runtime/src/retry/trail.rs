//! What was tried.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::clock::Instant;
use crate::failure::Failure;

/// How far a call got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The server has seen nothing of it.
    NotSent,
    /// It was sent, in whole or in part, and not answered: nobody knows whether the server has acted.
    MaybeProcessed,
    /// The server has answered.
    Answered,
}

/// One try to get an answer.
#[derive(Clone)]
pub struct Attempt {
    status: Option<StatusCode>,
    /// What it still waited for when time ran out.
    awaited: Option<&'static str>,
    delivery: Delivery,
    duration: Duration,
    cause: String,
}

impl Attempt {
    /// The status of the answer, if one came.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// How far it got.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// How long it took, waits before it not counted.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// What it still waited for when time ran out.
    pub(crate) fn awaited(&self) -> Option<&'static str> {
        self.awaited
    }

    /// What came of it, in a few words and without secrets.
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {:?}", self.cause, self.duration)
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("cause", &self.cause)
            .field("delivery", &self.delivery)
            .field("duration", &self.duration)
            .finish()
    }
}

/// What was tried for a call until now. Kept outside of what is tried, so that it is there when time runs out.
#[derive(Default)]
pub(crate) struct Trail {
    /// Attempts that did not succeed.
    failed: Vec<Attempt>,
    /// When the attempt began that is under way, or the last one.
    began: Option<Instant>,
    /// How many have begun.
    count: u32,
    /// What the attempt under way waits for. None: something of it may have reached the server.
    awaits: Option<&'static str>,
    /// Why there was no further attempt although there might have been one.
    pub(crate) stopped: Option<&'static str>,
    /// What the server can tell by that all attempts are the same call.
    pub(crate) key: Option<IdempotencyKey>,
    /// How many bytes an error keeps of the body that told it.
    pub(crate) max_error_bytes: usize,
}

impl Trail {
    /// Nothing was tried yet of a call with that key, whose error keeps so many bytes.
    pub(crate) fn of(key: Option<IdempotencyKey>, max_error_bytes: usize) -> Self {
        Self { key, max_error_bytes, ..Self::default() }
    }

    /// An attempt begins.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.count += 1;
        self.began = Some(now);
        self.awaits = Some("its credentials");
    }

    /// It has all it needs, and has to wait for its turn.
    pub(crate) fn queue(&mut self) {
        self.awaits = Some("its turn");
    }

    /// From now on the server may see something of it.
    pub(crate) fn depart(&mut self) {
        self.awaits = None;
    }

    /// There might be another attempt, but for this reason there is none.
    #[cold]
    pub(crate) fn stop(&mut self, reason: &'static str) {
        self.stopped = Some(reason);
    }

    /// How many attempts have begun.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The attempt under way was answered, but not with a success.
    pub(crate) fn note_answer(&mut self, status: StatusCode) {
        let cause = match status.canonical_reason() {
            Some(reason) => format!("answered {} {reason}", status.as_u16()),
            None => format!("answered {}", status.as_u16()),
        };
        self.note(Some(status), Delivery::Answered, cause);
    }

    /// The attempt under way has failed.
    pub(crate) fn note_failure(&mut self, failure: &Failure) {
        self.note(failure.status(), failure.kind.delivery(), failure.outcome());
    }

    /// Time ran out.
    pub(crate) fn note_end_of_time(&mut self, limit: Duration) {
        if self.failed.len() < self.count as usize {
            let (delivery, waiting) = match self.awaits {
                Some(awaited) => (Delivery::NotSent, format!(", waiting for {awaited}")),
                None => (Delivery::MaybeProcessed, String::new()),
            };
            self.note(None, delivery, format!("stopped at the limit of {limit:?}{waiting}"));
        }
    }

    /// All attempts, where the last one was answered with that status.
    pub(crate) fn into_attempts(mut self, last: Option<StatusCode>) -> Vec<Attempt> {
        if let Some(status) = last.filter(|_| self.failed.len() < self.count as usize) {
            self.note_answer(status);
        }
        self.failed
    }

    fn note(&mut self, status: Option<StatusCode>, delivery: Delivery, cause: String) {
        let duration = self.began.map(|began| began.elapsed()).unwrap_or_default();
        let awaited = self.awaits.filter(|_| delivery == Delivery::NotSent);
        self.failed.push(Attempt { status, awaited, delivery, duration, cause });
    }
}

/// What a server can tell by that two requests are the same call.
#[derive(Clone)]
pub(crate) struct IdempotencyKey {
    pub(crate) text: String,
    pub(crate) from: KeyFrom,
}

/// Who made a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyFrom {
    /// The caller, who sends it again with the call.
    Caller,
    /// The client: another call has another one.
    Client,
}

/// How far a call got, by what came of its attempts: as far as the one that got farthest, unless the last was answered.
pub(crate) fn delivery(attempts: &[Attempt]) -> Delivery {
    let is = |wanted| move |attempt: &Attempt| attempt.delivery == wanted;
    if attempts.last().is_some_and(is(Delivery::Answered)) {
        Delivery::Answered
    } else if attempts.iter().all(is(Delivery::NotSent)) {
        Delivery::NotSent
    } else {
        Delivery::MaybeProcessed
    }
}
