//! Writing records.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::tokens::ident;
use super::read::{nested, wires};
use crate::ir::{Extras, Presence, Record};
use crate::names::TypeNames;

/// What writes a record, field by field in document order.
pub(super) fn emit_write(names: &TypeNames, record: &Record) -> TokenStream {
    let fields = record.fields.iter().zip(&names.fields).map(|(field, name)| {
        let name = ident(name.as_str());
        match field.presence {
            Presence::Required | Presence::RequiredNullable => quote!(&self.#name),
            Presence::Optional | Presence::OptionalNullable => quote!(p::May(&self.#name)),
        }
    });
    let (wires, fields, extra) = (wires(record), nested(fields.collect()), ident(names.extra.as_str()));
    let extra = match record.extras {
        Extras::Any | Extras::Typed(_) => quote!(&self.#extra),
        Extras::Closed => quote!(p::Closed),
    };
    quote!(p::write_record(serializer, #wires, #fields, #extra))
}
