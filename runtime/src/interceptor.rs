//! What callers may do to every request on its way.

use std::fmt;

use crate::encode::BadValue;
use crate::encode::query::pair;
use crate::headers::{Headers, header_name, header_value};
use crate::request::Draft;
use crate::{BoxFuture, OperationInfo, TransportError, TransportReply};

/// Takes part in every attempt of every call of a client. Requests for tokens are not among them.
///
/// Several are asked in the order they were added; around an attempt the first one is the outermost.
pub trait Interceptor: Send + Sync + 'static {
    /// Before credentials are written: the request has what the call and the client say.
    fn before_authentication(&self, request: &mut Intercepted<'_>) {
        let _ = request;
    }

    /// After credentials were written. Headers can be added, but none that is there can be changed or read.
    fn after_authentication(&self, request: &mut Intercepted<'_>) {
        let _ = request;
    }

    /// Around an attempt: whatever this gives is what came of it. `exchange` sends the request and receives the answer;
    /// nothing is sent if it is not awaited. Called again for what an attempt sends beside its request: the same with a
    /// new token after a 401, and to where it is redirected if redirects are followed. The limits of time and size hold inside and outside of it.
    fn around<'a>(&'a self, attempt: AttemptInfo, exchange: Exchange<'a>) -> Exchange<'a> {
        let _ = attempt;
        exchange
    }
}

/// A message out and a message in.
pub type Exchange<'a> = BoxFuture<'a, Result<TransportReply, TransportError>>;

/// Which attempt it is.
#[derive(Debug, Clone, Copy)]
pub struct AttemptInfo {
    operation: &'static OperationInfo,
    number: u32,
}

impl AttemptInfo {
    pub(crate) fn new(operation: &'static OperationInfo, number: u32) -> Self {
        Self { operation, number }
    }

    /// What is called.
    pub fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// 1 for the first attempt of a call.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// A request that is about to be sent. It can be added to but not read: it may hold secrets.
pub struct Intercepted<'r> {
    attempt: AttemptInfo,
    draft: &'r mut Draft,
    /// Headers that must stay as they are.
    fixed: Option<Headers>,
    bad: Option<BadValue>,
}

impl<'r> Intercepted<'r> {
    /// A request without credentials.
    pub(crate) fn before(attempt: AttemptInfo, draft: &'r mut Draft) -> Self {
        Self { attempt, draft, fixed: None, bad: None }
    }

    /// A request with credentials.
    pub(crate) fn after(attempt: AttemptInfo, draft: &'r mut Draft) -> Self {
        let fixed = Some(draft.headers.clone());
        Self { attempt, draft, fixed, bad: None }
    }

    /// What was refused, if anything was.
    pub(crate) fn finish(self) -> Result<(), BadValue> {
        self.bad.map_or(Ok(()), Err)
    }

    /// Which attempt it is.
    pub fn attempt(&self) -> AttemptInfo {
        self.attempt
    }

    /// Sets a header. A bad name or value, or one that is there after authentication, fails the call before it is sent.
    pub fn set_header(&mut self, name: &str, value: &str) {
        let header = header_name(name).and_then(|name| Ok((name, header_value(value)?)));
        match header {
            Ok((known, _)) if self.fixed.as_ref().is_some_and(|fixed| fixed.get(&known).is_some()) => {
                self.note(BadValue::new(
                    "header",
                    name,
                    "is there already, and cannot be changed after authentication",
                ));
            }
            Ok((name, value)) => self.draft.headers.insert(name, value),
            Err(problem) => self.note(BadValue::new("header", name, problem)),
        }
    }

    /// Adds a query parameter.
    pub fn add_query(&mut self, name: &str, value: &str) {
        self.draft.query.push(pair(name, value));
    }

    /// Fails the call before it is sent, e.g. with `"the circuit is open"`. The problem is shown: no secrets in it.
    pub fn refuse(&mut self, problem: &'static str) {
        self.note(BadValue::new("an interceptor refused it:", "", problem));
    }

    fn note(&mut self, bad: BadValue) {
        self.bad.get_or_insert(bad);
    }
}

impl fmt::Debug for Intercepted<'_> {
    /// Shows which attempt it is and the names of headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.draft.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Intercepted")
            .field("operation", &self.attempt.operation.id)
            .field("attempt", &self.attempt.number)
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}
