//! Going wrong on purpose.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Something that goes wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The answer comes that much later.
    Delay(Duration),
    /// The body trickles: so long a pause before each sixteenth of it.
    SlowBody(Duration),
    /// The connection ends before anything is answered.
    Drop,
    /// This status with a page in HTML, as gateways have them.
    Status(u16),
    /// The documented answer of this status, as `Prefer: code=` would bring it.
    Answer(u16),
    /// Half of the body, and then the connection ends.
    TruncatedBody,
    /// The right status and media type over bytes that mean nothing.
    GarbageBody,
}

/// Faults to come.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    queues: Mutex<Queues>,
    random: Option<Mutex<Random>>,
}

#[derive(Debug, Default)]
struct Queues {
    any: VecDeque<Fault>,
    by_operation: BTreeMap<String, VecDeque<Fault>>,
}

impl Faults {
    /// With a share of `rate`, from 0 to 1, of all answers going wrong in one of these ways.
    pub(crate) fn random(rate: f64, seed: u64, kinds: Vec<Fault>) -> Self {
        let random = Random { rate, kinds, state: seed };
        Self { queues: Mutex::default(), random: Some(Mutex::new(random)) }
    }

    pub(crate) fn push(&self, fault: Fault) {
        self.lock().any.push_back(fault);
    }

    pub(crate) fn push_for(&self, operation: &str, fault: Fault) {
        self.lock().by_operation.entry(operation.to_owned()).or_default().push_back(fault);
    }

    /// The fault that an answer of the operation shall have: its own before anyone's before chance.
    pub(crate) fn take(&self, operation: Option<&str>) -> Option<Fault> {
        let mut queues = self.lock();
        let own = operation.and_then(|id| queues.by_operation.get_mut(id)?.pop_front());
        own.or_else(|| queues.any.pop_front()).or_else(|| {
            let random = self.random.as_ref()?;
            random.lock().unwrap_or_else(PoisonError::into_inner).draw()
        })
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Chance that can be repeated.
#[derive(Debug)]
struct Random {
    rate: f64,
    kinds: Vec<Fault>,
    state: u64,
}

impl Random {
    fn draw(&mut self) -> Option<Fault> {
        #[allow(clippy::cast_precision_loss, reason = "53 bits are what a number of this kind holds")]
        let chance = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let pick = self.next();
        let at = usize::try_from(pick % (self.kinds.len().max(1) as u64)).unwrap_or_default();
        if chance < self.rate { self.kinds.get(at).cloned() } else { None }
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_keeps_its_rate_and_repeats_itself() {
        let drawn = |seed| {
            let faults = Faults::random(0.25, seed, vec![Fault::Drop, Fault::Status(503)]);
            (0..4000).map(|_| faults.take(None)).collect::<Vec<_>>()
        };
        let count = drawn(1).iter().flatten().count();
        assert!((900..1100).contains(&count), "{count}");
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }

    #[test]
    fn own_faults_come_first() {
        let faults = Faults::default();
        faults.push(Fault::Drop);
        faults.push_for("a", Fault::Status(500));
        assert_eq!(faults.take(Some("a")), Some(Fault::Status(500)));
        assert_eq!(faults.take(Some("a")), Some(Fault::Drop));
        assert_eq!(faults.take(Some("a")), None);
    }
}
