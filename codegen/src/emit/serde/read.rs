//! Reading records.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::scope::Scope;
use super::super::tokens::ident;
use crate::ir::{Extras, Field, Presence, Record};
use crate::names::{TypeNames, ValueName};
use crate::plan::Spelling;

/// The runtime reads as many fields at once; more of them are nested.
const MOST_SLOTS: usize = 8;

/// What makes a record of its fields: `source` is what they are read by.
pub(super) fn emit_read<'a>(
    scope: Scope<'a>,
    names: &TypeNames,
    record: &'a Record,
    source: &TokenStream,
) -> TokenStream {
    let slots: Vec<TokenStream> =
        record.fields.iter().zip(&names.fields).map(|(field, name)| slot(scope, field, name)).collect();
    let (slots, extra) = (nested(slots), extra(scope, names, record));
    let has_extra = !matches!(record.extras, Extras::Closed);
    let fields = names.fields.iter().take(record.fields.len()).chain(has_extra.then_some(&names.extra));
    let fields = fields.map(|name| ident(name.as_str()));
    quote!(#source.map(|(#slots, #extra)| Self { #(#fields,)* }))
}

/// The names of the fields as they travel.
pub(super) fn wires(record: &Record) -> TokenStream {
    let wires = record.fields.iter().map(|field| field.name.as_str());
    quote!(&[#(#wires),*])
}

/// The pattern of a slot, which tells how its field is read.
fn slot<'a>(scope: Scope<'a>, field: &'a Field, name: &ValueName) -> TokenStream {
    let name = ident(name.as_str());
    match (scope.plan.spelling(&field.value), field.presence == Presence::Required) {
        (Spelling::Plain, true) => quote!(p::Need(#name)),
        (Spelling::Plain, false) => quote!(#name),
        (Spelling::Whole, true) => quote!(p::NeedWhole(#name)),
        (Spelling::Whole, false) => quote!(p::MayWhole(#name)),
        (Spelling::TextOrNumber, true) => quote!(p::NeedText(#name)),
        (Spelling::TextOrNumber, false) => quote!(p::MayText(#name)),
    }
}

/// A tuple of all of them. More than fit into one are halved until they do, so that the nesting stays flat however many
/// there are.
pub(super) fn nested(mut slots: Vec<TokenStream>) -> TokenStream {
    if slots.len() <= MOST_SLOTS {
        return quote!((#(#slots,)*));
    }
    let rest = slots.split_off(slots.len().div_ceil(2 * MOST_SLOTS) * MOST_SLOTS);
    let (first, rest) = (nested(slots), nested(rest));
    quote!(p::More(#first, #rest))
}

fn extra<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record) -> TokenStream {
    let name = ident(names.extra.as_str());
    match &record.extras {
        Extras::Any => quote!(#name),
        Extras::Typed(value) => match scope.plan.spelling(value) {
            Spelling::Plain => quote!(p::Typed(#name)),
            Spelling::Whole => quote!(p::TypedWhole(#name)),
            Spelling::TextOrNumber => quote!(p::TypedText(#name)),
        },
        Extras::Closed => quote!(p::Closed),
    }
}
