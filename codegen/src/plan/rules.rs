//! Which types have limits to check before they are sent.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase;

use super::reach::{closure_without_unions, named, parts, sent};
use crate::ir::{Api, Extras, Rules, Shape, Type, TypeId, TypeKind, Value};
use crate::names::ApiNames;

/// Record types with limits somewhere inside, and the static that holds them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RuleTable {
    statics: BTreeMap<TypeId, String>,
}

impl RuleTable {
    /// Name of the static with the limits of a type, if it has any that are checked.
    pub(crate) fn name(&self, id: TypeId) -> Option<&str> {
        self.statics.get(&id).map(String::as_str)
    }

    /// All statics, in document order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &str)> {
        self.statics.iter().map(|(id, name)| (*id, name.as_str()))
    }

    /// Nothing is checked.
    pub(crate) fn is_empty(&self) -> bool {
        self.statics.is_empty()
    }
}

pub(super) fn plan(api: &Api, names: &ApiNames) -> RuleTable {
    let requested = closure_without_unions(api, api.operations.iter().flat_map(sent));
    let limited = limited(api);
    let mut taken = BTreeSet::new();
    let mut statics = BTreeMap::new();
    for id in requested.intersection(&limited) {
        let is_record = matches!(api.types.get(id.0).map(|ty| &ty.kind), Some(TypeKind::Record(_)));
        if let (true, Some(ty)) = (is_record, names.types.get(id.0)) {
            let mut name = ty.name.as_str().to_shouty_snake_case();
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            statics.insert(*id, name);
        }
    }
    RuleTable { statics }
}

/// Types with a limit on them or on anything they are made of.
fn limited(api: &Api) -> BTreeSet<TypeId> {
    let mut users: Vec<Vec<TypeId>> = vec![Vec::new(); api.types.len()];
    let mut work = Vec::new();
    for (index, ty) in api.types.iter().enumerate() {
        let id = TypeId(index);
        if has_own(ty) {
            work.push(id);
        }
        if matches!(ty.kind, TypeKind::Union(_)) {
            // Which of its variants the limits concern is known to the server only.
            continue;
        }
        for part in parts(ty).into_iter().filter_map(named) {
            if let Some(users) = users.get_mut(part.0) {
                users.push(id);
            }
        }
    }
    let mut found = BTreeSet::new();
    while let Some(id) = work.pop() {
        if found.insert(id) {
            work.extend(users.get(id.0).into_iter().flatten());
        }
    }
    found
}

fn has_own(ty: &Type) -> bool {
    match &ty.kind {
        TypeKind::Record(record) => {
            let extras = match &record.extras {
                Extras::Typed(value) => any_rule(value),
                Extras::Any | Extras::Closed => false,
            };
            extras || !record.rules.is_empty() || record.fields.iter().any(|f| any_rule(&f.value))
        }
        TypeKind::Alias(value) => any_rule(value),
        TypeKind::Enumeration(_) | TypeKind::Union(_) => false,
    }
}

/// A limit on the value or on what it holds, named types not followed.
fn any_rule(value: &Value) -> bool {
    let mut value = value;
    loop {
        if !value.rules.is_empty() {
            return true;
        }
        match &value.shape {
            Shape::List(inner) | Shape::Map(inner) => value = inner,
            _ => return false,
        }
    }
}

/// Several limits on one value as one.
pub(crate) fn merged(rules: &[&Rules]) -> Rules {
    rules.iter().fold(Rules::default(), |all, one| all.narrowed(one))
}
