//! Reads texts from outside of bodies – headers, query parameters, values on their way to another call – into types that
//! were made for JSON: text becomes a number or a boolean where one is asked for, and a list or an object is cut out of
//! it the way OpenAPI's styles write it.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

use super::messages;

/// Texts under one name, and how lists and objects are spelled in them.
#[derive(Debug, Clone)]
pub(crate) struct Spelt {
    pub(crate) texts: Vec<String>,
    pub(crate) spelling: Spelling,
}

/// How lists and objects are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Items are parted by this sign; so are keys and values.
    Parted(char),
    /// Items are parted by commas; an entry is `key=value`.
    Assigned,
    /// Each text is an item; entries come as `key` and `value` in turn.
    Repeated,
    /// JSON text.
    Json,
}

impl Spelt {
    /// One text that stands for one value.
    pub(crate) fn one(text: impl Into<String>) -> Self {
        Self { texts: vec![text.into()], spelling: Spelling::Parted(',') }
    }

    /// The text, several of them as one list: that is what several lines of a header mean.
    fn joined(&self) -> String {
        match self.spelling {
            // Who repeats a parameter that is no list means the last.
            Spelling::Repeated => self.texts.last().cloned().unwrap_or_default(),
            _ => self.texts.join(", "),
        }
    }

    fn items(self) -> Vec<String> {
        let sign = match self.spelling {
            Spelling::Parted(sign) => sign,
            Spelling::Assigned => ',',
            Spelling::Repeated | Spelling::Json => return self.texts,
        };
        let items = self.texts.iter().flat_map(|text| text.split(sign)).map(|item| item.trim().to_owned());
        // An empty element says nothing (RFC 9110, 5.6.1).
        items.filter(|item| !item.is_empty()).collect()
    }

    fn pairs(self) -> Result<Vec<(String, Spelt)>, Error> {
        let is_assigned = self.spelling == Spelling::Assigned;
        let items = self.items();
        if is_assigned {
            let pair = |item: String| item.split_once('=').map(|(key, value)| (key.to_owned(), Spelt::one(value)));
            return items.into_iter().map(|item| pair(item).ok_or_else(|| Error::custom(messages::PAIRS))).collect();
        }
        let mut items = items.into_iter();
        let mut pairs = Vec::new();
        while let Some(key) = items.next() {
            pairs.push((key, Spelt::one(items.next().ok_or_else(|| Error::custom(messages::PAIRS))?)));
        }
        Ok(pairs)
    }

    fn json(&self) -> Result<Value, Error> {
        serde_json::from_str(&self.joined())
    }

    fn is_json(&self) -> bool {
        self.spelling == Spelling::Json
    }
}

impl IntoDeserializer<'_, Error> for Spelt {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($message:ident: $($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if self.is_json() {
                return self.json()?.$method(visitor);
            }
            visitor.$visit(self.joined().trim().parse().map_err(|_| Error::custom(messages::$message))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Spelt {
    type Error = Error;

    parsed! {
        BOOLEAN_TEXT: deserialize_bool visit_bool
    }

    parsed! {
        INTEGER_TEXT:
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
    }

    parsed! {
        NUMBER_TEXT: deserialize_f32 visit_f32 deserialize_f64 visit_f64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_json() {
            return self.json()?.deserialize_any(visitor);
        }
        visitor.visit_string(self.joined())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_json() && self.joined().trim() == "null" {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_json() {
            return self.json()?.deserialize_seq(visitor);
        }
        visitor.visit_seq(SeqDeserializer::new(self.items().into_iter().map(Spelt::one)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_json() {
            return self.json()?.deserialize_map(visitor);
        }
        visitor.visit_map(MapDeserializer::new(self.pairs()?.into_iter()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
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
        visitor.visit_enum(self.joined().into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn read<T: DeserializeOwned>(texts: &[&str], spelling: Spelling) -> Result<T, Error> {
        T::deserialize(Spelt { texts: texts.iter().map(|&text| text.to_owned()).collect(), spelling })
    }

    #[test]
    fn reads_what_is_asked_for() {
        assert_eq!(read::<i64>(&[" -12 "], Spelling::Parted(',')).unwrap(), -12);
        assert_eq!(read::<Option<bool>>(&["true"], Spelling::Parted(',')).unwrap(), Some(true));
        assert_eq!(read::<Vec<u64>>(&["1, 2,,", "3"], Spelling::Parted(',')).unwrap(), [1, 2, 3]);
        assert_eq!(read::<Vec<String>>(&["a|b c"], Spelling::Parted('|')).unwrap(), ["a", "b c"]);
        assert_eq!(read::<Vec<String>>(&["a,b", "c"], Spelling::Repeated).unwrap(), ["a,b", "c"]);
        assert_eq!(read::<String>(&["a", "b"], Spelling::Parted(',')).unwrap(), "a, b");
        assert_eq!(read::<String>(&["a", "b"], Spelling::Repeated).unwrap(), "b");
        assert_eq!(read::<Value>(&["12"], Spelling::Parted(',')).unwrap(), json!("12"));
    }

    #[test]
    fn reads_objects_and_json() {
        let map = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(read::<BTreeMap<String, i64>>(&["a,1,b,2"], Spelling::Parted(',')).unwrap(), map);
        assert_eq!(read::<BTreeMap<String, i64>>(&["a=1,b=2"], Spelling::Assigned).unwrap(), map);
        assert_eq!(read::<BTreeMap<String, i64>>(&["{\"a\":1,\"b\":2}"], Spelling::Json).unwrap(), map);
        assert_eq!(read::<Vec<Option<i64>>>(&["[1,null]"], Spelling::Json).unwrap(), [Some(1), None]);
        assert_eq!(read::<Option<i64>>(&["null"], Spelling::Json).unwrap(), None);
        assert!(read::<BTreeMap<String, i64>>(&["a,1,b"], Spelling::Parted(',')).is_err());
        assert!(read::<BTreeMap<String, i64>>(&["a"], Spelling::Assigned).is_err());
    }

    #[test]
    fn errors_say_what_was_expected_and_show_no_value() {
        for (error, expected) in [
            (read::<i64>(&["hunter2"], Spelling::Parted(',')).unwrap_err(), messages::INTEGER_TEXT),
            (read::<bool>(&["hunter2"], Spelling::Parted(',')).unwrap_err(), messages::BOOLEAN_TEXT),
            (read::<f64>(&["hunter2"], Spelling::Parted(',')).unwrap_err(), messages::NUMBER_TEXT),
        ] {
            assert_eq!(messages::without_value(&error), expected);
        }
    }
}
