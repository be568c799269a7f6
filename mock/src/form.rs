//! Text that stands for values, as in parameters and forms.

use serde_json::{Map, Number, Value};

use crate::deep;
use crate::model::{Media, Spelling};
use crate::refusal::Refusal;
use crate::request::{decode_form, pairs};
use crate::schema::{Definitions, Direction};

/// Schemas inside one another that are looked at; unions of unions may come back to themselves.
const MOST_PARTS: usize = 256;

/// Which kinds of values a schema allows; none at all stands for any.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kinds {
    pub(crate) number: bool,
    pub(crate) boolean: bool,
    pub(crate) null: bool,
    pub(crate) array: bool,
    pub(crate) object: bool,
}

/// The kinds that a schema, or one of its parts, speaks of.
pub(crate) fn kinds(definitions: &Definitions, schema: &Value, direction: Direction) -> Kinds {
    let mut found = Kinds::default();
    let mut open = vec![schema];
    for _ in 0..MOST_PARTS {
        let Some(schema) = open.pop().map(|schema| definitions.follow(schema, direction)) else { break };
        found.note(schema);
        open.extend(parts(schema));
    }
    found
}

impl Kinds {
    /// Adds what the schema itself says.
    fn note(&mut self, schema: &Value) {
        match schema.get("type") {
            Some(Value::String(ty)) => self.add(ty),
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).for_each(|ty| self.add(ty)),
            _ => {
                let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
                values.for_each(|value| self.add(kind_of(value)));
                if schema.get("properties").is_some() {
                    self.add("object");
                }
            }
        }
    }

    fn add(&mut self, ty: &str) {
        match ty {
            "integer" | "number" => self.number = true,
            "boolean" => self.boolean = true,
            "null" => self.null = true,
            "array" => self.array = true,
            "object" => self.object = true,
            _ => {}
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    lists.flatten()
}

/// The schema of a member, wherever the schema of the object speaks of it.
pub(crate) fn property<'s>(
    definitions: &'s Definitions,
    schema: &'s Value,
    direction: Direction,
    name: &str,
) -> Option<&'s Value> {
    let mut open = vec![schema];
    let mut additional = None;
    let mut steps = 0;
    while let Some(schema) = open.pop() {
        let schema = definitions.follow(schema, direction);
        if let Some(found) = schema.get("properties").and_then(|properties| properties.get(name)) {
            return Some(found);
        }
        additional =
            additional.or_else(|| schema.get("additionalProperties").filter(|rest| **rest != Value::Bool(false)));
        steps += 1;
        if steps < MOST_PARTS {
            open.extend(parts(schema));
        }
    }
    additional
}

/// The value that a text stands for where these kinds are expected. What fits none of them stays text.
pub(crate) fn scalar(text: &str, kinds: Kinds) -> Value {
    let is_bare = text.trim().len() == text.len();
    if kinds.number
        && is_bare
        && let Ok(number) = serde_json::from_str::<Number>(text)
    {
        return Value::Number(number);
    }
    match text {
        "true" | "false" if kinds.boolean => Value::Bool(text == "true"),
        "null" if kinds.null => Value::Null,
        _ => Value::String(text.to_owned()),
    }
}

/// A form as an object; a member that the schema has as a list takes all values of its name.
pub(crate) fn read(definitions: &Definitions, media: &Media, body: &[u8]) -> Result<Value, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::bad("the form is not UTF-8"))?;
    let mut object = Map::new();
    for (name, value) in pairs(text) {
        let (Some(name), Some(value)) = (decode_form(name), decode_form(value)) else {
            return Err(Refusal::bad("the form is not UTF-8"));
        };
        let root = media.shape.as_ref().map(|shape| &shape.root);
        let schema_of = |name: &str| root.and_then(|root| property(definitions, root, Direction::Request, name));
        if let Some((field, keys)) = deep::split(&name)
            && let Some(schema) = schema_of(field)
        {
            let target = object.entry(field).or_insert(Value::Null);
            deep::insert(definitions, Some(schema), (target, &keys), &value)
                .map_err(|problem| Refusal::bad(problem).at(format!("/{field}")))?;
            continue;
        }
        let schema = schema_of(&name);
        let spelling = media.spellings.iter().find(|(field, _)| *field == name).map(|(_, spelling)| *spelling);
        let own = schema.map(|schema| kinds(definitions, schema, Direction::Request)).unwrap_or_default();
        if own.array {
            let items = schema.and_then(|schema| definitions.follow(schema, Direction::Request).get("items"));
            let kinds = items.map(|items| kinds(definitions, items, Direction::Request)).unwrap_or_default();
            let pieces: Vec<&str> = match spelling {
                Some(Spelling::Json) => {
                    let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
                    object.insert(name, value);
                    continue;
                }
                Some(Spelling::Delimited(separator)) => value.split(separator).collect(),
                None => vec![&value],
            };
            if let Value::Array(list) = object.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                list.extend(pieces.into_iter().map(|piece| scalar(piece, kinds)));
            }
        } else if own.object {
            let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
            object.insert(name, value);
        } else if object.contains_key(&name) {
            return Err(Refusal::bad("was sent more than once").at(format!("/{name}")));
        } else {
            object.insert(name, scalar(&value, own));
        }
    }
    Ok(Value::Object(object))
}
