//! What a call fails with.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::failure::{Failure, Kind};
use crate::retry::{Trail, retry_after};
use crate::{
    Attempt, DecodeError, Delivery, OperationError, OperationInfo, ParameterError, Reply, RuleViolation, TypedHeaders,
    Unexpected,
};

/// Why a call failed. `E` is what the operation is documented to answer when it fails, by status.
///
/// # Which predicate for what
///
/// | predicate | what happened | what to do |
/// |---|---|---|
/// | [`is_request`](Self::is_request) | nothing was sent: a value, a rule or credentials | fix the call |
/// | [`is_rule`](Self::is_rule) | a value breaks a rule of the document | see [`rule`](Self::rule), or send [`without_rules`](crate::Call::without_rules) |
/// | [`is_credentials`](Self::is_credentials) | credentials are missing, cannot be had or would travel unprotected | configure the client; if it [is retryable](Self::is_retryable), the server of tokens is at fault |
/// | [`is_connect`](Self::is_connect) | no connection: the server has seen nothing | check address and network, try again |
/// | [`is_timeout`](Self::is_timeout) | time ran out: the server may have acted | try again if that does no harm |
/// | [`is_transport`](Self::is_transport) | the connection failed or broke off | the same |
/// | [`is_too_large`](Self::is_too_large) | the answer is longer than allowed | raise `max_response_bytes` |
/// | [`is_status`](Self::is_status) | the server said no | see [`body`](Self::body) |
/// | [`is_decode`](Self::is_decode) | the server said yes, with a body that is not as documented | see [`json_path`](Self::json_path), [`snippet`](Self::snippet) and [`bytes`](Self::bytes) |
/// | [`is_retryable`](Self::is_retryable) | it may be better later | call again later; see [`retry_after`](Self::retry_after) |
///
/// [`delivery`](Self::delivery) says whether the server can have acted, [`attempts`](Self::attempts) what was tried.
///
/// `Display` is one line for a support engineer: operation, URL template, outcome, request id. Neither it nor `Debug`
/// shows a query, a header or a secret; `Debug` shows the typed body. The line says why, down to the innermost cause;
/// `source` gives only what is not in it, so that printing the chain of causes repeats nothing.
pub struct Error<E>(Box<Inner<E>>);

struct Inner<E> {
    failure: Failure,
    body: Option<E>,
}

impl<E> Error<E> {
    /// A failure that has no body.
    #[allow(clippy::boxed_local, reason = "callers are compiled for every operation: a pointer is little to hand on")]
    pub(crate) fn without_body(failure: Box<Failure>) -> Self {
        Self(Box::new(Inner { failure: *failure, body: None }))
    }

    /// The server answered what it is documented to answer when it fails.
    pub(crate) fn answered(info: &'static OperationInfo, reply: Reply, trail: Trail, body: E) -> Self {
        let (reply, is_body_cut) = kept(reply, &trail);
        Self::of(*Failure::answered(info, Kind::Status(None), reply).after(trail), is_body_cut, body)
    }

    /// The answer is not as documented. Whether that is the server's "no" or a "yes" nobody understands depends on the
    /// status.
    pub(crate) fn not_understood(info: &'static OperationInfo, reply: Reply, trail: Trail, cause: DecodeError) -> Self
    where
        E: OperationError,
    {
        let (reply, is_body_cut) = kept(reply, &trail);
        let unexpected = Unexpected::new(reply.clone(), is_body_cut, cause.clone());
        let kind = if reply.status_code().is_success() { Kind::Decode(cause) } else { Kind::Status(Some(cause)) };
        Self::of(*Failure::answered(info, kind, reply).after(trail), is_body_cut, E::unexpected(unexpected))
    }

    fn of(mut failure: Failure, is_body_cut: bool, body: E) -> Self {
        failure.is_body_cut = is_body_cut;
        Self(Box::new(Inner { failure, body: Some(body) }))
    }

    /// Time ran out, while connecting or later.
    pub fn is_timeout(&self) -> bool {
        match &self.0.failure.kind {
            Kind::Timeout(_) => true,
            Kind::Transport(error) => error.is_timeout,
            _ => false,
        }
    }

    /// No connection came about: the server has seen nothing of the request.
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.failure.kind, Kind::Transport(error) if error.is_connect())
    }

    /// The connection failed, or broke off before the answer was complete.
    pub fn is_transport(&self) -> bool {
        matches!(&self.0.failure.kind, Kind::Transport(error) if !error.is_too_large())
    }

    /// The answer is longer than the client allows.
    pub fn is_too_large(&self) -> bool {
        matches!(&self.0.failure.kind, Kind::Transport(error) if error.is_too_large())
    }

    /// The server said that it succeeded, but its answer cannot be understood.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Decode(_))
    }

    /// The server said that it failed, or redirects.
    pub fn is_status(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Status(_))
    }

    /// Nothing was sent: the fault is in the call or in the configuration.
    pub fn is_request(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Value(_) | Kind::Rules(_) | Kind::Credentials(_) | Kind::NoRuntime(_))
    }

    /// Credentials are missing, cannot be had, or would have travelled unprotected. Nothing was sent. If there may be some
    /// in a moment, because the server of tokens could not be reached, the error [is retryable](Self::is_retryable).
    pub fn is_credentials(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Credentials(_))
    }

    /// A value breaks a rule of the document. Nothing was sent.
    pub fn is_rule(&self) -> bool {
        matches!(self.0.failure.kind, Kind::Rules(_))
    }

    /// The same call may succeed later, and sending it again does no harm: the server has surely not acted on it, or it
    /// is idempotent, or has an idempotency key that was set on the call. (One that the client made is another one in
    /// another call; see [`idempotency_key`](Self::idempotency_key).) What the client was told to retry, it has retried
    /// already.
    pub fn is_retryable(&self) -> bool {
        self.0.failure.is_retryable()
    }

    /// How far the call got: whether the server can have acted on it.
    pub fn delivery(&self) -> Delivery {
        self.0.failure.delivery()
    }

    /// What was tried, one after the other, the last one included. Empty if nothing was.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.failure.attempts
    }

    /// The idempotency key that all attempts had, for an operation that has one. If nobody knows whether the server has
    /// acted, make the same call with this key set on it: then it is done once, whichever of them arrived.
    pub fn idempotency_key(&self) -> Option<&str> {
        Some(self.0.failure.key.as_ref()?.text.as_str())
    }

    /// How long the server asks to wait before another try (`Retry-After`); or the server of tokens, if no token can be
    /// had: see [`CredentialError::retry_after`](crate::CredentialError::retry_after).
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.failure.kind {
            Kind::Credentials(error) => error.retry_after(),
            _ => self.headers().and_then(retry_after),
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.0.failure.status().map(|status| status.as_u16())
    }

    /// The headers of the answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.failure.headers()
    }

    /// The documented headers of the answer, if there was one.
    pub fn typed_headers<H: TypedHeaders>(&self) -> Option<Result<H, ParameterError>> {
        self.headers().map(H::from_headers)
    }

    /// What the server answered: one of the documented failures, or an [`Unexpected`] inside of it.
    pub fn body(&self) -> Option<&E> {
        self.0.body.as_ref()
    }

    /// What the server answered.
    pub fn into_body(self) -> Option<E> {
        self.0.body
    }

    /// The body of the answer as it came, decompressed; of one that tells a failure no more than the beginning, see
    /// [`is_body_cut`](Self::is_body_cut).
    pub fn bytes(&self) -> Option<&Bytes> {
        self.0.failure.reply.as_ref().map(Reply::bytes)
    }

    /// The body of the answer was longer than errors keep
    /// ([`ClientBuilder::max_error_bytes`](crate::ClientBuilder::max_error_bytes)), so [`bytes`](Self::bytes) has its
    /// beginning only. [`body`](Self::body), if it is of a documented type, was made of all of it. Answers that say that
    /// they are a success are never cut.
    pub fn is_body_cut(&self) -> bool {
        self.0.failure.is_body_cut
    }

    /// The answer as it came.
    pub(crate) fn reply(&self) -> Option<&Reply> {
        self.0.failure.reply.as_ref()
    }

    /// The operation's name in the document.
    pub fn operation(&self) -> &'static str {
        self.0.failure.info.id
    }

    /// The HTTP method.
    pub fn method(&self) -> &'static str {
        self.0.failure.info.method
    }

    /// The URL below the server's address, with names in place of values.
    pub fn url_template(&self) -> &'static str {
        self.0.failure.info.path
    }

    /// The name of the request in the server's logs (`x-request-id` and the like).
    pub fn request_id(&self) -> Option<&str> {
        self.0.failure.reply.as_ref()?.request_id()
    }

    /// Where in the JSON it went wrong, when the body is not as documented.
    pub fn json_path(&self) -> Option<&str> {
        self.decode_error()?.json_path()
    }

    /// What of the body stands around that place: up to 40 bytes before and after it, on its line. Not part of any message,
    /// since it may hold what nobody should read in a log.
    pub fn snippet(&self) -> Option<String> {
        self.decode_error()?.snippet(self.bytes()?)
    }

    /// What is not as documented: the status, or something in the body.
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.0.failure.kind {
            Kind::Decode(error) | Kind::Status(Some(error)) => Some(error),
            _ => None,
        }
    }

    /// The first rule that was broken.
    pub fn rule(&self) -> Option<&RuleViolation> {
        self.rules().first()
    }

    /// All rules that were broken.
    pub fn rules(&self) -> &[RuleViolation] {
        match &self.0.failure.kind {
            Kind::Rules(violations) => violations,
            _ => &[],
        }
    }
}

/// What an error keeps of an answer, and whether there was more.
fn kept(reply: Reply, trail: &Trail) -> (Reply, bool) {
    // What says that it is a success is what the caller has asked for, even if it cannot be understood.
    let limit = if reply.status_code().is_success() { usize::MAX } else { trail.max_error_bytes };
    reply.cut(limit)
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.failure.fmt(f)
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("message", &self.to_string())
            .field("kind", &self.0.failure.kind)
            .field("body", &self.0.body)
            .finish_non_exhaustive()
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.failure.source()
    }
}
