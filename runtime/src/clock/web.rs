//! Where time, timers and tasks come from: the event loop of a browser, a worker or Node. What is in here is called and
//! behaves as in Tokio.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use gloo_timers::callback::Timeout;
use send_wrapper::SendWrapper;
pub(crate) use std::convert::identity as unconstrained;
pub(crate) use wasm_bindgen_futures::spawn_local as spawn;
pub(crate) use web_time::Instant;
use web_time::web::SystemTimeExt as _;

/// Stands in for an end that is later than the clock can say.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// There is always an event loop.
pub(crate) fn is_running() -> bool {
    true
}

/// All timers are those of one event loop.
pub(crate) type RuntimeId = ();

/// The event loop.
pub(crate) fn runtime() -> Option<RuntimeId> {
    Some(())
}

/// The time of the machine.
pub(crate) fn system_time() -> SystemTime {
    web_time::SystemTime::now().to_std()
}

/// It took too long.
#[derive(Debug)]
pub(crate) struct Elapsed;

/// Waits that long.
pub(crate) fn sleep(duration: Duration) -> Sleep {
    let now = Instant::now();
    sleep_until(now.checked_add(duration).unwrap_or_else(|| now + FAR))
}

/// Waits until then.
pub(crate) fn sleep_until(end: Instant) -> Sleep {
    Sleep { end, alarm: None }
}

/// Waits for that, but no longer.
pub(crate) async fn timeout<T>(limit: Duration, part: impl Future<Output = T>) -> Result<T, Elapsed> {
    first(part, sleep(limit)).await
}

/// Waits for that, but not beyond then.
pub(crate) async fn timeout_at<T>(end: Instant, part: impl Future<Output = T>) -> Result<T, Elapsed> {
    first(part, sleep_until(end)).await
}

async fn first<T>(part: impl Future<Output = T>, mut timer: Sleep) -> Result<T, Elapsed> {
    let mut part = pin!(part);
    std::future::poll_fn(|cx| match part.as_mut().poll(cx) {
        Poll::Ready(outcome) => Poll::Ready(Ok(outcome)),
        Poll::Pending => Pin::new(&mut timer).poll(cx).map(|()| Err(Elapsed)),
    })
    .await
}

/// A wait. There is a timer only while somebody waits.
pub(crate) struct Sleep {
    end: Instant,
    alarm: Option<SendWrapper<Alarm>>,
}

impl Sleep {
    /// When it ends.
    pub(crate) fn deadline(&self) -> Instant {
        self.end
    }

    /// Waits until then instead.
    pub(crate) fn reset(mut self: Pin<&mut Self>, end: Instant) {
        *self = sleep_until(end);
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.alarm = None;
            return Poll::Ready(());
        }
        if !self.alarm.as_ref().is_some_and(|alarm| alarm.is_still_to_wake(cx.waker())) {
            self.alarm = Some(SendWrapper::new(Alarm::after(left, cx.waker())));
        }
        Poll::Pending
    }
}

/// A timer. Dropping it cancels it.
struct Alarm {
    /// Whom to wake; `None` when that is done.
    sleeper: Rc<RefCell<Option<Waker>>>,
    _timer: Timeout,
}

impl Alarm {
    /// Wakes after that time, or as late as a timer can.
    fn after(time: Duration, waker: &Waker) -> Self {
        // Rounded up: one that comes too early has to be set again.
        let millis = time.as_millis().saturating_add(1).min(i32::MAX as u128) as u32;
        let sleeper = Rc::new(RefCell::new(Some(waker.clone())));
        let woken = Rc::clone(&sleeper);
        let _timer = Timeout::new(millis, move || {
            let waker = woken.borrow_mut().take();
            waker.inspect(Waker::wake_by_ref);
        });
        Self { sleeper, _timer }
    }

    /// It has not gone off, and that is who will be woken.
    fn is_still_to_wake(&self, waker: &Waker) -> bool {
        let mut sleeper = self.sleeper.borrow_mut();
        sleeper.as_mut().map(|sleeper| sleeper.clone_from(waker)).is_some()
    }
}
