//! Where time, timers and tasks come from: Tokio. Whoever needs one of them takes it from here, so that there is one file to
//! replace where there is no Tokio.

use std::time::SystemTime;

use tokio::runtime::Handle;
pub(crate) use tokio::runtime::Id as RuntimeId;
pub(crate) use tokio::spawn;
pub(crate) use tokio::task::unconstrained;
pub(crate) use tokio::time::error::Elapsed;
pub(crate) use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout, timeout_at};

/// There are timers and tasks here: it is inside a Tokio runtime.
pub(crate) fn is_running() -> bool {
    Handle::try_current().is_ok()
}

/// The runtime that this is called in, whose clock and timers are the ones to be had here.
pub(crate) fn runtime() -> Option<RuntimeId> {
    Handle::try_current().ok().map(|handle| handle.id())
}

/// The time of the machine.
pub(crate) fn system_time() -> SystemTime {
    SystemTime::now()
}
