//! What an operation answers: its types, and how they are chosen by status.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use super::tokens::{doc, docs, ident};
use super::union::allow_uneven;
use crate::ir::{Operation, StatusPattern, Value};
use crate::names::OperationNames;
use crate::plan::{Body, Case, Outcome, Spelling, Success, Text, quoted};

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

/// The body of `decode`.
pub(super) fn emit_decode<'a>(scope: Scope<'a>, names: &OperationNames, outcome: &Outcome<'a>) -> TokenStream {
    let successes = match &outcome.success {
        Success::Single(body) => {
            let value = read(scope, *body).unwrap_or_else(|| quote!(()));
            vec![quote!(200..=299 => Ok(Ok(#value)),)]
        }
        Success::ByStatus(cases) => {
            let name = ident(names.output.as_str());
            special_first(cases).map(|case| arm(scope, (case, cases.as_slice()), &name, &quote!(Ok))).collect()
        }
    };
    let name = ident(names.error.as_str());
    let failures =
        special_first(&outcome.failures).map(|case| arm(scope, (case, &outcome.failures), &name, &quote!(Err)));
    let has_default = outcome.failures.iter().any(|case| case.status == StatusPattern::Default);
    let rest = (!has_default).then(|| quote!(_ => Err(reply.undocumented()),));
    quote! {
        match reply.status() {
            #(#successes)*
            #(#failures)*
            #rest
        }
    }
}

/// What is recognised by its media type comes before what comes otherwise.
fn special_first<'c, 'a>(cases: &'c [Case<'a>]) -> impl Iterator<Item = &'c Case<'a>> {
    let (special, usual): (Vec<_>, Vec<_>) = cases.iter().partition(|case| !case.media_types.is_empty());
    special.into_iter().chain(usual)
}

fn arm<'a>(
    scope: Scope<'a>,
    (case, all): (&Case<'a>, &[Case<'a>]),
    name: &proc_macro2::Ident,
    wrap: &TokenStream,
) -> TokenStream {
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
    let variant = ident(case.variant.as_str());
    match read(scope, case.body) {
        Some(value) => quote!(#pattern #guard => Ok(#wrap(#name::#variant(#value))),),
        None => quote!(#pattern #guard => Ok(#wrap(#name::#variant)),),
    }
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

/// The enums of successes and failures, where there are any.
pub(super) fn emit_enums<'a>(
    scope: Scope<'a>,
    op: &Operation,
    names: &OperationNames,
    outcome: &Outcome<'a>,
) -> TokenStream {
    let output = match &outcome.success {
        Success::Single(_) => None,
        Success::ByStatus(cases) => {
            let docs = doc(&format!("What {} answers, by status.", quoted(&op.id)));
            let name = ident(names.output.as_str());
            let (variants, allow) = (variants(scope, cases), uneven(scope, cases));
            Some(quote!(#docs #[derive(Debug, Clone)] #allow pub enum #name { #variants }))
        }
    };
    let error = (!outcome.failures.is_empty()).then(|| emit_error(scope, op, names, &outcome.failures));
    quote!(#output #error)
}

fn emit_error<'a>(scope: Scope<'a>, op: &Operation, names: &OperationNames, failures: &[Case<'a>]) -> TokenStream {
    let docs = doc(&format!("What {} answers when it fails, by status.", quoted(&op.id)));
    let name = ident(names.error.as_str());
    let (variants, allow, from) = (variants(scope, failures), uneven(scope, failures), scope.trait_from());
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #allow
        pub enum #name {
            #variants
            /// An answer that is not described, or is not what was described.
            Unexpected(rt::Unexpected),
        }
        impl #from<rt::Unexpected> for #name {
            fn from(unexpected: rt::Unexpected) -> Self {
                Self::Unexpected(unexpected)
            }
        }
    }
}

fn variants<'a>(scope: Scope<'a>, cases: &[Case<'a>]) -> TokenStream {
    let variants = cases.iter().map(|case| {
        let mut text = Text::of(format!("{}.", case_text(case)));
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
