//! What an operation answers: its types, and how they are chosen by status.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operation::Subject;
use super::scope::Scope;
use super::tokens::{doc, docs, ident};
use super::union::allow_uneven;
use crate::ir::{StatusPattern, Value};
use crate::names::OperationNames;
use crate::plan::{Body, Case, Outcome, Plan, Spelling, Success, Text, quoted};

pub(super) fn output_type<'a>(scope: Scope<'a>, names: &OperationNames, outcome: &Outcome<'a>) -> TokenStream {
    match &outcome.success {
        Success::Single(body) => scope.body(*body),
        Success::ByStatus(_) => {
            let name = ident(names.output.as_str());
            quote!(#name)
        }
    }
}

pub(super) fn error_type(names: &OperationNames, outcome: &Outcome<'_>) -> TokenStream {
    if outcome.failures.is_empty() {
        return quote!(rt::Unexpected);
    }
    let name = ident(names.error.as_str());
    quote!(#name)
}

/// The body of an operation's `decode`.
pub(super) fn emit_decode<'a>(scope: Scope<'a>, names: &OperationNames, outcome: &Outcome<'a>) -> TokenStream {
    match &outcome.success {
        Success::Single(body) => {
            let reader = reader(scope, *body);
            quote!(reply.answer(#reader))
        }
        Success::ByStatus(cases) => {
            let name = ident(names.output.as_str());
            let arms = special_first(cases).map(|case| {
                let value = value(scope, case, &quote!(#name));
                arm((case, cases), &quote!(Ok(Ok(#value))))
            });
            quote! {
                match reply.status() {
                    #(#arms)*
                    _ => reply.failure(),
                }
            }
        }
    }
}

/// The body of the `decode` of failures.
fn emit_decode_failure<'a>(scope: Scope<'a>, failures: &[Case<'a>]) -> TokenStream {
    if let [only] = failures
        && only.status == StatusPattern::Default
    {
        let value = value(scope, only, &quote!(Self));
        return quote!(Ok(#value));
    }
    let arms = special_first(failures).map(|case| arm((case, failures), &value(scope, case, &quote!(Self))));
    let has_default = failures.iter().any(|case| case.status == StatusPattern::Default);
    let rest = (!has_default).then(|| quote!(_ => return Err(reply.undocumented()),));
    quote! {
        Ok(match reply.status() {
            #(#arms)*
            #rest
        })
    }
}

/// What is recognised by its media type comes before what comes otherwise.
fn special_first<'c, 'a>(cases: &'c [Case<'a>]) -> impl Iterator<Item = &'c Case<'a>> {
    let (special, usual): (Vec<_>, Vec<_>) = cases.iter().partition(|case| !case.media_types.is_empty());
    special.into_iter().chain(usual)
}

fn arm((case, all): (&Case<'_>, &[Case<'_>]), value: &TokenStream) -> TokenStream {
    let pattern = match case.status {
        // The only status of success stands for all of them.
        status if status.is_success() && all.iter().all(|case| case.status == status) => quote!(200..=299),
        StatusPattern::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        StatusPattern::Class(class) => class_pattern(u16::from(class) * 100, all),
        StatusPattern::Default => quote!(_),
    };
    let media_types = case.media_types;
    let guard = (!media_types.is_empty()).then(|| quote!(if reply.is_of(&[#(#media_types),*])));
    quote!(#pattern #guard => #value,)
}

/// The variant of a case, with what is read.
fn value<'a>(scope: Scope<'a>, case: &Case<'a>, name: &TokenStream) -> TokenStream {
    let variant = ident(case.variant.as_str());
    let read = read(scope, case.body).map(|read| quote!((#read)));
    quote!(#name::#variant #read)
}

/// The hundred statuses from `start`, without those that have arms of their own: patterns must not overlap.
fn class_pattern(start: u16, all: &[Case<'_>]) -> TokenStream {
    let mut own: Vec<u16> = all
        .iter()
        .filter_map(|case| match case.status {
            StatusPattern::Code(code) => Some(code).filter(|code| (start..start + 100).contains(code)),
            StatusPattern::Class(_) | StatusPattern::Default => None,
        })
        .collect();
    own.sort_unstable();
    own.push(start + 100);
    let mut ranges = Vec::new();
    let mut from = start;
    for code in own {
        let (first, last) = (Literal::u16_unsuffixed(from), Literal::u16_unsuffixed(code.saturating_sub(1)));
        match code.checked_sub(from) {
            None | Some(0) => {}
            Some(1) => ranges.push(quote!(#first)),
            Some(_) => ranges.push(quote!(#first..=#last)),
        }
        from = code + 1;
    }
    quote!(#(#ranges)|*)
}

fn read<'a>(scope: Scope<'a>, body: Body<'a>) -> Option<TokenStream> {
    Some(match body {
        Body::Empty => return None,
        Body::Json(value) => match scope.plan.spelling(value) {
            Spelling::Plain => quote!(reply.json()?),
            Spelling::Whole => quote!(reply.json::<p::OfWhole<_>>()?.0),
            Spelling::TextOrNumber => quote!(reply.json::<p::OrText<_>>()?.0),
        },
        Body::JsonOrText(_) => quote!(reply.json_or_text()?),
        Body::Form(_) => quote!(reply.form()?),
        Body::Text => quote!(reply.text()?),
        Body::Binary => quote!(reply.binary()?),
    })
}

/// The function that reads a body and nothing else.
fn reader<'a>(scope: Scope<'a>, body: Body<'a>) -> TokenStream {
    match (body, read(scope, body)) {
        (_, None) => quote!(rt::Reply::nothing),
        (Body::Json(value), Some(read)) if scope.plan.spelling(value) != Spelling::Plain => quote!(|reply| Ok(#read)),
        (Body::Json(_), _) => quote!(rt::Reply::json),
        (Body::JsonOrText(_), _) => quote!(rt::Reply::json_or_text),
        (Body::Form(_), _) => quote!(rt::Reply::form),
        (Body::Text, _) => quote!(rt::Reply::text),
        (Body::Binary | Body::Empty, _) => quote!(rt::Reply::binary),
    }
}

/// The enums of successes and failures, where there are any.
pub(super) fn emit_enums<'a>(subject: &Subject<'a>, outcome: &Outcome<'a>) -> TokenStream {
    let Subject { scope, op, names, .. } = *subject;
    let output = match &outcome.success {
        Success::Single(_) => None,
        Success::ByStatus(cases) => {
            let docs = doc(&format!("What {} answers, by status.", quoted(&op.id)));
            let name = ident(names.output.as_str());
            let (variants, allow) = (variants(scope, cases), uneven(scope, cases));
            Some(quote!(#docs #[derive(Debug, Clone)] #allow pub enum #name { #variants }))
        }
    };
    let error = (!outcome.failures.is_empty()).then(|| emit_error(subject, &outcome.failures));
    quote!(#output #error)
}

fn emit_error<'a>(subject: &Subject<'a>, failures: &[Case<'a>]) -> TokenStream {
    let Subject { scope, id, op, names, .. } = *subject;
    let name = ident(names.error.as_str());
    let docs = doc(&format!("What {} answers when it fails, by status.", quoted(&op.id)));
    if let Some(first) = scope.plan.failures.first_alike(id).filter(|first| *first != id) {
        let Plan { api, names, .. } = scope.plan;
        let first = api.operations.get(first.0).zip(names.operations.get(first.0));
        let target = first.and_then(|(first, names)| subject.path_to(first, &names.error));
        return quote!(#docs pub type #name = #target;);
    }
    let variants = variants(scope, failures);
    let (allow, result, decode) = (uneven(scope, failures), scope.result(), emit_decode_failure(scope, failures));
    let is_one_thing = matches!(failures, [only] if only.status == StatusPattern::Default && only.body == Body::Empty);
    let reply = if is_one_thing { quote!(_) } else { quote!(reply) };
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #allow
        pub enum #name {
            #variants
            /// An answer that is not described, or is not what was described.
            Unexpected(rt::Unexpected),
        }
        impl rt::OperationError for #name {
            fn decode(#reply: &rt::Reply) -> #result<Self, rt::DecodeError> {
                #decode
            }
            fn unexpected(unexpected: rt::Unexpected) -> Self {
                Self::Unexpected(unexpected)
            }
        }
    }
}

fn variants<'a>(scope: Scope<'a>, cases: &[Case<'a>]) -> TokenStream {
    let variants = cases.iter().map(|case| {
        // Markdown takes a line that begins with a number and a dot for the item of a list.
        let lead = if case.status == StatusPattern::Default { "" } else { "Status " };
        let mut text = Text::of(format!("{lead}{}.", case_text(case)));
        text.foreign(case.response.docs.description.as_deref().unwrap_or_default());
        let (docs, name) = (docs(&text), ident(case.variant.as_str()));
        let body = (case.body != Body::Empty).then(|| scope.body(case.body)).map(|ty| quote!((#ty)));
        quote!(#docs #name #body,)
    });
    quote!(#(#variants)*)
}

fn uneven<'a>(scope: Scope<'a>, cases: &[Case<'a>]) -> Option<TokenStream> {
    let values: Vec<&Value> = cases
        .iter()
        .filter_map(|case| match case.body {
            Body::Json(value) | Body::JsonOrText(value) | Body::Form(value) => Some(value),
            Body::Empty | Body::Text | Body::Binary => None,
        })
        .collect();
    scope.plan.is_uneven(&values).then(allow_uneven)
}

/// A status as documentation has it, and what tells it from others of that status.
pub(super) fn case_text(case: &Case<'_>) -> String {
    let status = status_text(case.status);
    let media_types: Vec<String> = case.media_types.iter().map(|name| quoted(name)).collect();
    if media_types.is_empty() { status } else { format!("{status} as {}", media_types.join(", ")) }
}

/// A status as documentation has it.
pub(super) fn status_text(status: StatusPattern) -> String {
    match status {
        StatusPattern::Code(code) => code.to_string(),
        StatusPattern::Class(class) => format!("{class}xx"),
        StatusPattern::Default => "Any other status".to_owned(),
    }
}
