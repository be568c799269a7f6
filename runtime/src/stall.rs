//! Bodies that are received piece by piece must not stand still.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::{self, Instant, RuntimeId, Sleep, sleep_until};

/// Watches over the time spent waiting for a piece. The time that the reader takes does not count.
pub(crate) struct Stall {
    limit: Duration,
    alarm: Alarm,
    is_waiting: bool,
}

impl Stall {
    /// A guard with that limit.
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, alarm: Alarm::new(Instant::now()), is_waiting: false }
    }

    /// How long nothing may come.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Sets another limit.
    pub(crate) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// Something came.
    pub(crate) fn note(&mut self) {
        self.is_waiting = false;
    }

    /// Ready when nothing came for too long.
    pub(crate) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.is_waiting {
            // A limit beyond what the clock can say is none.
            let Some(end) = Instant::now().checked_add(self.limit) else { return Poll::Pending };
            self.alarm.set(end);
            self.is_waiting = true;
        }
        self.alarm.poll(cx)
    }
}

/// A timer that may be waited for in another runtime than the one it was made in. Those of Tokio go by the clock of theirs,
/// and panic when that is gone.
pub(crate) struct Alarm {
    timer: Pin<Box<Sleep>>,
    runtime: Option<RuntimeId>,
}

impl Alarm {
    /// A timer that ends then.
    pub(crate) fn new(end: Instant) -> Self {
        Self { timer: Box::pin(sleep_until(end)), runtime: clock::runtime() }
    }

    /// Lets it end then.
    fn set(&mut self, end: Instant) {
        self.go_by_the_clock_here(end);
        self.timer.as_mut().reset(end);
    }

    /// Ready when it has ended.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.go_by_the_clock_here(self.timer.deadline());
        self.timer.as_mut().poll(cx)
    }

    fn go_by_the_clock_here(&mut self, end: Instant) {
        let here = clock::runtime();
        if here.is_some() && here != self.runtime {
            self.timer.set(sleep_until(end));
            self.runtime = here;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    #[test]
    fn an_alarm_outlives_its_runtime() {
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let end = Instant::now() + Duration::from_millis(50);
        let mut alarm = runtime().block_on(async move {
            let mut alarm = Alarm::new(end);
            let is_over = poll_fn(|cx| Poll::Ready(alarm.poll(cx).is_ready())).await;
            assert!(!is_over);
            alarm
        });
        runtime().block_on(poll_fn(|cx| alarm.poll(cx)));
        assert!(Instant::now() >= end);
    }
}
