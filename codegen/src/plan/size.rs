//! How large values can be, roughly and at most.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Plan;
use crate::ir::{Extras, Presence, Record, Shape, TypeId, TypeKind, Value};

/// From this difference on, `clippy::large_enum_variant` speaks up.
const LARGE: usize = 200;
/// Deeper nesting counts as large.
const DEEPEST: usize = 8;
/// A discriminant, or what alignment adds.
const WORD: usize = 8;

/// What was found out already, by type and how deep it stands.
#[derive(Debug, Default)]
pub(super) struct Sizes(RefCell<BTreeMap<(TypeId, usize), usize>>);

impl<'a> Plan<'a> {
    /// Variants that hold `values` may differ so much in size that clippy would rather have a box.
    pub(crate) fn is_uneven(&self, values: &[&'a Value]) -> bool {
        // Twice the same type: the two largest variants are of one size, or it is not the largest.
        let same = values.windows(2).all(|pair| pair[0].shape == pair[1].shape) && values.len() > 1;
        !same && values.iter().any(|value| self.at_most(value, 0) >= LARGE)
    }

    /// An upper bound on 64-bit machines, cut off at [`LARGE`].
    fn at_most(&self, value: &'a Value, depth: usize) -> usize {
        let size = match self.resolve(value).shape {
            Shape::Boolean { .. } | Shape::Integer { .. } | Shape::Unsigned | Shape::Number { .. } => 8,
            Shape::Text | Shape::List(_) | Shape::Map(_) | Shape::Uuid | Shape::Secret => 24,
            Shape::Named { boxed: true, .. } => 8,
            // `Value` grows with a feature of `serde_json` that any crate can switch on.
            Shape::Any | Shape::Base64 | Shape::DateTime | Shape::Date => 80,
            // Nobody knows.
            Shape::Foreign { .. } => LARGE,
            Shape::Named { .. } if depth > DEEPEST => LARGE,
            Shape::Named { id, .. } => self.type_at_most(*id, depth),
        };
        size + WORD
    }

    /// Asked once for each depth: types that share types would be asked without end.
    fn type_at_most(&self, id: TypeId, depth: usize) -> usize {
        let known = self.sizes.0.borrow().get(&(id, depth)).copied();
        known.unwrap_or_else(|| {
            let size = match self.ty(id).map(|(ty, _)| &ty.kind) {
                Some(TypeKind::Record(record)) => self.record_at_most(record, depth),
                Some(TypeKind::Union(union)) => {
                    union.variants.iter().map(|v| self.at_most(&v.value, depth + 1)).fold(80, usize::max) + WORD
                }
                Some(TypeKind::Enumeration(_) | TypeKind::Alias(_)) | None => 32,
            };
            self.sizes.0.borrow_mut().insert((id, depth), size);
            size
        })
    }

    fn record_at_most(&self, record: &'a Record, depth: usize) -> usize {
        let mut sum = if matches!(record.extras, Extras::Closed) { 0 } else { 80 };
        for field in &record.fields {
            if sum >= LARGE {
                return sum;
            }
            let presence = if field.presence == Presence::Required { 0 } else { WORD };
            sum += self.at_most(&field.value, depth + 1) + presence;
        }
        sum
    }
}
