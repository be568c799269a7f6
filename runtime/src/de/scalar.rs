//! Enumerations: texts and integers with names, open for more.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

use super::{TextOrNumber, Whole, read_as};

/// Reads an enumeration of texts.
///
/// # Errors
/// There is no text.
pub fn read_text<'de, T: From<String>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_string(TextVisitor(PhantomData))
}

/// Reads an enumeration of integers.
///
/// # Errors
/// There is no integer of 64 bits.
pub fn read_integer<'de, T: From<i64>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    read_as::<Whole, i64, D>(deserializer).map(T::from)
}

/// Reads an enumeration of integers that may also be text.
///
/// # Errors
/// There is no integer of 64 bits, nor the text of one.
pub fn read_integer_or_text<'de, T: From<i64>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    read_as::<TextOrNumber, i64, D>(deserializer).map(T::from)
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: From<String>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        Ok(T::from(text))
    }
}
