//! Answers that are streams of events: how the data of an event is read, and what the docs say about it.

use proc_macro2::TokenStream;
use quote::quote;

use super::operation::Subject;
use super::scope::Scope;
use super::tokens::ident;
use crate::plan::markdown::Span;
use crate::plan::{Body, Events, Plan, Spelling, Text, events, example_of_events, quoted};

/// `impl EventSource`, if the operation can answer with events.
pub(super) fn emit_event_source(subject: &Subject<'_>) -> Option<TokenStream> {
    let Subject { scope, op, names, .. } = *subject;
    let Events { data, done, reconnects, .. } = events(op)?;
    let marker = ident(names.marker.as_str());
    let (ty, read, result) = (scope.body(data), emit_read(scope, data), scope.result());
    let done: Vec<&str> = done.into_iter().collect();
    let lost = if reconnects { quote!(AskAgain) } else { quote!(End) };
    Some(quote! {
        impl rt::EventSource for #marker {
            type Data = #ty;
            const EVENTS: &'static rt::EventsInfo = &rt::EventsInfo {
                done: &[#(#done),*],
                lost: rt::WhenLost::#lost,
            };
            fn decode_data(reply: &rt::Reply) -> #result<Self::Data, rt::DecodeError> {
                #read
            }
        }
    })
}

/// The same for another way to call the operation.
pub(super) fn emit_same_event_source(subject: &Subject<'_>) -> Option<TokenStream> {
    let Subject { scope, op, names, way, .. } = *subject;
    events(op)?;
    let (marker, usual, result) = (ident(way.marker.as_str()), ident(names.marker.as_str()), scope.result());
    Some(quote! {
        impl rt::EventSource for #marker {
            type Data = <#usual as rt::EventSource>::Data;
            const EVENTS: &'static rt::EventsInfo = #usual::EVENTS;
            fn decode_data(reply: &rt::Reply) -> #result<Self::Data, rt::DecodeError> {
                #usual::decode_data(reply)
            }
        }
    })
}

fn emit_read<'a>(scope: Scope<'a>, data: Body<'a>) -> TokenStream {
    let Body::Json(value) = data else { return quote!(reply.text()) };
    match scope.plan.spelling(value) {
        Spelling::Plain => quote!(reply.json()),
        Spelling::Whole => quote!(Ok(reply.json::<p::OfWhole<_>>()?.0)),
        Spelling::TextOrNumber => quote!(Ok(reply.json::<p::OrText<_>>()?.0)),
    }
}

/// The method of calls that can be answered with events, if there are such.
pub(super) fn emit_events(plan: &Plan<'_>) -> Option<TokenStream> {
    plan.api.operations.iter().any(|op| events(op).is_some()).then(|| {
        quote! {
            impl<'a, O: rt::EventSource> Call<'a, O> {
                /// Asks for a stream of events and gives them one by one, as they come.
                ///
                /// # Errors
                /// See [`rt::Error`]; for what comes after the head of the answer, [`rt::EventError`].
                pub fn events(self) -> rt::Listening<'a, O> {
                    self.0.events()
                }
            }
        }
    })
}

/// How a caller gets the events.
pub(super) fn describe_events(text: &mut Text, subject: &Subject<'_>) {
    let Subject { op, id, .. } = *subject;
    let Some(Events { done, is_all, reconnects, .. }) = events(op) else { return };
    let mut facts =
        vec!["[`events`](Call::events) asks for a stream of events and gives them as they come.".to_owned()];
    facts.extend(is_all.then(|| "Awaited, the call gives all that came as one text, when the stream ends.".to_owned()));
    facts.extend(done.map(|done| format!("The last one is {}, which is not given.", quoted(done))));
    facts.push(
        match (reconnects, op.idempotent || op.idempotency_key.is_some()) {
            (true, true) => "A stream that is lost is asked for again, from its last event on.",
            (true, false) => "A stream that is lost is not asked for again: that could do harm.",
            (false, _) => "A stream that is lost is not asked for again.",
        }
        .to_owned(),
    );
    text.section("Events");
    text.list(facts.into_iter().map(|fact| vec![Span::own(fact)]));
    text.code(&example_of_events(subject.scope.plan, id));
}
