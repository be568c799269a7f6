//! What emitted `Serialize` impls share.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Maybe;

/// Starts a record.
///
/// # Errors
/// Those of the serialiser.
pub fn write_record<S: Serializer>(serializer: S) -> Result<RecordWriter<S::SerializeMap>, S::Error> {
    serializer.serialize_map(None).map(|map| RecordWriter { map })
}

/// Writes a record field by field.
pub struct RecordWriter<M> {
    map: M,
}

impl<M: SerializeMap> RecordWriter<M> {
    /// Writes a field, `None` as null.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a field, unless it is `None`.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), M::Error> {
        match value {
            Some(value) => self.map.serialize_entry(name, value),
            None => Ok(()),
        }
    }

    /// Writes a field, unless it is absent.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn maybe<T: Serialize>(&mut self, name: &'static str, value: &Maybe<T>) -> Result<(), M::Error> {
        match value {
            Maybe::Absent => Ok(()),
            Maybe::Null => self.map.serialize_entry(name, &()),
            Maybe::Value(value) => self.map.serialize_entry(name, value),
        }
    }

    /// Writes fields that are not described: an [`Extra`](crate::Extra), or a map with values of one type.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn extra<'x, T: Serialize + 'x>(
        &mut self,
        extra: impl IntoIterator<Item = (&'x String, &'x T)>,
    ) -> Result<(), M::Error> {
        extra.into_iter().try_for_each(|(name, value)| self.map.serialize_entry(name, value))
    }

    /// Ends the record.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }
}
