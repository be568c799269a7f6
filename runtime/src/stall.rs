//! Bodies that are received piece by piece must not stand still.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clock::{Instant, Sleep, sleep};

/// Watches over the time spent waiting for a piece. The time that the reader takes does not count.
pub(crate) struct Stall {
    limit: Duration,
    timer: Pin<Box<Sleep>>,
    is_waiting: bool,
}

impl Stall {
    /// A guard with that limit.
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, timer: Box::pin(sleep(Duration::ZERO)), is_waiting: false }
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
            self.timer.as_mut().reset(end);
            self.is_waiting = true;
        }
        self.timer.as_mut().poll(cx)
    }
}
