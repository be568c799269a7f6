//! Whole numbers of more than 64 bits, which nothing here can hold.
//!
//! Where a whole number is described, such a number is refused anyway. Where JSON is kept as it came, it would become the
//! nearest number in floating point without a word, so it is refused there, too. A described `number` takes it: that is
//! floating point, and says so.

use std::cell::{Cell, RefCell};

use serde::de::Error;
use serde_json::Value;

use super::messages;

thread_local! {
    /// There was a number that could be one of those.
    static SUSPECT: Cell<bool> = const { Cell::new(false) };
    /// What the numbers become that lose digits in the text that is read once more.
    static INEXACT: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// No whole number with fewer digits is beyond 64 bits.
const FEWEST: usize = 19;
/// No number below it comes from a whole number beyond 64 bits: that is at least 2^63, signed or not.
const LEAST: f64 = 9_223_372_036_854_775_808.0;

/// Reads `json`, by `read`; if there is a number in it that loses digits where it should not, once more, and then
/// [`check`] refuses it.
pub(crate) fn watched<T>(json: &str, read: impl Fn(&str) -> T) -> T {
    SUSPECT.set(false);
    let value = read(json);
    if SUSPECT.get() { again(json, value, read) } else { value }
}

/// Most texts come to nothing like it, so nothing is known about their digits when they are read the first time.
#[cold]
fn again<T>(json: &str, value: T, read: impl Fn(&str) -> T) -> T {
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            INEXACT.take();
        }
    }
    let found = inexact(json.as_bytes());
    if found.is_empty() {
        return value;
    }
    INEXACT.set(found);
    let _guard = Guard;
    read(json)
}

/// Refuses JSON that is kept as it came, if it has lost digits.
pub(super) fn check<E: Error>(value: &Value) -> Result<(), E> {
    if has(value, &|number| number.abs() >= LEAST) {
        SUSPECT.set(true);
        if has(value, &|number| INEXACT.with_borrow(|found| found.contains(&number.to_bits()))) {
            return Err(E::custom(messages::DIGITS));
        }
    }
    Ok(())
}

/// There is such a number in floating point.
fn has(value: &Value, is_such: &impl Fn(f64) -> bool) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && number.as_f64().is_some_and(is_such),
        Value::Array(list) => list.iter().any(|value| has(value, is_such)),
        Value::Object(object) => object.values().any(|value| has(value, is_such)),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// What whole numbers beyond 64 bits become, where that is another number. Text that looks like one does no harm.
///
/// Looks at one byte of nineteen, unless it is a digit: every long number has such a byte.
fn inexact(json: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    let mut at = FEWEST - 1;
    while let Some(byte) = json.get(at) {
        if !byte.is_ascii_digit() {
            at += FEWEST;
            continue;
        }
        let before = json[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + json[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let start = at - before;
        if end - start >= FEWEST {
            found.extend(inexact_number(json, start, end));
        }
        at = end + FEWEST - 1;
    }
    found
}

/// What the digits from `start` to `end` become, if they are a whole number and lose some of them.
fn inexact_number(json: &[u8], start: usize, end: usize) -> Option<u64> {
    let byte = |index: Option<usize>| index.and_then(|index| json.get(index)).copied();
    let is_negative = byte(start.checked_sub(1)) == Some(b'-');
    let in_front = byte(start.checked_sub(1 + usize::from(is_negative)));
    let is_part = matches!(in_front, Some(b'.' | b'e' | b'E' | b'+' | b'"'));
    if is_part || matches!(json.get(end), Some(b'.' | b'e' | b'E')) {
        return None;
    }
    let digits = std::str::from_utf8(json.get(start..end)?).ok()?;
    let text = std::str::from_utf8(json.get(start - usize::from(is_negative)..end)?).ok()?;
    if text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok() {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    (format!("{:.0}", number.abs()) != digits).then(|| number.to_bits())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_what_loses_digits() {
        for (json, count) in [
            ("[12345678901234567890123]", 1),
            ("{\"a\": -9223372036854775809 , \"b\":18446744073709551617}", 2),
            ("18446744073709551615", 0),
            ("[-9223372036854775808, 9223372036854775807]", 0),
            ("10000000000000000000000", 0),
            ("[0.12345678901234567890123, 1.5e0000000000000000000001, 12345678901234567890123.5]", 0),
            ("\"12345678901234567890123\"", 0),
        ] {
            for space in 0..40 {
                let text = " ".repeat(space) + json;
                assert_eq!(inexact(text.as_bytes()).len(), count, "{text}");
            }
        }
    }

    #[test]
    fn tells_them_only_while_they_are_read() {
        let json = "{\"n\": [12345678901234567890123], \"m\": -9223372036854775809}";
        let check = |json: &str| check::<serde_json::Error>(&serde_json::from_str(json).unwrap());
        assert!(check(json).is_ok());
        assert_eq!(watched(json, check).unwrap_err().to_string(), messages::DIGITS);
        let of = |value: Value| watched(json, |_| super::check::<serde_json::Error>(&value));
        assert!(of(json!({ "n": [1e22, 5, "12345678901234567890123"] })).is_ok());
        assert!(of(json!(-9_223_372_036_854_775_808.0)).is_err());
        assert!(check(json).is_ok());
    }
}
