//! How long a call may take.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use crate::clock::{Elapsed, Instant, sleep_until, timeout_at, unconstrained};

/// When something was last sent of a stream.
#[derive(Clone)]
pub(crate) struct Progress(Arc<Mutex<Instant>>);

impl Default for Progress {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Progress {
    /// Something is sent now.
    pub(crate) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a call may take.
pub(crate) struct Deadline {
    start: Instant,
    limit: Duration,
    end: End,
    /// A part of the call has a timer of its own that ends before this one: one is enough.
    is_guarded: AtomicBool,
}

enum End {
    /// Then; `None`: later than the clock can say.
    Fixed(Option<Instant>),
    /// The limit after the last piece of a stream was sent: how long that takes is a matter of its length, which no
    /// fixed limit fits.
    Moving(Progress),
}

impl Deadline {
    /// That long from now.
    pub(crate) fn fixed(limit: Duration) -> Self {
        let start = Instant::now();
        Self::new(start, limit, End::Fixed(start.checked_add(limit)))
    }

    /// That long after the last piece of a stream was sent.
    pub(crate) fn moving(limit: Duration, progress: Progress) -> Self {
        Self::new(Instant::now(), limit, End::Moving(progress))
    }

    fn new(start: Instant, limit: Duration, end: End) -> Self {
        Self { start, limit, end, is_guarded: AtomicBool::new(false) }
    }

    /// When the call began.
    pub(crate) fn start(&self) -> Instant {
        self.start
    }

    /// When it is, if that is known beforehand and the clock can say it.
    pub(crate) fn end(&self) -> Option<Instant> {
        match &self.end {
            End::Fixed(end) => *end,
            End::Moving(_) => None,
        }
    }

    /// Waits for a call as long as it may take.
    ///
    /// # Errors
    /// The limit that was reached.
    pub(crate) async fn cover<T>(&self, mut call: Pin<&mut impl Future<Output = T>>) -> Result<T, Duration> {
        let progress = match &self.end {
            // There is no time at all, as for somebody who has used up their own: nothing begins.
            End::Fixed(_) if self.limit.is_zero() => return Err(self.limit),
            End::Fixed(None) => return Ok(call.await),
            End::Fixed(Some(end)) => return self.cover_until(*end, call).await,
            End::Moving(progress) => progress,
        };
        loop {
            // A limit beyond what the clock can say is none.
            let Some(end) = progress.last().checked_add(self.limit) else { return Ok(call.await) };
            match timeout_at(end, call.as_mut()).await {
                Ok(outcome) => return Ok(outcome),
                Err(_) if progress.last() + self.limit <= Instant::now() => return Err(self.limit),
                Err(_) => {}
            }
        }
    }

    async fn cover_until<T>(&self, end: Instant, mut call: Pin<&mut impl Future<Output = T>>) -> Result<T, Duration> {
        let mut timer = None;
        poll_fn(|cx| match call.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(Ok(outcome)),
            Poll::Pending if self.is_guarded.load(Ordering::Relaxed) => Poll::Pending,
            Poll::Pending => {
                // A call that never pauses must not keep its deadline from being seen.
                let timer = timer.get_or_insert_with(|| Box::pin(unconstrained(sleep_until(end))));
                timer.as_mut().poll(cx).map(|()| Err(self.limit))
            }
        })
        .await
    }

    /// Waits for a part of the call no longer than that, if there is a limit. One that reaches beyond the end of the call is left to
    /// whoever [covers](Self::cover) it.
    ///
    /// # Errors
    /// It took longer.
    pub(crate) async fn within<T>(&self, limit: Option<Duration>, part: impl Future<Output = T>) -> Result<T, Elapsed> {
        let end = limit.and_then(|limit| Instant::now().checked_add(limit));
        let Some(end) = end.filter(|end| self.end().is_none_or(|last| *end < last)) else {
            return Ok(part.await);
        };
        self.is_guarded.store(true, Ordering::Relaxed);
        let outcome = timeout_at(end, part).await;
        self.is_guarded.store(false, Ordering::Relaxed);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::pin::pin;
    use tokio::time::sleep;

    const SECOND: Duration = Duration::from_secs(1);

    async fn outcome(call: impl AsyncFnOnce(&Deadline)) -> (Result<(), Duration>, u128) {
        let start = Instant::now();
        let deadline = Deadline::fixed(10 * SECOND);
        let outcome = deadline.cover(pin!(call(&deadline))).await;
        (outcome, start.elapsed().as_millis())
    }

    #[tokio::test(start_paused = true)]
    async fn parts_end_before_the_call_and_the_call_ends_when_it_has_to() {
        let in_time =
            outcome(async |deadline| assert!(deadline.within(Some(SECOND), pending::<()>()).await.is_err())).await;
        assert_eq!(in_time, (Ok(()), 1000));
        let second = outcome(async |deadline| {
            assert!(deadline.within(Some(6 * SECOND), pending::<()>()).await.is_err());
            assert!(deadline.within(Some(6 * SECOND), pending::<()>()).await.is_err(), "the call has ended before");
        });
        assert_eq!(second.await, (Err(10 * SECOND), 10_000));
        let after = outcome(async |deadline| {
            assert!(deadline.within(Some(6 * SECOND), sleep(SECOND)).await.is_ok());
            pending().await
        });
        assert_eq!(after.await, (Err(10 * SECOND), 10_000));
    }

    #[tokio::test]
    async fn a_call_that_never_pauses_ends_too() {
        let deadline = Deadline::fixed(Duration::from_millis(20));
        let busy = async {
            loop {
                tokio::task::consume_budget().await;
                tokio::task::yield_now().await;
            }
        };
        assert!(deadline.cover(pin!(busy)).await.is_err());
    }
}
