//! Types that the caller brings.

use serde_json::Value as Json;

use super::Lower;
use super::view::View;
use crate::config::TypeChoice;
use crate::diag::{Place, codes};
use crate::ir::{JsonKind, Shape, Value};
use crate::normalize::closest;

impl Lower<'_> {
    /// The caller's type for the component that stands at `place`.
    pub(super) fn foreign_schema(&self, schema: &openapiv3::Schema, place: &Place) -> Option<Value> {
        let name = self.component_name(place)?;
        let ty = self.types_of_caller.of_schema(&name)?;
        let kinds = match View::of(schema).ty {
            Some("string") => vec![JsonKind::String],
            Some("integer") => vec![JsonKind::Integer],
            Some("number") => vec![JsonKind::Integer, JsonKind::Number],
            Some("boolean") => vec![JsonKind::Boolean],
            Some("array") => vec![JsonKind::Array],
            Some("object") => vec![JsonKind::Object],
            _ => Vec::new(),
        };
        let value = Value::of(Shape::Foreign { name: ty.path().to_owned(), kinds });
        Some(Value { nullable: schema.schema_data.nullable, ..value })
    }

    /// What the caller wants for texts of a format.
    pub(super) fn foreign_format(&self, format: Option<&str>) -> Option<Shape> {
        Some(match self.types_of_caller.of_format(format?)? {
            TypeChoice::Text => Shape::Text,
            TypeChoice::Foreign(ty) => Shape::Foreign { name: ty.path().to_owned(), kinds: vec![JsonKind::String] },
        })
    }

    /// A choice for a schema that does not exist is a mistake.
    pub(super) fn check_foreign_schemas(&self) {
        let schemas = Place::root(self.document.root).descend(["components", "schemas"]);
        let known = self.document.sources.value(&schemas).and_then(Json::as_object);
        let names = || known.into_iter().flat_map(|map| map.keys().map(String::as_str));
        for wanted in self.types_of_caller.schemas().filter(|wanted| !names().any(|name| name == *wanted)) {
            let message = format!("a type was chosen for the schema `{wanted}`, which this document does not have");
            let report = self.sink.report(&codes::UNKNOWN_SCHEMA, schemas.key(), message);
            if let Some(near) = closest(wanted, names()) {
                report.help(format!("did you mean `{near}`?"));
            }
        }
    }

    fn component_name(&self, place: &Place) -> Option<String> {
        let mut tokens = place.tokens();
        let is_schema = place.file == self.document.root
            && tokens.next().as_deref() == Some("components")
            && tokens.next().as_deref() == Some("schemas");
        let name = tokens.next().filter(|_| is_schema)?;
        tokens.next().is_none().then_some(name)
    }
}
