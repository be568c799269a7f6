//! Which emitted type stands for which schema.

use specwright_codegen::Compiled;
use specwright_codegen::ir::{Type, TypeKind};

/// A named type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the crate: `petstore::types::Pet`.
    pub path: String,
    /// The schema, as a JSON pointer into the document.
    pub pointer: String,
    /// The document gave the name: the schema is a component.
    pub is_component: bool,
}

/// The named types of an API whose schemas stand in the document itself, in the order of the model, and how many have none
/// there: their schema is in another file, or they are sets of headers or query parameters. Aliases do not count; they are
/// read wherever they are used.
pub fn entries(compiled: &Compiled) -> (Vec<Entry>, usize) {
    let (api, names) = (&compiled.api, &compiled.names);
    let mut found = Vec::new();
    let mut elsewhere = 0;
    let is_alias = |ty: &Type| matches!(ty.kind, TypeKind::Alias(_));
    for (ty, type_names) in api.types.iter().zip(&names.types).filter(|(ty, _)| !is_alias(ty)) {
        match ty.origin.split_once('#') {
            Some((file, pointer)) if file.ends_with(compiled.file_name.as_str()) => found.push(Entry {
                path: format!("{}::types::{}", names.module.as_str(), type_names.name.as_str()),
                pointer: pointer.to_owned(),
                is_component: ty.is_component,
            }),
            _ => elsewhere += 1,
        }
    }
    (found, elsewhere)
}
