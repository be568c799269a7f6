//! From an answer to the next call.

use super::{Docs, OperationId, StatusPattern};

/// A call that can be made with values of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// How the document calls it.
    pub name: String,
    /// The answer that it starts from.
    pub status: StatusPattern,
    /// What callers hold when they have that answer.
    pub start: LinkStart,
    /// What it is good for.
    pub docs: Docs,
    /// The call.
    pub target: OperationId,
    /// What is known for the call, in document order.
    pub values: Vec<(LinkSlot, LinkValue)>,
}

/// What a caller has in hand when a link is to be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkStart {
    /// The response of a call that succeeded.
    Success,
    /// The error of a call that failed.
    Failure,
}

/// What a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSlot {
    /// Index of a parameter of the target.
    Parameter(usize),
    /// The body of the call.
    Body,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkValue {
    /// From the body of the answer, by a JSON pointer; empty: all of it.
    Body(String),
    /// From a header of the answer.
    Header(String),
    /// The status of the answer.
    Status,
    /// Always the same.
    Constant(serde_json::Value),
    /// From the call that was answered, which only the caller knows: `path.id`, `body#/name` …
    Request(String),
    /// Several in a row, as one text; none of them is joined itself.
    Joined(Vec<LinkValue>),
}

impl Link {
    /// What is known for `slot`.
    pub fn value(&self, slot: LinkSlot) -> Option<&LinkValue> {
        self.values.iter().find(|(own, _)| *own == slot).map(|(_, value)| value)
    }
}
