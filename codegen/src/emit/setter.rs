//! What can be set on the call of an operation: its optional parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::method::{emit_payload, emit_step, parameter_facts, place_word};
use super::multipart;
use super::operation::Subject;
use super::tokens::{allow_placeholders, docs, ident};
use super::way::payload_facts;
use crate::ir::{Payload, PayloadKind};
use crate::plan::{Input, Text, inputs, quoted};

/// Methods of operator traits: `clippy::should_implement_trait` takes a setter of that name for one of them.
const OPERATORS: &[&str] =
    &["add", "sub", "mul", "div", "rem", "shl", "shr", "bitand", "bitor", "bitxor", "not", "neg"];

pub(super) fn emit_setters(subject: &Subject<'_>) -> Option<TokenStream> {
    let Subject { scope, op, names, way, .. } = *subject;
    let inputs = inputs(scope.plan, op, names);
    let mut setters: Vec<TokenStream> =
        inputs.iter().filter(|input| input.is_setter()).map(|input| emit_setter(subject, input)).collect();
    setters.extend(multipart::emit_setters(subject));
    let whole = |payload: &&Payload| !payload.required && !matches!(payload.kind, PayloadKind::Multipart(_));
    if let Some(payload) = way.payload.filter(whole) {
        let mut text = Text::about(&payload.docs, "The body.");
        let facts = payload_facts(payload).join(" ");
        text.own(format!("Sent as {}. {facts}", quoted(&payload.media_type)).trim_end());
        let docs = docs(&text);
        let name = ident(way.body.as_str());
        let (parameter, step) = emit_payload(subject, payload);
        setters.push(quote! {
            #docs
            pub fn #name(self, #parameter) -> Self {
                Self(self.0 #step)
            }
        });
    }
    if setters.is_empty() {
        return None;
    }
    let marker = ident(way.marker.as_str());
    Some(quote! {
        impl Call<'_, #marker> {
            #(#setters)*
        }
    })
}

fn emit_setter(subject: &Subject<'_>, input: &Input<'_>) -> TokenStream {
    let parameter = input.parameter;
    let mut text = Text::new();
    text.foreign(parameter.docs.description.as_deref().unwrap_or_default());
    let mut facts = parameter_facts(subject, input);
    facts.push(format!("Sent as {} {}.", place_word(parameter.place), quoted(&parameter.name)));
    text.own(facts.join(" "));
    let docs = docs(&text);
    let name = ident(input.name.as_str());
    // With one possible value there is nothing to ask.
    let argument = parameter.constant.is_none().then(|| {
        let ty = subject.scope.argument(&parameter.value, input.passing);
        quote!(, #name: #ty)
    });
    let deprecated = parameter.docs.deprecated.then(|| quote!(#[deprecated = "the API's document advises against it"]));
    let operator = OPERATORS
        .contains(&input.name.as_str())
        .then(|| quote!(#[allow(clippy::should_implement_trait, reason = "the API calls it so")]));
    let placeholders = allow_placeholders([input.name]).filter(|_| argument.is_some());
    let step = emit_step(subject, input);
    quote! {
        #docs
        #deprecated
        #operator
        #placeholders
        pub fn #name(self #argument) -> Self {
            Self(self.0 #step)
        }
    }
}
