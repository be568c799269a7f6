//! Numbers and booleans in spellings that Rust's own types do not read: text, and whole numbers like `10.0`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;

use super::{digits, messages};
use crate::Maybe;

/// Types that can be read in the spelling `S` of their numbers and booleans: [`Whole`] or [`TextOrNumber`].
pub trait ReadAs<S>: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// It is of another type.
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// The spelling in which whole numbers may end in `.0` or have an exponent: to JSON they are whole all the same. None of
/// their digits get lost, not even in JSON that is kept as it came.
#[derive(Debug)]
pub enum Whole {}

/// The spelling in which numbers and booleans may also be text.
#[derive(Debug)]
pub enum TextOrNumber {}

/// Reads a value in the spelling `S`.
///
/// # Errors
/// It is of another type.
pub fn read_as<'de, S, T: ReadAs<S>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read_as(deserializer)
}

/// Reads the variant of a union in which whole numbers may end in `.0`.
///
/// # Errors
/// The value is of another type.
pub fn variant_whole<T: ReadAs<Whole>>(value: &Value) -> Result<T, serde_json::Error> {
    T::read_as(value)
}

/// Reads the variant of a union, in which numbers and booleans may be text.
///
/// # Errors
/// It is of another type.
pub fn variant_text_or_number<T: ReadAs<TextOrNumber>>(value: &Value) -> Result<T, serde_json::Error> {
    T::read_as(value)
}

/// A type in which whole numbers may end in `.0`, where serde wants a type: a whole answer.
#[derive(Debug)]
pub struct OfWhole<T>(
    /// The value.
    pub T,
);

impl<'de, T: ReadAs<Whole>> Deserialize<'de> for OfWhole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_as(deserializer).map(Self)
    }
}

/// A type in which numbers and booleans may be text, where serde wants a type: a whole answer.
#[derive(Debug)]
pub struct OrText<T>(
    /// The value.
    pub T,
);

impl<'de, T: ReadAs<TextOrNumber>> Deserialize<'de> for OrText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_as(deserializer).map(Self)
    }
}

/// Reads such a type where serde wants a seed.
pub(super) struct Spelled<S, T>(PhantomData<(S, T)>);

impl<S, T> Spelled<S, T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, S, T: ReadAs<S>> DeserializeSeed<'de> for Spelled<S, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read_as(deserializer)
    }
}

/// Largest whole number up to which floating point has no gaps.
const EXACT: f64 = 9_007_199_254_740_992.0;

macro_rules! integers {
    ($($ty:ty, $whole:ident, $text:ident;)*) => {$(
        impl ReadAs<Whole> for $ty {
            fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = deserializer.deserialize_i64($whole)?;
                Self::try_from(number).map_err(|_| D::Error::custom(messages::INTEGER))
            }
        }

        impl ReadAs<TextOrNumber> for $ty {
            fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = deserializer.deserialize_any($text)?;
                Self::try_from(number).map_err(|_| D::Error::custom(messages::TEXT_OR_INTEGER))
            }
        }
    )*};
}

// One visitor for most of them, since each has to be compiled.
integers! {
    i8, WholeVisitor, TextVisitor;
    i16, WholeVisitor, TextVisitor;
    i32, WholeVisitor, TextVisitor;
    i64, WholeVisitor, TextVisitor;
    u8, WholeVisitor, TextVisitor;
    u16, WholeVisitor, TextVisitor;
    u32, WholeVisitor, TextVisitor;
    u64, WideVisitor, WideTextVisitor;
}

macro_rules! visitors {
    ($($whole:ident, $text:ident: $ty:ty;)*) => {$(
        struct $whole;

        impl Visitor<'_> for $whole {
            type Value = $ty;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<$ty, E> {
                Ok(number.into())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<$ty, E> {
                number.try_into().map_err(|_| E::custom(messages::INTEGER))
            }

            /// `10.0` is a whole number too.
            fn visit_f64<E: Error>(self, number: f64) -> Result<$ty, E> {
                whole(number).map(<$ty>::from).ok_or_else(|| E::invalid_type(Unexpected::Float(number), &self))
            }
        }

        struct $text;

        impl Visitor<'_> for $text {
            type Value = $ty;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or one as text")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<$ty, E> {
                Ok(number.into())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<$ty, E> {
                number.try_into().map_err(|_| E::custom(messages::TEXT_OR_INTEGER))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<$ty, E> {
                whole(number).map(<$ty>::from).ok_or_else(|| E::custom(messages::TEXT_OR_INTEGER))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<$ty, E> {
                text.trim().parse().map_err(|_| E::custom(messages::TEXT_OR_INTEGER))
            }
        }
    )*};
}

visitors! {
    WholeVisitor, TextVisitor: i64;
    // For those that may be larger.
    WideVisitor, WideTextVisitor: i128;
}

/// The whole number that floating point holds. Cannot lose anything: it has no fraction and is small enough.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl ReadAs<TextOrNumber> for $ty {
            fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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

/// JSON as it came, unless it has lost digits.
impl ReadAs<Whole> for Value {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Self::deserialize(deserializer)?;
        digits::check(&value).map(|()| value)
    }
}

impl ReadAs<TextOrNumber> for bool {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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

impl<S, T: ReadAs<S>> ReadAs<S> for Option<T> {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor::<S, T>(PhantomData))
    }
}

impl<S, T: ReadAs<S>> ReadAs<S> for Maybe<T> {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<T> as ReadAs<S>>::read_as(deserializer).map(Self::from)
    }
}

impl<S, T: ReadAs<S>> ReadAs<S> for Box<T> {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_as(deserializer).map(Self::new)
    }
}

struct OptionVisitor<S, T>(PhantomData<(S, T)>);

impl<'de, S, T: ReadAs<S>> Visitor<'de> for OptionVisitor<S, T> {
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
        T::read_as(deserializer).map(Some)
    }
}

impl<S, T: ReadAs<S>> ReadAs<S> for Vec<T> {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor::<S, T>(PhantomData))
    }
}

struct ListVisitor<S, T>(PhantomData<(S, T)>);

impl<'de, S, T: ReadAs<S>> Visitor<'de> for ListVisitor<S, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Spelled::<S, T>::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<S, T: ReadAs<S>> ReadAs<S> for BTreeMap<String, T> {
    fn read_as<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor::<S, T>(PhantomData))
    }
}

struct MapVisitor<S, T>(PhantomData<(S, T)>);

impl<'de, S, T: ReadAs<S>> Visitor<'de> for MapVisitor<S, T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key()? {
            map.insert(key, entries.next_value_seed(Spelled::<S, T>::new())?);
        }
        Ok(map)
    }
}
