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
    let mut fields =
        Fields { map, names, extra: Extra::new(), expected: 0, unknown: String::new(), lifetime: PhantomData };
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
    /// Name of a field that is not known.
    unknown: String,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    /// Moves to the next field that is known; those before it are kept or skipped. `None`: no more.
    fn next(&mut self, keep: bool) -> Result<Option<usize>, A::Error> {
        loop {
            let seed = KeySeed { known: self.names, expected: self.expected, unknown: &mut self.unknown };
            let Some(key) = self.map.next_key_seed(seed)? else { return Ok(None) };
            if let Some(index) = key {
                self.expected = index + 1;
                return Ok(key);
            }
            self.set_aside(keep)?;
        }
    }

    /// Keeps or skips the value of a field that is not known.
    fn set_aside(&mut self, keep: bool) -> Result<(), A::Error> {
        if keep {
            let name = std::mem::take(&mut self.unknown);
            self.extra.insert(name, self.map.next_value()?);
            return Ok(());
        }
        trials::drop_field();
        self.skip()
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

/// Looks a key up without copying it, unless it is not known.
struct KeySeed<'k> {
    known: &'static [&'static str],
    expected: usize,
    unknown: &'k mut String,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    /// The index of the field; `None`: it is not known.
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        if self.known.get(self.expected).is_some_and(|known| *known == name) {
            return Ok(Some(self.expected));
        }
        let index = self.known.iter().position(|known| *known == name);
        if index.is_none() {
            name.clone_into(self.unknown);
        }
        Ok(index)
    }
}
