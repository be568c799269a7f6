//! How many requests may be under way at a time, and how many may begin in a time.

use std::time::Duration;

use crate::clock::{Instant, sleep_until};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

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
    /// When the store will be full, as far as that is not long past. Held by the first of those who wait: nobody takes
    /// anything before they go, so that those who give up leave nothing missing.
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

    /// Nothing has to wait.
    pub(crate) fn is_open(&self) -> bool {
        self.turns.is_none() && self.rate.is_none()
    }

    /// Waits for a turn, which lasts until what is returned is dropped.
    pub(crate) async fn pass(&self) -> Option<SemaphorePermit<'_>> {
        if self.is_open() {
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
        if let Some(rate) = &self.rate {
            rate.take().await;
        }
        permit
    }
}

impl Rate {
    /// Takes one out; waits for it if it is not there yet.
    async fn take(&self) {
        let mut full = self.full.lock().await;
        let now = Instant::now();
        let before = full.filter(|full| *full > now).unwrap_or(now);
        if let Some(begin) = before.checked_sub(self.slack).filter(|begin| *begin > now) {
            sleep_until(begin).await;
        }
        *full = before.checked_add(self.interval);
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
    async fn those_who_give_up_have_taken_nothing() {
        let gate = Gate::new(None, Some((1, Duration::from_secs(1))));
        gate.pass().await;
        let start = Instant::now();
        for _ in 0..100 {
            assert!(tokio::time::timeout(Duration::from_millis(5), gate.pass()).await.is_err());
        }
        gate.pass().await;
        assert_eq!(start.elapsed().as_millis(), 1000);
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
