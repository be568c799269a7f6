//! Reading records.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::scope::Scope;
use super::super::tokens::{allow_placeholders, ident};
use crate::ir::{Extras, Field, Presence, Record};
use crate::names::{TypeNames, ValueName};
use crate::plan::Spelling;

/// The impl that names the fields and collects them.
pub(super) fn emit_read<'a>(scope: Scope<'a>, names: &TypeNames, record: &'a Record) -> TokenStream {
    let (name, text) = (ident(names.name.as_str()), names.name.as_str());
    let wires = record.fields.iter().map(|field| field.name.as_str());
    let fields = || record.fields.iter().zip(&names.fields);
    let locals = fields().map(|(field, name)| local(field, name));
    let next = match record.extras {
        Extras::Closed => quote!(__fields.next_known(Self::FIELDS)?),
        Extras::Any | Extras::Typed(_) => quote!(__fields.next(Self::FIELDS)?),
    };
    let arms = fields().enumerate().map(|(index, (field, name))| arm(scope, index, field, name));
    let walk = if record.fields.is_empty() {
        quote!(while #next.is_some() { __fields.skip()?; })
    } else {
        quote! {
            while let Some(__index) = #next {
                match __index {
                    #(#arms)*
                    _ => __fields.skip(),
                }?
            }
        }
    };
    let values = fields().map(|(field, name)| value(field, name));
    let extra = extra(scope, names, record);
    let placeholders = allow_placeholders(&names.fields);
    quote! {
        impl p::ReadRecord for super::#name {
            const NAME: &'static str = #text;
            const FIELDS: &'static [&'static str] = &[#(#wires),*];
            #placeholders
            fn read<'de, A: ::serde::de::MapAccess<'de>>(__fields: &mut p::Fields<'de, A>) -> Result<Self, A::Error> {
                #(#locals)*
                #walk
                Ok(Self { #(#values)* #extra })
            }
        }
    }
}

fn local(field: &Field, name: &ValueName) -> TokenStream {
    let name = ident(name.as_str());
    match field.presence {
        Presence::Required | Presence::RequiredNullable | Presence::Optional => quote!(let mut #name = None;),
        Presence::OptionalNullable => quote!(let mut #name = p::Maybe::Absent;),
    }
}

fn arm<'a>(scope: Scope<'a>, index: usize, field: &'a Field, name: &ValueName) -> TokenStream {
    let (index, name) = (Literal::usize_unsuffixed(index), ident(name.as_str()));
    let is_required = field.presence == Presence::Required;
    let read = match scope.plan.spelling(&field.value) {
        Spelling::Plain if is_required => quote!(fill),
        Spelling::Plain => quote!(set),
        Spelling::Whole if is_required => quote!(fill_whole),
        Spelling::Whole => quote!(set_whole),
        Spelling::TextOrNumber if is_required => quote!(fill_text_or_number),
        Spelling::TextOrNumber => quote!(set_text_or_number),
    };
    quote!(#index => __fields.#read(&mut #name),)
}

fn value(field: &Field, name: &ValueName) -> TokenStream {
    let (name, wire) = (ident(name.as_str()), field.name.as_str());
    match field.presence {
        Presence::Required => quote!(#name: __fields.required(#name, #wire)?,),
        Presence::RequiredNullable | Presence::Optional | Presence::OptionalNullable => quote!(#name,),
    }
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
