//! Records: objects with known fields.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;

use super::slots::Slots;
use super::spelling::{ReadAs, Spelled, TextOrNumber, Whole};
use super::{digits, messages, trials};
use crate::Extra;

/// A record, as emitted code describes it.
pub trait ReadRecord: Sized {
    /// What it is called in errors.
    const NAME: &'static str;
    /// Its fields, as they are named on the wire. [`Fields::next`] gives indexes into this.
    const FIELDS: &'static [&'static str];
    /// Reads it field by field.
    ///
    /// # Errors
    /// A field is missing or of another type.
    fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<Self, A::Error>;
}

/// Reads a record.
///
/// # Errors
/// There is no object, a field is missing or of another type.
pub fn record<'de, T: ReadRecord, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: ReadRecord> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        read_map(map)
    }
}

/// Reads a record out of what is a map already.
pub(crate) fn read_map<'de, T: ReadRecord, A: MapAccess<'de>>(map: A) -> Result<T, A::Error> {
    let mut fields = Fields { map, extra: Extra::new(), expected: 0, kept: Ok(()), lifetime: PhantomData };
    let record = T::read(&mut fields)?;
    fields.kept.map(|()| record)
}

/// The fields of a record that is being read.
pub struct Fields<'de, A: MapAccess<'de>> {
    map: A,
    extra: Extra,
    /// Index of the field that comes next if the server keeps to the order of the document, as most do.
    expected: usize,
    /// Whether the fields that are not known could be kept as they came.
    kept: Result<(), A::Error>,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    /// Moves to the next field that is known; those before it are kept, see [`extra`](Self::extra). `None`: no more.
    ///
    /// # Errors
    /// The input is broken.
    pub fn next(&mut self, known: &'static [&'static str]) -> Result<Option<usize>, A::Error> {
        while let Some(key) = self.key(known)? {
            match key {
                Key::Known(index) => return Ok(Some(index)),
                Key::Unknown(name) => drop(self.extra.insert(name, self.map.next_value()?)),
            }
        }
        Ok(None)
    }

    /// Moves to the next field that is known; those before it are skipped. `None`: no more.
    ///
    /// # Errors
    /// The input is broken.
    pub fn next_known(&mut self, known: &'static [&'static str]) -> Result<Option<usize>, A::Error> {
        while let Some(key) = self.key(known)? {
            match key {
                Key::Known(index) => return Ok(Some(index)),
                Key::Unknown(_) => {
                    trials::drop_field();
                    self.skip()?;
                }
            }
        }
        Ok(None)
    }

    fn key(&mut self, known: &'static [&'static str]) -> Result<Option<Key>, A::Error> {
        let key = self.map.next_key_seed(KeySeed { known, expected: self.expected })?;
        if let Some(Key::Known(index)) = key {
            self.expected = index + 1;
        }
        Ok(key)
    }

    /// Reads all fields; those that are not known are kept, see [`extra`](Self::extra).
    ///
    /// # Errors
    /// A field is missing or of another type.
    pub fn all<S: Slots<'de>>(&mut self, names: &'static [&'static str]) -> Result<S, A::Error> {
        let mut state = S::EMPTY;
        while let Some(index) = self.next(names)? {
            S::read(&mut state, index, self)?;
        }
        S::finish::<A>(state, names)
    }

    /// Reads all fields; those that are not known are skipped.
    ///
    /// # Errors
    /// A field is missing or of another type.
    pub fn all_known<S: Slots<'de>>(&mut self, names: &'static [&'static str]) -> Result<S, A::Error> {
        let mut state = S::EMPTY;
        while let Some(index) = self.next_known(names)? {
            S::read(&mut state, index, self)?;
        }
        S::finish::<A>(state, names)
    }

    /// Reads the value of a field that may be absent or null.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn set<T: Deserialize<'de>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value().map(|value| *place = value)
    }

    /// Reads the value of a field that has to be there.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn fill<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.map.next_value().map(|value| *place = Some(value))
    }

    /// As [`set`](Self::set); whole numbers may end in `.0`.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn set_whole<T: ReadAs<Whole>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<Whole, T>::new()).map(|value| *place = value)
    }

    /// As [`fill`](Self::fill); whole numbers may end in `.0`.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn fill_whole<T: ReadAs<Whole>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<Whole, T>::new()).map(|value| *place = Some(value))
    }

    /// As [`set`](Self::set); numbers and booleans may be text.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn set_text_or_number<T: ReadAs<TextOrNumber>>(&mut self, place: &mut T) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<TextOrNumber, T>::new()).map(|value| *place = value)
    }

    /// As [`fill`](Self::fill); numbers and booleans may be text.
    ///
    /// # Errors
    /// It is of another type.
    pub(super) fn fill_text_or_number<T: ReadAs<TextOrNumber>>(
        &mut self,
        place: &mut Option<T>,
    ) -> Result<(), A::Error> {
        self.map.next_value_seed(Spelled::<TextOrNumber, T>::new()).map(|value| *place = Some(value))
    }

    /// Passes over the value of the field.
    ///
    /// # Errors
    /// The input is broken.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// The fields that are not known.
    pub fn extra(&mut self) -> Extra {
        let extra = std::mem::take(&mut self.extra);
        if let Some(failure) = extra.values().find_map(|value| digits::check(value).err()) {
            self.kept = Err(failure);
        }
        extra
    }

    /// The fields that are not known, of one type.
    ///
    /// # Errors
    /// One is of another type.
    pub fn typed_extra<T: de::DeserializeOwned>(&mut self) -> Result<BTreeMap<String, T>, A::Error> {
        self.convert_extra(|value| T::deserialize(value))
    }

    /// The fields that are not known, of one type, in which whole numbers may end in `.0`.
    ///
    /// # Errors
    /// One is of another type.
    pub fn typed_extra_whole<T: ReadAs<Whole>>(&mut self) -> Result<BTreeMap<String, T>, A::Error> {
        self.convert_extra(T::read_as)
    }

    /// The fields that are not known, of one type, in which numbers and booleans may be text.
    ///
    /// # Errors
    /// One is of another type.
    pub fn typed_extra_text_or_number<T: ReadAs<TextOrNumber>>(&mut self) -> Result<BTreeMap<String, T>, A::Error> {
        self.convert_extra(T::read_as)
    }

    fn convert_extra<T>(
        &mut self,
        convert: impl Fn(Value) -> Result<T, serde_json::Error>,
    ) -> Result<BTreeMap<String, T>, A::Error> {
        let entries = std::mem::take(&mut self.extra).into_iter();
        let converted = entries.map(|(name, value)| convert(value).map(|value| (name, value)));
        converted.collect::<Result<_, _>>().map_err(|_| A::Error::custom(messages::EXTRA_FIELD))
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
