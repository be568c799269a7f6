//! Writing records.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::tokens::ident;
use crate::ir::{Extras, Presence, Record};
use crate::names::TypeNames;

/// The statements that write a record, field by field in document order.
pub(super) fn emit_write(names: &TypeNames, record: &Record) -> TokenStream {
    let fields = record.fields.iter().zip(&names.fields).map(|(field, name)| {
        let (name, wire) = (ident(name.as_str()), field.name.as_str());
        match field.presence {
            Presence::Required | Presence::RequiredNullable => quote!(out.required(#wire, &self.#name);),
            Presence::Optional => quote!(out.optional(#wire, &self.#name);),
            Presence::OptionalNullable => quote!(out.maybe(#wire, &self.#name);),
        }
    });
    let extra_name = ident(names.extra.as_str());
    let extra = match record.extras {
        Extras::Any | Extras::Typed(_) => Some(quote!(out.extra(&self.#extra_name);)),
        Extras::Closed => None,
    };
    if record.fields.is_empty() && extra.is_none() {
        return quote!(p::write_record(serializer)?.end());
    }
    quote! {
        let mut out = p::write_record(serializer)?;
        #(#fields)*
        #extra
        out.end()
    }
}
