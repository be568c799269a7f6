//! Which names of the standard prelude the document's own types hide.

use std::collections::BTreeSet;

use crate::names::{ApiNames, TypeName};

/// Prelude names that must be written with their full path, because a type of the API is called the same.
///
/// Full paths everywhere would be simpler and unreadable: `Option` is what a person writes, and nearly no document has
/// a schema of that name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shadowed {
    types: BTreeSet<String>,
    operations: BTreeSet<String>,
}

impl Shadowed {
    /// In the files that define types.
    pub(crate) fn among_types(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// In the files that define operations.
    pub(crate) fn among_operations(&self, name: &str) -> bool {
        self.operations.contains(name)
    }
}

pub(super) fn plan(names: &ApiNames) -> Shadowed {
    let types = names.types.iter().map(|ty| text(&ty.name)).collect();
    let alternatives = names.operations.iter().flat_map(|op| &op.alternatives).map(|way| &way.marker);
    let operations = names.operations.iter().flat_map(|op| [&op.marker, &op.output, &op.error]);
    let operations =
        operations.chain(alternatives).chain(names.events.iter().map(|event| &event.ty)).map(text).collect();
    Shadowed { types, operations }
}

fn text(name: &TypeName) -> String {
    name.as_str().to_owned()
}
