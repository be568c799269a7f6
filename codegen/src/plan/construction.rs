//! What it takes to make a record.

use crate::ir::{Api, Field, Presence, Record, TypeKind};

/// Fields that must have a value, with their indices: the arguments of `new`.
pub(crate) fn required(record: &Record) -> impl Iterator<Item = (usize, &Field)> {
    record.fields.iter().enumerate().filter(|(_, field)| field.presence == Presence::Required)
}

/// Per type: `Default` can be derived. All fields that need no value (`Option`, `Maybe`, maps) have a default whatever
/// they hold, so this does not depend on other types.
pub(super) fn plan(api: &Api) -> Vec<bool> {
    let is_free = |kind: &TypeKind| matches!(kind, TypeKind::Record(record) if required(record).next().is_none());
    api.types.iter().map(|ty| is_free(&ty.kind)).collect()
}
