//! Which file a type goes to: beside the others that serve the same tag.

use std::collections::BTreeSet;

use super::reach::{closure, headers, received, sent};
use crate::ir::{Api, TypeId};
use crate::names::ApiNames;

/// Files below `types/` that are not groups.
const RESERVED: &[&str] = &["serde", "rules"];

/// A file of types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// Its module, private: types are re-exported flat.
    pub(crate) module: String,
    /// The tag whose types these are; none for those that several share.
    pub(crate) tag: Option<usize>,
    /// In document order.
    pub(crate) types: Vec<TypeId>,
}

/// All files of types, shared ones last, and the way back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Groups {
    pub(crate) list: Vec<Group>,
    of_type: Vec<usize>,
}

impl Groups {
    /// Index of the group of a type.
    pub(crate) fn of(&self, id: TypeId) -> usize {
        self.of_type.get(id.0).copied().unwrap_or_default()
    }
}

pub(super) fn plan(api: &Api, names: &ApiNames) -> Groups {
    let owners = owners(api);
    let mut taken: BTreeSet<String> = RESERVED.iter().map(|&word| word.to_owned()).collect();
    // A script without case makes a tag and a type of one word the same identifier.
    taken.extend(names.types.iter().map(|ty| ty.name.as_str().to_owned()));
    let mut list = Vec::new();
    let mut of_type = vec![0; api.types.len()];
    let tags = (0..api.tags.len()).map(Some).chain([None]);
    for tag in tags {
        let types: Vec<TypeId> = (0..api.types.len()).map(TypeId).filter(|id| owners[id.0] == tag).collect();
        if types.is_empty() {
            continue;
        }
        for id in &types {
            of_type[id.0] = list.len();
        }
        let wanted = tag.and_then(|index| names.tags.get(index)).map_or("shared", |name| name.as_str());
        list.push(Group { module: claim(&mut taken, wanted), tag, types });
    }
    Groups { list, of_type }
}

/// Per type: the one tag whose operations reach it. None: several do, or nobody does.
fn owners(api: &Api) -> Vec<Option<usize>> {
    let mut reached_by: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); api.types.len()];
    for tag in 0..api.tags.len() {
        let operations = api.operations.iter().filter(|op| op.tag == tag);
        let roots: Vec<TypeId> =
            operations.flat_map(|op| [sent(op), received(op), headers(api, op)].concat()).collect();
        for id in closure(api, roots) {
            if let Some(tags) = reached_by.get_mut(id.0) {
                tags.insert(tag);
            }
        }
    }
    reached_by.into_iter().map(|tags| tags.first().copied().filter(|_| tags.len() == 1)).collect()
}

fn claim(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while !taken.insert(name.clone()) {
        name.push_str("_types");
    }
    name
}
