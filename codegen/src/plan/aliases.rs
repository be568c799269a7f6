//! What is behind a name that is only another name.

use super::Plan;
use crate::ir::{Api, Rules, Shape, TypeId, TypeKind, Value};

/// More aliases of aliases than anybody writes; ends the walk should they go round.
const DEEPEST: usize = 32;

/// A value with its aliases followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved<'a> {
    /// What it looks like; never the name of an alias.
    pub(crate) shape: &'a Shape,
    /// The value, or an alias on the way, may be null.
    pub(crate) nullable: bool,
    /// An alias on the way is nullable: its Rust type is an `Option` already.
    pub(crate) alias_nullable: bool,
    /// Limits on the way, those nearest to the place first.
    pub(crate) rules: Vec<&'a Rules>,
}

/// In which spellings a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As Rust's types read it.
    Plain,
    /// Whole numbers may end in `.0`, and keep their digits, also in JSON that is kept as it came.
    Whole,
    /// Numbers or booleans may be text.
    TextOrNumber,
}

/// Facts about aliases.
#[derive(Debug)]
pub(super) struct Aliases {
    /// Per type: an alias that contains itself by way of aliases alone, which Rust has no words for.
    endless: Vec<bool>,
}

impl Aliases {
    pub(super) fn of(api: &Api) -> Self {
        Self { endless: (0..api.types.len()).map(|index| is_endless(api, TypeId(index))).collect() }
    }
}

impl<'a> Plan<'a> {
    /// Follows aliases to something that is none.
    pub(crate) fn resolve(&self, value: &'a Value) -> Resolved<'a> {
        let mut found = Resolved {
            shape: &value.shape,
            nullable: value.nullable,
            alias_nullable: false,
            rules: vec![&value.rules],
        };
        for _ in 0..DEEPEST {
            let Shape::Named { id, .. } = found.shape else { break };
            if self.is_endless(*id) {
                found.shape = &Shape::Any;
                break;
            }
            let Some(inner) = alias(self.api, *id) else { break };
            found.shape = &inner.shape;
            found.nullable |= inner.nullable;
            found.alias_nullable |= inner.nullable;
            found.rules.push(&inner.rules);
        }
        found
    }

    /// The alias contains itself; it becomes plain JSON.
    pub(crate) fn is_endless(&self, id: TypeId) -> bool {
        self.aliases.endless.get(id.0).copied().unwrap_or(false)
    }

    /// The value is a union, maybe by another name.
    pub(crate) fn is_union(&self, value: &'a Value) -> bool {
        match self.resolve(value).shape {
            Shape::Named { id, .. } => {
                matches!(self.api.types.get(id.0), Some(ty) if matches!(ty.kind, TypeKind::Union(_)))
            }
            _ => false,
        }
    }

    /// How numbers and booleans in the value are spelled.
    pub(crate) fn spelling(&self, value: &'a Value) -> Spelling {
        let mut value = value;
        for _ in 0..DEEPEST {
            value = match self.resolve(value).shape {
                Shape::Integer { text: true, .. } | Shape::Number { text: true } | Shape::Boolean { text: true } => {
                    return Spelling::TextOrNumber;
                }
                Shape::Integer { text: false, .. } | Shape::Unsigned | Shape::Any => return Spelling::Whole,
                Shape::List(inner) | Shape::Map(inner) => inner,
                _ => return Spelling::Plain,
            };
        }
        Spelling::Plain
    }
}

fn alias(api: &Api, id: TypeId) -> Option<&Value> {
    match &api.types.get(id.0)?.kind {
        TypeKind::Alias(value) => Some(value),
        _ => None,
    }
}

fn is_endless(api: &Api, start: TypeId) -> bool {
    let mut at = start;
    for _ in 0..DEEPEST {
        let Some(next) = alias(api, at).and_then(super::reach::named) else { return false };
        if next == start {
            return true;
        }
        at = next;
    }
    // Deeper than the walk goes: aliases that lead into a cycle without being part of it are fine, the cycle itself is
    // broken where it begins.
    false
}
