//! Words for decoded values, so that the table shows that they were decoded.

use specwright_runtime::Secret;

/// `1 locker`, `3 lockers`.
pub(crate) fn count<T>(list: &[T], noun: &str) -> String {
    format!("{} {noun}{}", list.len(), if list.len() == 1 { "" } else { "s" })
}

/// `version 3`, or that there is none.
pub(crate) fn number(noun: &str, number: Option<i64>) -> String {
    number.map_or_else(|| format!("no {noun}"), |number| format!("{noun} {number}"))
}

/// For answers that say nothing but that it is done.
pub(crate) fn done(word: &str) -> impl FnOnce(&()) -> String {
    let word = word.to_owned();
    move |()| word
}

/// Kind and size of a file, by its first bytes.
pub(crate) fn file(bytes: &[u8]) -> String {
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpeg",
        [b'<', ..] => "svg",
        _ => "file",
    };
    format!("{kind}, {} bytes", bytes.len())
}

/// Length only: tokens are not for tables.
pub(crate) fn token(token: &Secret) -> String {
    format!("token of {} characters", token.expose().chars().count())
}

/// `token of 20 characters for 3600 s`.
pub(crate) fn token_for(token: &Secret, seconds: Option<i64>) -> String {
    match seconds {
        Some(seconds) => format!("{} for {seconds} s", self::token(token)),
        None => self::token(token),
    }
}
