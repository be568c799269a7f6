//! Numbers and booleans that some servers write as text.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::messages;
use crate::Maybe;

/// Types in which a number or boolean may also be read from its text.
pub trait TextOrNumber: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// It is of another type.
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads a value, in which numbers and booleans may be text.
///
/// # Errors
/// It is of another type.
pub fn text_or_number<'de, T: TextOrNumber, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::text_or_number(deserializer)
}

/// Reads the variant of a union, in which numbers and booleans may be text.
///
/// # Errors
/// It is of another type.
pub fn variant_text_or_number<T: TextOrNumber>(value: &Value) -> Result<T, serde_json::Error> {
    T::text_or_number(value)
}

/// Such a type where serde wants a type: a whole answer.
#[derive(Debug)]
pub struct OrText<T>(
    /// The value.
    pub T,
);

impl<'de, T: TextOrNumber> Deserialize<'de> for OrText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::text_or_number(deserializer).map(Self)
    }
}

/// Reads such a type where serde wants a seed.
pub(super) struct Lenient<T>(PhantomData<T>);

impl<T> Lenient<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: TextOrNumber> DeserializeSeed<'de> for Lenient<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::text_or_number(deserializer)
    }
}

/// Largest whole number up to which floating point has no gaps.
const EXACT: f64 = 9_007_199_254_740_992.0;

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl TextOrNumber for $ty {
            fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = deserializer.deserialize_any(IntegerVisitor)?;
                Self::try_from(number).map_err(|_| D::Error::custom(messages::TEXT_OR_INTEGER))
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// Reads all integers as the widest, so that there is one visitor for them.
struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or one as text")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i128, E> {
        Ok(number.into())
    }

    /// `10.0` is a whole number too.
    fn visit_f64<E: Error>(self, number: f64) -> Result<i128, E> {
        if number.fract() == 0.0 && number.abs() <= EXACT {
            // Cannot lose anything: it has no fraction and is small enough.
            return Ok(number as i128);
        }
        Err(E::custom(messages::TEXT_OR_INTEGER))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i128, E> {
        text.trim().parse().map_err(|_| E::custom(messages::TEXT_OR_INTEGER))
    }
}

macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl TextOrNumber for $ty {
            fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(FloatVisitor).map(|number| number as $ty)
            }
        }
    )*};
}
floats!(f32, f64);

struct FloatVisitor;

impl Visitor<'_> for FloatVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or one as text")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    /// Words that Rust reads as numbers (`inf`, `NaN`) are no numbers in JSON.
    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        let number: Option<f64> = text.trim().parse().ok();
        number.filter(|number| number.is_finite()).ok_or_else(|| E::custom(messages::TEXT_OR_NUMBER))
    }
}

impl TextOrNumber for bool {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BooleanVisitor)
    }
}

struct BooleanVisitor;

impl Visitor<'_> for BooleanVisitor {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false, or one of them as text")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Ok(true),
            text if text.eq_ignore_ascii_case("false") => Ok(false),
            _ => Err(E::custom(messages::TEXT_OR_BOOLEAN)),
        }
    }
}

impl<T: TextOrNumber> TextOrNumber for Option<T> {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

impl<T: TextOrNumber> TextOrNumber for Maybe<T> {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::text_or_number(deserializer).map(Self::from)
    }
}

impl<T: TextOrNumber> TextOrNumber for Box<T> {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::text_or_number(deserializer).map(Self::new)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: TextOrNumber> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::text_or_number(deserializer).map(Some)
    }
}

impl<T: TextOrNumber> TextOrNumber for Vec<T> {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: TextOrNumber> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Lenient::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<T: TextOrNumber> TextOrNumber for BTreeMap<String, T> {
    fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: TextOrNumber> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key()? {
            map.insert(key, entries.next_value_seed(Lenient::new())?);
        }
        Ok(map)
    }
}
