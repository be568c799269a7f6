//! What emitted `Serialize` impls share.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Maybe;

/// Starts a record.
///
/// # Errors
/// Those of the serialiser.
pub fn write_record<S: Serializer>(serializer: S) -> Result<RecordWriter<S::SerializeMap>, S::Error> {
    serializer.serialize_map(None).map(|map| RecordWriter { map, failure: None })
}

/// Writes a code that may also travel as text: a known one as a number, another as text, which is the only spelling in
/// which such documents allow it.
///
/// # Errors
/// Those of the serialiser.
pub fn write_code<S: Serializer>(serializer: S, known: &[i64], code: i64) -> Result<S::Ok, S::Error> {
    if known.contains(&code) { serializer.serialize_i64(code) } else { serializer.collect_str(&code) }
}

/// Writes a record field by field. The first failure is kept and told by [`end`](Self::end): emitted code does without
/// a `?` per field.
pub struct RecordWriter<M: SerializeMap> {
    map: M,
    failure: Option<M::Error>,
}

impl<M: SerializeMap> RecordWriter<M> {
    /// Writes a field, `None` as null.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.failure.is_none() {
            self.failure = self.map.serialize_entry(name, value).err();
        }
    }

    /// Writes a field, unless it is `None`.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a field, unless it is absent.
    pub fn maybe<T: Serialize>(&mut self, name: &str, value: &Maybe<T>) {
        match value {
            Maybe::Absent => {}
            Maybe::Null => self.required(name, &()),
            Maybe::Value(value) => self.required(name, value),
        }
    }

    /// Writes fields that are not described: an [`Extra`](crate::Extra), or a map with values of one type.
    pub fn extra<'x, T: Serialize + 'x>(&mut self, extra: impl IntoIterator<Item = (&'x String, &'x T)>) {
        extra.into_iter().for_each(|(name, value)| self.required(name, value));
    }

    /// Ends the record.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        match self.failure {
            Some(failure) => Err(failure),
            None => self.map.end(),
        }
    }
}
