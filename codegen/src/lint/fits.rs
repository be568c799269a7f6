//! Whether a value fits a schema: types, allowed values, required properties.
//!
//! Limits are left out on purpose: an example longer than allowed is no sign of a wrong schema.

use std::cell::Cell;

use openapiv3::{AdditionalProperties, AnySchema, ObjectType, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use super::Lint;
use crate::diag::Place;
use crate::diag::push_token;

/// Steps spent on one value; nested alternatives would otherwise multiply.
const BUDGET: usize = 5_000;
/// Deepest nesting of schemas followed; recursive schemas have no end of their own.
const DEPTH: usize = 60;

/// What does not fit.
pub(super) struct Misfit {
    /// Where in the value, as a pointer.
    pub(super) pointer: String,
    pub(super) why: String,
    /// The schema it was held against.
    pub(super) rule: Place,
}

/// The first thing about `value` that does not fit.
pub(super) fn misfit(lint: &Lint<'_>, value: &Value, (schema, place): (&Schema, &Place)) -> Option<Misfit> {
    let check = Check { lint, budget: Cell::new(BUDGET) };
    check.schema(value, schema, place, String::new(), 0).err()
}

struct Check<'l, 'd> {
    lint: &'l Lint<'d>,
    budget: Cell<usize>,
}

type Verdict = Result<(), Misfit>;

impl Check<'_, '_> {
    fn schema(&self, value: &Value, schema: &Schema, place: &Place, pointer: String, depth: usize) -> Verdict {
        let left = self.budget.get();
        // Who runs out of budget gets the benefit of the doubt.
        if left == 0 || depth > DEPTH || (value.is_null() && schema.schema_data.nullable) {
            return Ok(());
        }
        self.budget.set(left - 1);
        let node = Node { value, place, pointer, depth: depth + 1 };
        match &schema.schema_kind {
            SchemaKind::Type(ty) => self.of_type(ty, &node),
            SchemaKind::OneOf { one_of } => self.some(one_of, "oneOf", &node),
            SchemaKind::AnyOf { any_of } => self.some(any_of, "anyOf", &node),
            SchemaKind::AllOf { all_of } => self.every(all_of, &node),
            SchemaKind::Not { .. } => Ok(()),
            SchemaKind::Any(any) => self.any(any, &node),
        }
    }

    fn of_type(&self, ty: &Type, node: &Node<'_>) -> Verdict {
        match (ty, node.value) {
            (Type::String(text), Value::String(value)) => node.listed(&text.enumeration, |known| known == value),
            (Type::Integer(number), Value::Number(value)) if value.as_f64().is_some_and(|n| n.fract() == 0.0) => {
                node.listed(&number.enumeration, |known| Some(*known) == value.as_i64())
            }
            (Type::Number(number), Value::Number(value)) => {
                node.listed(&number.enumeration, |known| Some(*known) == value.as_f64())
            }
            (Type::Boolean(flag), Value::Bool(value)) => node.listed(&flag.enumeration, |known| known == value),
            (Type::Object(object), Value::Object(_)) => self.object(object, node),
            (Type::Array(array), Value::Array(list)) => {
                let Some(items) = &array.items else {
                    return Ok(());
                };
                list.iter().enumerate().try_for_each(|(i, item)| self.boxed(item, items, "items", node, &i.to_string()))
            }
            (ty, value) => node.refuse(format!("{} is wanted, not {}", wanted(ty), kind(value))),
        }
    }

    fn object(&self, object: &ObjectType, node: &Node<'_>) -> Verdict {
        let Value::Object(members) = node.value else {
            return Ok(());
        };
        if let Some(name) = object.required.iter().find(|name| !members.contains_key(*name)) {
            return node.refuse(format!("`{name}` is required"));
        }
        for (name, value) in members {
            if let Some(schema) = object.properties.get(name) {
                self.boxed(value, schema, &format!("properties/{name}"), node, name)?;
                continue;
            }
            match &object.additional_properties {
                Some(AdditionalProperties::Any(false)) => {
                    return node.refuse(format!("no property `{name}` is declared"));
                }
                Some(AdditionalProperties::Schema(schema)) => {
                    self.or_ref(value, schema, &node.place.child("additionalProperties"), node, name)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn any(&self, any: &AnySchema, node: &Node<'_>) -> Verdict {
        if !any.enumeration.is_empty() && !any.enumeration.contains(node.value) {
            return node.refuse("it is not one of the allowed values".to_owned());
        }
        if let Some(name) = any.typ.as_deref()
            && !is_type(name, node.value)
        {
            return node.refuse(format!("{} is wanted, not {}", article(name), kind(node.value)));
        }
        self.every(&any.all_of, node)?;
        self.some(&any.one_of, "oneOf", node)?;
        self.some(&any.any_of, "anyOf", node)?;
        if !node.value.is_object() {
            return Ok(());
        }
        let object =
            ObjectType { properties: any.properties.clone(), required: any.required.clone(), ..ObjectType::default() };
        self.object(&object, node)
    }

    fn every(&self, schemas: &[ReferenceOr<Schema>], node: &Node<'_>) -> Verdict {
        schemas
            .iter()
            .enumerate()
            .try_for_each(|(i, schema)| self.at(schema, &node.place.child("allOf").index(i), node))
    }

    /// Fits one at least; that it fits only one of `oneOf` would be asking too much of an example.
    fn some(&self, schemas: &[ReferenceOr<Schema>], key: &str, node: &Node<'_>) -> Verdict {
        if schemas.is_empty() {
            return Ok(());
        }
        let place = node.place.child(key);
        let mut verdicts = schemas.iter().enumerate().map(|(i, schema)| self.at(schema, &place.index(i), node));
        if verdicts.any(|verdict| verdict.is_ok()) {
            return Ok(());
        }
        node.refuse(format!("it fits none of the alternatives in `{key}`"))
    }

    /// The same value against another schema.
    fn at(&self, schema: &ReferenceOr<Schema>, place: &Place, node: &Node<'_>) -> Verdict {
        match schema {
            ReferenceOr::Item(schema) => self.schema(node.value, schema, place, node.pointer.clone(), node.depth),
            ReferenceOr::Reference { reference } => {
                self.target(node.value, reference, place, node.pointer.clone(), node.depth)
            }
        }
    }

    fn boxed(
        &self,
        value: &Value,
        schema: &ReferenceOr<Box<Schema>>,
        key: &str,
        node: &Node<'_>,
        step: &str,
    ) -> Verdict {
        let place = match key.split_once('/') {
            Some((key, name)) => node.place.descend([key, name]),
            None => node.place.child(key),
        };
        match schema {
            ReferenceOr::Item(schema) => self.schema(value, schema, &place, node.below(step), node.depth),
            ReferenceOr::Reference { reference } => self.target(value, reference, &place, node.below(step), node.depth),
        }
    }

    fn or_ref(
        &self,
        value: &Value,
        schema: &ReferenceOr<Schema>,
        place: &Place,
        node: &Node<'_>,
        step: &str,
    ) -> Verdict {
        match schema {
            ReferenceOr::Item(schema) => self.schema(value, schema, place, node.below(step), node.depth),
            ReferenceOr::Reference { reference } => self.target(value, reference, place, node.below(step), node.depth),
        }
    }

    fn target(&self, value: &Value, reference: &str, place: &Place, pointer: String, depth: usize) -> Verdict {
        let at = place.child("$ref");
        match self.lint.document.schema(&at, reference, self.lint.sink) {
            Some(found) => self.schema(value, &found.value, &found.place, pointer, depth),
            None => Ok(()),
        }
    }
}

/// A value held against a schema.
struct Node<'v> {
    value: &'v Value,
    place: &'v Place,
    pointer: String,
    depth: usize,
}

impl Node<'_> {
    fn below(&self, step: &str) -> String {
        let mut pointer = self.pointer.clone();
        push_token(&mut pointer, step);
        pointer
    }

    fn refuse(&self, why: String) -> Verdict {
        Err(Misfit { pointer: self.pointer.clone(), why, rule: self.place.clone() })
    }

    fn listed<T>(&self, known: &[Option<T>], same: impl Fn(&T) -> bool) -> Verdict {
        if known.is_empty() || known.iter().flatten().any(same) {
            return Ok(());
        }
        self.refuse("it is not one of the allowed values".to_owned())
    }
}

fn wanted(ty: &Type) -> &'static str {
    match ty {
        Type::String(_) => "text",
        Type::Number(_) => "a number",
        Type::Integer(_) => "a whole number",
        Type::Object(_) => "an object",
        Type::Array(_) => "a list",
        Type::Boolean(_) => "`true` or `false`",
    }
}

fn article(name: &str) -> &'static str {
    match name {
        "string" => "text",
        "number" => "a number",
        "integer" => "a whole number",
        "object" => "an object",
        "array" => "a list",
        _ => "`true` or `false`",
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        _ => true,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
