//! The walk within a schema.

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type};

use super::{Pending, Role, SchemaAt, Walk, later};
use crate::diag::Place;
use crate::lint::SCHEMA;

impl Walk<'_, '_> {
    pub(super) fn schema_or_ref(&mut self, schema: &ReferenceOr<Schema>, place: &Place, role: Role) {
        match schema {
            ReferenceOr::Item(schema) => self.schema(schema, place, role),
            ReferenceOr::Reference { reference } => {
                later!(self, schema, Schema, reference, &place.child("$ref"));
            }
        }
    }

    fn boxed(&mut self, schema: &ReferenceOr<Box<Schema>>, place: &Place) {
        match schema {
            ReferenceOr::Item(schema) => self.schema(schema, place, Role::Inline),
            ReferenceOr::Reference { reference } => {
                later!(self, schema, Schema, reference, &place.child("$ref"));
            }
        }
    }

    pub(super) fn schema(&mut self, schema: &Schema, place: &Place, role: Role) {
        let at = SchemaAt { schema, place, role };
        SCHEMA.iter().for_each(|rule| rule(self.lint, &at));
        self.discriminator(schema, place);
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.properties(&object.properties, place);
                self.additional(object.additional_properties.as_ref(), place);
            }
            SchemaKind::Type(Type::Array(array)) => {
                if let Some(items) = &array.items {
                    self.boxed(items, &place.child("items"));
                }
            }
            SchemaKind::Type(_) => {}
            SchemaKind::OneOf { one_of } => self.variants(one_of, &place.child("oneOf"), Role::Inline),
            SchemaKind::AllOf { all_of } => self.variants(all_of, &place.child("allOf"), Role::Part),
            SchemaKind::AnyOf { any_of } => self.variants(any_of, &place.child("anyOf"), Role::Inline),
            SchemaKind::Not { not } => self.schema_or_ref(not, &place.child("not"), Role::Part),
            SchemaKind::Any(any) => self.any(any, place),
        }
    }

    fn any(&mut self, any: &AnySchema, place: &Place) {
        self.properties(&any.properties, place);
        self.additional(any.additional_properties.as_ref(), place);
        if let Some(items) = &any.items {
            self.boxed(items, &place.child("items"));
        }
        // Beside properties, variants are often nothing but a choice of what is required.
        self.variants(&any.one_of, &place.child("oneOf"), Role::Part);
        self.variants(&any.any_of, &place.child("anyOf"), Role::Part);
        self.variants(&any.all_of, &place.child("allOf"), Role::Part);
        if let Some(not) = &any.not {
            self.schema_or_ref(not, &place.child("not"), Role::Part);
        }
    }

    fn properties(&mut self, properties: &indexmap::IndexMap<String, ReferenceOr<Box<Schema>>>, place: &Place) {
        for (name, schema) in properties {
            self.boxed(schema, &place.descend(["properties", name]));
        }
    }

    fn additional(&mut self, additional: Option<&AdditionalProperties>, place: &Place) {
        if let Some(AdditionalProperties::Schema(schema)) = additional {
            self.schema_or_ref(schema, &place.child("additionalProperties"), Role::Inline);
        }
    }

    fn variants(&mut self, schemas: &[ReferenceOr<Schema>], place: &Place, role: Role) {
        for (i, schema) in schemas.iter().enumerate() {
            self.schema_or_ref(schema, &place.index(i), role);
        }
    }

    /// A discriminator names schemas by reference or by the bare name of a component.
    fn discriminator(&mut self, schema: &Schema, place: &Place) {
        let Some(discriminator) = &schema.schema_data.discriminator else {
            return;
        };
        for (value, target) in &discriminator.mapping {
            let here = place.descend(["discriminator", "mapping", value]);
            if target.contains('#') {
                later!(self, schema, Schema, target, &here);
            } else {
                let target = self.lint.document.place().descend(["components", "schemas", target]);
                self.reached.targets.insert(target);
            }
        }
    }
}
