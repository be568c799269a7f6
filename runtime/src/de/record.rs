//! Records: objects with known fields.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};

use super::extras::Extras;
use super::slots::Slots;
use super::spelling::{ReadAs, Spelled, TextOrNumber, Whole};
use super::trials;
use crate::Extra;

/// Reads a record: the values of `names`, which are the fields as they travel, and what came beside them. `what` is
/// what it is called in errors.
///
/// # Errors
/// There is no object, a field is missing or of another type.
pub fn record<'de, S: Slots<'de>, X: Extras, D: Deserializer<'de>>(
    deserializer: D,
    what: &'static str,
    names: &'static [&'static str],
) -> Result<(S, X), D::Error> {
    deserializer.deserialize_map(RecordVisitor { what, names, result: PhantomData })
}

struct RecordVisitor<S, X> {
    what: &'static str,
    names: &'static [&'static str],
    result: PhantomData<(S, X)>,
}

impl<'de, S: Slots<'de>, X: Extras> Visitor<'de> for RecordVisitor<S, X> {
    type Value = (S, X);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.what)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(S, X), A::Error> {
        fields(map, self.names)
    }
}

/// Reads a record out of what is a map already.
///
/// # Errors
/// A field is missing or of another type.
pub fn fields<'de, S: Slots<'de>, X: Extras, A: MapAccess<'de>>(
    map: A,
    names: &'static [&'static str],
) -> Result<(S, X), A::Error> {
    let mut fields = Fields { map, names, extra: Extra::new(), expected: 0, lifetime: PhantomData };
    let mut state = S::EMPTY;
    while let Some(index) = fields.next(X::ARE_KEPT)? {
        S::read(&mut state, index, &mut fields)?;
    }
    Ok((S::finish::<A>(state, names)?, X::of(fields.extra)?))
}

/// The fields of a record that is being read.
pub struct Fields<'de, A: MapAccess<'de>> {
    map: A,
    names: &'static [&'static str],
    extra: Extra,
    /// Index of the field that comes next if the server keeps to the order of the document, as most do.
    expected: usize,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    /// Moves to the next field that is known; those before it are kept or skipped. `None`: no more.
    fn next(&mut self, keep: bool) -> Result<Option<usize>, A::Error> {
        while let Some(key) = self.map.next_key_seed(KeySeed { known: self.names, expected: self.expected })? {
            match key {
                Key::Known(index) => {
                    self.expected = index + 1;
                    return Ok(Some(index));
                }
                Key::Unknown(name) if keep => drop(self.extra.insert(name, self.map.next_value()?)),
                Key::Unknown(_) => {
                    trials::drop_field();
                    self.skip()?;
                }
            }
        }
        Ok(None)
    }

    /// Reads the value of a field that may be absent or null.
    pub(super) fn set<T: Deserialize<'de>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value().map(|value| *place = value)
    }

    /// Reads the value of a field that has to be there.
    pub(super) fn fill<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.map.next_value().map(|value| *place = Some(value))
    }

    /// As [`set`](Self::set); whole numbers may end in `.0`.
    pub(super) fn set_whole<T: ReadAs<Whole>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<Whole, T>::new()).map(|value| *place = value)
    }

    /// As [`fill`](Self::fill); whole numbers may end in `.0`.
    pub(super) fn fill_whole<T: ReadAs<Whole>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<Whole, T>::new()).map(|value| *place = Some(value))
    }

    /// As [`set`](Self::set); numbers and booleans may be text.
    pub(super) fn set_text_or_number<T: ReadAs<TextOrNumber>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<TextOrNumber, T>::new()).map(|value| *place = value)
    }

    /// As [`fill`](Self::fill); numbers and booleans may be text.
    pub(super) fn fill_text_or_number<T: ReadAs<TextOrNumber>>(
        &mut self,
        place: &mut Option<T>,
    ) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<TextOrNumber, T>::new()).map(|value| *place = Some(value))
    }

    /// Passes over the value of the field.
    pub(super) fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}

/// A key: the index of a field, or a name that is not known.
enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks a key up without copying it.
struct KeySeed {
    known: &'static [&'static str],
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
        if self.known.get(self.expected).is_some_and(|known| *known == name) {
            return Ok(Key::Known(self.expected));
        }
        let index = self.known.iter().position(|known| *known == name);
        Ok(index.map_or_else(|| Key::Unknown(name.to_owned()), Key::Known))
    }
}
