//! Links: functions that begin the next call with values of an answer.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::multipart::emit_part_as;
use super::operation::Subject;
use super::outcome::{error_type, output_type};
use super::scope::Scope;
use super::tokens::{docs, ident};
use crate::ir::{Link, LinkSlot, LinkStart, LinkValue, Operation, Payload, PayloadKind, Value};
use crate::names::{OperationNames, ValueName};
use crate::plan::markdown::Span;
use crate::plan::{Passing, Text, Way, inputs, outcome, parts, quoted};

/// `clippy::too_many_arguments` is content with this many.
const MOST_ARGUMENTS: usize = 7;
/// What the functions themselves call something.
const OWN_NAMES: [&str; 5] = ["client", "response", "error", "link", "rt"];

/// The functions of an operation that has links.
pub(super) fn emit_links(subject: &Subject<'_>) -> Option<TokenStream> {
    let links: Vec<TokenStream> = subject
        .op
        .links
        .iter()
        .zip(&subject.names.links)
        .filter_map(|(link, name)| emit_link(subject, link, name))
        .collect();
    let marker = ident(subject.names.marker.as_str());
    (!links.is_empty()).then(|| {
        quote! {
            impl #marker {
                #(#links)*
            }
        }
    })
}

/// What the function of a link is given to start from.
struct Start {
    name: &'static str,
    ty: TokenStream,
    /// The function of the runtime that reads from it.
    read: TokenStream,
}

/// The function of a link while it is put together.
struct Draft<'a> {
    scope: Scope<'a>,
    link: &'a Link,
    parameters: Vec<TokenStream>,
    /// Names of texts that the caller gives, by what the document calls them.
    given: Vec<(String, Ident)>,
    /// Something of the answer is used.
    is_read: bool,
}

fn emit_link<'a>(subject: &Subject<'a>, link: &'a Link, name: &ValueName) -> Option<TokenStream> {
    let Subject { scope, op, names, .. } = *subject;
    let plan = scope.plan;
    let (target, target_names) = (plan.api.operations.get(link.target.0)?, plan.names.operations.get(link.target.0)?);
    let mut draft = Draft { scope, link, parameters: Vec::new(), given: Vec::new(), is_read: false };
    let call = draft.emit_call(target, target_names);
    let marker = subject.path_to(target, &target_names.marker)?;
    let outcome = outcome(op, names);
    let start = match link.start {
        LinkStart::Success => {
            let output = output_type(scope, names, &outcome);
            Start { name: "response", ty: quote!(rt::Response<#output>), read: quote!(new) }
        }
        LinkStart::Failure => {
            let error = error_type(names, &outcome);
            Start { name: "error", ty: quote!(rt::Error<#error>), read: quote!(of_failure) }
        }
    };
    let (result, wire) = (scope.result(), &link.name);
    let docs = docs(&text(&draft, target_names));
    let old = target.docs.deprecated || target.parameters.iter().any(|p| p.docs.deprecated);
    let old = old.then(|| quote!(#[allow(deprecated, reason = "the document links to it all the same")]));
    let many = (draft.parameters.len() + 2 > MOST_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires as many")]));
    let Start { name: given, ty: start, read } = start;
    let given = if draft.is_read { ident(given) } else { ident(format!("_{given}")) };
    let question = (link.start == LinkStart::Failure).then(|| quote!(?));
    let source = draft.is_read.then(|| quote!(let link = rt::LinkSource::#read(#wire, #given)#question;));
    let (name, parameters) = (ident(name.as_str()), &draft.parameters);
    Some(quote! {
        #docs
        #old
        #many
        pub fn #name<'a>(
            client: &'a Client,
            #given: &#start,
            #(#parameters),*
        ) -> #result<Call<'a, #marker>, rt::LinkError> {
            #source
            Ok(#call)
        }
    })
}

fn text(draft: &Draft<'_>, target: &OperationNames) -> Text {
    let link = draft.link;
    let mut text = Text::about(&link.docs, &format!("The link {}.", quoted(&link.name)));
    let came = match link.start {
        LinkStart::Success => "what came back",
        LinkStart::Failure => "what came back when the call failed",
    };
    text.own(format!("Begins [`Client::{}`] with {came}. What the answer does not tell is asked for.", target.method));
    text.list(draft.given.iter().map(|(expression, name)| {
        let lead = format!("`{name}`: {} of the call that was answered.", quoted(&format!("$request.{expression}")));
        vec![Span::own(lead)]
    }));
    text.section("Errors");
    text.own(match link.start {
        LinkStart::Success => "The answer does not have what the call needs.",
        LinkStart::Failure => "There was no answer, or it does not have what the call needs.",
    });
    text
}

impl<'a> Draft<'a> {
    /// `client.get_user(…).limit(…)`.
    fn emit_call(&mut self, target: &'a Operation, names: &'a OperationNames) -> TokenStream {
        let plan = self.scope.plan;
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for (index, input) in inputs(plan, target, names).into_iter().enumerate() {
            let value = self.link.value(LinkSlot::Parameter(index));
            if input.is_argument() {
                arguments.push(self.emit_argument(value, &input.parameter.value, input.passing, input.name));
            } else if let Some(value) = value.filter(|_| input.is_setter()) {
                let setter = ident(input.name.as_str());
                let is_asked = input.parameter.constant.is_none();
                let given = is_asked
                    .then(|| self.emit_argument(Some(value), &input.parameter.value, input.passing, input.name));
                setters.push(quote!(.#setter(#given)));
            }
        }
        let body = self.link.value(LinkSlot::Body);
        match &target.payload {
            Some(payload) if matches!(payload.kind, PayloadKind::Multipart(_)) => {
                arguments.extend(self.emit_parts(target, names));
            }
            Some(payload) if payload.required => arguments.push(self.emit_body(body, payload, names)),
            Some(payload) if body.is_some() => {
                let (setter, given) = (ident(names.body.as_str()), self.emit_body(body, payload, names));
                setters.push(quote!(.#setter(#given)));
            }
            _ => {}
        }
        let method = ident(names.method.as_str());
        quote!(client.#method(#(#arguments),*) #(#setters)*)
    }

    /// A value of the answer, or an argument if the answer cannot have it.
    fn emit_argument(
        &mut self,
        found: Option<&'a LinkValue>,
        value: &'a Value,
        passing: Passing,
        name: &ValueName,
    ) -> TokenStream {
        let scope = self.scope;
        match found {
            None | Some(LinkValue::Request(_)) => {
                let name = own_name(name.as_str());
                let ty = scope.argument(value, passing);
                self.parameters.push(quote!(#name: #ty));
                quote!(#name)
            }
            Some(found) => {
                let source = self.emit_source(found);
                match passing {
                    Passing::Copy => quote!(link.get(#source)?),
                    Passing::Text => {
                        let string = scope.string();
                        quote!(&link.get::<#string>(#source)?)
                    }
                    Passing::Slice | Passing::Reference => {
                        let ty = scope.lent(value, passing);
                        quote!(&link.get::<#ty>(#source)?)
                    }
                }
            }
        }
    }

    fn emit_body(&mut self, found: Option<&'a LinkValue>, payload: &'a Payload, names: &OperationNames) -> TokenStream {
        let scope = self.scope;
        let (into, name) = (scope.trait_into(), own_name(names.body.as_str()));
        match (&payload.kind, found) {
            (PayloadKind::Json(value) | PayloadKind::Form(value), found) => {
                let passing = scope.plan.passing(value);
                let is_asked = matches!(found, None | Some(LinkValue::Request(_)));
                if is_asked && value.nullable {
                    let (ty, option) = (scope.argument(value, passing), scope.option());
                    self.parameters.push(quote!(#name: #option<#ty>));
                    return quote!(#name);
                }
                let given = self.emit_argument(found, value, passing, &names.body);
                if value.nullable { quote!(Some(#given)) } else { given }
            }
            (PayloadKind::Text, Some(found)) if !matches!(found, LinkValue::Request(_)) => {
                let (string, source) = (scope.string(), self.emit_source(found));
                quote!(link.get::<#string>(#source)?)
            }
            (PayloadKind::Text, _) => {
                let string = scope.string();
                self.parameters.push(quote!(#name: impl #into<#string>));
                quote!(#name)
            }
            (PayloadKind::Bytes | PayloadKind::Multipart(_), _) => {
                self.parameters.push(quote!(#name: impl #into<rt::Body>));
                quote!(#name)
            }
        }
    }

    /// Parts come from the caller.
    fn emit_parts(&mut self, target: &'a Operation, names: &'a OperationNames) -> Vec<TokenStream> {
        let parts = parts(self.scope.plan, Way::main(target, names)).unwrap_or_default();
        let arguments = parts.iter().filter(|input| input.is_argument);
        arguments
            .map(|input| {
                let name = own_name(input.name.as_str());
                let (parameter, _) = emit_part_as(self.scope, input, &name);
                self.parameters.push(parameter);
                quote!(#name)
            })
            .collect()
    }

    fn emit_source(&mut self, value: &LinkValue) -> TokenStream {
        self.is_read = true;
        match value {
            LinkValue::Body(pointer) => quote!(rt::LinkValue::Body(#pointer)),
            LinkValue::Header(name) => quote!(rt::LinkValue::Header(#name)),
            LinkValue::Status => quote!(rt::LinkValue::Status),
            LinkValue::Constant(serde_json::Value::String(text)) => quote!(rt::LinkValue::Text(#text)),
            LinkValue::Constant(constant) => {
                let json = constant.to_string();
                quote!(rt::LinkValue::Constant(#json))
            }
            LinkValue::Request(expression) => {
                let name = self.given(expression);
                quote!(rt::LinkValue::Text(#name))
            }
            LinkValue::Joined(values) => {
                let values: Vec<TokenStream> = values.iter().map(|value| self.emit_source(value)).collect();
                quote!(rt::LinkValue::Joined(&[#(#values),*]))
            }
        }
    }

    /// A text within others that only the caller knows.
    fn given(&mut self, expression: &str) -> Ident {
        if let Some((_, name)) = self.given.iter().find(|(known, _)| known == expression) {
            return name.clone();
        }
        let name = ident(format!("request_{}", self.given.len() + 1));
        self.given.push((expression.to_owned(), name.clone()));
        self.parameters.push(quote!(#name: &str));
        name
    }
}

/// The name of an argument, apart from what the function itself calls something.
fn own_name(name: &str) -> Ident {
    if OWN_NAMES.contains(&name) { ident(format!("{name}_")) } else { ident(name) }
}
