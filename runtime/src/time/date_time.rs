//! A day with a time.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::calendar::{date_from_days, days_from_date};
use super::parse::{Instant, instant};
use super::{TimeError, text_value};

/// A day with a time, and usually a distance from UTC: `2026-11-22T23:29:12Z`. The text is kept as it came.
///
/// Read tolerantly: seconds may be missing, a space or `t` may stand for the `T`, the fraction may have any number of
/// digits, the offset may lack its colon or be missing. Equality is that of texts: two spellings of one moment differ.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime(String);

text_value!(DateTime, "a date with a time like 2026-11-22T23:29:12Z");

/// Seconds of a day.
const DAY: i64 = 86_400;

impl DateTime {
    /// The text can be read.
    pub fn is_valid(&self) -> bool {
        self.parts().is_some()
    }

    /// The year.
    pub fn year(&self) -> Option<u16> {
        self.parts().map(|parts| parts.day.year)
    }

    /// The month, from 1.
    pub fn month(&self) -> Option<u8> {
        self.parts().map(|parts| parts.day.month)
    }

    /// The day of the month, from 1.
    pub fn day(&self) -> Option<u8> {
        self.parts().map(|parts| parts.day.day)
    }

    /// The hour, from 0.
    pub fn hour(&self) -> Option<u8> {
        self.parts().map(|parts| parts.clock.hour)
    }

    /// The minute, from 0.
    pub fn minute(&self) -> Option<u8> {
        self.parts().map(|parts| parts.clock.minute)
    }

    /// The second, from 0; 60 in a leap second.
    pub fn second(&self) -> Option<u8> {
        self.parts().map(|parts| parts.clock.second)
    }

    /// The fraction of the second.
    pub fn nanosecond(&self) -> Option<u32> {
        self.parts().map(|parts| parts.clock.nanosecond)
    }

    /// How far local time is ahead of UTC. `None` if the text does not say so.
    pub fn offset_seconds(&self) -> Option<i32> {
        self.parts()?.offset
    }

    /// The moment. `None` if the text cannot be read or does not say which offset it is in.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let parts = self.parts()?;
        moment(&parts, parts.offset?)
    }

    /// The moment, taking a text without offset for UTC.
    pub fn to_system_time_or_utc(&self) -> Option<SystemTime> {
        let parts = self.parts()?;
        moment(&parts, parts.offset.unwrap_or(0))
    }

    fn parts(&self) -> Option<Instant> {
        instant(&self.0)
    }
}

/// The moment at which clocks show this, so far ahead of UTC.
fn moment(parts: &Instant, offset: i32) -> Option<SystemTime> {
    let (day, clock) = (parts.day, parts.clock);
    let days = days_from_date(day.year.into(), day.month.into(), day.day.into());
    let seconds = i64::from(clock.hour) * 3600 + i64::from(clock.minute) * 60 + i64::from(clock.second);
    let total = days * DAY + seconds - i64::from(offset);
    let whole = Duration::from_secs(total.unsigned_abs());
    let epoch = SystemTime::UNIX_EPOCH;
    let second = if total < 0 { epoch.checked_sub(whole) } else { epoch.checked_add(whole) };
    second?.checked_add(Duration::from_nanos(clock.nanosecond.into()))
}

impl From<SystemTime> for DateTime {
    /// Written in UTC, with as many digits of the second as needed.
    fn from(time: SystemTime) -> Self {
        let (seconds, nanoseconds) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (signed(after), after.subsec_nanos()),
            Err(before) => match before.duration() {
                before if before.subsec_nanos() == 0 => (-signed(before), 0),
                before => (-signed(before) - 1, 1_000_000_000 - before.subsec_nanos()),
            },
        };
        let (year, month, day) = date_from_days(seconds.div_euclid(DAY));
        let clock = seconds.rem_euclid(DAY);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if nanoseconds > 0 {
            let digits = format!("{nanoseconds:09}");
            text.push('.');
            text.push_str(digits.trim_end_matches('0'));
        }
        text.push('Z');
        Self(text)
    }
}

/// Whole seconds. Far beyond any calendar they stop growing, which keeps the arithmetic after it in range.
fn signed(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX).min(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        let time = DateTime::parse(text).unwrap().to_system_time_or_utc().unwrap();
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => signed(after),
            Err(before) => -signed(before.duration()),
        }
    }

    #[test]
    fn reads_many_spellings() {
        for text in [
            "2026-11-22T23:29:12Z",
            "2026-11-22t23:29:12z",
            "2026-11-22 23:29:12",
            "2026-11-22T23:29:12.000",
            "2026-11-23T01:29:12+02:00",
            "2026-11-22T18:29:12 -0500",
            "2026-11-22T21:29:12.123456789012-02",
        ] {
            assert_eq!(seconds(text), 1_795_390_152, "{text}");
        }
        assert_eq!(seconds("2026-11-22T23:29Z"), 1_795_390_140);
        assert_eq!(seconds("1969-12-31T23:59:59Z"), -1);
        assert_eq!(seconds("2016-12-31T23:59:60Z"), 1_483_228_800);
    }

    #[test]
    fn gives_parts() {
        let time = DateTime::parse("2026-11-22T23:29:12.5+05:30").unwrap();
        assert_eq!((time.year(), time.month(), time.day()), (Some(2026), Some(11), Some(22)));
        assert_eq!((time.hour(), time.minute(), time.second()), (Some(23), Some(29), Some(12)));
        assert_eq!((time.nanosecond(), time.offset_seconds()), (Some(500_000_000), Some(19_800)));
        let local = DateTime::parse("2026-11-22T23:29:12").unwrap();
        assert_eq!((local.offset_seconds(), local.to_system_time()), (None, None));
    }

    #[test]
    fn refuses_what_is_none() {
        for text in [
            "",
            "now",
            "2026-11-22",
            "2026-11-22T",
            "2026-11-22T24:00:00Z",
            "2026-11-22T23:60:00Z",
            "2026-11-31T00:00Z",
            "2026-11-22T23:29:12.Z",
            "2026-11-22T23:29:12+2",
            "2026-11-22T23:29:12Zx",
            "2026-11-22T23:29:12  Z",
            "ä026",
        ] {
            assert!(DateTime::parse(text).is_err(), "{text}");
            assert_eq!(DateTime::verbatim(text).as_str(), text);
        }
    }

    #[test]
    fn writes_utc() {
        let epoch = SystemTime::UNIX_EPOCH;
        let text = |time: SystemTime| DateTime::from(time).to_string();
        assert_eq!(text(epoch), "1970-01-01T00:00:00Z");
        assert_eq!(text(epoch + Duration::new(1_795_390_152, 500_000_000)), "2026-11-22T23:29:12.5Z");
        assert_eq!(text(epoch - Duration::from_millis(1)), "1969-12-31T23:59:59.999Z");
        assert_eq!(text(epoch - Duration::from_secs(1)), "1969-12-31T23:59:59Z");
        let time = epoch + Duration::new(1_795_390_152, 1);
        assert_eq!(DateTime::from(time).to_system_time(), Some(time));
    }
}
