//! `webhooks.rs`: calls that the server makes, read and answered.

use proc_macro2::TokenStream;
use quote::quote;

use super::multipart::emit_value;
use super::outcome::status_text;
use super::scope::{Home, Scope};
use super::tokens::{Import, docs, ident, inner_docs, optional, with_imports};
use super::union::allow_uneven;
use crate::ir::{Event, Payload, PayloadKind, Response, ResponseBody, StatusPattern, Value};
use crate::names::{EventNames, ValueName};
use crate::plan::{Plan, Spelling, Text, quoted};

/// One event with all that belongs to it.
#[derive(Clone, Copy)]
struct Subject<'a> {
    scope: Scope<'a>,
    event: &'a Event,
    names: &'a EventNames,
}

pub(super) fn emit_webhooks(plan: &Plan<'_>) -> TokenStream {
    let scope = Scope::new(plan, Home::Operations);
    let pairs = plan.api.events.iter().zip(&plan.names.events);
    let subjects: Vec<Subject<'_>> = pairs.map(|(event, names)| Subject { scope, event, names }).collect();
    let any = emit_any(scope, &subjects);
    let events = subjects.iter().map(|subject| subject.emit());
    let mut text = Text::of("Calls that the server makes: what they carry, and how they are answered.");
    text.own(
        "Whatever receives such a call makes a `Received` of its headers and body and gives it to `decode` of the type \
         that stands for it, or to [`Webhook::decode`] with the name of the webhook.",
    );
    let body = quote!(#any #(#events)*);
    with_imports(inner_docs(&text), &[Import::Runtime, Import::Private, Import::Types], body)
}

/// The enum of all events, for who tells them apart by name.
fn emit_any(scope: Scope<'_>, subjects: &[Subject<'_>]) -> TokenStream {
    let allow = allow_uneven();
    let result = scope.result();
    let names: Vec<_> = subjects.iter().map(|subject| ident(subject.names.ty.as_str())).collect();
    let wires = subjects.iter().map(|subject| &subject.event.name);
    let variants = subjects.iter().zip(&names).map(|(subject, name)| {
        let docs = docs(&Text::of(format!("{}.", quoted(&subject.event.name))));
        quote!(#docs #name(#name),)
    });
    quote! {
        /// Any call that the server makes.
        #[derive(Debug, Clone)]
        #allow
        pub enum Webhook {
            #(#variants)*
        }
        impl Webhook {
            /// Reads a call, by the name of the webhook or callback in the document.
            ///
            /// # Errors
            /// There is none of that name, or the call is not as documented.
            pub fn decode(name: &str, request: &rt::Received) -> #result<Self, rt::WebhookError> {
                match name {
                    #(#wires => #names::decode(request).map(Self::#names),)*
                    _ => Err(rt::WebhookError::Unknown),
                }
            }
            /// What it is, beside its types.
            pub fn info(&self) -> &'static rt::WebhookInfo {
                match self {
                    #(Self::#names(_) => #names::INFO,)*
                }
            }
        }
    }
}

impl<'a> Subject<'a> {
    fn emit(&self) -> TokenStream {
        let name = ident(self.names.ty.as_str());
        let docs = docs(&self.text());
        let (fields, reads): (Vec<_>, Vec<_>) = self.fields().into_iter().unzip();
        let answers = self.event.answers.iter().zip(&self.names.answers);
        let answers = answers.map(|(answer, name)| self.emit_answer(answer, name));
        let info = self.emit_info();
        let result = self.scope.result();
        let unused = reads.is_empty().then(|| quote!(let _ = request;));
        quote! {
            #docs
            #[derive(Debug, Clone)]
            pub struct #name {
                #(#fields)*
            }
            impl #name {
                /// What it is, beside its types.
                pub const INFO: &'static rt::WebhookInfo = &#info;
                /// Reads such a call.
                ///
                /// # Errors
                /// Its headers, query or body are not as documented.
                pub fn decode(request: &rt::Received) -> #result<Self, rt::WebhookError> {
                    #unused
                    Ok(Self { #(#reads)* })
                }
                #(#answers)*
            }
        }
    }

    fn text(&self) -> Text {
        let Subject { scope, event, .. } = self;
        let mut text = Text::about_type(&event.docs, &format!("{}.", quoted(&event.name)));
        let method = event.method.as_str();
        let from = event.callback.as_ref().and_then(|callback| {
            let names = scope.plan.names.operations.get(callback.operation.0)?;
            let (method_name, address) = (&names.method, quoted(&callback.address));
            Some(format!("`{method}` to {address}, a callback of [`super::Client::{method_name}`]."))
        });
        text.own(from.unwrap_or_else(|| format!("`{method}`, the webhook {}.", quoted(&event.name))));
        text
    }

    /// The fields, and how each is read.
    fn fields(&self) -> Vec<(TokenStream, TokenStream)> {
        let Subject { scope, event, .. } = *self;
        let plan = scope.plan;
        let set = |id: Option<crate::ir::FieldSetId>| plan.api.field_sets.get(id?.0).map(|set| scope.named(set.ty));
        let headers = set(event.headers).map(|ty| {
            (
                quote!(
                    /// Its headers.
                    pub headers: #ty,
                ),
                quote!(headers: request.typed_headers()?,),
            )
        });
        let query = set(event.query).map(|ty| {
            (
                quote!(
                    /// Its query parameters.
                    pub query: #ty,
                ),
                quote!(query: request.typed_query()?,),
            )
        });
        let body = event.payload.as_ref().map(|payload| self.body(payload));
        headers.into_iter().chain(query).chain(body).collect()
    }

    fn body(&self, payload: &'a Payload) -> (TokenStream, TokenStream) {
        let scope = self.scope;
        let mut text = Text::about(&payload.docs, "Its body.");
        text.own(format!("Comes as {}.", quoted(&payload.media_type)));
        let docs = docs(&text);
        let (ty, read) = match &payload.kind {
            PayloadKind::Json(value) => (scope.owned(value), self.read_json(value)),
            PayloadKind::Form(value) => (scope.owned(value), quote!(request.form())),
            PayloadKind::Text => (scope.string(), quote!(request.text())),
            PayloadKind::Multipart(_) | PayloadKind::Bytes => (quote!(rt::Binary), quote!(request.binary())),
        };
        if payload.required {
            (quote!(#docs pub body: #ty,), quote!(body: #read?,))
        } else {
            let option = scope.option();
            (quote!(#docs pub body: #option<#ty>,), quote!(body: request.optional(|request| #read)?,))
        }
    }

    fn read_json(&self, value: &'a Value) -> TokenStream {
        match self.scope.plan.spelling(value) {
            Spelling::Plain => quote!(request.json()),
            Spelling::Whole => quote!(request.json::<p::OfWhole<_>>().map(|body| body.0)),
            Spelling::TextOrNumber => quote!(request.json::<p::OrText<_>>().map(|body| body.0)),
        }
    }

    fn emit_info(&self) -> TokenStream {
        let (name, method) = (&self.event.name, self.event.method.as_str());
        let callback = self.event.callback.as_ref().and_then(|callback| {
            let operation = &self.scope.plan.api.operations.get(callback.operation.0)?.id;
            let address = &callback.address;
            Some(quote!(rt::CallbackInfo { operation: #operation, address: #address }))
        });
        let callback = optional(callback);
        let answers = self.event.answers.iter().map(|answer| match answer.status {
            StatusPattern::Code(code) => code.to_string(),
            StatusPattern::Class(class) => format!("{class}XX"),
            StatusPattern::Default => "default".to_owned(),
        });
        quote!(rt::WebhookInfo { name: #name, method: #method, callback: #callback, answers: &[#(#answers),*] })
    }

    /// A function that makes one of the documented answers.
    fn emit_answer(&self, answer: &'a Response, name: &ValueName) -> TokenStream {
        let scope = self.scope;
        let mut text = Text::of(match answer.status {
            StatusPattern::Default => "Any other answer.".to_owned(),
            status => format!("The answer {}.", status_text(status)),
        });
        text.foreign(answer.docs.description.as_deref().unwrap_or_default());
        let media_type = answer.media_types.iter().find(|name| !name.contains('*'));
        let announced = |usual: &'static str| media_type.map_or(usual, String::as_str);
        let (parameter, status) = match answer.status {
            StatusPattern::Code(code) => (None, quote!(#code)),
            StatusPattern::Class(_) | StatusPattern::Default => (Some(quote!(status: u16,)), quote!(status)),
        };
        let name = ident(name.as_str());
        let into = scope.trait_into();
        let (body, result, made) = match &answer.body {
            None => (None, quote!(rt::Answer), quote!(rt::Answer::empty(#status))),
            Some(ResponseBody::Json(value) | ResponseBody::JsonOrText(value)) => {
                let (ty, given) = emit_value(scope, value, scope.plan.passing(value), &ident("body"));
                let announced = announced("application/json");
                let result = scope.result();
                text.section("Errors");
                text.own("The value cannot be written as JSON.");
                let result = quote!(#result<rt::Answer, rt::WebhookError>);
                (Some(quote!(body: #ty)), result, quote!(rt::Answer::json(#status, #announced, #given)))
            }
            Some(ResponseBody::Text) => {
                let (string, announced) = (scope.string(), announced("text/plain"));
                let made = quote!(rt::Answer::bytes(#status, #announced, body.into()));
                (Some(quote!(body: impl #into<#string>)), quote!(rt::Answer), made)
            }
            Some(ResponseBody::Form(_) | ResponseBody::Bytes) => {
                let announced = announced("application/octet-stream");
                let made = quote!(rt::Answer::bytes(#status, #announced, body));
                (Some(quote!(body: impl #into<rt::Bytes>)), quote!(rt::Answer), made)
            }
        };
        let docs = docs(&text);
        quote! {
            #docs
            pub fn #name(#parameter #body) -> #result {
                #made
            }
        }
    }
}
