//! Bodies made of parts: required ones are arguments, optional ones setters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::method::{emit_constant, style};
use super::operation::Subject;
use super::rules::rules_of;
use super::scope::Scope;
use super::tokens::{allow_placeholders, docs, ident, optional};
use crate::ir::{Part, PartKind, Value};
use crate::plan::markdown::Span;
use crate::plan::{PartHeader, PartInput, Passing, Text, limits, merged, parts, quoted};

/// The arguments of a method for parts, and the steps that send them.
pub(super) struct Arguments {
    pub(super) parameters: Vec<TokenStream>,
    pub(super) steps: TokenStream,
}

/// What the method of an operation does about parts; `None` if the body is not made of parts.
pub(super) fn emit_arguments(subject: &Subject<'_>) -> Option<Arguments> {
    let parts = parts(subject.scope.plan, subject.way)?;
    let given: Vec<&PartInput<'_>> = parts.iter().filter(|input| input.is_argument).collect();
    let needed: Vec<&String> =
        parts.iter().filter(|input| input.part.required && !input.is_argument).map(|input| &input.part.name).collect();
    let is_required = subject.way.payload.is_some_and(|payload| payload.required);
    // One part is body enough.
    let start = (is_required && given.is_empty()).then(|| quote!(.multipart()));
    let needed = (!needed.is_empty()).then(|| quote!(.needed_parts(&[#(#needed),*])));
    let (parameters, steps): (Vec<_>, Vec<_>) = given.iter().map(|input| emit_part(subject.scope, input)).unzip();
    let headers = parts.iter().map(emit_usual_headers);
    Some(Arguments { parameters, steps: quote!(#start #needed #(#headers)* #(#steps)*) })
}

/// The setters for parts that may be left out, and for those that the document does not describe.
pub(super) fn emit_setters(subject: &Subject<'_>) -> Vec<TokenStream> {
    let Some(parts) = parts(subject.scope.plan, subject.way) else { return Vec::new() };
    let into = subject.scope.trait_into();
    let other = quote! {
        /// Adds a part that the document does not describe, in place of any of that name.
        pub fn with_part(self, name: &str, part: impl #into<rt::Part>) -> Self {
            Self(self.0.file(name, part, None))
        }
    };
    let setters = parts.iter().filter(|input| !input.is_argument).map(|input| emit_setter(subject, input));
    let headers = parts.iter().flat_map(|input| emit_header_setters(subject, input));
    setters.chain(headers).chain([other]).collect()
}

/// Headers that a part always has, and those that must be set if the part is.
fn emit_usual_headers(input: &PartInput<'_>) -> TokenStream {
    let part = &input.part.name;
    let steps = input.headers.iter().filter_map(|PartHeader { parameter, .. }| {
        let (wire, style) = (&parameter.name, style(parameter.style));
        match &parameter.constant {
            Some(constant) => {
                let constant = emit_constant(constant);
                Some(quote!(.part_header(#part, #wire, #style, #constant)))
            }
            None => parameter.required.then(|| quote!(.needed_part_header(#part, #wire))),
        }
    });
    quote!(#(#steps)*)
}

/// Setters for the headers of a part.
fn emit_header_setters<'s>(subject: &'s Subject<'_>, input: &'s PartInput<'_>) -> impl Iterator<Item = TokenStream> {
    let asked = input.headers.iter().filter(|header| header.parameter.constant.is_none());
    asked.map(|header| emit_header_setter(subject, &input.part.name, header))
}

fn emit_header_setter(subject: &Subject<'_>, part: &str, header: &PartHeader<'_>) -> TokenStream {
    let PartHeader { parameter, name, passing } = *header;
    let mut text = Text::new();
    text.foreign(parameter.docs.description.as_deref().unwrap_or_default());
    let mut facts = limits(&merged(&subject.scope.plan.resolve(&parameter.value).rules));
    if parameter.required {
        facts.push("Must be set if the part is there.".to_owned());
    }
    if let Some(default) = &parameter.default {
        facts.push(format!("Taken as {} when absent.", quoted(&default.to_string())));
    }
    facts.push(format!("Sent as header {} of the part {}.", quoted(&parameter.name), quoted(part)));
    text.own(facts.join(" "));
    let (docs, wire, style, placeholders) =
        (docs(&text), &parameter.name, style(parameter.style), allow_placeholders([name]));
    let name = ident(name.as_str());
    let (ty, given) = emit_value(subject.scope, &parameter.value, passing, &name);
    let rule = rules_of(subject.scope, &parameter.value);
    let rule = rule.map(|rules| {
        let path = format!("{part}.{wire}");
        quote!(.rule("body", #path, #given, #rules))
    });
    let deprecated = parameter.docs.deprecated.then(|| quote!(#[deprecated = "the API's document advises against it"]));
    quote! {
        #docs
        #deprecated
        #placeholders
        pub fn #name(self, #name: #ty) -> Self {
            Self(self.0 #rule .part_header(#part, #wire, #style, #given))
        }
    }
}

fn emit_setter(subject: &Subject<'_>, input: &PartInput<'_>) -> TokenStream {
    let part = input.part;
    let mut text = Text::new();
    text.foreign(part.docs.description.as_deref().unwrap_or_default());
    let mut facts = input.facts(subject.scope.plan);
    if part.required {
        facts.push("Must be there if there is a body.".to_owned());
    }
    facts.push(format!("Sent as part {}.", quoted(&part.name)));
    text.own(facts.join(" "));
    let (docs, name) = (docs(&text), ident(input.name.as_str()));
    let deprecated = part.docs.deprecated.then(|| quote!(#[deprecated = "the API's document advises against it"]));
    let placeholders = allow_placeholders([input.name]);
    let (parameter, step) = emit_part(subject.scope, input);
    quote! {
        #docs
        #deprecated
        #placeholders
        pub fn #name(self, #parameter) -> Self {
            Self(self.0 #step)
        }
    }
}

/// The argument for a part and the step that sends it.
fn emit_part<'a>(scope: Scope<'a>, input: &PartInput<'a>) -> (TokenStream, TokenStream) {
    emit_part_as(scope, input, &ident(input.name.as_str()))
}

/// The same, with the argument called `name`.
pub(super) fn emit_part_as<'a>(
    scope: Scope<'a>,
    input: &PartInput<'a>,
    name: &proc_macro2::Ident,
) -> (TokenStream, TokenStream) {
    let part: &'a Part = input.part;
    let (wire, into) = (&part.name, scope.trait_into());
    let media_type = optional(part.media_type.as_deref());
    match (&part.kind, input.passing) {
        (PartKind::Files, _) => {
            let iterator = scope.trait_into_iterator();
            let ty = quote!(impl #iterator<Item = impl #into<rt::Part>>);
            let count = emit_count(part);
            (quote!(#name: #ty), quote!(.files(#wire, #name, #media_type) #count))
        }
        (PartKind::Text(value), Some(passing)) => {
            let (ty, given) = emit_value(scope, value, passing, name);
            let rules = emit_rule(scope, wire, value, &given);
            let send = match part.style.map(style) {
                None => quote!(.part(#wire, #given, #media_type)),
                Some(style) => quote!(.part_styled(#wire, #style, #given)),
            };
            (quote!(#name: #ty), quote!(#rules #send))
        }
        (PartKind::Json(value), Some(passing)) => {
            let (ty, given) = emit_value(scope, value, passing, name);
            let rules = emit_rule(scope, wire, value, &given);
            (quote!(#name: #ty), quote!(#rules .part_json(#wire, #given, #media_type)))
        }
        (PartKind::File | PartKind::Text(_) | PartKind::Json(_), _) => {
            (quote!(#name: impl #into<rt::Part>), quote!(.file(#wire, #name, #media_type)))
        }
    }
}

/// How many files there may be.
fn emit_count(part: &Part) -> Option<TokenStream> {
    let number = |limit: Option<u64>| match limit {
        None => quote!(None),
        Some(limit) => {
            let limit = Literal::u64_unsuffixed(limit);
            quote!(Some(#limit))
        }
    };
    let (wire, least, most) = (&part.name, part.count.min_items, part.count.max_items);
    let is_limited = least.is_some_and(|least| least > 0) || most.is_some();
    let (least, most) = (number(least), number(most));
    is_limited.then(|| quote!(.files_within(#wire, #least, #most)))
}

fn emit_rule<'a>(scope: Scope<'a>, wire: &str, value: &'a Value, given: &TokenStream) -> Option<TokenStream> {
    rules_of(scope, value).map(|rules| quote!(.rule("body", #wire, #given, #rules)))
}

/// The type of an argument, and the expression that lends it.
pub(super) fn emit_value<'a>(
    scope: Scope<'a>,
    value: &'a Value,
    passing: Passing,
    name: &proc_macro2::Ident,
) -> (TokenStream, TokenStream) {
    let argument = scope.argument(value, passing);
    match (value.nullable, passing) {
        (true, _) => {
            let option = scope.option();
            (quote!(#option<#argument>), quote!(&#name))
        }
        (false, Passing::Copy) => (argument, quote!(&#name)),
        (false, _) => (argument, quote!(#name)),
    }
}

/// The parts in the list of parameters of a method.
pub(super) fn part_items(subject: &Subject<'_>) -> Vec<Vec<Span>> {
    let Some(parts) = parts(subject.scope.plan, subject.way) else { return Vec::new() };
    let about = subject.way.payload.iter().filter(|payload| payload.docs.description.is_some());
    let whole = about.map(|payload| {
        let lead = format!("The body ({}):", quoted(&payload.media_type));
        vec![Span::own(lead), Span::foreign(payload.docs.description.as_deref())]
    });
    let item = |input: &PartInput<'_>| {
        let how = match (input.is_argument, input.part.required) {
            (true, _) => "",
            (false, true) => ", needed in a body, set on the call",
            (false, false) => ", optional, set on the call",
        };
        let lead = format!("`{}` (part{how}):", input.name);
        let facts = input.facts(subject.scope.plan).join(" ");
        vec![Span::own(lead), Span::foreign(input.part.docs.description.as_deref()), Span::own(facts)]
    };
    whole.chain(parts.iter().map(item)).collect()
}
