//! `name[key][0]=value`: a field of a form that is a part of an object or a list.

use serde_json::{Map, Value};

use crate::form::{kinds, property, scalar};
use crate::schema::{Definitions, Direction};

/// The name of the field and the keys behind it; `None` if there are none.
pub(crate) fn split(name: &str) -> Option<(&str, Vec<&str>)> {
    let (field, rest) = name.split_once('[')?;
    let keys = rest.strip_suffix(']')?.split("][").collect();
    Some((field, keys)).filter(|(field, _)| !field.is_empty())
}

/// Puts a text where the keys lead, as what the schema takes there.
pub(crate) fn insert(
    definitions: &Definitions,
    schema: Option<&Value>,
    (target, keys): (&mut Value, &[&str]),
    text: &str,
) -> Result<(), &'static str> {
    let own = schema.map(|schema| kinds(definitions, schema, Direction::Request)).unwrap_or_default();
    let Some((key, rest)) = keys.split_first() else {
        return if target.is_null() {
            *target = scalar(text, own);
            Ok(())
        } else {
            Err("was sent more than once")
        };
    };
    let inner = match target {
        Value::Null if own.array => {
            *target = Value::Array(Vec::new());
            return insert(definitions, schema, (target, keys), text);
        }
        Value::Null => {
            *target = Value::Object(Map::new());
            return insert(definitions, schema, (target, keys), text);
        }
        Value::Array(list) => {
            let index =
                if key.is_empty() { list.len() } else { key.parse().map_err(|_| "has no number in its brackets")? };
            if index == list.len() {
                list.push(Value::Null);
            }
            list.get_mut(index).ok_or("leaves an item out")?
        }
        Value::Object(members) => members.entry(*key).or_insert(Value::Null),
        _ => return Err("is a value and an object at once"),
    };
    let inside = schema.and_then(|schema| match own.array {
        true => definitions.follow(schema, Direction::Request).get("items"),
        false => property(definitions, schema, Direction::Request, key),
    });
    insert(definitions, inside, (inner, rest), text)
}
