//! What emitted `Serialize` impls share.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Maybe;
use crate::de::{Closed, More};

/// Writes a record: `values` under `names`, one after the other, then the fields that are not described.
///
/// # Errors
/// Those of the serialiser.
pub fn write_record<S: Serializer>(
    serializer: S,
    names: &[&'static str],
    values: impl WriteFields,
    extra: impl WriteExtra,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    values.write(names, &mut map)?;
    extra.write(&mut map)?;
    map.end()
}

/// Writes a code that may also travel as text: a known one as a number, another as text, which is the only spelling in
/// which such documents allow it.
///
/// # Errors
/// Those of the serialiser.
pub fn write_code<S: Serializer>(serializer: S, known: &[i64], code: i64) -> Result<S::Ok, S::Error> {
    if known.contains(&code) { serializer.serialize_i64(code) } else { serializer.collect_str(&code) }
}

/// The value of a field. A reference is always written, `None` as null.
pub trait WriteField {
    /// Writes the field.
    ///
    /// # Errors
    /// Those of the serialiser.
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Serialize + ?Sized> WriteField for &T {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

/// A field that is left out when it is `None` or absent.
#[derive(Debug)]
pub struct May<'v, V>(pub &'v V);

impl<T: Serialize> WriteField for May<'_, Option<T>> {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        self.0.as_ref().map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

impl<T: Serialize> WriteField for May<'_, Maybe<T>> {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        match self.0 {
            Maybe::Absent => Ok(()),
            Maybe::Null => map.serialize_entry(name, &()),
            Maybe::Value(value) => map.serialize_entry(name, value),
        }
    }
}

/// All fields of a record, in its order.
pub trait WriteFields {
    /// How many they are.
    const COUNT: usize;
    /// Writes them.
    ///
    /// # Errors
    /// Those of the serialiser.
    fn write<M: SerializeMap>(self, names: &[&'static str], map: &mut M) -> Result<(), M::Error>;
}

impl<X: WriteFields, Y: WriteFields> WriteFields for More<X, Y> {
    const COUNT: usize = X::COUNT + Y::COUNT;

    fn write<M: SerializeMap>(self, names: &[&'static str], map: &mut M) -> Result<(), M::Error> {
        let (first, rest) = names.split_at_checked(X::COUNT).unwrap_or((names, &[]));
        self.0.write(first, map)?;
        self.1.write(rest, map)
    }
}

macro_rules! tuples {
    ($($count:literal: $($T:ident $index:tt),*;)*) => {$(
        impl<$($T: WriteField),*> WriteFields for ($($T,)*) {
            const COUNT: usize = $count;

            #[allow(unused_variables, reason = "not in the empty tuple")]
            fn write<M: SerializeMap>(self, names: &[&'static str], map: &mut M) -> Result<(), M::Error> {
                let name = |index: usize| names.get(index).copied().unwrap_or_default();
                $(self.$index.write(name($index), map)?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    0: ;
    1: T0 0;
    2: T0 0, T1 1;
    3: T0 0, T1 1, T2 2;
    4: T0 0, T1 1, T2 2, T3 3;
    5: T0 0, T1 1, T2 2, T3 3, T4 4;
    6: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5;
    7: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6;
    8: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7;
}

/// Fields that are not described: an [`Extra`](crate::Extra), a map with values of one type, or none.
pub trait WriteExtra {
    /// Writes them.
    ///
    /// # Errors
    /// Those of the serialiser.
    fn write<M: SerializeMap>(self, map: &mut M) -> Result<(), M::Error>;
}

impl WriteExtra for Closed {
    fn write<M: SerializeMap>(self, _: &mut M) -> Result<(), M::Error> {
        Ok(())
    }
}

impl<'x, X, T> WriteExtra for &'x X
where
    &'x X: IntoIterator<Item = (&'x String, &'x T)>,
    T: Serialize + 'x,
{
    fn write<M: SerializeMap>(self, map: &mut M) -> Result<(), M::Error> {
        self.into_iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}
