//! Messages of decode errors, without values.
//!
//! serde's errors quote what was found, and what was found may be a password. So a message is shown only if it is one
//! of those known to be harmless; the rest is put in general terms.

use serde_json::error::Category;

/// Base64 was expected.
pub(crate) const BASE64: &str = "expected base64 text";
/// A number beyond what its type can hold.
pub(crate) const INTEGER: &str = "expected a whole number within the range of its type";
/// A number that may be text was expected.
pub(crate) const TEXT_OR_INTEGER: &str = "expected a whole number, or one as text";
/// A number that may be text was expected.
pub(crate) const TEXT_OR_NUMBER: &str = "expected a number, or one as text";
/// A boolean that may be text was expected.
pub(crate) const TEXT_OR_BOOLEAN: &str = "expected true or false, or one of them as text";
/// A field beside the described ones is of another type than promised.
pub(crate) const EXTRA_FIELD: &str = "a field beside the described ones has an unexpected type";
/// A number in JSON that is kept as it came.
pub(crate) const DIGITS: &str = "a whole number has more than 64 bits; its digits cannot be kept";
/// A value is of no variant of a union.
pub(crate) const UNION: &str = "expected one of several shapes";
/// A field of a form cannot be read.
pub(crate) const FORM_FIELD: &str = "a field of the form has an unexpected value";

/// A text stands for a whole number.
pub(crate) const INTEGER_TEXT: &str = "expected the text of a whole number within the range of its type";
/// A text stands for a number.
pub(crate) const NUMBER_TEXT: &str = "expected the text of a number";
/// A text stands for a boolean.
pub(crate) const BOOLEAN_TEXT: &str = "expected `true` or `false`";
/// A text stands for an object.
pub(crate) const PAIRS: &str = "expected keys and values";

/// Our own messages, which quote nothing.
const OURS: &[&str] = &[
    BASE64,
    INTEGER,
    TEXT_OR_INTEGER,
    TEXT_OR_NUMBER,
    TEXT_OR_BOOLEAN,
    EXTRA_FIELD,
    DIGITS,
    UNION,
    FORM_FIELD,
    INTEGER_TEXT,
    NUMBER_TEXT,
    BOOLEAN_TEXT,
    PAIRS,
];

/// Kinds of things that serde says it has found, before it quotes them.
const KINDS: &[&str] = &[
    "boolean",
    "integer",
    "floating point",
    "character",
    "string",
    "byte array",
    "unit",
    "null",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "number",
];

/// What the error says, without the value and without the position.
pub(crate) fn without_value(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match error.classify() {
        // The parser's own messages are fixed texts.
        Category::Syntax | Category::Eof | Category::Io => message.to_owned(),
        Category::Data => data_without_value(message),
    }
}

/// The same for errors of types.
pub(crate) fn data_without_value(message: &str) -> String {
    if OURS.contains(&message) || is_about_fields(message) {
        return message.to_owned();
    }
    if message.starts_with("UUID parsing failed") {
        return String::from("expected a UUID");
    }
    for prefix in ["invalid type: ", "invalid value: "] {
        if let Some(found) = message.strip_prefix(prefix) {
            // What is expected stands at the end, and no type of ours is described with these words.
            let expected = found.rsplit_once(", expected ").map_or("something else", |(_, expected)| expected);
            let kind = KINDS.iter().find(|kind| found.starts_with(*kind)).copied().unwrap_or("another value");
            return format!("{prefix}{kind}, expected {expected}");
        }
    }
    String::from("the value is not one that is allowed here")
}

/// Messages that name a field of a type, and nothing that was found.
fn is_about_fields(message: &str) -> bool {
    let name = message.strip_prefix("missing field `").or_else(|| message.strip_prefix("duplicate field `"));
    name.and_then(|name| name.strip_suffix('`')).is_some_and(|name| !name.contains('`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_harmless() {
        for message in ["missing field `name`", BASE64] {
            assert_eq!(data_without_value(message), message);
        }
    }

    #[test]
    fn drops_values() {
        for (message, expected) in [
            ("invalid type: string \"hunter2\", expected i64", "invalid type: string, expected i64"),
            ("invalid type: string \"hunter2, expected x\", expected a map", "invalid type: string, expected a map"),
            ("invalid value: integer `77`, expected u8", "invalid value: integer, expected u8"),
            ("unknown variant `hunter2`, expected `a`", "the value is not one that is allowed here"),
            ("missing field `a` in `hunter2`", "the value is not one that is allowed here"),
            ("hunter2", "the value is not one that is allowed here"),
            ("UUID parsing failed: found `h` at 1", "expected a UUID"),
        ] {
            assert_eq!(data_without_value(message), expected);
        }
    }
}
