//! Answers of another type than the usual one: a method of the call asks for each.

use std::iter::once;

use proc_macro2::TokenStream;
use quote::quote;

use super::operation::Subject;
use super::scope::Scope;
use super::tokens::{docs, ident};
use super::way::with_own_marker;
use crate::ir::{Alternative, ResponseBody, Shape, Value};
use crate::names::ValueName;
use crate::plan::{Spelling, Text, on_request, quoted};

/// The methods that ask for other answers, for the calls of each way.
pub(super) fn emit_answered(subject: &Subject<'_>) -> Option<TokenStream> {
    let markers: Vec<_> = once(*subject).chain(with_own_marker(subject)).map(|way| way.way.marker).collect();
    let impls = markers.into_iter().filter_map(|marker| {
        let marker = ident(marker.as_str());
        let methods = emit_methods(subject, &marker);
        (!methods.is_empty()).then(|| quote!(impl<'a> Call<'a, #marker> { #(#methods)* }))
    });
    let impls: Vec<TokenStream> = impls.collect();
    (!impls.is_empty()).then(|| quote!(#(#impls)*))
}

fn emit_methods(subject: &Subject<'_>, marker: &proc_macro2::Ident) -> Vec<TokenStream> {
    let emit = |(other, method): (&Alternative, &ValueName)| {
        let (ResponseBody::Json(value), [first, ..]) = (&other.body, other.media_types.as_slice()) else { return None };
        let ty = subject.scope.owned(value);
        let spelling = spelling(subject.scope, value).map(|marker| quote!(, #marker));
        let inner = |value: &'_ Value| matches!(value.shape, Shape::List(_) | Shape::Map(_));
        let is_nested = matches!(&value.shape, Shape::List(item) | Shape::Map(item) if inner(item));
        let complex = is_nested.then(|| quote!(#[allow(clippy::type_complexity, reason = "the API nests as much")]));
        let accept = other.media_types.join(", ");
        let mut text = Text::of(format!("Asks for {} in place of what usually comes.", quoted(first)));
        text.own("A success is then of that type; failures are the same. Set everything else before.");
        let (docs, method) = (docs(&text), ident(method.as_str()));
        Some(quote! {
            #docs
            #complex
            pub fn #method(self) -> Call<'a, rt::AnsweredAs<#marker, #ty #spelling>> {
                Call(self.0.answered_as(#accept))
            }
        })
    };
    on_request(subject.op, subject.names).filter_map(emit).collect()
}

/// What stands for the spelling of numbers, unless it is the plain one.
fn spelling<'a>(scope: Scope<'a>, value: &'a Value) -> Option<TokenStream> {
    match scope.plan.spelling(value) {
        Spelling::Plain => None,
        Spelling::Whole => Some(quote!(p::Whole)),
        Spelling::TextOrNumber => Some(quote!(p::TextOrNumber)),
    }
}
