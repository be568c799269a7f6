//! One uniform look at a schema, whatever subset of keywords it uses.
//!
//! `openapiv3` sorts schemas into kinds by the keywords that are present, so the same keyword lives in several places
//! there. Everything after this file asks each question once.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value as Json;

use crate::ir::Rules;

/// The keywords of one schema.
#[derive(Debug, Clone, Default)]
pub(crate) struct View<'a> {
    pub(crate) ty: Option<&'a str>,
    pub(crate) format: Option<String>,
    pub(crate) enumeration: Vec<Json>,
    pub(crate) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(crate) required: &'a [String],
    pub(crate) additional: Option<&'a AdditionalProperties>,
    pub(crate) items: Option<&'a ReferenceOr<Box<Schema>>>,
    pub(crate) all_of: &'a [ReferenceOr<Schema>],
    pub(crate) one_of: &'a [ReferenceOr<Schema>],
    pub(crate) any_of: &'a [ReferenceOr<Schema>],
    pub(crate) has_not: bool,
    pub(crate) rules: Rules,
}

impl<'a> View<'a> {
    pub(crate) fn of(schema: &'a Schema) -> Self {
        match &schema.schema_kind {
            SchemaKind::Type(ty) => Self::of_type(ty),
            SchemaKind::OneOf { one_of } => Self { one_of, ..Self::default() },
            SchemaKind::AllOf { all_of } => Self { all_of, ..Self::default() },
            SchemaKind::AnyOf { any_of } => Self { any_of, ..Self::default() },
            SchemaKind::Not { .. } => Self { has_not: true, ..Self::default() },
            SchemaKind::Any(any) => Self::of_any(any),
        }
    }

    fn of_type(ty: &'a Type) -> Self {
        match ty {
            Type::String(s) => Self {
                ty: Some("string"),
                format: string_format(&s.format),
                enumeration: json_values(&s.enumeration, |v| Json::from(v.as_str())),
                rules: Rules {
                    min_length: count(s.min_length),
                    max_length: count(s.max_length),
                    pattern: s.pattern.clone(),
                    ..Rules::default()
                },
                ..Self::default()
            },
            Type::Integer(i) => Self {
                ty: Some("integer"),
                format: integer_format(&i.format),
                enumeration: json_values(&i.enumeration, |v| Json::from(*v)),
                rules: Rules {
                    minimum: i.minimum.map(|n| n as f64),
                    exclusive_minimum: i.exclusive_minimum,
                    maximum: i.maximum.map(|n| n as f64),
                    exclusive_maximum: i.exclusive_maximum,
                    multiple_of: i.multiple_of.map(|n| n as f64),
                    ..Rules::default()
                },
                ..Self::default()
            },
            Type::Number(n) => Self {
                ty: Some("number"),
                format: number_format(&n.format),
                enumeration: json_values(&n.enumeration, |v| Json::from(*v)),
                rules: Rules {
                    minimum: n.minimum,
                    exclusive_minimum: n.exclusive_minimum,
                    maximum: n.maximum,
                    exclusive_maximum: n.exclusive_maximum,
                    multiple_of: n.multiple_of,
                    ..Rules::default()
                },
                ..Self::default()
            },
            Type::Boolean(b) => Self {
                ty: Some("boolean"),
                enumeration: json_values(&b.enumeration, |v| Json::from(*v)),
                ..Self::default()
            },
            Type::Object(o) => Self {
                ty: Some("object"),
                properties: Some(&o.properties),
                required: &o.required,
                additional: o.additional_properties.as_ref(),
                rules: Rules {
                    min_properties: count(o.min_properties),
                    max_properties: count(o.max_properties),
                    ..Rules::default()
                },
                ..Self::default()
            },
            Type::Array(a) => Self {
                ty: Some("array"),
                items: a.items.as_ref(),
                rules: Rules {
                    min_items: count(a.min_items),
                    max_items: count(a.max_items),
                    unique_items: a.unique_items,
                    ..Rules::default()
                },
                ..Self::default()
            },
        }
    }

    fn of_any(any: &'a AnySchema) -> Self {
        Self {
            ty: any.typ.as_deref(),
            format: any.format.clone(),
            enumeration: any.enumeration.clone(),
            properties: Some(&any.properties),
            required: &any.required,
            additional: any.additional_properties.as_ref(),
            items: any.items.as_ref(),
            all_of: &any.all_of,
            one_of: &any.one_of,
            any_of: &any.any_of,
            has_not: any.not.is_some(),
            rules: Rules {
                min_length: count(any.min_length),
                max_length: count(any.max_length),
                pattern: any.pattern.clone(),
                minimum: any.minimum,
                exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
                maximum: any.maximum,
                exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
                multiple_of: any.multiple_of,
                min_items: count(any.min_items),
                max_items: count(any.max_items),
                unique_items: any.unique_items.unwrap_or_default(),
                min_properties: count(any.min_properties),
                max_properties: count(any.max_properties),
            },
        }
    }

    /// Null is the only value, `{type: "null"}` in any of its spellings.
    pub(crate) fn only_null(&self) -> bool {
        !self.enumeration.is_empty() && self.enumeration.iter().all(Json::is_null)
    }

    /// There are properties of its own.
    pub(crate) fn has_properties(&self) -> bool {
        self.properties.is_some_and(|p| !p.is_empty())
    }

    /// Variants, and the keyword they stand under.
    pub(crate) fn variants(&self) -> (&'static str, &'a [ReferenceOr<Schema>]) {
        if self.one_of.is_empty() { ("anyOf", self.any_of) } else { ("oneOf", self.one_of) }
    }

    /// The only alternative beside null, with its keyword and index: `anyOf: [{…}, {type: "null"}]` is a way to say
    /// `nullable`, and no choice.
    pub(crate) fn only_choice(&self) -> Option<(&'static str, usize, &'a ReferenceOr<Schema>)> {
        let (keyword, all) = self.variants();
        let mut rest = all.iter().enumerate().filter(|(_, variant)| !is_null(variant));
        match (rest.next(), rest.next()) {
            (Some((index, only)), None) => Some((keyword, index, only)),
            _ => None,
        }
    }

    /// The alternatives to choose among, each with its index: null is none.
    pub(crate) fn choices(&self) -> (&'static str, Vec<(usize, &'a ReferenceOr<Schema>)>) {
        let (keyword, all) = self.variants();
        let list = if self.only_choice().is_some() { &[] } else { all };
        (keyword, list.iter().enumerate().filter(|(_, variant)| !is_null(variant)).collect())
    }

    /// Says nothing about values: annotations only.
    pub(crate) fn is_blank(&self) -> bool {
        self.ty.is_none()
            && self.format.is_none()
            && self.enumeration.is_empty()
            && !self.has_properties()
            && self.required.is_empty()
            && self.additional.is_none()
            && self.items.is_none()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.rules.is_empty()
    }
}

fn is_null(variant: &ReferenceOr<Schema>) -> bool {
    matches!(variant, ReferenceOr::Item(schema) if View::of(schema).only_null())
}

fn count(n: Option<usize>) -> Option<u64> {
    n.and_then(|n| u64::try_from(n).ok())
}

fn json_values<T>(values: &[Option<T>], json: impl Fn(&T) -> Json) -> Vec<Json> {
    values.iter().map(|v| v.as_ref().map_or(Json::Null, &json)).collect()
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<String> {
    let known = match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date",
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time",
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password",
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte",
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => "binary",
        VariantOrUnknownOrEmpty::Unknown(other) => other,
        VariantOrUnknownOrEmpty::Empty => return None,
    };
    Some(known.to_owned())
}

fn integer_format(format: &VariantOrUnknownOrEmpty<IntegerFormat>) -> Option<String> {
    let known = match format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => "int32",
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => "int64",
        VariantOrUnknownOrEmpty::Unknown(other) => other,
        VariantOrUnknownOrEmpty::Empty => return None,
    };
    Some(known.to_owned())
}

fn number_format(format: &VariantOrUnknownOrEmpty<NumberFormat>) -> Option<String> {
    let known = match format {
        VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => "float",
        VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => "double",
        VariantOrUnknownOrEmpty::Unknown(other) => other,
        VariantOrUnknownOrEmpty::Empty => return None,
    };
    Some(known.to_owned())
}
