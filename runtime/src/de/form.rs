//! Reads `application/x-www-form-urlencoded` into types that were made for JSON: text becomes a number or a boolean
//! where one is asked for, and a repeated field a list.

use std::collections::BTreeMap;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Error;

use super::messages;
use crate::DecodeError;

/// Reads a form.
pub(crate) fn from_form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut fields: BTreeMap<String, Texts> = BTreeMap::new();
    for (name, text) in url::form_urlencoded::parse(bytes) {
        fields.entry(name.into_owned()).or_default().0.push(text.into_owned());
    }
    let form = MapDeserializer::new(fields.into_iter());
    T::deserialize(form).map_err(|error| DecodeError::json(&error, None))
}

/// The texts of a field.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    /// The last text: who repeats a field that is no list means the last.
    fn last(mut self) -> String {
        self.0.pop().unwrap_or_default()
    }
}

impl IntoDeserializer<'_, Error> for Texts {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.last().trim().parse().map_err(|_| Error::custom(messages::FORM_FIELD))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.last())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let items = self.0.into_iter().map(|text| Texts(vec![text]));
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// An object within a form is JSON text, as it is written too.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value: serde_json::Value = serde_json::from_str(&self.last())?;
        value.deserialize_map(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.last().into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn reads_what_is_asked_for() {
        let numbers: BTreeMap<String, i64> = from_form(b"a=1&b=+2%20").unwrap();
        assert_eq!(numbers.into_values().collect::<Vec<_>>(), [1, 2]);
        let lists: BTreeMap<String, Vec<bool>> = from_form(b"a=true&a=false").unwrap();
        assert_eq!(lists["a"], [true, false]);
        let open: BTreeMap<String, Option<Value>> = from_form(b"a=x+y").unwrap();
        assert_eq!(open["a"], Some(Value::from("x y")));
        let nested: BTreeMap<String, BTreeMap<String, i64>> = from_form(b"a=%7B%22k%22%3A1%7D").unwrap();
        assert_eq!(nested["a"]["k"], 1);
    }

    #[test]
    fn errors_show_no_value() {
        let error = from_form::<BTreeMap<String, i64>>(b"a=hunter2").unwrap_err().to_string();
        assert_eq!(error, messages::FORM_FIELD);
    }
}
