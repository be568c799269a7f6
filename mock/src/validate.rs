//! Values against JSON Schema, with messages that do not repeat the value.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

/// Most findings that are told about one value.
const MOST: usize = 5;

/// Something about a value that its schema does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// JSON pointer into the value; empty for the value itself.
    pub(crate) pointer: String,
    pub(crate) message: String,
}

/// Compiles a schema of draft 2020-12.
pub(crate) fn compile(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date-time", is_date_time)
        .with_format("uuid", is_uuid)
        .build(schema)
        .map_err(|error| error.to_string())
}

/// What is wrong with a value, most telling first.
pub(crate) fn violations(validator: &Validator, value: &Value) -> Vec<Violation> {
    validator.iter_errors(value).take(MOST).map(|error| violation(&error, 0)).collect()
}

fn violation(error: &ValidationError<'_>, depth: usize) -> Violation {
    let own = Violation { pointer: error.instance_path().to_string(), message: error.masked().to_string() };
    let alternatives = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => context,
        _ => return own,
    };
    // The alternative that got furthest is most likely the one that was meant.
    let reach = |errors: &&Vec<ValidationError<'static>>| {
        let deepest = errors.iter().map(|error| error.instance_path().to_string().len()).max();
        (deepest, std::cmp::Reverse(errors.len()))
    };
    let nearest = alternatives.iter().max_by_key(reach).and_then(|errors| errors.first());
    match nearest {
        Some(nearest) if depth < 4 => {
            let inner = violation(nearest, depth + 1);
            let message = format!("{} (of {} alternatives, the nearest)", inner.message, alternatives.len());
            Violation { message, ..inner }
        }
        _ => own,
    }
}

/// ISO 8601 as servers write it: seconds, their fraction and the offset may be missing.
fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let is = |at: usize, one_of: &[u8]| bytes.get(at).is_some_and(|byte| one_of.contains(byte));
    let minutes = digits(0, 4)
        && is(4, b"-")
        && digits(5, 7)
        && is(7, b"-")
        && digits(8, 10)
        && is(10, b"Tt ")
        && digits(11, 13)
        && is(13, b":")
        && digits(14, 16);
    minutes && text.get(16..).is_some_and(is_rest_of_time)
}

/// `:ss.fff+hh:mm`, each part optional.
fn is_rest_of_time(text: &str) -> bool {
    let after_seconds = match text.strip_prefix(':') {
        Some(seconds) if seconds.get(..2).is_some_and(all_digits) => &seconds[2..],
        Some(_) => return false,
        None => text,
    };
    let offset = match after_seconds.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => after_seconds,
    };
    match offset.as_bytes() {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', rest @ ..] => rest.iter().all(|byte| byte.is_ascii_digit() || *byte == b':') && rest.len() >= 4,
        _ => false,
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_real_servers_are_times() {
        for text in [
            "2024-08-14T11:59",
            "2024-08-14T11:59:25",
            "2024-08-14T11:59:25.4702606+00:00",
            "2024-08-14T11:59Z",
            "2024-08-14 11:59:25",
            "2024-08-14T11:59:25+0200",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in ["", "yesterday", "2024-08-14", "2024-08-14T11:59:2", "2024-08-14T11:59:25 CET", "2024-08-14T11:5é"]
        {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn messages_do_not_repeat_the_value() {
        let schema = serde_json::json!({"properties": {"secret": {"type": "integer"}, "id": {"format": "uuid"}}});
        let found = violations(&compile(&schema).unwrap(), &serde_json::json!({"secret": "hush", "id": "hush"}));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|violation| !violation.message.contains("hush")), "{found:?}");
        assert_eq!(found[0].pointer, "/secret");
    }
}
