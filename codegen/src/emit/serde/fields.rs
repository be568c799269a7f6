//! Headers and query parameters: read by a table in the runtime, never written.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::scope::Scope;
use super::super::tokens::{allow_placeholders, ident};
use super::read::{emit_read, wires};
use crate::ir::{FieldSet, Place, Record, Style};
use crate::names::TypeNames;

/// The impls that say how the fields of a set are read and spelled.
pub(super) fn emit_fields<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record, set: &FieldSet) -> TokenStream {
    let (name, wires) = (ident(names.name.as_str()), wires(record));
    let read = emit_read(scope, names, record, &quote!(p::fields(map, Self::FIELDS)));
    let placeholders = allow_placeholders(&names.fields);
    let (table, usual) = match set.place {
        Place::Query => (quote!(TypedQuery), Style::FormExploded),
        Place::Header | Place::Path | Place::Cookie => (quote!(TypedHeaders), Style::Simple),
    };
    let styles = set.styles.iter().map(|style| emit_style(*style));
    let styles = set.styles.iter().any(|style| *style != usual).then(|| {
        quote!(
            const STYLES: &'static [rt::Style] = &[#(#styles),*];
        )
    });
    quote! {
        impl p::ReadFields for super::#name {
            const FIELDS: &'static [&'static str] = #wires;
            #placeholders
            fn read<'de, A: ::serde::de::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                #read
            }
        }
        impl rt::#table for super::#name {
            #styles
        }
    }
}

fn emit_style(style: Style) -> TokenStream {
    match style {
        Style::FormExploded => quote!(rt::Style::FormExploded),
        Style::Form => quote!(rt::Style::Form),
        Style::SpaceDelimited => quote!(rt::Style::SpaceDelimited),
        Style::PipeDelimited => quote!(rt::Style::PipeDelimited),
        Style::DeepObject => quote!(rt::Style::DeepObject),
        Style::Json => quote!(rt::Style::Json),
        Style::SimpleExploded => quote!(rt::Style::SimpleExploded),
        // The rest belongs to paths.
        Style::Simple | Style::Label(_) | Style::Matrix(_) => quote!(rt::Style::Simple),
    }
}
