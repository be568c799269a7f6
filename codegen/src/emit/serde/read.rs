//! Reading records.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::scope::Scope;
use super::super::tokens::{allow_placeholders, ident};
use crate::ir::{Extras, Field, Presence, Record};
use crate::names::{TypeNames, ValueName};
use crate::plan::Spelling;

/// The runtime reads as many fields at once; more of them are nested.
const MOST_SLOTS: usize = 8;

/// The impl that names the fields and collects them.
pub(super) fn emit_read<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record) -> TokenStream {
    let (name, text) = (ident(names.name.as_str()), names.name.as_str());
    let wires = record.fields.iter().map(|field| field.name.as_str());
    let slots: Vec<TokenStream> =
        record.fields.iter().zip(&names.fields).map(|(field, name)| slot(scope, field, name)).collect();
    let is_closed = matches!(record.extras, Extras::Closed);
    let read = match (slots.is_empty(), is_closed) {
        (true, true) => quote!(while __fields.next_known(Self::FIELDS)?.is_some() {
            __fields.skip()?;
        }),
        (true, false) => quote!(while __fields.next(Self::FIELDS)?.is_some() {
            __fields.skip()?;
        }),
        (false, _) => {
            let (slots, all) = (nested(&slots), if is_closed { quote!(all_known) } else { quote!(all) });
            quote!(let #slots = __fields.#all(Self::FIELDS)?;)
        }
    };
    let fields = names.fields.iter().take(record.fields.len()).map(|name| ident(name.as_str()));
    let extra = extra(scope, names, record);
    let placeholders = allow_placeholders(&names.fields);
    quote! {
        impl p::ReadRecord for super::#name {
            const NAME: &'static str = #text;
            const FIELDS: &'static [&'static str] = &[#(#wires),*];
            #placeholders
            fn read<'de, A: ::serde::de::MapAccess<'de>>(__fields: &mut p::Fields<'de, A>) -> Result<Self, A::Error> {
                #read
                Ok(Self { #(#fields,)* #extra })
            }
        }
    }
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

/// Halved until it fits, so that the nesting stays flat however many there are.
fn nested(slots: &[TokenStream]) -> TokenStream {
    if slots.len() <= MOST_SLOTS {
        return quote!((#(#slots,)*));
    }
    let (first, rest) = slots.split_at(slots.len().div_ceil(2 * MOST_SLOTS) * MOST_SLOTS);
    let (first, rest) = (nested(first), nested(rest));
    quote!(p::More(#first, #rest))
}

fn extra<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record) -> Option<TokenStream> {
    let name = ident(names.extra.as_str());
    match &record.extras {
        Extras::Any => Some(quote!(#name: __fields.extra(),)),
        Extras::Typed(value) => Some(match scope.plan.spelling(value) {
            Spelling::Plain => quote!(#name: __fields.typed_extra()?,),
            Spelling::Whole => quote!(#name: __fields.typed_extra_whole()?,),
            Spelling::TextOrNumber => quote!(#name: __fields.typed_extra_text_or_number()?,),
        }),
        Extras::Closed => None,
    }
}
