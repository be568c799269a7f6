//! What can go wrong, without types of any operation.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::encode::BadValue;
use crate::retry::{
    Attempt, Delivery, IdempotencyKey, KeyFrom, Trail, Twice, Verdict, delivery, judge_kind, judge_status,
};
use crate::transport::TransportError;
use crate::{CredentialError, DecodeError, OperationInfo, Reply, RuleViolation};

/// What went wrong with a call, without its typed body.
pub(crate) struct Failure {
    /// What was called.
    pub(crate) info: &'static OperationInfo,
    /// What went wrong.
    pub(crate) kind: Kind,
    /// The answer, when there was one.
    pub(crate) reply: Option<Reply>,
    /// There was more in the body of the answer than is kept.
    pub(crate) is_body_cut: bool,
    /// What was tried.
    pub(crate) attempts: Vec<Attempt>,
    /// Why there was no further attempt although there might have been one.
    pub(crate) stopped: Option<&'static str>,
    /// The key that all attempts had.
    pub(crate) key: Option<IdempotencyKey>,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A value cannot be sent. Nothing was.
    Value(BadValue),
    /// Values break rules. Nothing was sent.
    Rules(Vec<RuleViolation>),
    /// Credentials are missing or must not be sent. Nothing was.
    Credentials(CredentialError),
    /// There is no runtime to send it in, for this reason. Nothing was sent.
    NoRuntime(&'static str),
    /// Time ran out.
    Timeout(Duration),
    /// Sending or receiving failed.
    Transport(TransportError),
    /// The answer says that it failed; the error is there if it does so in a way that is not documented.
    Status(Option<DecodeError>),
    /// The answer says that it succeeded but cannot be understood.
    Decode(DecodeError),
}

impl Failure {
    /// A failure without an answer.
    #[cold]
    pub(crate) fn new(info: &'static OperationInfo, kind: Kind) -> Box<Self> {
        Self::of(info, kind, None)
    }

    /// A failure of sending or receiving, with the head of the answer if it got that far.
    #[cold]
    pub(crate) fn transport(info: &'static OperationInfo, mut error: TransportError) -> Box<Self> {
        let reply = error.head.take();
        Self::of(info, Kind::Transport(error), reply)
    }

    /// A failure that the answer itself tells, or an answer that cannot be understood.
    #[cold]
    pub(crate) fn answered(info: &'static OperationInfo, kind: Kind, reply: Reply) -> Box<Self> {
        Self::of(info, kind, Some(reply))
    }

    fn of(info: &'static OperationInfo, kind: Kind, reply: Option<Reply>) -> Box<Self> {
        Box::new(Self { info, kind, reply, is_body_cut: false, attempts: Vec::new(), stopped: None, key: None })
    }

    /// Adds what was tried.
    pub(crate) fn after(mut self: Box<Self>, mut trail: Trail) -> Box<Self> {
        self.key = trail.key.take();
        self.stopped = trail.stopped;
        self.attempts = trail.into_attempts(self.status());
        self
    }

    /// What went wrong, in a few words.
    pub(crate) fn outcome(&self) -> String {
        struct Outcome<'f>(&'f Failure);
        impl fmt::Display for Outcome<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt_kind(f)
            }
        }
        Outcome(self).to_string()
    }

    /// Sending once more could help, and do no harm.
    pub(crate) fn is_retryable(&self) -> bool {
        let verdict = match &self.kind {
            Kind::Status(_) => self.status().map_or(Verdict::Final, judge_status),
            kind => judge_kind(kind),
        };
        // Whoever makes the call anew sends the key that the caller has set, but not one that the client had made.
        let is_named = self.key.as_ref().is_some_and(|key| key.from == KeyFrom::Caller && !key.text.is_empty());
        let twice = if self.info.idempotent || is_named { Twice::Harmless } else { Twice::Harmful };
        verdict.allows(twice) || (verdict != Verdict::Final && self.delivery() == Delivery::NotSent)
    }

    /// How far the call got.
    pub(crate) fn delivery(&self) -> Delivery {
        if self.attempts.is_empty() { self.kind.delivery() } else { delivery(&self.attempts) }
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.reply.as_ref().map(Reply::status_code)
    }

    /// The headers of the answer.
    pub(crate) fn headers(&self) -> Option<&HeaderMap> {
        self.reply.as_ref().map(Reply::headers)
    }

    /// What caused it, in as far as the message does not say it: causes that are part of the message would be told
    /// twice by whoever prints the chain.
    pub(crate) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            Kind::Credentials(error) => error.source(),
            Kind::Value(_) | Kind::Rules(_) | Kind::NoRuntime(_) => None,
            Kind::Timeout(_) | Kind::Transport(_) | Kind::Status(_) | Kind::Decode(_) => None,
        }
    }

    /// `answered 404 Not Found`.
    fn fmt_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status() {
            Some(status) => match status.canonical_reason() {
                Some(reason) => write!(f, "answered {} {reason}", status.as_u16()),
                None => write!(f, "answered {}", status.as_u16()),
            },
            None => f.write_str("got no answer"),
        }
    }

    /// What went wrong, without the operation.
    fn fmt_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Value(bad) => write!(f, "was not sent: {bad}"),
            Kind::Rules(violations) => fmt_violations(violations, f),
            Kind::Credentials(error) => write!(f, "was not sent: {error}"),
            Kind::NoRuntime(reason) => write!(f, "was not sent: {reason}"),
            Kind::Timeout(limit) => {
                write!(f, "timed out after {limit:?}")?;
                match self.attempts.last().and_then(Attempt::awaited) {
                    Some(awaited) => write!(f, ", waiting for {awaited}"),
                    None => Ok(()),
                }
            }
            Kind::Transport(error) if self.reply.is_some() => {
                self.fmt_answer(f)?;
                write!(f, " but {error}")
            }
            Kind::Transport(error) => write!(f, "got no answer: {error}"),
            Kind::Status(cause) => {
                self.fmt_answer(f)?;
                match cause {
                    Some(cause) if cause.is_undocumented() => f.write_str(", which is not documented"),
                    Some(cause) => write!(f, " with a body that is not as documented: {cause}"),
                    None => Ok(()),
                }
            }
            Kind::Decode(error) => {
                self.fmt_answer(f)?;
                write!(f, " but cannot be understood: {error}")
            }
        }
    }
}

/// The first rule that was broken, and how many more there are.
fn fmt_violations(violations: &[RuleViolation], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("was not sent: ")?;
    match violations {
        [] => f.write_str("a rule is broken"),
        [only] => write!(f, "{only}"),
        [first, more @ ..] => write!(f, "{first} (and {} more)", more.len()),
    }
}

impl fmt::Display for Failure {
    /// One line for whoever has to find the request in a log: operation, template, outcome, request id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.info;
        write!(f, "{}: {} {} ", info.id, info.method, info.path)?;
        self.fmt_kind(f)?;
        let count = Some(self.attempts.len()).filter(|count| *count > 1);
        let attempts = count.map(|count| format!("{count} attempts"));
        let stopped = self.stopped.map(|reason| format!("not tried again: {reason}"));
        let id = self.reply.as_ref().and_then(Reply::request_id).map(|id| format!("request id {id}"));
        let remarks: Vec<String> = [attempts, stopped, id].into_iter().flatten().collect();
        if remarks.is_empty() { Ok(()) } else { write!(f, " ({})", remarks.join(", ")) }
    }
}
