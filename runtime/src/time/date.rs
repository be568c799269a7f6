//! A day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::parse::{Day, day};
use super::{TimeError, text_value};

/// A day: `2026-11-22`. The text is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date(String);

text_value!(Date, "a date like 2026-11-22");

impl Date {
    /// The text can be read.
    pub fn is_valid(&self) -> bool {
        self.parts().is_some()
    }

    /// The year.
    pub fn year(&self) -> Option<u16> {
        self.parts().map(|day| day.year)
    }

    /// The month, from 1.
    pub fn month(&self) -> Option<u8> {
        self.parts().map(|day| day.month)
    }

    /// The day of the month, from 1.
    pub fn day(&self) -> Option<u8> {
        self.parts().map(|day| day.day)
    }

    fn parts(&self) -> Option<Day> {
        day(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days() {
        let date = Date::parse("2024-02-29").unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (Some(2024), Some(2), Some(29)));
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-01-01T00:00", "2024-1-1", "", "ä"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keeps_what_it_cannot_read() {
        let date: Date = serde_json::from_str("\"22.11.2026\"").unwrap();
        assert!(!date.is_valid());
        assert_eq!(date.year(), None);
        assert_eq!(serde_json::to_string(&date).unwrap(), "\"22.11.2026\"");
    }
}
