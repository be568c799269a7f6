//! Limits that a value must keep.

/// Limits on one value. All are optional; the default has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
    /// Regular expression the text must match somewhere.
    pub pattern: Option<String>,
    /// Smallest number.
    pub minimum: Option<f64>,
    /// `minimum` itself is not allowed.
    pub exclusive_minimum: bool,
    /// Largest number.
    pub maximum: Option<f64>,
    /// `maximum` itself is not allowed.
    pub exclusive_maximum: bool,
    /// The number must be a multiple of this.
    pub multiple_of: Option<f64>,
    /// Fewest items of a list.
    pub min_items: Option<u64>,
    /// Most items of a list.
    pub max_items: Option<u64>,
    /// No two items of a list may be equal.
    pub unique_items: bool,
    /// Fewest entries of an object.
    pub min_properties: Option<u64>,
    /// Most entries of an object.
    pub max_properties: Option<u64>,
}

impl Rules {
    /// There is nothing to check.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
