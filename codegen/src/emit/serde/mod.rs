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
use super::tokens::{Import, allow_placeholders, ident, inner_docs, with_imports};
use crate::ir::{Enumeration, Record, TypeKind};
use crate::names::TypeNames;
use crate::plan::{Plan, Text};

pub(super) fn emit_serde(plan: &Plan<'_>) -> TokenStream {
    let scope = Scope::new(plan, Home::Serde);
    let items = plan.types().map(|(id, ty, names)| {
        match &ty.kind {
            TypeKind::Record(record) => match plan.field_set(id) {
                Some(set) => fields::emit_fields(scope, names, record, set),
                None => emit_record(scope, names, record),
            },
            TypeKind::Enumeration(enumeration) => emit_scalar(names, enumeration),
            TypeKind::Union(union) => union::emit_union(scope, names, union),
            // An alias is read and written as what it stands for.
            TypeKind::Alias(_) => TokenStream::new(),
        }
    });
    let body = quote!(#(#items)*);
    let head = inner_docs(&Text::of("How the types are read and written."));
    with_imports(head, &[Import::Private, Import::Runtime], body)
}

fn emit_record<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record) -> TokenStream {
    let (name, text, wires) = (ident(names.name.as_str()), names.name.as_str(), read::wires(record));
    let read = read::emit_read(scope, names, record, &quote!(p::record(deserializer, #text, #wires)));
    let placeholders = allow_placeholders(&names.fields);
    emit_pair_with(placeholders.as_ref(), &name, &read, &write::emit_write(names, record))
}

/// Both impls: what the reading function answers, and the statements of the writing one.
fn emit_pair(name: &Ident, read: &TokenStream, write: &TokenStream) -> TokenStream {
    emit_pair_with(None, name, read, write)
}

/// The same, with an attribute of the reading function.
fn emit_pair_with(
    attribute: Option<&TokenStream>,
    name: &Ident,
    read: &TokenStream,
    write: &TokenStream,
) -> TokenStream {
    quote! {
        impl<'de> ::serde::Deserialize<'de> for super::#name {
            #attribute
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

fn emit_scalar(names: &TypeNames, enumeration: &Enumeration) -> TokenStream {
    let name = ident(names.name.as_str());
    if enumeration.integer {
        let (read, write) = match enumeration.text {
            true => (quote!(p::read_integer_or_text), quote!(p::write_code(serializer, Self::KNOWN, self.value()))),
            false => (quote!(p::read_integer), quote!(serializer.serialize_i64(self.value()))),
        };
        emit_pair(&name, &quote!(#read(deserializer)), &write)
    } else {
        emit_pair(&name, &quote!(p::read_text(deserializer)), &quote!(serializer.serialize_str(self.as_str())))
    }
}
