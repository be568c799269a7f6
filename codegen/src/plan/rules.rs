//! Which types have limits to check before they are sent.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase;

use super::reach::{closure, named, parts, sent};
use crate::ir::{Api, Extras, Rules, Shape, Type, TypeId, TypeKind, Value};
use crate::names::ApiNames;

/// Records and unions with limits somewhere inside, and the static that holds them.
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
    let requested = closure(api, api.operations.iter().flat_map(sent));
    let limited = limited(api);
    let mut taken = BTreeSet::new();
    let mut statics = BTreeMap::new();
    for id in requested.intersection(&limited) {
        let kind = api.types.get(id.0).map(|ty| &ty.kind);
        let has_static = matches!(kind, Some(TypeKind::Record(_) | TypeKind::Union(_)));
        if let (true, Some(ty)) = (has_static, names.types.get(id.0)) {
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
        TypeKind::Union(union) => !union.rules.is_empty() || union.variants.iter().any(|v| any_rule(&v.value)),
        TypeKind::Enumeration(_) => false,
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
