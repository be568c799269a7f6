//! The readable types of a group.

use proc_macro2::TokenStream;
use quote::quote;

use super::alias::emit_alias;
use super::enumeration::emit_enumeration;
use super::record::emit_record;
use super::scope::{Home, Scope};
use super::tokens::{Import, inner_docs, with_imports};
use super::union::emit_union;
use crate::ir::TypeKind;
use crate::plan::{Plan, Text};

pub(super) fn emit_group(plan: &Plan<'_>, index: usize) -> TokenStream {
    let scope = Scope::new(plan, Home::Group(index));
    let Some(group) = plan.groups.list.get(index) else { return TokenStream::new() };
    let about = match group.tag.and_then(|tag| plan.api.tags.get(tag)) {
        Some(tag) => Text::of(format!("Types of {}.", crate::plan::quoted(&tag.name))),
        None => Text::of("Types that several groups of operations share."),
    };
    let items = group.types.iter().filter_map(|&id| {
        let (ty, names) = plan.ty(id)?;
        Some(match &ty.kind {
            TypeKind::Record(record) => emit_record(scope, id, (ty, names), record),
            TypeKind::Enumeration(enumeration) => emit_enumeration(scope, (ty, names), enumeration),
            TypeKind::Union(union) => emit_union(scope, (ty, names), union),
            TypeKind::Alias(value) => emit_alias(scope, id, (ty, names), value),
        })
    });
    let body = quote!(#(#items)*);
    with_imports(inner_docs(&about), &[Import::Runtime], body)
}
