//! Decisions, taken from bytes.

use arbitrary::Unstructured;

/// Turns bytes into decisions. When the bytes have run out, each decision is the plainest one, so everything ends.
#[derive(Debug)]
pub struct Draw<'b> {
    bytes: Unstructured<'b>,
}

impl<'b> Draw<'b> {
    /// Decisions from `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: Unstructured::new(bytes) }
    }

    /// A number below `end`; 0 at the end of the bytes.
    pub fn below(&mut self, end: usize) -> usize {
        self.bytes.int_in_range(0..=end.saturating_sub(1)).unwrap_or(0)
    }

    /// True once in `times`; false at the end of the bytes.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of a list; the first at the end of the bytes.
    ///
    /// # Panics
    /// If the list is empty.
    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}
