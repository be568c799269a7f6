//! Bodies made of parts: every property of the object is one.

use std::rc::Rc;

use indexmap::IndexMap;
use openapiv3::{Encoding, MediaType, ReferenceOr, Schema};

use super::media::{Family, family};
use super::view::View;
use super::{Hint, Lower, all_of, part_headers, payload, record, schema};
use crate::diag::{Place, codes};
use crate::ir::{Part, PartKind, PayloadKind, Presence, Rules, Shape, Style, TypeKind, Value};

/// References to references to files: more than anybody writes.
const DEEPEST: usize = 16;

/// Lowers the parts of a body; `None` if the schema is no object with properties.
pub(super) fn lower(cx: &mut Lower<'_>, media: &MediaType, place: &Place, hint: &Hint) -> Option<PayloadKind> {
    let (list, at, hint) = follow(cx, media.schema.as_ref()?, &place.child("schema"), hint)?;
    let mut parts = Parts { media, place, list: Vec::new() };
    let together = all_of::flatten(cx, &list, &at);
    for (schema, at) in &together {
        parts.add(cx, schema, at, &hint, Need::AsSaid);
    }
    for (schema, at) in &together {
        add_variants(cx, &mut parts, schema, at, &hint);
    }
    for (schema, _) in &together {
        let view = View::of(schema);
        parts.list.iter_mut().filter(|part| view.required.contains(&part.name)).for_each(|part| part.required = true);
    }
    if parts.list.is_empty() {
        return None;
    }
    cx.part_lists.insert(at);
    Some(PayloadKind::Multipart(parts.list))
}

/// Whether a property is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// As its object says.
    AsSaid,
    /// Its object is one of several.
    Maybe,
}

/// One alternative or the other: their parts may be there.
fn add_variants(cx: &mut Lower<'_>, parts: &mut Parts<'_>, around: &Schema, place: &Place, hint: &Hint) {
    let view = View::of(around);
    let (keyword, variants) = view.choices();
    for (index, variant) in variants {
        let at = place.child(keyword).index(index);
        let Some((variant, at, hint)) = follow(cx, variant, &at, hint) else { continue };
        for (schema, at) in all_of::flatten(cx, &variant, &at) {
            parts.add(cx, &schema, &at, &hint, Need::Maybe);
        }
    }
}

/// The schema that is meant, its place and what it is called.
fn follow(
    cx: &Lower<'_>,
    schema: &ReferenceOr<Schema>,
    place: &Place,
    hint: &Hint,
) -> Option<(Rc<Schema>, Place, Hint)> {
    match schema {
        ReferenceOr::Item(schema) => Some((Rc::new(schema.clone()), place.clone(), hint.clone())),
        ReferenceOr::Reference { reference } => {
            let found = cx.find(place, reference)?;
            let hint = schema::target_hint(cx, &found.place);
            Some((Rc::new((*found.value).clone()), found.place, hint))
        }
    }
}

/// The parts found so far.
struct Parts<'m> {
    media: &'m MediaType,
    /// Where the media type stands.
    place: &'m Place,
    list: Vec<Part>,
}

impl Parts<'_> {
    /// Adds the properties of a schema.
    fn add(&mut self, cx: &mut Lower<'_>, schema: &Schema, place: &Place, hint: &Hint, need: Need) {
        let none = IndexMap::new();
        let view = View::of(schema);
        for (name, property) in view.properties.unwrap_or(&none) {
            let required = need == Need::AsSaid && view.required.contains(name);
            let at = place.child("properties").child(name);
            let part = self.lower_part(cx, (name, required), property, &at, &hint.inside(name));
            match self.list.iter_mut().find(|earlier| earlier.name == *name) {
                None => self.list.push(part),
                Some(earlier) if need == Need::AsSaid => *earlier = part,
                Some(earlier) if earlier.kind == part.kind => {}
                // What one alternative calls so is something else in the other.
                Some(earlier) => earlier.kind = PartKind::Text(Value::of(Shape::Any)),
            }
        }
    }

    fn lower_part(
        &self,
        cx: &mut Lower<'_>,
        (name, required): (&str, bool),
        property: &ReferenceOr<Box<Schema>>,
        place: &Place,
        hint: &Hint,
    ) -> Part {
        let encoding = self.media.encoding.get(name);
        let at = self.place.child("encoding").child(name);
        let announced = announced(encoding);
        let files = files_of_property(cx, property, place, &announced);
        let count = if files == Some(PartKind::Files) { count_of(cx, property, place) } else { Rules::default() };
        let style =
            encoding.and_then(payload::style).filter(|style| !matches!(style, Style::Json | Style::FormExploded));
        let value = match files {
            Some(_) => Value::of(Shape::Any),
            None => schema::lower_boxed(cx, property, place, hint),
        };
        let mut field = record::describe_field(cx, property, place, value, (name, required));
        field.value.nullable = field.presence == Presence::RequiredNullable;
        let only = match announced.as_slice() {
            [only] if !only.contains('*') => Some((*only).to_owned()),
            _ => None,
        };
        let kind = match (files, only.as_deref().map(family)) {
            (Some(files), _) => files,
            (None, Some(Family::Json)) => PartKind::Json(field.value),
            (None, Some(_)) if is_structured(cx, &field.value) => {
                let message = format!("`{}` is not typed; the part is raw bytes in the client", announced.join(", "));
                cx.sink.report(&codes::RAW_BODY, at.clone(), message);
                PartKind::File
            }
            (None, _) => PartKind::Text(field.value),
        };
        let is_file = kind.value().is_none();
        let headers = encoding.map(|encoding| part_headers::lower_all(cx, encoding, &at, hint)).unwrap_or_default();
        Part {
            name: name.to_owned(),
            // With a file comes whatever its caller says.
            headers: headers.into_iter().filter(|header| !is_file || header.constant.is_some()).collect(),
            rust_name: field.rust_name,
            required: matches!(field.presence, Presence::Required | Presence::RequiredNullable) && !field.read_only,
            style: style.filter(|_| matches!(kind, PartKind::Text(_))),
            kind,
            count,
            media_type: only,
            default: field.default,
            docs: field.docs,
        }
    }
}

/// The media types that a part can have, as the document lists them.
fn announced(encoding: Option<&Encoding>) -> Vec<&str> {
    let listed = encoding.and_then(|encoding| encoding.content_type.as_deref()).unwrap_or_default();
    listed.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn files_of_property(
    cx: &Lower<'_>,
    property: &ReferenceOr<Box<Schema>>,
    place: &Place,
    announced: &[&str],
) -> Option<PartKind> {
    let property = property.clone().unbox();
    let says_bytes = !announced.is_empty() && announced.iter().all(|name| is_bytes(name));
    files_of(cx, &property, place, says_bytes, 0)
}

/// How many items the list of a property has.
fn count_of(cx: &Lower<'_>, property: &ReferenceOr<Box<Schema>>, place: &Place) -> Rules {
    let found = follow(cx, &property.clone().unbox(), place, &Hint::of(""));
    let rules = found.map(|(schema, _, _)| View::of(&schema).rules).unwrap_or_default();
    Rules { min_items: rules.min_items, max_items: rules.max_items, ..Rules::default() }
}

/// The media type is about bytes that no text stands for.
fn is_bytes(media_type: &str) -> bool {
    family(media_type) == Family::Bytes
}

/// What a schema means by a file, or by several; `None` if it means something else.
fn files_of(
    cx: &Lower<'_>,
    schema: &ReferenceOr<Schema>,
    place: &Place,
    says_bytes: bool,
    depth: usize,
) -> Option<PartKind> {
    if depth > DEEPEST {
        return None;
    }
    let (schema, at, _) = follow(cx, schema, place, &Hint::of(""))?;
    let view = View::of(&schema);
    let format = view.format.as_deref();
    let inner = |schema: &ReferenceOr<Schema>, at: Place| files_of(cx, schema, &at, says_bytes, depth + 1);
    if let Some((keyword, index, only)) = view.only_choice() {
        return inner(only, at.child(keyword).index(index));
    }
    match (view.ty, view.all_of, view.variants()) {
        (None | Some("string"), [], (_, [])) if format == Some("binary") => Some(PartKind::File),
        (None, [], (_, [])) if view.is_blank() => Some(PartKind::File),
        (Some("string"), [], (_, [])) if says_bytes && format.is_none() && view.enumeration.is_empty() => {
            Some(PartKind::File)
        }
        (_, [only], (_, [])) if !view.has_properties() => inner(only, at.child("allOf").index(0)),
        (_, [], (keyword, variants @ [_, ..])) => {
            let kinds = variants.iter().enumerate().map(|(index, variant)| {
                let at = at.child(keyword).index(index);
                inner(variant, at.clone()).map(Some).or_else(|| is_text(cx, variant, &at).then_some(None))
            });
            // A text instead of a file (its id, its address) is a part, too.
            let kinds: Vec<PartKind> = kinds.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
            match kinds.contains(&PartKind::Files) {
                true => Some(PartKind::Files),
                false => kinds.into_iter().next(),
            }
        }
        (None | Some("array"), [], (_, [])) => {
            let items = view.items?.clone().unbox();
            inner(&items, at.child("items")).map(|_| PartKind::Files)
        }
        _ => None,
    }
}

fn is_text(cx: &Lower<'_>, schema: &ReferenceOr<Schema>, place: &Place) -> bool {
    follow(cx, schema, place, &Hint::of("")).is_some_and(|(schema, _, _)| View::of(&schema).ty == Some("string"))
}

/// It has no spelling as plain text.
fn is_structured(cx: &Lower<'_>, value: &Value) -> bool {
    match &value.shape {
        Shape::Map(_) => true,
        Shape::List(item) => is_structured(cx, item),
        Shape::Named { id, .. } => {
            !matches!(cx.types.get(id.0), Some(Some(ty)) if matches!(ty.kind, TypeKind::Enumeration(_)))
        }
        _ => false,
    }
}
