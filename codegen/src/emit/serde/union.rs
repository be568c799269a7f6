//! Reading and writing unions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::super::scope::Scope;
use super::super::tokens::{ident, optional};
use crate::ir::{Discriminator, JsonKind, Union, Variant, VariantMatch};
use crate::names::TypeNames;
use crate::plan::Spelling;

pub(super) fn emit_union<'a>(scope: Scope<'a>, names: &TypeNames, union: &'a Union) -> TokenStream {
    let (name, other) = (ident(names.name.as_str()), ident(names.other.as_str()));
    let variants: Vec<_> = names.variants.iter().map(|name| ident(name.as_str())).collect();
    let writes = quote! {
        match self {
            #(Self::#variants(value) => ::serde::Serialize::serialize(value, serializer),)*
            Self::#other(value) => ::serde::Serialize::serialize(value, serializer),
        }
    };
    let serde = super::emit_pair(&name, &quote!(p::union(deserializer)), &writes);
    let shapes = union.variants.iter().map(|variant| emit_shape(scope, variant));
    let discriminator = optional(union.discriminator.as_ref().map(emit_discriminator));
    let reads = union.variants.iter().zip(&variants).enumerate().map(|(index, (variant, name))| {
        let index = Literal::usize_unsuffixed(index);
        let read = match scope.plan.spelling(&variant.value) {
            Spelling::Plain if variant.matches.is_union => quote!(p::variant_union),
            Spelling::Plain => quote!(p::variant),
            Spelling::Whole => quote!(p::variant_whole),
            Spelling::TextOrNumber => quote!(p::variant_text_or_number),
        };
        quote!(#index => #read(value).map(Self::#name),)
    });
    quote! {
        #serde
        impl p::ReadUnion for super::#name {
            const SHAPES: &'static [p::VariantShape] = &[#(#shapes),*];
            const DISCRIMINATOR: Option<p::Discriminator> = #discriminator;
            fn read(index: usize, value: &rt::Value) -> Result<Self, p::serde_json::Error> {
                match index {
                    #(#reads)*
                    _ => Ok(Self::#other(value.clone())),
                }
            }
            fn other(value: rt::Value) -> Self {
                Self::#other(value)
            }
        }
    }
}

fn emit_shape<'a>(scope: Scope<'a>, variant: &'a Variant) -> TokenStream {
    let VariantMatch { kinds, required, known, constants, is_union } = &variant.matches;
    if *is_union {
        let union = scope.owned(&variant.value);
        return quote!(p::VariantShape { inside: Some(rt::Variants::of::<#union>()), ..p::VariantShape::ANY });
    }
    let kinds = kinds.iter().map(|kind| emit_kind(*kind));
    let constants = constants.iter().map(|(key, values)| {
        let values = values.iter().map(Json::to_string);
        quote!((#key, &[#(#values),*]))
    });
    let parts = [
        ("kinds", quote!(#(#kinds),*)),
        ("required", quote!(#(#required),*)),
        ("known", quote!(#(#known),*)),
        ("constants", quote!(#(#constants),*)),
    ];
    let parts = parts.iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| {
        let name = ident(name);
        quote!(#name: &[#list],)
    });
    quote!(p::VariantShape { #(#parts)* ..p::VariantShape::ANY })
}

fn emit_kind(kind: JsonKind) -> TokenStream {
    match kind {
        JsonKind::Null => quote!(p::Kind::Null),
        JsonKind::Boolean => quote!(p::Kind::Boolean),
        JsonKind::Integer => quote!(p::Kind::Integer),
        JsonKind::Number => quote!(p::Kind::Number),
        JsonKind::String => quote!(p::Kind::String),
        JsonKind::Array => quote!(p::Kind::Array),
        JsonKind::Object => quote!(p::Kind::Object),
    }
}

fn emit_discriminator(discriminator: &Discriminator) -> TokenStream {
    let field = &discriminator.field;
    let mapping = discriminator.mapping.iter().map(|(value, index)| {
        let index = Literal::usize_unsuffixed(*index);
        quote!((#value, #index))
    });
    quote!((#field, &[#(#mapping),*]))
}
