//! Unions: one of several shapes, open for more.

use std::cmp::Reverse;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

use super::Kind;

/// How a variant is recognised without decoding it.
#[derive(Debug, Clone, Copy)]
pub struct VariantShape {
    /// Kinds of JSON it can be; empty: any.
    pub kinds: &'static [Kind],
    /// Keys that an object has to have.
    pub required: &'static [&'static str],
    /// Keys that an object may have.
    pub known: &'static [&'static str],
    /// Keys with the values they may have. Values are compact JSON text: `"\"cat\""`, `"1"`, `"null"`.
    pub constants: &'static [(&'static str, &'static [&'static str])],
}

/// A field that tells the variant: its name, and index of the variant by its value.
pub type Discriminator = (&'static str, &'static [(&'static str, usize)]);

/// A union, as emitted code describes it.
pub trait ReadUnion: Sized {
    /// Its variants. Indexes into this are what [`read`](Self::read) gets.
    const SHAPES: &'static [VariantShape];
    /// The field that tells the variant.
    const DISCRIMINATOR: Option<Discriminator>;
    /// Reads a variant.
    ///
    /// # Errors
    /// The value is not of that variant.
    fn read(index: usize, value: &Value) -> Result<Self, serde_json::Error>;
    /// Keeps a value that is of no variant.
    fn other(value: Value) -> Self;
}

/// Reads a union: the variant its discriminator names, else the first that can be decoded of those whose shape fits, the
/// most specific first, else the value as it is.
///
/// # Errors
/// The input is no JSON.
pub fn union<'de, T: ReadUnion, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let candidates = candidates(T::SHAPES, T::DISCRIMINATOR, &value);
    let found = candidates.into_iter().find_map(|index| T::read(index, &value).ok());
    Ok(found.unwrap_or_else(|| T::other(value)))
}

/// Reads the content of a variant.
///
/// # Errors
/// The value is of another type.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(value)
}

/// Variants to try, in that order. Not generic: unions share it.
fn candidates(shapes: &[VariantShape], discriminator: Option<Discriminator>, value: &Value) -> Vec<usize> {
    let named = discriminator.and_then(|(field, mapping)| {
        let name = value.get(field)?.as_str()?;
        mapping.iter().find(|(known, _)| *known == name).map(|(_, index)| *index)
    });
    let mut fitting: Vec<(Rank, usize)> = Vec::new();
    for (index, shape) in shapes.iter().enumerate().filter(|(index, _)| Some(*index) != named) {
        fitting.extend(shape.rank(value).map(|rank| (rank, index)));
    }
    // Stable: among equals the order of the document decides.
    fitting.sort_by_key(|(rank, _)| Reverse(*rank));
    named.into_iter().chain(fitting.into_iter().map(|(_, index)| index)).collect()
}

/// How well a shape fits, best last: constants met, required keys, known keys, and keys that are not known.
type Rank = (usize, usize, usize, Reverse<usize>);

impl VariantShape {
    /// How well the shape fits; `None`: not at all.
    fn rank(&self, value: &Value) -> Option<Rank> {
        if !self.kinds.is_empty() && !self.kinds.iter().any(|kind| kind.fits(value)) {
            return None;
        }
        let Value::Object(object) = value else { return Some((0, 0, 0, Reverse(0))) };
        if !self.required.iter().all(|key| object.contains_key(*key)) {
            return None;
        }
        let constants = self.constants_met(object)?;
        let known = self.known.iter().filter(|key| object.contains_key(**key)).count();
        Some((constants, self.required.len(), known, Reverse(object.len() - known)))
    }

    /// How many keys have a value they may have; `None`: one has another.
    fn constants_met(&self, object: &Map<String, Value>) -> Option<usize> {
        let mut met = 0;
        for (key, allowed) in self.constants {
            if let Some(value) = object.get(*key) {
                let text = value.to_string();
                if !allowed.contains(&text.as_str()) {
                    return None;
                }
                met += 1;
            }
        }
        Some(met)
    }
}
