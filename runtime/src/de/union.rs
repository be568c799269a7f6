//! Unions: one of several shapes, open for more.

use std::cmp::Reverse;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Error, Map, Value};

use super::trials::{self, Loss, Trials};
use super::{Kind, digits, messages};

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
    /// The variant is a union itself, and looks like one of these.
    pub inside: Option<Variants>,
}

/// The variants of a union, and the field that tells them apart.
#[derive(Debug, Clone, Copy)]
pub struct Variants {
    shapes: &'static [VariantShape],
    discriminator: Option<Discriminator>,
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
    fn read(index: usize, value: &Value) -> Result<Self, Error>;
    /// Keeps a value that is of no variant.
    fn other(value: Value) -> Self;
}

impl<T: ReadUnion> ReadUnion for Box<T> {
    const SHAPES: &'static [VariantShape] = T::SHAPES;
    const DISCRIMINATOR: Option<Discriminator> = T::DISCRIMINATOR;

    fn read(index: usize, value: &Value) -> Result<Self, Error> {
        T::read(index, value).map(Self::new)
    }

    fn other(value: Value) -> Self {
        Self::new(T::other(value))
    }
}

impl<T: ReadUnion> ReadUnion for Option<T> {
    const SHAPES: &'static [VariantShape] = T::SHAPES;
    const DISCRIMINATOR: Option<Discriminator> = T::DISCRIMINATOR;

    fn read(index: usize, value: &Value) -> Result<Self, Error> {
        T::read(index, value).map(Some)
    }

    fn other(value: Value) -> Self {
        Some(T::other(value))
    }
}

/// Reads a union: the variant its discriminator names, else the first that can be decoded without dropping anything of
/// those whose shape fits, the most specific first, else the value as it is.
///
/// # Errors
/// The input is no JSON.
pub fn union<'de, T: ReadUnion, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    match described(&value) {
        Some(found) => Ok(found),
        None => {
            digits::check(&value)?;
            trials::keep_untyped();
            Ok(T::other(value))
        }
    }
}

/// Reads a union that is a variant of another one, which has more to choose from: only what is described.
///
/// # Errors
/// The value is of no variant.
pub fn variant_union<T: ReadUnion>(value: &Value) -> Result<T, Error> {
    described(value).ok_or_else(|| Error::custom(messages::UNION))
}

/// The variant that takes a value: the one that its discriminator names, else the first that loses nothing, else the one
/// that loses least; what is only kept as JSON decides among variants that look the same. `None`: there is none, or it
/// would take too long to find.
fn described<T: ReadUnion>(value: &Value) -> Option<T> {
    let variants = Variants::of::<T>();
    let (trials, named) = (Trials::begin(value), variants.named(value));
    let mut best: Option<(Loss, Option<Rank>, T)> = None;
    for (rank, index) in variants.ranked(value) {
        let is_settled = best.as_ref().is_some_and(|(loss, best, _)| !loss.has_dropped() && *best != rank);
        if is_settled || trials.are_over() {
            break;
        }
        let (found, loss) = trials.attempt(|| T::read(index, value));
        if let Ok(found) = found {
            if best.as_ref().is_none_or(|(least, ..)| loss < *least) {
                best = Some((loss, rank, found));
            }
            if loss.is_none() || named == Some(index) {
                break;
            }
        }
        trials.spend(value);
    }
    let (loss, _, found) = best?;
    trials.take(loss);
    Some(found)
}

/// Reads the content of a variant.
///
/// # Errors
/// The value is of another type.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(value)
}

impl Variants {
    /// Those of `T`.
    pub const fn of<T: ReadUnion>() -> Self {
        Self { shapes: T::SHAPES, discriminator: T::DISCRIMINATOR }
    }

    /// Variants that a value may be, the one to try first in front.
    pub(crate) fn candidates(&self, value: &Value) -> impl Iterator<Item = usize> {
        self.ranked(value).into_iter().map(|(_, index)| index)
    }

    /// Variants that a value may be with how well they fit, the best in front; the one that the discriminator names
    /// has no rank. Not generic: unions share it.
    fn ranked(&self, value: &Value) -> Vec<(Option<Rank>, usize)> {
        let named = self.named(value);
        let mut found: Vec<(Option<Rank>, usize)> = Vec::new();
        for (index, shape) in self.shapes.iter().enumerate().filter(|(index, _)| Some(*index) != named) {
            found.extend(shape.rank(value).map(|rank| (Some(rank), index)));
        }
        // Stable: among equals the order of the document decides.
        found.sort_by_key(|(rank, _)| Reverse(*rank));
        found.splice(..0, named.map(|index| (None, index)));
        found
    }

    /// The variant that the discriminator names.
    fn named(&self, value: &Value) -> Option<usize> {
        let (field, mapping) = self.discriminator?;
        let name = value.get(field)?.as_str()?;
        mapping.iter().find(|(known, _)| *known == name).map(|(_, index)| *index)
    }

    /// How well the best of them fits; `None`: none does. To be named by a discriminator is a constant met.
    fn rank(&self, value: &Value) -> Option<Rank> {
        let best = self.shapes.iter().filter_map(|shape| shape.rank(value)).max();
        match self.named(value) {
            Some(_) => best.or(Some(Rank::default())).map(|(constants, a, b, c)| (constants + 1, a, b, c)),
            None => best,
        }
    }
}

/// How well a shape fits, best last: constants met, required keys, known keys, and keys that are not known.
type Rank = (usize, usize, usize, Reverse<usize>);

impl VariantShape {
    /// Any value.
    pub const ANY: Self = Self { kinds: &[], required: &[], known: &[], constants: &[], inside: None };

    /// How well the shape fits; `None`: not at all.
    fn rank(&self, value: &Value) -> Option<Rank> {
        if let Some(inside) = &self.inside {
            return inside.rank(value);
        }
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
