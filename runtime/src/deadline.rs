//! How long a call may take.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

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
pub(crate) enum Deadline {
    /// That long from its start.
    Fixed(Duration),
    /// That long after the last piece of a stream was sent: how long that takes is a matter of its length, which no
    /// fixed limit fits.
    Moving(Duration, Progress),
}

impl Deadline {
    /// When it is, if that is known beforehand and the clock can say it.
    pub(crate) fn end(&self) -> Option<Instant> {
        match self {
            Self::Fixed(limit) => Instant::now().checked_add(*limit),
            Self::Moving(..) => None,
        }
    }

    /// Waits for a call as long as it may take.
    ///
    /// # Errors
    /// The limit that was reached.
    pub(crate) async fn cover<T>(self, call: impl Future<Output = T>) -> Result<T, Duration> {
        let (limit, progress) = match self {
            Self::Fixed(limit) => return timeout(limit, call).await.map_err(|_| limit),
            Self::Moving(limit, progress) => (limit, progress),
        };
        let mut call = std::pin::pin!(call);
        loop {
            // A limit beyond what the clock can say is none.
            let Some(end) = progress.last().checked_add(limit) else { return Ok(call.await) };
            match timeout_at(end, call.as_mut()).await {
                Ok(outcome) => return Ok(outcome),
                Err(_) if progress.last() + limit <= Instant::now() => return Err(limit),
                Err(_) => {}
            }
        }
    }
}
