//! JSONPath as RFC 9535 has it, all of it: name, index, wildcard, slice and filter selectors, descendants, comparisons,
//! and the functions `length`, `count`, `match`, `search` and `value`.
//!
//! A query is read once ([`Query::parse`]) and then asked for the places it selects ([`Query::select`]). Regular
//! expressions are run by `regex-lite`, which has no classes of Unicode properties (`\p{…}`): one that stands in the
//! query is refused when the query is read; one that comes from the document matches nothing.

mod compare;
mod cursor;
mod evaluate;
mod filter;
mod parse;
mod regex;
#[cfg(test)]
mod tests;

use serde_json::Value;

/// A query: where to start is said by whoever holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    segments: Vec<Segment>,
}

/// One step for all nodes selected so far.
#[derive(Debug, Clone, PartialEq)]
struct Segment {
    reach: Reach,
    selectors: Vec<Selector>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// `.name`, `[…]`: what is directly below.
    Children,
    /// `..name`, `..[…]`: the same for the node and everything below it.
    Descendants,
}

#[derive(Debug, Clone, PartialEq)]
enum Selector {
    Name(String),
    Wildcard,
    /// Negative from the end.
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Test),
}

/// What a filter asks.
#[derive(Debug, Clone, PartialEq)]
enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Exists(Inner),
    Compare { left: Operand, operator: Operator, right: Operand },
    Regex { text: Operand, pattern: Operand, extent: Extent },
}

/// How much of the text a regular expression has to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// `match`
    Whole,
    /// `search`
    Part,
}

/// A query inside a filter.
#[derive(Debug, Clone, PartialEq)]
struct Inner {
    start: Start,
    query: Query,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// `$`
    Root,
    /// `@`
    Current,
}

/// What is compared: a value, or nothing.
#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Literal(Value),
    /// A query that selects at most one node.
    Singular(Inner),
    Length(Box<Operand>),
    Count(Inner),
    ValueOf(Inner),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One step down to a selected node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// An element of a list.
    Index(usize),
    /// A member of an object.
    Key(String),
}

/// Why a text is no query, and where in it that shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// What is wrong.
    pub(super) message: String,
    /// The character at which it is noticed, from 1.
    pub(super) column: usize,
}

impl Query {
    /// Reads a query that begins with `$`.
    ///
    /// # Errors
    /// It is not well-formed, or a function in it is not used as it has to be.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        parse::parse_query(text)
    }

    /// The places that the query selects in `root`, in its order; one selected twice is there twice.
    pub(super) fn select(&self, root: &Value) -> Vec<Vec<Step>> {
        evaluate::nodes(self, root, root).iter().map(evaluate::Node::path).collect()
    }

    /// Each segment selects one name or index, so at most one node is selected.
    fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            let one = matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)]);
            segment.reach == Reach::Children && one
        })
    }
}
