//! Reading one value as several types, to see which of them takes it best.

use std::cell::Cell;

use serde_json::Value;

thread_local! {
    /// What was lost so far.
    static LOSS: Cell<Loss> = const { Cell::new(Loss { dropped: 0, untyped: 0 }) };
    /// What may still be spent on attempts that came to nothing; `None` while no union is being read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Values that may be read in vain, for each value there is. Alternatives inside alternatives could be tried in more
/// ways than there is time for; a server that means ill would see to that.
const MOST_PER_VALUE: usize = 100;

/// What is lost when a value is read; the worst first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Loss {
    /// Fields dropped, by records that allow none but their own.
    dropped: usize,
    /// Values of unions that are kept as JSON.
    untyped: usize,
}

impl Loss {
    pub(super) fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Something is not there any more.
    pub(super) fn has_dropped(self) -> bool {
        self.dropped > 0
    }

    fn add(self) {
        let known = LOSS.get();
        LOSS.set(Self { dropped: known.dropped + self.dropped, untyped: known.untyped + self.untyped });
    }
}

/// A field is dropped.
pub(super) fn drop_field() {
    Loss { dropped: 1, untyped: 0 }.add();
}

/// A value of a union is kept as JSON.
pub(super) fn keep_untyped() {
    Loss { dropped: 0, untyped: 1 }.add();
}

/// The attempts on one value.
pub(super) struct Trials {
    is_outermost: bool,
}

impl Trials {
    pub(super) fn begin(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(count(value) * MOST_PER_VALUE));
        }
        Self { is_outermost }
    }

    /// Whether nothing is left to be spent.
    pub(super) fn are_over(&self) -> bool {
        LEFT.get() == Some(0)
    }

    /// Reads; answers what is lost by it, too. That does not count as long as the attempt is not [taken](Self::take).
    pub(super) fn attempt<T>(&self, read: impl FnOnce() -> T) -> (T, Loss) {
        let before = LOSS.replace(Loss::default());
        let found = read();
        (found, LOSS.replace(before))
    }

    /// The outcome of an attempt is taken, with what is lost by it.
    pub(super) fn take(&self, loss: Loss) {
        loss.add();
    }

    /// An attempt on `value` came to nothing, or maybe will.
    pub(super) fn spend(&self, value: &Value) {
        LEFT.set(LEFT.get().map(|left| left.saturating_sub(count(value))));
    }
}

impl Drop for Trials {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

/// The value and everything in it.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(count).sum::<usize>(),
        Value::Object(object) => 1 + object.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde::Deserialize;
    use serde::de::Deserializer;
    use serde_json::json;

    use super::*;
    use crate::__private as p;

    /// A record that allows no fields but its own, and reads the number last.
    #[derive(Debug, PartialEq)]
    struct Link<const NUMBERED: bool> {
        next: Option<Box<Chain>>,
        n: Option<i64>,
    }

    impl<'de, const NUMBERED: bool> Deserialize<'de> for Link<NUMBERED> {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            let names: &[&str] = if NUMBERED { &["next", "n"] } else { &["next"] };
            p::record(d, "Link", names).map(|((next, n), p::Closed)| Self { next, n })
        }
    }

    #[derive(Debug, PartialEq)]
    enum Chain {
        Plain(Link<false>),
        Numbered(Link<true>),
        Other(Value),
    }

    impl<'de> Deserialize<'de> for Chain {
        fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            p::union(d)
        }
    }

    impl p::ReadUnion for Chain {
        const SHAPES: &'static [p::VariantShape] = &[
            p::VariantShape { kinds: &[p::Kind::Object], ..p::VariantShape::ANY },
            p::VariantShape { kinds: &[p::Kind::Object], ..p::VariantShape::ANY },
        ];
        const DISCRIMINATOR: Option<p::Discriminator> = None;

        fn read(index: usize, value: &Value) -> Result<Self, serde_json::Error> {
            match index {
                0 => p::variant(value).map(Self::Plain),
                _ => p::variant(value).map(Self::Numbered),
            }
        }

        fn other(value: Value) -> Self {
            Self::Other(value)
        }
    }

    fn read(value: &Value) -> Chain {
        Chain::deserialize(value).unwrap()
    }

    #[test]
    fn what_drops_least_is_taken() {
        assert!(matches!(read(&json!({})), Chain::Plain(_)));
        assert!(matches!(read(&json!({ "n": 1 })), Chain::Numbered(Link { n: Some(1), .. })));
        assert!(matches!(read(&json!({ "n": 1, "m": 2 })), Chain::Numbered(_)));
        assert!(matches!(read(&json!({ "m": 2 })), Chain::Plain(_)));
        let deep = read(&json!({ "next": { "next": { "n": 1 } } }));
        let Chain::Plain(Link { next: Some(next), .. }) = deep else { panic!("{deep:?}") };
        assert!(matches!(*next, Chain::Plain(Link { next: Some(end), .. }) if matches!(*end, Chain::Numbered(_))));
        assert_eq!(read(&json!([])), Chain::Other(json!([])));
        assert_eq!(LOSS.get().untyped, 1);
        LOSS.set(Loss { untyped: 0, ..LOSS.get() });
        let loss = LOSS.replace(Loss::default());
        assert_eq!((loss.dropped, loss.untyped, LEFT.get()), (2, 0, None), "only what is taken counts: `m`, twice");
    }

    /// Each level could be read in two ways, both of which drop something, so there are 2^100 of them.
    #[test]
    fn a_server_that_means_ill_gets_json() {
        let mut value = json!({ "m": 1 });
        for _ in 0..100 {
            value = json!({ "m": 1, "next": value });
        }
        let began = Instant::now();
        let _ = read(&value);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }
}
