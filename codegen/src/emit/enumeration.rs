//! Known scalar values, open for others.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::tokens::{doc, docs, ident, integer};
use crate::ir::{EnumValue, Enumeration, Type};
use crate::names::TypeNames;
use crate::plan::{Text, quoted};

pub(super) fn emit_enumeration(
    scope: Scope<'_>,
    (ty, names): (&Type, &TypeNames),
    enumeration: &Enumeration,
) -> TokenStream {
    let text = Text::about_type(&ty.docs, &format!("`{}`.", names.name));
    let docs = docs(&text);
    if enumeration.integer {
        emit_integers(scope, &docs, names, enumeration)
    } else {
        emit_texts(scope, &docs, names, enumeration)
    }
}

fn emit_texts(scope: Scope<'_>, docs: &TokenStream, names: &TypeNames, enumeration: &Enumeration) -> TokenStream {
    let (name, other) = (ident(names.name.as_str()), ident(names.other.as_str()));
    let variants =
        enumeration.values.iter().zip(&names.variants).map(|(value, name)| emit_variant(value, &ident(name.as_str())));
    let idents: Vec<Ident> = names.variants.iter().map(|name| ident(name.as_str())).collect();
    let wires: Vec<&str> = enumeration.values.iter().map(|value| value.wire.as_str()).collect();
    let (string, from) = (scope.string(), scope.trait_from());
    let others = doc(if enumeration.free { "Any other text." } else { "A value that is not described." });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants)*
            #others
            #other(#string),
        }
        impl #name {
            /// The values that are described.
            pub const KNOWN: &'static [&'static str] = &[#(#wires),*];
            /// The value as it travels.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#idents => #wires,)*
                    Self::#other(text) => text,
                }
            }
        }
        impl #from<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#wires => Self::#idents,)*
                    other => Self::#other(other.to_owned()),
                }
            }
        }
        impl #from<#string> for #name {
            fn from(text: #string) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    }
}

fn emit_integers(scope: Scope<'_>, docs: &TokenStream, names: &TypeNames, enumeration: &Enumeration) -> TokenStream {
    let (name, other) = (ident(names.name.as_str()), ident(names.other.as_str()));
    // A value beyond 64 bits cannot be told from others; it arrives as one of them.
    let known: Vec<(&EnumValue, Ident, i64)> = enumeration
        .values
        .iter()
        .zip(&names.variants)
        .filter_map(|(value, name)| Some((value, ident(name.as_str()), value.wire.parse().ok()?)))
        .collect();
    let variants = known.iter().map(|(value, name, _)| emit_variant(value, name));
    let idents: Vec<&Ident> = known.iter().map(|(_, name, _)| name).collect();
    let codes: Vec<TokenStream> = known.iter().map(|(_, _, code)| integer(*code)).collect();
    let from = scope.trait_from();
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants)*
            /// A value that is not described.
            #other(i64),
        }
        impl #name {
            /// The values that are described.
            pub const KNOWN: &'static [i64] = &[#(#codes),*];
            /// The value as it travels.
            pub const fn value(self) -> i64 {
                match self {
                    #(Self::#idents => #codes,)*
                    Self::#other(value) => value,
                }
            }
        }
        impl #from<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#codes => Self::#idents,)*
                    other => Self::#other(other),
                }
            }
        }
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }
    }
}

fn emit_variant(value: &EnumValue, name: &Ident) -> TokenStream {
    let mut text = Text::new();
    text.foreign(value.docs.as_deref().unwrap_or_default());
    text.own(format!("{}.", quoted(&value.wire)));
    let docs = docs(&text);
    quote!(#docs #name,)
}
