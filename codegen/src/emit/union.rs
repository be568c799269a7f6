//! One of several shapes.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::tokens::{docs, ident};
use crate::ir::{Type, Union, Value};
use crate::names::TypeNames;
use crate::plan::Text;

pub(super) fn emit_union<'a>(
    scope: Scope<'a>,
    (ty, names): (&'a Type, &'a TypeNames),
    union: &'a Union,
) -> TokenStream {
    let docs_of_union = docs(&Text::about_type(&ty.docs, &format!("`{}`.", names.name)));
    let (name, other) = (ident(names.name.as_str()), ident(names.other.as_str()));
    let variants = union.variants.iter().zip(&names.variants).map(|(variant, name)| {
        let docs = docs(&Text::about(&variant.docs, &format!("The shape `{name}`.")));
        let (name, ty) = (ident(name.as_str()), scope.owned(&variant.value));
        quote!(#docs #name(#ty),)
    });
    let values: Vec<&Value> = union.variants.iter().map(|variant| &variant.value).collect();
    let allow = scope.plan.is_uneven(&values).then(allow_uneven);
    quote! {
        #docs_of_union
        #[derive(Debug, Clone, PartialEq)]
        #allow
        pub enum #name {
            #(#variants)*
            /// A value of none of these shapes, as it came.
            #other(rt::Value),
        }
    }
}

/// For enums whose variants hold records of any size.
pub(super) fn allow_uneven() -> TokenStream {
    quote!(#[allow(clippy::large_enum_variant, reason = "as large as what the API sends; a box would be in every caller's way")])
}
