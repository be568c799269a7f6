//! `oneOf` and `anyOf`: alternatives.

use std::collections::HashSet;

use heck::ToUpperCamelCase;
use openapiv3::{ReferenceOr, Schema};
use serde_json::Value as Json;

use super::view::View;
use super::{Hint, Lower, all_of, enumeration, record, schema};
use crate::diag::{Place, Sink, codes, unescape};
use crate::ir::{
    Discriminator, Docs, EnumValue, Enumeration, Shape, Type, TypeId, TypeKind, Union, Value, Variant, VariantMatch,
};

/// A discriminator that waits until the variants of its union are known.
pub(super) struct Pending {
    union: TypeId,
    field: String,
    /// Value of the field, canonical place of the schema it stands for.
    mapping: Vec<(String, Place)>,
    places: Vec<Place>,
    /// Where the mapping stands.
    at: Place,
}

/// One alternative, with references followed.
struct Alternative {
    schema: std::rc::Rc<Schema>,
    place: Place,
    written: ReferenceOr<()>,
    at: Place,
    /// What is said beside the reference.
    description: Option<String>,
}

/// Lowers a schema with `oneOf` or `anyOf`.
pub(super) fn lower(cx: &mut Lower<'_>, schema: &Schema, view: &View<'_>, place: &Place, hint: &Hint) -> Value {
    let all = alternatives(cx, view, place);
    let (nulls, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|a| View::of(&a.schema).only_null());
    let mut value = if view.has_properties() && rest.iter().all(|a| only_requires(&a.schema)) {
        record::lower(cx, schema, view, place, hint)
    } else if let Some(value) = tolerant_scalar(&rest) {
        value
    } else if let Some(codes) = tolerant_enumeration(&rest) {
        schema::define(cx, schema, place, hint, |_, _| TypeKind::Enumeration(codes))
    } else {
        lower_alternatives(cx, schema, view, &rest, place, hint)
    };
    value.nullable |= !nulls.is_empty() || rest.iter().any(|a| is_nullable(&a.schema));
    value
}

fn lower_alternatives(
    cx: &mut Lower<'_>,
    schema: &Schema,
    view: &View<'_>,
    rest: &[Alternative],
    place: &Place,
    hint: &Hint,
) -> Value {
    if let [only] = rest {
        return match view.has_properties() {
            true => all_of::lower(cx, schema, view, place, hint),
            // A component is another name for it, and has its own name already.
            false if hint.is_component => lower_alternative(cx, only, &hint.inside(&variant_word(only))),
            false => lower_alternative(cx, only, hint),
        };
    }
    if let Some(values) = merged_enumeration(rest) {
        // That it may be empty is all that is said of a text.
        if values.free && values.values.iter().all(|value| value.wire.is_empty()) {
            return Value::of(Shape::Text);
        }
        return schema::define(cx, schema, place, hint, |_, _| TypeKind::Enumeration(values));
    }
    if rest.is_empty() {
        return Value::of(Shape::Any);
    }
    schema::define(cx, schema, place, hint, |cx, id| {
        let shared = view.has_properties().then_some((schema, place));
        let words = variant_words(rest);
        let variants = rest.iter().zip(words).map(|(a, word)| lower_variant(cx, a, word, shared, hint)).collect();
        collect_discriminator(cx, id, schema, rest, place);
        TypeKind::Union(Union { variants, discriminator: None, rules: view.rules.clone() })
    })
}

fn alternatives(cx: &Lower<'_>, view: &View<'_>, place: &Place) -> Vec<Alternative> {
    let (keyword, list) = view.variants();
    let mut result = Vec::new();
    for (index, variant) in list.iter().enumerate() {
        let at = place.child(keyword).index(index);
        let (reference, at, description) = match variant {
            ReferenceOr::Reference { reference } => (reference, at, None),
            ReferenceOr::Item(schema) => match described_reference(schema) {
                Some(reference) => (reference, at.child("allOf").index(0), schema.schema_data.description.clone()),
                None => {
                    result.push(Alternative {
                        schema: std::rc::Rc::new(schema.clone()),
                        place: at.clone(),
                        written: ReferenceOr::Item(()),
                        at,
                        description: None,
                    });
                    continue;
                }
            },
        };
        if let Some(found) = cx.find(&at, reference) {
            let written = ReferenceOr::Reference { reference: reference.clone() };
            result.push(Alternative { schema: found.value, place: found.place, written, at, description });
        }
    }
    result
}

/// A reference with a description beside it is that reference; discriminators are to find it.
fn described_reference(schema: &Schema) -> Option<&String> {
    let view = View::of(schema);
    let [ReferenceOr::Reference { reference }] = view.all_of else { return None };
    let says_nothing = View { all_of: &[], ..view }.is_blank() && !schema.schema_data.nullable;
    says_nothing.then_some(reference)
}

/// Null is one of the values.
fn is_nullable(schema: &Schema) -> bool {
    schema.schema_data.nullable || View::of(schema).enumeration.iter().any(Json::is_null)
}

/// Variants like `{required: [a]}` narrow the object beside them and have no shape of their own.
fn only_requires(schema: &Schema) -> bool {
    View { required: &[], ty: None, ..View::of(schema) }.is_blank()
}

/// A number or a truth value that the server also writes as text: one Rust type that reads both spellings.
fn tolerant_scalar(rest: &[Alternative]) -> Option<Value> {
    let [first, second] = rest else { return None };
    let (a, b) = (View::of(&first.schema), View::of(&second.schema));
    let nullable = first.schema.schema_data.nullable || second.schema.schema_data.nullable;
    let (other, text) = if b.ty == Some("string") { (a, b) } else { (b, a) };
    if text.ty != Some("string") || !other.enumeration.is_empty() {
        return None;
    }
    let shape = match other.ty {
        Some("integer") if is_digits(&text) => {
            Shape::Integer { small: other.format.as_deref() == Some("int32"), text: true }
        }
        Some("number") if is_decimal(&text) => Shape::Number { text: true },
        Some("boolean") if is_true_or_false(&text) => Shape::Boolean { text: true },
        _ => return None,
    };
    Some(Value { shape, nullable, rules: other.rules })
}

/// Integers with names that the server also writes as text: one open enumeration that reads both spellings.
fn tolerant_enumeration(rest: &[Alternative]) -> Option<Enumeration> {
    let [first, second] = rest else { return None };
    let (codes, text) = if View::of(&second.schema).ty == Some("string") { (first, second) } else { (second, first) };
    let (view, text) = (View::of(&codes.schema), View::of(&text.schema));
    let is_codes = !view.enumeration.is_empty() && view.enumeration.iter().all(Json::is_i64);
    (is_codes && text.ty == Some("string") && is_digits(&text)).then(|| Enumeration {
        integer: true,
        text: true,
        free: false,
        values: enumeration::values(&codes.schema, true),
    })
}

fn is_digits(text: &View<'_>) -> bool {
    const SPELLINGS: [&str; 8] = [
        r"^-?\d+$",
        r"^\d+$",
        "^-?[0-9]+$",
        "^[0-9]+$",
        r"^[+-]?\d+$",
        r"^(-)?\d+$",
        r"^-?(?:0|[1-9]\d*)$",
        r"^(?:0|[1-9]\d*)$",
    ];
    text.enumeration.is_empty()
        && (text.rules.pattern.as_deref().is_some_and(|p| SPELLINGS.contains(&p))
            || matches!(text.format.as_deref(), Some("int32" | "int64")))
}

/// As ASP.NET describes numbers that it also reads as text.
fn is_decimal(text: &View<'_>) -> bool {
    const SPELLINGS: [&str; 2] = [r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$", r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$"];
    text.enumeration.is_empty() && text.rules.pattern.as_deref().is_some_and(|p| SPELLINGS.contains(&p))
}

fn is_true_or_false(text: &View<'_>) -> bool {
    !text.enumeration.is_empty()
        && text
            .enumeration
            .iter()
            .filter_map(Json::as_str)
            .all(|v| v.eq_ignore_ascii_case("true") || v.eq_ignore_ascii_case("false"))
}

/// Text enumerations, maybe beside plain text, or integers one by one: one open enumeration. That is how values get a
/// description each: `oneOf: [{ const: 1, title: Low }, …]`.
fn merged_enumeration(rest: &[Alternative]) -> Option<Enumeration> {
    let integer = View::of(&rest.first()?.schema).ty == Some("integer");
    let mut values: Vec<EnumValue> = Vec::new();
    let mut known = HashSet::new();
    let mut free = false;
    for alternative in rest {
        let schema = &alternative.schema;
        let view = View::of(schema);
        let plain = View { enumeration: Vec::new(), ty: None, ..view.clone() }.is_blank();
        let is_open = view.enumeration.is_empty();
        if view.ty != Some(if integer { "integer" } else { "string" }) || !plain || (integer && is_open) {
            return None;
        }
        free |= is_open;
        let mut own = enumeration::values(schema, integer);
        if let [only] = own.as_mut_slice() {
            describe(only, schema, integer);
        }
        values.extend(own.into_iter().filter(|value| known.insert(value.wire.clone())));
    }
    (!values.is_empty()).then_some(Enumeration { integer, text: false, free, values })
}

/// What is said about the schema of a single value is said about the value.
fn describe(value: &mut EnumValue, schema: &Schema, integer: bool) {
    let data = &schema.schema_data;
    // Numbers make poor names, texts make good ones.
    if integer && value.name.is_none() {
        value.name.clone_from(&data.title);
    }
    value.docs = value.docs.take().or_else(|| data.description.clone()).or_else(|| data.title.clone());
}

fn lower_alternative(cx: &mut Lower<'_>, alternative: &Alternative, hint: &Hint) -> Value {
    match &alternative.written {
        ReferenceOr::Item(()) => schema::lower_schema(cx, &alternative.schema, &alternative.place, hint),
        ReferenceOr::Reference { reference } => {
            let reference = ReferenceOr::Reference { reference: reference.clone() };
            schema::lower_ref(cx, &reference, &alternative.at, hint)
        }
    }
}

/// A variant; `shared` is the schema around the alternatives when it has properties that belong to each of them.
fn lower_variant(
    cx: &mut Lower<'_>,
    alternative: &Alternative,
    word: String,
    shared: Option<(&Schema, &Place)>,
    hint: &Hint,
) -> Variant {
    let inner = hint.inside(&word);
    let is_object = View::of(&alternative.schema).has_properties() || !View::of(&alternative.schema).all_of.is_empty();
    let mut value = match shared {
        Some((around, place)) if is_object || only_requires(&alternative.schema) => {
            all_of::lower_with(cx, (around, place), (&alternative.schema, &alternative.place), &alternative.at, &inner)
        }
        _ => lower_alternative(cx, alternative, &inner),
    };
    value.nullable = false;
    let description = alternative.description.as_ref().or(alternative.schema.schema_data.description.as_ref()).cloned();
    Variant { name: word, value, matches: VariantMatch::default(), docs: Docs { description, ..Docs::default() } }
}

/// The names of variants. What has no name is called by what tells it apart, if that differs from all others.
fn variant_words(rest: &[Alternative]) -> Vec<String> {
    let mut words: Vec<String> = rest.iter().map(variant_word).collect();
    let telling: Vec<Option<String>> = rest.iter().map(telling_word).collect();
    for (index, word) in telling.iter().enumerate() {
        let Some(word) = word else { continue };
        let same = |other: &String| other.to_upper_camel_case() == word.to_upper_camel_case();
        let is_taken = telling.iter().flatten().filter(|other| same(other)).count() > 1 || words.iter().any(same);
        if let Some(slot) = words.get_mut(index).filter(|_| !is_taken) {
            slot.clone_from(word);
        }
    }
    words
}

/// The only text that is allowed, be it the value itself or that of a member, or else the only member there is.
fn telling_word(alternative: &Alternative) -> Option<String> {
    let schema = &alternative.schema;
    if matches!(alternative.written, ReferenceOr::Reference { .. }) || schema.schema_data.title.is_some() {
        return None;
    }
    let view = View::of(schema);
    if view.ty == Some("string") {
        return only_text(&view);
    }
    let parts = view.all_of.iter().filter_map(ReferenceOr::as_item).map(View::of);
    let objects: Vec<View<'_>> = std::iter::once(view.clone()).chain(parts).collect();
    let marks = objects.iter().find_map(|object| {
        object.properties?.iter().filter(|(name, _)| object.required.contains(name)).find_map(|(_, property)| {
            let ReferenceOr::Item(property) = property else { return None };
            only_text(&View::of(property))
        })
    });
    let only_member = || match (view.required, view.all_of) {
        ([name], []) if view.properties.is_some_and(|all| all.len() == 1 && all.contains_key(name)) => {
            Some(name.clone())
        }
        _ => None,
    };
    marks.or_else(only_member)
}

/// The one text that a schema allows, if it can be a name.
fn only_text(view: &View<'_>) -> Option<String> {
    match view.enumeration.as_slice() {
        [Json::String(text)] if text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Some(text.clone())
        }
        _ => None,
    }
}

fn variant_word(alternative: &Alternative) -> String {
    let view = View::of(&alternative.schema);
    if let ReferenceOr::Reference { .. } = alternative.written
        && let Some(last) = alternative.place.pointer.rsplit('/').next()
        && last.parse::<u32>().is_err()
    {
        return unescape(last);
    }
    if let Some(title) = &alternative.schema.schema_data.title {
        return title.clone();
    }
    let word = match view.ty {
        Some("string") if view.format.as_deref() == Some("date-time") => "DateTime",
        Some("string") => "Text",
        Some("integer") => "Integer",
        Some("number") => "Number",
        Some("boolean") => "Boolean",
        Some("array") => "List",
        Some("object") => "Object",
        _ if view.has_properties() => "Object",
        _ => "Variant",
    };
    word.to_owned()
}

fn collect_discriminator(cx: &mut Lower<'_>, union: TypeId, schema: &Schema, rest: &[Alternative], place: &Place) {
    let Some(discriminator) = &schema.schema_data.discriminator else { return };
    let at = place.child("discriminator").child("mapping");
    let mut mapping = Vec::new();
    for (value, target) in &discriminator.mapping {
        let bare = !target.contains(['/', '#', '.']);
        let reference = if bare { format!("#/components/schemas/{target}") } else { target.clone() };
        if let Some(found) = cx.find(&at.child(value), &reference) {
            mapping.push((value.clone(), found.place));
        }
    }
    // Without an entry, the name of the component stands for it.
    for alternative in rest.iter().filter(|a| matches!(a.written, ReferenceOr::Reference { .. })) {
        if !mapping.iter().any(|(_, place)| *place == alternative.place)
            && let Some(name) = alternative.place.pointer.rsplit('/').next()
        {
            mapping.push((name.to_owned(), alternative.place.clone()));
        }
    }
    let places = rest.iter().map(|a| a.place.clone()).collect();
    cx.discriminators.push(Pending { union, field: discriminator.property_name.clone(), mapping, places, at });
}

/// Turns the places of collected discriminators into variants.
pub(super) fn settle_discriminators(types: &mut [Type], pending: Vec<Pending>, sink: &Sink) {
    for Pending { union, field, mapping, places, at } in pending {
        let Some(Type { kind: TypeKind::Union(union), .. }) = types.get_mut(union.0) else { continue };
        let mut known = Vec::new();
        for (value, place) in mapping {
            match places.iter().position(|p| *p == place) {
                Some(index) => known.push((value, index)),
                None => {
                    let message = format!("the discriminator maps `{value}` to a schema that is no alternative here");
                    let help =
                        "such values are told by their members, or kept as JSON; add the schema to the alternatives";
                    sink.report(&codes::UNKNOWN_VARIANT, at.child(&value), message).help(help);
                }
            }
        }
        union.discriminator = Some(Discriminator { field, mapping: known });
    }
}
