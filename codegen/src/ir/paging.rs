//! Lists that come in pages.

use super::Step;

/// How to get from one page of a list to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// From the answer to the list.
    pub items: Vec<Step>,
    /// From the answer to the token of the next page: text, a whole number or a UUID.
    pub next: Vec<Step>,
    /// Index of the query parameter that takes the token.
    pub parameter: usize,
    /// Index of the query parameter that limits a page.
    pub size: Option<usize>,
}
