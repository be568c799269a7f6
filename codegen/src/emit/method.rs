//! The method of an operation.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::events::describe_events;
use super::headers::describe_headers;
use super::multipart;
use super::operation::Subject;
use super::outcome::case_text;
use super::paging::describe_pages;
use super::rules::rules_of;
use super::tokens::{allow_placeholders, docs, float, ident, long};
use super::way::{describe_choices, describe_other_ways, payload_facts, way_text};
use crate::ir::{Parameter, Payload, PayloadKind, Place, Style};
use crate::names::TypeName;
use crate::plan::markdown::Span;
use crate::plan::{
    Body, Case, Input, Passing, Standing, Success, Text, events, example, inputs, limits, merged, outcome, quoted,
};

/// `clippy::too_many_arguments` is content with this many, `self` included.
const MOST_ARGUMENTS: usize = 7;

pub(super) fn emit_method(subject: &Subject<'_>) -> TokenStream {
    let Subject { scope, op, names, way, .. } = *subject;
    let inputs = inputs(scope.plan, op, names);
    let mut parameters = Vec::new();
    let key = op.idempotency_key.and_then(|index| op.parameters.get(index)).map(|parameter| {
        let header = &parameter.name;
        quote!(.idempotency_key(#header))
    });
    let mut chain = quote!(self.core.call() #key);
    for input in inputs.iter().filter(|input| !input.is_setter()) {
        if input.is_argument() {
            let (name, ty) = (ident(input.name.as_str()), scope.argument(&input.parameter.value, input.passing));
            parameters.push(quote!(#name: #ty));
        }
        let step = emit_step(subject, input);
        chain = quote!(#chain #step);
    }
    if let Some(arguments) = multipart::emit_arguments(subject) {
        parameters.extend(arguments.parameters);
        let steps = arguments.steps;
        chain = quote!(#chain #steps);
    } else if let Some(payload) = way.payload.filter(|payload| payload.required) {
        let (parameter, step) = emit_payload(subject, payload);
        parameters.push(parameter);
        chain = quote!(#chain #step);
    }
    let docs = docs(&match way.standing {
        Standing::Main => method_text(subject, &inputs),
        Standing::Shared | Standing::Own => way_text(subject, &inputs),
    });
    let (method, marker) = (ident(way.method.as_str()), ident(way.marker.as_str()));
    let deprecated = op.docs.deprecated.then(|| quote!(#[deprecated = "the API's document advises against it"]));
    let many = (parameters.len() >= MOST_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires as many")]));
    let placeholders = allow_placeholders(inputs.iter().filter(|input| input.is_argument()).map(|input| input.name));
    quote! {
        #docs
        #deprecated
        #many
        #placeholders
        pub fn #method(&self, #(#parameters),*) -> Call<'_, #marker> {
            Call(#chain)
        }
    }
}

/// `.query("name", &value)`, after a check of its limits if it has any.
pub(super) fn emit_step(subject: &Subject<'_>, input: &Input<'_>) -> TokenStream {
    let parameter = input.parameter;
    let (wire, name) = (&parameter.name, ident(input.name.as_str()));
    let given = match (&parameter.constant, input.passing) {
        (Some(constant), _) => emit_constant(constant),
        (None, Passing::Copy) => quote!(&#name),
        (None, Passing::Text | Passing::Slice | Passing::Reference) => quote!(#name),
    };
    let rules = rules_of(subject.scope, &parameter.value).filter(|_| parameter.constant.is_none()).map(|rules| {
        let place = place_word(parameter.place);
        quote!(.rule(#place, #wire, #given, #rules))
    });
    let setter = ident(place_word(parameter.place));
    let step = match emit_style(parameter) {
        None => quote!(.#setter(#wire, #given)),
        Some(style) => {
            let setter = ident(format!("{setter}_styled"));
            quote!(.#setter(#wire, #style, #given))
        }
    };
    quote!(#rules #step)
}

pub(super) fn emit_constant(constant: &Json) -> TokenStream {
    match constant {
        Json::String(text) => quote!(#text),
        Json::Bool(value) => quote!(&#value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => {
                let value = long(value);
                quote!(&#value)
            }
            (None, value) => {
                let value = float(value.unwrap_or_default());
                quote!(&#value)
            }
        },
        // The model promises a scalar; its text is the nearest thing to anything else.
        other => {
            let text = other.to_string();
            quote!(#text)
        }
    }
}

pub(super) fn place_word(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}

/// The style, unless it is what the place has by itself.
fn emit_style(parameter: &Parameter) -> Option<TokenStream> {
    let usual = match parameter.place {
        Place::Path | Place::Header => Style::Simple,
        Place::Query | Place::Cookie => Style::FormExploded,
    };
    (parameter.style != usual).then(|| style(parameter.style))
}

pub(super) fn style(style: Style) -> TokenStream {
    let style = match style {
        Style::FormExploded => quote!(FormExploded),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::DeepObject => quote!(DeepObject),
        Style::Simple => quote!(Simple),
        Style::SimpleExploded => quote!(SimpleExploded),
        Style::Label(false) => quote!(Label),
        Style::Label(true) => quote!(LabelExploded),
        Style::Matrix(false) => quote!(Matrix),
        Style::Matrix(true) => quote!(MatrixExploded),
        Style::Json => quote!(Json),
    };
    quote!(rt::Style::#style)
}

fn emit_form(styles: &[(String, Style)], given: &TokenStream, rules: &TokenStream) -> TokenStream {
    if styles.is_empty() {
        return quote!(.form(#given, #rules));
    }
    let styles = styles.iter().map(|(field, of)| {
        let style = style(*of);
        quote!((#field, #style))
    });
    quote!(.form_styled(#given, #rules, &[#(#styles),*]))
}

/// The argument for the body and the step that sends it.
pub(super) fn emit_payload<'a>(subject: &Subject<'a>, payload: &'a Payload) -> (TokenStream, TokenStream) {
    let Subject { scope, way, .. } = *subject;
    let name = ident(way.body.as_str());
    let media_type = match payload.media_type.as_str() {
        wild if wild.contains('*') || wild.is_empty() => None,
        exact => Some(exact),
    };
    let announced = |usual: &str| media_type.filter(|exact| *exact != usual).map(|exact| quote!(.media_type(#exact)));
    match &payload.kind {
        PayloadKind::Json(value) | PayloadKind::Form(value) => {
            let passing = scope.plan.passing(value);
            let (ty, given) = multipart::emit_value(scope, value, passing, &name);
            let rules = rules_of(scope, value).map_or_else(|| quote!(None), |rules| quote!(Some(#rules)));
            let (send, usual) = if let PayloadKind::Form(_) = &payload.kind {
                (emit_form(&payload.styles, &given, &rules), "application/x-www-form-urlencoded")
            } else {
                (quote!(.json(#given, #rules)), "application/json")
            };
            let announced = announced(usual);
            (quote!(#name: #ty), quote!(#announced #send))
        }
        PayloadKind::Text => {
            let (into, string, announced) = (scope.trait_into(), scope.string(), announced("text/plain"));
            (quote!(#name: impl #into<#string>), quote!(#announced .text(#name)))
        }
        PayloadKind::Bytes | PayloadKind::Multipart(_) => {
            let (into, media_type) = (scope.trait_into(), media_type.unwrap_or("application/octet-stream"));
            (quote!(#name: impl #into<rt::Body>), quote!(.bytes(#name, #media_type)))
        }
    }
}

fn method_text(subject: &Subject<'_>, inputs: &[Input<'_>]) -> Text {
    let Subject { scope, id, op, names, .. } = *subject;
    let mut text = Text::about(&op.docs, &format!("{}.", quoted(&op.id)));
    text.own(format!("`{} {}`", op.method.as_str(), quoted(&op.path).trim_matches('`')));
    let parameters = parameter_items(subject, inputs);
    if !parameters.is_empty() {
        text.section("Parameters");
        text.list(parameters);
    }
    describe_other_ways(&mut text, subject);
    let outcome = outcome(op, names);
    if outcome.success == Success::Single(Body::Binary) {
        text.own("[`Call::download`] gives the answer piece by piece, however long it is.");
    }
    if let Success::ByStatus(cases) = &outcome.success {
        text.section("Answers");
        text.list(cases.iter().map(|case| case_item(&names.output, case)));
    }
    describe_choices(&mut text, op, names);
    if !outcome.failures.is_empty() {
        text.section("Errors");
        text.list(outcome.failures.iter().map(|case| case_item(&names.error, case)));
    }
    describe_headers(&mut text, subject);
    // A stream of events that is awaited may never end: no example to follow.
    if !events(op).is_some_and(|events| events.is_all) {
        text.section("Example");
        text.code(&example(scope.plan, id));
    }
    if let Some(paging) = &op.paging {
        describe_pages(&mut text, subject, paging);
    }
    describe_events(&mut text, subject);
    text.samples(&op.samples);
    text.anomalies(&op.anomalies);
    text.source(op.source.as_ref());
    text
}

fn case_item(name: &TypeName, case: &Case<'_>) -> Vec<Span> {
    let lead = format!("{}, [`{name}::{}`]:", case_text(case), case.variant);
    vec![Span::own(lead), Span::foreign(case.response.docs.description.as_deref())]
}

pub(super) fn parameter_items(subject: &Subject<'_>, inputs: &[Input<'_>]) -> Vec<Vec<Span>> {
    let how = |required: bool| if required { "" } else { ", optional, set on the call" };
    let asked = inputs.iter().filter(|input| !input.is_automatic());
    let mut items: Vec<Vec<Span>> = asked
        .map(|input| {
            let parameter = input.parameter;
            let place = place_word(parameter.place);
            let lead = format!("`{}` ({place}{}):", input.name, how(parameter.required));
            let facts = parameter_facts(subject, input).join(" ");
            vec![Span::own(lead), Span::foreign(parameter.docs.description.as_deref()), Span::own(facts)]
        })
        .collect();
    items.extend(multipart::part_items(subject));
    let whole = |payload: &&Payload| !matches!(payload.kind, PayloadKind::Multipart(_));
    if let Some(payload) = subject.way.payload.filter(whole) {
        let lead = format!("`{}` ({}{}):", subject.way.body, quoted(&payload.media_type), how(payload.required));
        let body = vec![Span::own(lead), Span::foreign(payload.docs.description.as_deref())];
        items.push(body.into_iter().chain(payload_facts(payload).into_iter().map(Span::own)).collect());
    }
    items
}

/// Limits and default of a parameter, and whether the client fills it.
pub(super) fn parameter_facts(subject: &Subject<'_>, input: &Input<'_>) -> Vec<String> {
    let (parameter, op) = (input.parameter, subject.op);
    let mut facts = limits(&merged(&subject.scope.plan.resolve(&parameter.value).rules));
    if let Some(default) = &parameter.default {
        facts.push(format!("Taken as {} when absent.", quoted(&default.to_string())));
    }
    if op.idempotency_key.and_then(|index| op.parameters.get(index)) == Some(parameter) {
        let unless = if parameter.required { "" } else { " A random UUID unless set." };
        facts.push(format!(
            "By it the server tells the call from others.{unless} All attempts have the same, and are made as if the \
             call did no harm twice."
        ));
    }
    facts
}
