//! `types/serde.rs`: how types are read and written.
//!
//! Emitted instead of derived: the code that a derive would make for each type is in the runtime once. It is kept out of
//! the files people read.

mod fields;
mod read;
mod union;
mod write;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::{Home, Scope};
use super::tokens::{Import, ident, inner_docs, with_imports};
use crate::ir::{Enumeration, TypeKind};
use crate::plan::{Plan, Text};

pub(super) fn emit_serde(plan: &Plan<'_>) -> TokenStream {
    let scope = Scope::new(plan, Home::Serde);
    let items = plan.types().map(|(id, ty, names)| {
        let name = ident(names.name.as_str());
        match &ty.kind {
            TypeKind::Record(record) if plan.field_set(id).is_some() => {
                let read = read::emit_read(scope, names, record);
                let table = plan.field_set(id).map(|set| fields::emit_table(&name, set));
                quote!(#read #table)
            }
            TypeKind::Record(record) => {
                let read = read::emit_read(scope, names, record);
                let write = write::emit_write(names, record);
                let serde = emit_pair(&name, &quote!(p::record(deserializer)), &write);
                quote!(#serde #read)
            }
            TypeKind::Enumeration(enumeration) => emit_scalar(&name, enumeration),
            TypeKind::Union(union) => union::emit_union(scope, names, union),
            // An alias is read and written as what it stands for.
            TypeKind::Alias(_) => TokenStream::new(),
        }
    });
    let body = quote!(#(#items)*);
    let head = inner_docs(&Text::of("How the types are read and written."));
    with_imports(head, &[Import::Private, Import::Runtime], body)
}

/// Both impls: what the reading function answers, and the statements of the writing one.
fn emit_pair(name: &Ident, read: &TokenStream, write: &TokenStream) -> TokenStream {
    quote! {
        impl<'de> ::serde::Deserialize<'de> for super::#name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #read
            }
        }
        impl ::serde::Serialize for super::#name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #write
            }
        }
    }
}

fn emit_scalar(name: &Ident, enumeration: &Enumeration) -> TokenStream {
    if enumeration.integer {
        let (read, write) = match enumeration.text {
            true => (quote!(p::read_integer_or_text), quote!(p::write_code(serializer, Self::KNOWN, self.value()))),
            false => (quote!(p::read_integer), quote!(serializer.serialize_i64(self.value()))),
        };
        emit_pair(name, &quote!(#read(deserializer)), &write)
    } else {
        emit_pair(name, &quote!(p::read_text(deserializer)), &quote!(serializer.serialize_str(self.as_str())))
    }
}
