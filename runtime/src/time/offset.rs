//! A day with a time, as the crate `time` has it.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, Month, PrimitiveDateTime, Time, UtcOffset};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::parse::{Instant, instant};
use super::{DateTime, TimeError};

/// What a text has to be.
const WANTED: TimeError = TimeError("a date with a time like 2026-11-22T23:29:12Z");

/// A [`time::OffsetDateTime`] that travels as text. Behind the feature `time`.
///
/// Read as tolerantly as [`DateTime`], but read: a text that is no date with a time is an error. A text without offset
/// is taken for UTC, a leap second for the last nanosecond before it. Digits finer than nanoseconds are dropped.
///
/// Written as RFC 3339, in the offset it has, with as many digits of the second as needed. That has no years but 0 to
/// 9999 and no offsets with seconds: others are an error when they are written. Equality is that of moments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OffsetDateTime(pub ::time::OffsetDateTime);

impl OffsetDateTime {
    /// Reads a text.
    ///
    /// # Errors
    /// The text is not a date with a time.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        instant(text).and_then(|parts| moment(&parts)).map(Self).ok_or(WANTED)
    }
}

/// The moment, in the offset that the text is in.
fn moment(parts: &Instant) -> Option<::time::OffsetDateTime> {
    let (day, clock) = (parts.day, parts.clock);
    let date = Date::from_calendar_date(day.year.into(), Month::try_from(day.month).ok()?, day.day).ok()?;
    let (second, nanosecond) = if clock.second == 60 { (59, 999_999_999) } else { (clock.second, clock.nanosecond) };
    let time = Time::from_hms_nano(clock.hour, clock.minute, second, nanosecond).ok()?;
    let offset = UtcOffset::from_whole_seconds(parts.offset.unwrap_or(0)).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_offset(offset))
}

impl fmt::Debug for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for OffsetDateTime {
    /// As RFC 3339; what that cannot say, as the crate `time` shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.format(&Rfc3339) {
            Ok(text) => f.write_str(&text),
            Err(_) => self.0.fmt(f),
        }
    }
}

impl Deref for OffsetDateTime {
    type Target = ::time::OffsetDateTime;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<::time::OffsetDateTime> for OffsetDateTime {
    fn from(time: ::time::OffsetDateTime) -> Self {
        Self(time)
    }
}

impl From<OffsetDateTime> for ::time::OffsetDateTime {
    fn from(time: OffsetDateTime) -> Self {
        time.0
    }
}

impl FromStr for OffsetDateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = TimeError;

    fn try_from(time: &DateTime) -> Result<Self, TimeError> {
        Self::parse(time.as_str())
    }
}

impl Serialize for OffsetDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.format(&Rfc3339).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for OffsetDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> OffsetDateTime {
        serde_json::from_value(text.into()).unwrap()
    }

    fn written(text: &str) -> String {
        serde_json::to_value(read(text)).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn reads_what_servers_write() {
        for text in [
            "2026-11-22T23:29:12Z",
            "2026-11-22t23:29:12z",
            "2026-11-22 23:29:12",
            "2026-11-22T23:29:12.000",
            "2026-11-23T01:29:12+02:00",
            "2026-11-22T18:29:12 -0500",
            "2026-11-22T21:29:12-02",
        ] {
            assert_eq!(read(text).unix_timestamp(), 1_795_390_152, "{text}");
        }
        assert_eq!(read("2026-11-22T23:29Z").unix_timestamp(), 1_795_390_140);
        for digits in 1..=12 {
            let text = format!("2026-11-22T23:29:12.{}Z", "123456789012".get(..digits).unwrap());
            let expected = "123456789000".get(..digits.min(9)).unwrap().parse::<u32>().unwrap();
            let scale = 10_u32.pow(9 - u32::try_from(digits.min(9)).unwrap());
            assert_eq!(read(&text).nanosecond(), expected * scale, "{text}");
        }
        assert_eq!(read("2016-12-31T23:59:60Z").0, read("2016-12-31T23:59:59.999999999Z").0);
    }

    #[test]
    fn writes_rfc_3339_in_the_offset_it_came_in() {
        assert_eq!(written("2026-11-22 23:29"), "2026-11-22T23:29:00Z");
        assert_eq!(written("2026-11-22T23:29:12.500+0530"), "2026-11-22T23:29:12.5+05:30");
        assert_eq!(read("2026-11-23T01:29:12+02:00").to_string(), "2026-11-23T01:29:12+02:00");
    }

    #[test]
    fn refuses_what_is_none_and_what_cannot_be_written() {
        for text in ["", "now", "2026-11-22", "2026-11-31T00:00Z", "2026-11-22T24:00:00Z", "22.11.2026 10:00"] {
            let refusal = serde_json::from_value::<OffsetDateTime>(text.into()).unwrap_err();
            assert!(refusal.to_string().contains("a date with a time"), "{text}: {refusal}");
        }
        let before_christ = read("2026-11-22T23:29:12Z").replace_year(-1).unwrap();
        assert!(serde_json::to_value(OffsetDateTime(before_christ)).is_err());
    }
}
