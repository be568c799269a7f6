//! How many requests may be under way at a time, and how many may begin in a time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// Lets requests through, in the order they come.
#[derive(Default)]
pub(crate) struct Gate {
    turns: Option<Semaphore>,
    rate: Option<Rate>,
}

/// So many in such a time: a store that is full at first, each request takes one, and it fills up evenly.
struct Rate {
    /// Time between two that are put in.
    interval: Duration,
    /// How much time a full store is worth, less one.
    slack: Duration,
    /// When the store will be full, as far as that is not long past.
    full: Mutex<Option<Instant>>,
}

impl Gate {
    /// A gate with these limits; what is not there is no limit. Neither number is 0.
    pub(crate) fn new(concurrent: Option<usize>, rate: Option<(u32, Duration)>) -> Self {
        let turns = concurrent.map(|limit| Semaphore::new(limit.min(Semaphore::MAX_PERMITS)));
        let rate = rate.map(|(count, time)| {
            let interval = time / count;
            Rate { interval, slack: time.saturating_sub(interval), full: Mutex::new(None) }
        });
        Self { turns, rate }
    }

    /// Waits for a turn, which lasts until what is returned is dropped.
    pub(crate) async fn pass(&self) -> Option<SemaphorePermit<'_>> {
        if self.turns.is_none() && self.rate.is_none() {
            return None;
        }
        // On the heap: most calls have nothing to wait for, and need not carry the room for it.
        Box::pin(self.wait()).await
    }

    async fn wait(&self) -> Option<SemaphorePermit<'_>> {
        let permit = match &self.turns {
            // It is never closed.
            Some(turns) => turns.acquire().await.ok(),
            None => None,
        };
        if let Some(begin) = self.rate.as_ref().and_then(Rate::reserve) {
            sleep_until(begin).await;
        }
        permit
    }
}

impl Rate {
    /// Takes one out; gives the time until which to wait for it, if it is not there yet.
    fn reserve(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
        let before = full.filter(|full| *full > now).unwrap_or(now);
        *full = before.checked_add(self.interval);
        before.checked_sub(self.slack).filter(|begin| *begin > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn so_many_at_once_and_then_evenly() {
        let gate = Gate::new(None, Some((5, Duration::from_secs(1))));
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..8 {
            gate.pass().await;
            times.push(start.elapsed().as_millis());
        }
        assert_eq!(times, [0, 0, 0, 0, 0, 200, 400, 600]);
        tokio::time::advance(Duration::from_secs(100)).await;
        let start = Instant::now();
        for _ in 0..6 {
            gate.pass().await;
        }
        assert_eq!(start.elapsed().as_millis(), 200, "it does not save up more than it holds");
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_so_many_at_a_time() {
        let gate = Gate::new(Some(2), None);
        let (first, second) = (gate.pass().await, gate.pass().await);
        assert!(first.is_some() && second.is_some());
        assert!(tokio::time::timeout(Duration::from_secs(1), gate.pass()).await.is_err());
        drop(first);
        assert!(tokio::time::timeout(Duration::from_secs(1), gate.pass()).await.is_ok());
    }
}
