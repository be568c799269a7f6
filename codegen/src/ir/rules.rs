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

    /// Both limits together: the narrower one of each kind. Of two patterns the first is kept.
    #[must_use]
    pub fn narrowed(&self, other: &Self) -> Self {
        let higher = |x: Option<u64>, y: Option<u64>| x.max(y);
        let lower = |x: Option<u64>, y: Option<u64>| x.into_iter().chain(y).min();
        let from = |rules: &Self| rules.minimum.map(|n| (n, rules.exclusive_minimum));
        let to = |rules: &Self| rules.maximum.map(|n| (n, rules.exclusive_maximum));
        let minimum = from(self).into_iter().chain(from(other)).reduce(|x, y| if y.0 > x.0 { y } else { x });
        let maximum = to(self).into_iter().chain(to(other)).reduce(|x, y| if y.0 < x.0 { y } else { x });
        Self {
            min_length: higher(self.min_length, other.min_length),
            max_length: lower(self.max_length, other.max_length),
            pattern: self.pattern.clone().or_else(|| other.pattern.clone()),
            minimum: minimum.map(|(n, _)| n),
            exclusive_minimum: minimum.is_some_and(|(_, exclusive)| exclusive),
            maximum: maximum.map(|(n, _)| n),
            exclusive_maximum: maximum.is_some_and(|(_, exclusive)| exclusive),
            multiple_of: self.multiple_of.or(other.multiple_of),
            min_items: higher(self.min_items, other.min_items),
            max_items: lower(self.max_items, other.max_items),
            unique_items: self.unique_items || other.unique_items,
            min_properties: higher(self.min_properties, other.min_properties),
            max_properties: lower(self.max_properties, other.max_properties),
        }
    }
}
