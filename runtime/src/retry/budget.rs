//! How many retries a client may spend: when everything fails, repeating everything makes it worse.

use std::sync::atomic::{AtomicU32, Ordering};

/// What one attempt that a quick answer led to takes.
const RETRY: u32 = 5;
/// What one attempt that a timeout led to takes: the server is busy.
const AFTER_TIMEOUT: u32 = 10;
/// What a call that needed no retry brings.
const CALL: u32 = 1;

/// Why a retry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// An answer, or a connection that failed.
    Retry,
    /// Time ran out.
    AfterTimeout,
    /// There was no token. Nothing was sent, and a token is asked for by one for all: no retry makes that worse.
    NoToken,
}

/// What a call has taken for its last retry.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent(u32);

/// A store of tokens, shared by all clones of a client. Retries take from it, calls that succeed bring some back.
pub(crate) struct Budget {
    left: AtomicU32,
    capacity: u32,
}

impl Budget {
    /// A full store, enough for that many retries in a row.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY);
        Self { left: AtomicU32::new(capacity), capacity }
    }

    /// Takes what a retry costs; `None` if there is not that much left.
    pub(crate) fn take(&self, cost: Cost) -> Option<Spent> {
        let price = match cost {
            Cost::Retry => RETRY,
            Cost::AfterTimeout => AFTER_TIMEOUT,
            Cost::NoToken => 0,
        };
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(price));
        taken.ok().map(|_| Spent(price))
    }

    /// A call has succeeded: brings back what its last retry took, or a little if it needed none.
    pub(crate) fn give_back(&self, spent: Spent) {
        // Full is the usual case, and reading does not make other threads wait.
        if self.left.load(Ordering::Relaxed) >= self.capacity {
            return;
        }
        let gain = spent.0.max(CALL);
        let full = |left: u32| Some(left.saturating_add(gain).min(self.capacity));
        // It cannot fail: there always is a new value.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, full);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_empty_after_so_many_retries_and_fills_up_again() {
        let budget = Budget::new(2);
        assert!(budget.take(Cost::Retry).is_some());
        let spent = budget.take(Cost::Retry).unwrap();
        assert!(budget.take(Cost::Retry).is_none());
        budget.give_back(spent);
        assert!(budget.take(Cost::AfterTimeout).is_none());
        for _ in 0..100 {
            budget.give_back(Spent::default());
        }
        assert!(budget.take(Cost::AfterTimeout).is_some());
        assert!(budget.take(Cost::Retry).is_none());
    }
}
