//! How the variants of a union are told apart, from what the variants are.

use crate::ir::{JsonKind, Presence, Record, Shape, Type, TypeKind, Union, Value, VariantMatch};

/// An enumeration with more values than this is no constant that tells variants apart.
const MOST_CONSTANTS: usize = 4;

/// Unions inside unions deeper than this are taken to be anything.
const DEEPEST: usize = 64;

/// Fills in `Variant::matches` of all unions.
pub(super) fn fill_in(types: &mut [Type]) {
    let mut found = Vec::new();
    let mut reader = Reader { types, known: vec![None; types.len()], depth: 0 };
    for (index, ty) in types.iter().enumerate() {
        if let TypeKind::Union(union) = &ty.kind {
            let matches: Vec<VariantMatch> = union.variants.iter().map(|v| reader.recognise(&v.value)).collect();
            found.push((index, matches));
        }
    }
    for (index, matches) in found {
        if let Some(Type { kind: TypeKind::Union(union), .. }) = types.get_mut(index) {
            for (variant, found) in union.variants.iter_mut().zip(matches) {
                variant.matches = found;
            }
        }
    }
}

struct Reader<'t> {
    types: &'t [Type],
    /// What unions and aliases can be, once that is known; while they are looked at, anything.
    known: Vec<Option<VariantMatch>>,
    depth: usize,
}

impl Reader<'_> {
    fn recognise(&mut self, value: &Value) -> VariantMatch {
        use JsonKind as K;
        let kinds = match &value.shape {
            Shape::Any => return VariantMatch::default(),
            Shape::Boolean { text: false } => vec![K::Boolean],
            Shape::Boolean { text: true } => vec![K::Boolean, K::String],
            Shape::Integer { text: false, .. } | Shape::Unsigned => vec![K::Integer],
            Shape::Integer { text: true, .. } => vec![K::Integer, K::String],
            Shape::Number { .. } => vec![K::Integer, K::Number],
            Shape::Text | Shape::Secret | Shape::DateTime | Shape::Date | Shape::Uuid | Shape::Base64 => {
                vec![K::String]
            }
            Shape::List(_) => vec![K::Array],
            Shape::Map(_) => vec![K::Object],
            Shape::Foreign { kinds, .. } => kinds.clone(),
            Shape::Named { id, .. } => return self.recognise_named(id.0),
        };
        VariantMatch { kinds, ..VariantMatch::default() }
    }

    fn recognise_named(&mut self, id: usize) -> VariantMatch {
        let types = self.types;
        match types.get(id).map(|ty| &ty.kind) {
            Some(TypeKind::Record(record)) => recognise_record(types, record),
            Some(TypeKind::Enumeration(e)) if e.integer => {
                let kinds = if e.text { vec![JsonKind::Integer, JsonKind::String] } else { vec![JsonKind::Integer] };
                VariantMatch { kinds, ..VariantMatch::default() }
            }
            Some(TypeKind::Enumeration(_)) => VariantMatch { kinds: vec![JsonKind::String], ..VariantMatch::default() },
            Some(TypeKind::Alias(value)) => self.once(id, |reader| reader.recognise(value)),
            Some(TypeKind::Union(union)) => self.once(id, |reader| reader.recognise_union(union)),
            None => VariantMatch::default(),
        }
    }

    /// What `find` says about a type, asked once: unions that share unions would be asked without end.
    fn once(&mut self, id: usize, find: impl FnOnce(&mut Self) -> VariantMatch) -> VariantMatch {
        if self.depth > DEEPEST {
            return VariantMatch::default();
        }
        if let Some(Some(known)) = self.known.get(id) {
            return known.clone();
        }
        if let Some(slot) = self.known.get_mut(id) {
            *slot = Some(VariantMatch::default());
        }
        self.depth += 1;
        let found = find(self);
        self.depth -= 1;
        if let Some(slot) = self.known.get_mut(id) {
            *slot = Some(found.clone());
        }
        found
    }

    /// A union inside a union can be whatever its variants can be.
    fn recognise_union(&mut self, union: &Union) -> VariantMatch {
        let mut kinds = Vec::new();
        for variant in &union.variants {
            let found = self.recognise(&variant.value).kinds;
            if found.is_empty() {
                return VariantMatch::default();
            }
            kinds.extend(found.into_iter().filter(|kind| !kinds.contains(kind)).collect::<Vec<_>>());
        }
        VariantMatch { kinds, ..VariantMatch::default() }
    }
}

fn recognise_record(types: &[Type], record: &Record) -> VariantMatch {
    let mut found = VariantMatch { kinds: vec![JsonKind::Object], ..VariantMatch::default() };
    for field in &record.fields {
        found.known.push(field.name.clone());
        if matches!(field.presence, Presence::Required | Presence::RequiredNullable) {
            found.required.push(field.name.clone());
        }
        let values = constants(types, &field.value);
        if !values.is_empty() {
            found.constants.push((field.name.clone(), values));
        }
    }
    found
}

/// The values of a small text enumeration.
fn constants(types: &[Type], value: &Value) -> Vec<serde_json::Value> {
    let Shape::Named { id, .. } = value.shape else { return Vec::new() };
    match types.get(id.0).map(|ty| &ty.kind) {
        Some(TypeKind::Enumeration(e)) if !e.integer && e.values.len() <= MOST_CONSTANTS => {
            e.values.iter().map(|v| serde_json::Value::from(v.wire.as_str())).collect()
        }
        _ => Vec::new(),
    }
}
