//! The token of a client: fetched by one for all, renewed ahead of time.
//!
//! What must stay true: one fetch at a time, however many wait for it; it runs in a task of its own, so that a caller
//! who gives up takes nothing from the others; a token that was refused is thrown away only by those who sent that very
//! one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::answer::Issued;
use super::exchange::Exchange;
use crate::auth::Authorization;
use crate::clock::{self, Instant};
use crate::{BoxFuture, CredentialError, Credentials, Secret};

/// How long a failure is told to everybody who asks, at least, instead of asking the server again.
const HOLD_BACK: Duration = Duration::from_secs(1);
/// The same for the first of a row of failures that may pass; it doubles up to the other. Callers wait for that long,
/// and then it takes one of them to ask for all.
const SHORT_HOLD_BACK: Duration = Duration::from_millis(200);
/// How long one fetch may take, at least, if the client has that much time: another may do better.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a token that was never accepted is kept although it is refused, if the one before it fared no better. Another
/// one would not be better, either: the server means something else by its 401.
const VAIN_HOLD_BACK: Duration = Duration::from_secs(1);
/// A token is renewed that long before it ends, or a quarter of its lifetime if that is shorter.
const AHEAD: Duration = Duration::from_secs(300);

/// The token of one scheme.
pub(crate) struct TokenCell(Arc<Inner>);

struct Inner {
    exchange: Exchange,
    timeout: Duration,
    state: Mutex<State>,
    /// Which token the server has accepted last.
    accepted: AtomicU64,
}

#[derive(Default)]
struct State {
    /// The token, until it is refused.
    held: Option<Held>,
    /// How many tokens there have been.
    generation: u64,
    /// What renews the token without the credentials.
    refresh: Option<Secret>,
    /// The fetch that is under way.
    flight: Option<Flight>,
    /// The last failure, and until when it is told.
    failure: Option<(Instant, CredentialError)>,
    /// How many fetches in a row have failed.
    failures: u32,
    /// How many tokens in a row were refused without having been accepted once.
    vain: u32,
}

struct Held {
    lease: Lease,
    /// When it was asked for.
    asked: Instant,
    /// From then on it is renewed; `None`: never.
    due: Option<Instant>,
    /// From then on it is not used; `None`: never.
    end: Option<Instant>,
}

/// A token to be sent.
#[derive(Clone)]
pub(crate) struct Lease {
    /// The token.
    pub(crate) token: Secret,
    /// Which one it is.
    generation: u64,
}

type Outcome = Result<Lease, CredentialError>;
type Flight = watch::Receiver<Option<Outcome>>;

/// What a look at the state gives.
enum Seen {
    /// A token.
    Lease(Lease),
    /// There will be one, or a failure.
    Flight(Flight),
}

impl TokenCell {
    /// A cell without a token.
    pub(crate) fn new(exchange: Exchange, timeout: Duration) -> Self {
        let timeout = timeout.min(PATIENCE.max(timeout / 2));
        Self(Arc::new(Inner { exchange, timeout, state: Mutex::default(), accepted: AtomicU64::new(0) }))
    }

    /// The current token; waits for one if there is none.
    pub(crate) async fn lease(&self) -> Outcome {
        // A fetch ends without an outcome when the runtime it ran in is gone. Then it is for us to fetch.
        for _ in 0..2 {
            let mut flight = match self.look()? {
                Seen::Lease(lease) => return Ok(lease),
                Seen::Flight(flight) => flight,
            };
            let landed = flight.wait_for(Option::is_some).await;
            if let Some(outcome) = landed.ok().and_then(|outcome| outcome.clone()) {
                return outcome;
            }
        }
        Err(CredentialError::new("the task that fetches the token was stopped"))
    }

    /// The server has accepted that token.
    pub(crate) fn accepted(&self, version: u64) {
        // Many calls have the same token: they need not all write that.
        if self.0.accepted.load(Ordering::Relaxed) < version {
            self.0.accepted.store(version, Ordering::Relaxed);
        }
    }

    /// A token that is good, or a fetch to wait for; starts one if need be.
    fn look(&self) -> Result<Seen, CredentialError> {
        let mut state = self.0.lock();
        let now = Instant::now();
        let is_before = |limit: Option<Instant>| limit.is_none_or(|limit| now < limit);
        let held = state.held.as_ref().filter(|held| is_before(held.end));
        let good = held.map(|held| (held.lease.clone(), is_before(held.due)));
        let failure = state.failure.as_ref().filter(|(until, _)| now < *until).map(|(_, error)| error.clone());
        match (good, failure) {
            (Some((lease, true)), _) | (Some((lease, false)), Some(_)) => Ok(Seen::Lease(lease)),
            (Some((lease, false)), None) => {
                self.flight(&mut state);
                Ok(Seen::Lease(lease))
            }
            (None, Some(error)) => Err(error),
            (None, None) => Ok(Seen::Flight(self.flight(&mut state))),
        }
    }

    /// The fetch that is under way, or a new one.
    fn flight(&self, state: &mut State) -> Flight {
        if let Some(flight) = state.flight.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            return flight.clone();
        }
        let (landing, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        let inner = Arc::clone(&self.0);
        clock::spawn(async move {
            let outcome = inner.fetch().await;
            // Nobody may be left to hear it.
            landing.send_replace(Some(outcome));
        });
        flight
    }
}

impl Inner {
    /// The state; what is in it is whole after each statement, so a panic elsewhere does no harm.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches a token and keeps it, or the failure.
    async fn fetch(&self) -> Outcome {
        // Counted from before it was issued, so that it is never believed to live longer than it does.
        let asked = Instant::now();
        let refresh = self.lock().refresh.clone();
        let fetched = clock::timeout(self.timeout, self.exchange.fetch(refresh.as_ref(), self.timeout / 2));
        let fetched = match fetched.await {
            Ok(fetched) => fetched,
            Err(_) => Err(self.exchange.problem(&format!("gave no answer within {:?}", self.timeout)).temporary()),
        };
        let mut state = self.lock();
        state.flight = None;
        match fetched {
            Ok(issued) => Ok(state.keep(asked, issued)),
            Err(mut error) => {
                let soonest = Instant::now() + state.hold_back(&error);
                let until = error.until.map_or(soonest, |until| until.max(soonest));
                error.until = Some(until);
                state.failure = Some((until, error.clone()));
                Err(error)
            }
        }
    }
}

impl State {
    /// How long to tell a failure at least.
    fn hold_back(&mut self, error: &CredentialError) -> Duration {
        let factor = 2u32.saturating_pow(self.failures);
        self.failures = self.failures.saturating_add(1);
        if error.is_temporary() { SHORT_HOLD_BACK.saturating_mul(factor).min(HOLD_BACK) } else { HOLD_BACK }
    }

    /// Throws away the token that was refused; `false`: it is kept, since another would be refused, too.
    fn reject(&mut self, version: u64, was_accepted: bool) -> bool {
        let Some(held) = self.held.as_ref().filter(|held| held.lease.generation == version) else { return true };
        let is_vain = !was_accepted && self.vain > 0;
        if is_vain && held.asked.elapsed() < VAIN_HOLD_BACK {
            return false;
        }
        self.vain = if was_accepted { 0 } else { self.vain.saturating_add(1) };
        self.held = None;
        true
    }

    /// Takes a new token.
    fn keep(&mut self, asked: Instant, issued: Issued) -> Lease {
        self.generation += 1;
        self.failure = None;
        self.failures = 0;
        self.refresh = issued.refresh;
        let lease = Lease { token: issued.token, generation: self.generation };
        let after = |time: Duration| asked.checked_add(time);
        let due = issued.lifetime.and_then(|lifetime| after(lifetime - AHEAD.min(lifetime / 4)));
        let end = issued.lifetime.and_then(after);
        self.held = Some(Held { lease: lease.clone(), asked, due, end });
        lease
    }
}

impl Credentials for TokenCell {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async move {
            let lease = self.lease().await?;
            request.set_version(lease.generation);
            request.key(&lease.token)
        })
    }

    fn rejected(&self, version: u64) -> bool {
        let was_accepted = self.0.accepted.load(Ordering::Relaxed) >= version;
        self.0.lock().reject(version, was_accepted)
    }
}
