//! The callers: what they ask for, and what they are told.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use specwright_runtime as rt;

use crate::api::{API, ReadItem, SECRET, WriteItem};
use crate::watch::Watch;

/// Longest pause of a caller between calls.
const PAUSE: Duration = Duration::from_millis(80);
/// More writes than ten minutes have room for. Memory is taken beforehand, so that it is not mistaken for a leak.
const MOST_WRITES: usize = 8_000_000;

/// What a caller was told of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Told {
    /// It is done.
    Done = 1,
    /// It is not, and cannot be.
    NotSent = 2,
    /// The server has answered something else.
    Answered = 3,
    /// Nobody knows.
    MaybeProcessed = 4,
}

/// What callers were told, all of them.
pub(crate) struct Tally {
    writes: Vec<AtomicU8>,
    next: AtomicU64,
    pub(crate) reads: AtomicU64,
    pub(crate) failed_reads: AtomicU64,
    pub(crate) wrong_reads: AtomicU64,
    pub(crate) repeated: AtomicU64,
}

impl Tally {
    pub(crate) fn new() -> Self {
        // Not zero: zeroes would only be promised by the system, not taken.
        let writes = (0..MOST_WRITES).map(|_| AtomicU8::new(u8::MAX)).collect();
        let zero = || AtomicU64::new(0);
        let (reads, failed_reads, wrong_reads, repeated) = (zero(), zero(), zero(), zero());
        Self { writes, next: zero(), reads, failed_reads, wrong_reads, repeated }
    }

    /// How many writes there were.
    pub(crate) fn issued(&self) -> u64 {
        self.next.load(Ordering::Relaxed).min(MOST_WRITES as u64)
    }

    /// What was told of a write.
    pub(crate) fn told(&self, number: u64) -> Option<Told> {
        let told = self.writes.get(usize::try_from(number).ok()?)?.load(Ordering::Relaxed);
        [Told::Done, Told::NotSent, Told::Answered, Told::MaybeProcessed].into_iter().find(|known| *known as u8 == told)
    }

    /// How many writes that was told of.
    pub(crate) fn count(&self, told: Told) -> usize {
        (0..self.issued()).filter(|number| self.told(*number) == Some(told)).count()
    }
}

/// The client that all callers share.
pub(crate) fn client(server: &str) -> Result<rt::Client, rt::BuildError> {
    rt::ClientBuilder::new(&API, server)
        .exchange("token", "login", [rt::ExchangeValue::Secret(format!("{SECRET}-password").into())])
        .attempt_timeout(Duration::from_millis(500))
        .timeout(Duration::from_secs(5))
        .build()
}

/// Reads and writes until it is time to stop.
pub(crate) async fn call_until(end: Instant, client: rt::Client, tally: Arc<Tally>, watch: Arc<Watch>) {
    while Instant::now() < end {
        tokio::time::sleep(PAUSE.mul_f64(fastrand::f64())).await;
        match fastrand::bool() {
            true => read(&client, &tally, &watch).await,
            false => write(&client, &tally, &watch).await,
        }
    }
}

async fn read(client: &rt::Client, tally: &Tally, watch: &Watch) {
    let number = fastrand::u32(..);
    match client.call::<ReadItem>().path("number", &number).send().await {
        Ok(response) => {
            watch.search(&format_args!("{response:?}"));
            tally.repeated.fetch_add(u64::from(response.attempts() > 1), Ordering::Relaxed);
            let is_right = response.value()["number"].as_u64() == Some(number.into());
            let counter = if is_right { &tally.reads } else { &tally.wrong_reads };
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => {
            search(&error, watch);
            tally.failed_reads.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn write(client: &rt::Client, tally: &Tally, watch: &Watch) {
    let number = tally.next.fetch_add(1, Ordering::Relaxed);
    let Some(slot) = usize::try_from(number).ok().and_then(|number| tally.writes.get(number)) else { return };
    let body = serde_json::json!({ "number": number });
    let told = match client.call::<WriteItem>().json(&body, None).await {
        Ok(_) => Told::Done,
        Err(error) => {
            search(&error, watch);
            match error.delivery() {
                rt::Delivery::NotSent => Told::NotSent,
                rt::Delivery::Answered => Told::Answered,
                rt::Delivery::MaybeProcessed => Told::MaybeProcessed,
            }
        }
    };
    slot.store(told as u8, Ordering::Relaxed);
}

/// Searches everything that an error shows. Its body is not part of that: it is what the server sent.
fn search(error: &rt::Error<rt::Unexpected>, watch: &Watch) {
    watch.search(&format_args!("{error} {error:?} {:?}", error.attempts()));
    let mut cause = error.source();
    while let Some(inner) = cause {
        watch.search(&format_args!("{inner} {inner:?}"));
        cause = inner.source();
    }
}
