//! Other names for values.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::tokens::{docs, ident};
use crate::ir::{Type, TypeId, Value};
use crate::names::TypeNames;
use crate::plan::{Text, limits, merged};

pub(super) fn emit_alias<'a>(
    scope: Scope<'a>,
    id: TypeId,
    (ty, names): (&'a Type, &'a TypeNames),
    value: &'a Value,
) -> TokenStream {
    let mut text = Text::about_type(&ty.docs, &format!("`{}`.", names.name));
    let limits = limits(&merged(&scope.plan.resolve(value).rules));
    if !limits.is_empty() {
        text.own(limits.join(" "));
    }
    let docs = docs(&text);
    let name = ident(names.name.as_str());
    // An alias of itself is no type in Rust.
    let target = if scope.plan.is_endless(id) { quote!(rt::Value) } else { scope.owned(value) };
    quote! {
        #docs
        pub type #name = #target;
    }
}
