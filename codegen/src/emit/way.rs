//! Operations whose body can be of several kinds: a method for each, and what the docs say of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::events::emit_same_event_source;
use super::method::{emit_method, parameter_items};
use super::operation::Subject;
use super::setter::emit_setters;
use super::tokens::{docs, ident};
use crate::ir::media::notation;
use crate::ir::{Operation, Payload, PayloadKind};
use crate::names::OperationNames;
use crate::plan::markdown::Span;
use crate::plan::{Input, Standing, Text, Way, choices, is_open, on_request, other_ways, quoted};

/// More media types than this are not listed.
const MOST_LISTED: usize = 12;

/// The same operation, called in the other ways.
fn others<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Subject<'a>> {
    let subject = *subject;
    other_ways(subject.op, subject.names).map(move |way| Subject { way, ..subject })
}

/// Those of them whose calls are of another type.
pub(super) fn with_own_marker<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Subject<'a>> {
    others(subject).filter(|other| other.way.standing == Standing::Own)
}

/// A method for each of the other ways.
pub(super) fn emit_other_methods(subject: &Subject<'_>) -> Vec<TokenStream> {
    others(subject).map(|other| emit_method(&other)).collect()
}

/// What can be set on calls that are not set up like the usual one.
pub(super) fn emit_other_setters(subject: &Subject<'_>) -> Vec<TokenStream> {
    with_own_marker(subject).filter_map(|other| emit_setters(&other)).collect()
}

/// What stands for the operation in those calls: it answers like the usual one.
pub(super) fn emit_other_markers(subject: &Subject<'_>) -> Vec<TokenStream> {
    let usual = ident(subject.names.marker.as_str());
    let emit = |other: Subject<'_>| {
        let (way, events) = (other.way, emit_same_event_source(&other));
        let marker = ident(way.marker.as_str());
        let docs = docs(&Text::of(format!("The operation behind [`Client::{}`].", way.method)));
        quote! {
            #docs
            pub enum #marker {}
            impl rt::Operation for #marker {
                type Output = <#usual as rt::Operation>::Output;
                type Error = <#usual as rt::Operation>::Error;
                const INFO: &'static rt::OperationInfo = #usual::INFO;
                fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
                    #usual::decode(reply)
                }
            }
            #events
        }
    };
    with_own_marker(subject).map(emit).collect()
}

/// The docs of a method for another kind of body.
pub(super) fn way_text(subject: &Subject<'_>, inputs: &[Input<'_>]) -> Text {
    let Subject { op, names, way, .. } = *subject;
    let mut text = Text::of(format!("[`Client::{}`] with {}.", names.method, kind_text(way.payload)));
    text.own(format!("`{} {}`", op.method.as_str(), quoted(&op.path).trim_matches('`')));
    let parameters = parameter_items(subject, inputs);
    if !parameters.is_empty() {
        text.section("Parameters");
        text.list(parameters);
    }
    text
}

fn kind_text(payload: Option<&Payload>) -> String {
    let Some(payload) = payload else { return "another body".to_owned() };
    match &payload.kind {
        PayloadKind::Json(_) => format!("other JSON, {}", quoted(&payload.media_type)),
        PayloadKind::Form(_) => "a form as its body".to_owned(),
        PayloadKind::Multipart(_) => "a body made of parts".to_owned(),
        PayloadKind::Text => format!("a text as its body, {}", quoted(&payload.media_type)),
        PayloadKind::Bytes => format!("bytes as its body, {}", quoted(&payload.media_type)),
    }
}

/// What the docs of the usual method say of the others.
pub(super) fn describe_other_ways(text: &mut Text, subject: &Subject<'_>) {
    let item = |way: Way<'_>| vec![Span::own(format!("[`Client::{}`]: {}", way.method, kind_text(way.payload)))];
    let items: Vec<Vec<Span>> = other_ways(subject.op, subject.names).map(item).collect();
    if !items.is_empty() {
        text.section("Other bodies");
        text.list(items);
    }
}

/// What the docs say of answers of another type than the usual one, and of those that have none.
pub(super) fn describe_choices(text: &mut Text, op: &Operation, names: &OperationNames) {
    let typed: Vec<String> = on_request(op, names)
        .map(|(other, method)| {
            let media_types: Vec<&str> = other.media_types.iter().map(String::as_str).collect();
            format!("`.{method}()` for {}", listed(&media_types))
        })
        .collect();
    if !typed.is_empty() {
        text.own(format!("Other answers can be asked for on the call: {}.", typed.join(", ")));
    }
    let names = choices(op);
    if !names.is_empty() {
        let lead = "[`Call::answer_as`] asks for another media type and gives the bytes of the answer:";
        text.own(format!("{lead} {}.", listed(&names)));
    }
}

/// What the docs say of a body beside its media type.
pub(super) fn payload_facts(payload: &Payload) -> Vec<String> {
    let mut facts = Vec::new();
    if payload.kind == PayloadKind::Text && notation(&payload.media_type) == "xml" {
        facts.push("XML, as it is.".to_owned());
    }
    if is_open(payload) {
        let also: Vec<&str> = payload.synonyms.iter().map(String::as_str).collect();
        let text = match also.as_slice() {
            [] => "[`Call::with_content_type`] says what it is.".to_owned(),
            also => format!("Also taken as {}: [`Call::with_content_type`] says which.", listed(also)),
        };
        facts.push(text);
    }
    facts
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_LISTED).map(|name| quoted(name)).collect();
    match names.len().checked_sub(MOST_LISTED) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
