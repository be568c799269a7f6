//! Reads dates and times out of text, tolerantly.

use super::calendar::days_in_month;

/// The parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// The parts of a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) nanosecond: u32,
}

/// The parts of a date with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instant {
    pub(super) day: Day,
    pub(super) clock: Clock,
    pub(super) offset: Option<i32>,
}

/// Reads `YYYY-MM-DD`, all of it.
pub(super) fn day(text: &str) -> Option<Day> {
    let mut rest = Rest(text.as_bytes());
    let day = rest.day()?;
    rest.0.is_empty().then_some(day)
}

/// Reads a date with a time, all of it.
pub(super) fn instant(text: &str) -> Option<Instant> {
    let mut rest = Rest(text.as_bytes());
    let day = rest.day()?;
    rest.any_of(b"Tt ")?;
    let clock = rest.clock()?;
    let offset = rest.offset()?;
    rest.0.is_empty().then_some(Instant { day, clock, offset })
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn day(&mut self) -> Option<Day> {
        let year = self.number(4)?;
        self.any_of(b"-")?;
        let month = u8::try_from(self.number(2)?).ok()?;
        self.any_of(b"-")?;
        let day = u8::try_from(self.number(2)?).ok()?;
        let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        exists.then_some(Day { year, month, day })
    }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`. Second 60 is a leap second.
    fn clock(&mut self) -> Option<Clock> {
        let hour = self.number(2)?;
        self.any_of(b":")?;
        let minute = self.number(2)?;
        let (mut second, mut nanosecond) = (0, 0);
        if self.any_of(b":").is_some() {
            second = self.number(2)?;
            if self.any_of(b".,").is_some() {
                nanosecond = self.fraction()?;
            }
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let small = |number| u8::try_from(number).ok();
        Some(Clock { hour: small(hour)?, minute: small(minute)?, second: small(second)?, nanosecond })
    }

    /// Digits after the point; those that are finer than nanoseconds are dropped.
    fn fraction(&mut self) -> Option<u32> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let padded = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (count > 0).then(|| padded.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    }

    /// `Z`, `+HH:MM`, `+HHMM`, `+HH`, or nothing. In seconds; the outer `None` is a mistake.
    fn offset(&mut self) -> Option<Option<i32>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let sign = match self.any_of(b"Zz+- ")? {
            b'Z' | b'z' => return Some(Some(0)),
            b'-' => -1,
            b'+' => 1,
            // A space before the offset.
            _ => return if self.0.first()?.is_ascii_whitespace() { None } else { self.offset() },
        };
        let hours = self.number(2)?;
        let colon = self.any_of(b":").is_some();
        let minutes = if colon || !self.0.is_empty() { self.number(2)? } else { 0 };
        (hours <= 23 && minutes <= 59).then(|| Some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)))
    }

    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u16> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let all = number.iter().all(u8::is_ascii_digit);
        let value = number.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit.wrapping_sub(b'0') % 10));
        self.0 = rest;
        all.then_some(value)
    }

    /// One of these bytes.
    fn any_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }
}
