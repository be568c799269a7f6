//! Absent, null and a value are three things.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that may be left out, may be null, and may have a value; the three mean different things.
///
/// In a change, absent usually says "leave it as it is" and null "take it away".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Maybe<T> {
    /// Not there.
    #[default]
    Absent,
    /// There, and null.
    Null,
    /// There, with a value.
    Value(T),
}

impl<T> Maybe<T> {
    /// Not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// There, and null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// There, with a value.
    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The same, borrowed.
    pub const fn as_ref(&self) -> Maybe<&T> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(value),
        }
    }

    /// The value, when there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, when there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Changes the value, when there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(change(value)),
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Maybe<T> {
    /// `None` is null: who writes `None` wants it to be seen.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    /// Records leave absent fields out before it comes to this; elsewhere the nearest thing to absent is null.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_options_and_values() {
        assert_eq!(Maybe::<i32>::from(1), Maybe::Value(1));
        assert_eq!(Maybe::<i32>::from(None), Maybe::Null);
        assert_eq!(Maybe::<i32>::from(Some(1)), Maybe::Value(1));
        assert!(Maybe::<String>::default().is_absent());
    }

    #[test]
    fn reads_null_and_values() {
        assert_eq!(serde_json::from_str::<Maybe<i64>>("null").unwrap(), Maybe::Null);
        assert_eq!(serde_json::from_str::<Maybe<i64>>("3").unwrap(), Maybe::Value(3));
        assert_eq!(serde_json::to_string(&Maybe::Value("x")).unwrap(), "\"x\"");
    }

    #[test]
    fn gives_its_value() {
        let maybe = Maybe::Value(String::from("x"));
        assert_eq!(maybe.value().map(String::as_str), Some("x"));
        assert_eq!(maybe.as_ref().map(String::len), Maybe::Value(1));
        assert_eq!(maybe.into_option().as_deref(), Some("x"));
        assert_eq!(Maybe::<i32>::Null.into_option(), None);
    }
}
