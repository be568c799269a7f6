//! Sending once more: when it is safe, when it is worth it, and after how long.
//!
//! The rule comes from the question whether the server can have acted. If it surely has not, any call may be sent again;
//! if it may have, only one that does no harm twice. Nothing here sends: [`Shared`](crate::shared::Shared) does.

mod after;
mod budget;
mod trail;
mod verdict;

use std::time::Duration;

pub(crate) use self::after::retry_after;
pub(crate) use self::budget::{Budget, Cost, Spent};
pub use self::trail::{Attempt, Delivery};
pub(crate) use self::trail::{IdempotencyKey, KeyFrom, Trail, delivery};
pub(crate) use self::verdict::{Twice, Verdict, judge_kind, judge_status, judge_transport};

/// When a call that failed is sent once more.
///
/// Any call is, if the server has surely not acted on it: no connection came about, the server refused the message
/// before reading it, or it answered 429; or if there was no token to send it with and there may be one in a moment. An idempotent one also is if an attempt timed out, if the connection broke
/// before the answer was complete, or if the answer was 408, 425, 500, 502, 503 or 504. A call with an idempotency key
/// counts as idempotent: all its attempts have the same key. No other answer leads to another attempt, and a body that is
/// a stream is never sent twice.
///
/// The wait before the second attempt is anything up to [`base_delay`](Self::with_base_delay), before each further one up
/// to twice as much, all chosen at random so that many clients do not come back at the same moment. What the server asks
/// for (`Retry-After`) is added to that, and so is the time until a token is asked for again. If it asks for more than [`max_retry_after`](Self::with_max_retry_after), or if
/// the call's time would be over before, the answer goes to the caller at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
}

impl Retries {
    /// What a client does unless told otherwise: 3 attempts in all, waits of up to 200 ms and 400 ms (never more than
    /// 5 s), `Retry-After` obeyed up to 30 s.
    pub const STANDARD: Self = Self {
        max_attempts: 3,
        base_delay: Duration::from_millis(200),
        max_delay: Duration::from_secs(5),
        max_retry_after: Duration::from_secs(30),
    };

    /// One attempt.
    pub const NONE: Self = Self { max_attempts: 1, ..Self::STANDARD };

    /// How many attempts there are in all, the first one included; 0 means 1.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest wait before the second attempt. It doubles from attempt to attempt.
    #[must_use]
    pub const fn with_base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Where doubling the wait ends.
    #[must_use]
    pub const fn with_max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest `Retry-After` that is waited for.
    #[must_use]
    pub const fn with_max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// How many attempts there are in all.
    pub const fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// How long to wait after `attempt` attempts, where `random` is in `0.0..1.0` and the server asks for `asked`. `None`:
    /// longer than is worth waiting for.
    pub(crate) fn wait(&self, attempt: u32, random: f64, asked: Option<Duration>) -> Option<Duration> {
        let asked = asked.unwrap_or_default();
        if asked > self.max_retry_after {
            return None;
        }
        let factor = 2u32.saturating_pow(attempt.saturating_sub(1));
        let longest = self.base_delay.saturating_mul(factor).min(self.max_delay);
        Some(asked.saturating_add(longest.mul_f64(random)))
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_are_spread_from_zero() {
        let wait = |attempt, random| Retries::STANDARD.wait(attempt, random, None).unwrap().as_millis();
        assert_eq!(
            [wait(1, 1.0), wait(2, 1.0), wait(3, 1.0), wait(9, 1.0), wait(200, 1.0)],
            [200, 400, 800, 5000, 5000]
        );
        assert_eq!([wait(1, 0.0), wait(2, 0.5)], [0, 200]);
    }

    #[test]
    fn what_the_server_asks_for_is_the_least() {
        let wait = |asked| Retries::STANDARD.wait(1, 0.5, Some(Duration::from_secs(asked)));
        assert_eq!(wait(2), Some(Duration::from_millis(2100)));
        assert_eq!(wait(30), Some(Duration::from_millis(30_100)));
        assert_eq!(wait(31), None);
    }

    #[test]
    fn there_is_always_one_attempt() {
        assert_eq!(Retries::STANDARD.with_max_attempts(0).max_attempts(), 1);
    }
}
