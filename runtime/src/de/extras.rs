//! What comes beside the known fields of a record.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use super::spelling::{ReadAs, TextOrNumber, Whole};
use super::{digits, messages};
use crate::Extra;

/// What becomes of fields that are not known.
pub trait Extras: Sized {
    /// They are looked at at all.
    const ARE_KEPT: bool = true;
    /// Makes it of the fields that came.
    ///
    /// # Errors
    /// One is of another type, or has a number that would lose digits.
    fn of<E: Error>(extra: Extra) -> Result<Self, E>;
}

impl Extras for Extra {
    fn of<E: Error>(extra: Extra) -> Result<Self, E> {
        extra.values().try_for_each(digits::check)?;
        Ok(extra)
    }
}

/// They are skipped.
#[derive(Debug)]
pub struct Closed;

impl Extras for Closed {
    const ARE_KEPT: bool = false;

    fn of<E: Error>(_: Extra) -> Result<Self, E> {
        Ok(Self)
    }
}

macro_rules! typed {
    ($($(#[$docs:meta])* $name:ident: $bound:path, $read:expr;)*) => {$(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<T>(pub BTreeMap<String, T>);

        impl<T: $bound> Extras for $name<T> {
            fn of<E: Error>(extra: Extra) -> Result<Self, E> {
                convert(extra, $read).map(Self)
            }
        }
    )*};
}

typed! {
    /// They are of one type.
    Typed: DeserializeOwned, |value| T::deserialize(value);
    /// They are of one type, in which whole numbers may end in `.0`.
    TypedWhole: ReadAs<Whole>, T::read_as;
    /// They are of one type, in which numbers and booleans may be text.
    TypedText: ReadAs<TextOrNumber>, T::read_as;
}

fn convert<T, E: Error>(
    extra: Extra,
    read: impl Fn(Value) -> Result<T, serde_json::Error>,
) -> Result<BTreeMap<String, T>, E> {
    let converted = extra.into_iter().map(|(name, value)| read(value).map(|value| (name, value)));
    converted.collect::<Result<_, _>>().map_err(|_| E::custom(messages::EXTRA_FIELD))
}
