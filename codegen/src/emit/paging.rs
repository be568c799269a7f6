//! Lists that come in pages: how an operation gets from one to the next, and what the docs say about it.

use proc_macro2::TokenStream;
use quote::quote;

use super::operation::Subject;
use super::record::emit_place;
use super::scope::Scope;
use super::tokens::ident;
use crate::ir::{Field, Paging, Presence, Shape, Step, Value};
use crate::plan::markdown::Span;
use crate::plan::{Plan, Text, example_of_pages, quoted};

/// `impl Paged`, if the operation answers with pages.
pub(super) fn emit_paged(subject: &Subject<'_>) -> Option<TokenStream> {
    let Subject { scope, op, names, .. } = *subject;
    let paging = op.paging.as_ref()?;
    let marker = ident(names.marker.as_str());
    let Shape::List(item) = &last(scope, &paging.items)?.shape else { return None };
    let (item, parameter) = (scope.owned(item), &op.parameters.get(paging.parameter)?.name);
    let (next, items) = (emit_next(scope, &paging.next)?, emit_items(scope, &paging.items)?);
    let (option, string, vec) = (scope.option(), scope.string(), scope.vec());
    Some(quote! {
        impl rt::Paged for #marker {
            type Item = #item;
            const PARAMETER: &'static str = #parameter;
            fn next_token(page: &Self::Output) -> #option<#string> {
                #next
            }
            fn items(page: Self::Output) -> #vec<Self::Item> {
                #items
            }
        }
    })
}

/// The value at the end of a way.
fn last<'a>(scope: Scope<'a>, steps: &[Step]) -> Option<&'a Value> {
    let (field, _) = scope.step(*steps.last()?)?;
    Some(&field.value)
}

fn emit_next(scope: Scope<'_>, steps: &[Step]) -> Option<TokenStream> {
    let token = emit_place(scope, &quote!(page), steps)?;
    if let ([only], Shape::Text) = (steps, &last(scope, steps)?.shape)
        && let (Field { presence: Presence::Optional | Presence::RequiredNullable, .. }, name) = scope.step(*only)?
    {
        let name = ident(name.as_str());
        return Some(quote!(page.#name.clone()));
    }
    Some(match last(scope, steps)?.shape {
        Shape::Text => quote!(#token.cloned()),
        _ => quote!(#token.map(::std::string::ToString::to_string)),
    })
}

/// An expression that takes the list out of `page`; a list that is not there is an empty one.
fn emit_items(scope: Scope<'_>, steps: &[Step]) -> Option<TokenStream> {
    let (mut chain, mut is_optional) = (quote!(page), false);
    for step in steps {
        let (field, name) = scope.step(*step)?;
        let name = ident(name.as_str());
        chain = match (is_optional, field.presence) {
            (false, Presence::Required | Presence::RequiredNullable | Presence::Optional) => quote!(#chain.#name),
            (false, Presence::OptionalNullable) => quote!(#chain.#name.into_option()),
            (true, Presence::Required) => quote!(#chain.map(|at| at.#name)),
            (true, Presence::RequiredNullable | Presence::Optional) => quote!(#chain.and_then(|at| at.#name)),
            (true, Presence::OptionalNullable) => quote!(#chain.and_then(|at| at.#name.into_option())),
        };
        is_optional |= field.presence != Presence::Required;
    }
    Some(if is_optional { quote!(#chain.unwrap_or_default()) } else { chain })
}

/// Methods of calls that answer with pages, if there are such.
pub(super) fn emit_pages(plan: &Plan<'_>) -> Option<TokenStream> {
    plan.api.operations.iter().any(|op| op.paging.is_some()).then(|| {
        quote! {
            impl<O: rt::Paged> Call<'_, O> {
                /// The pages of the list, from the one this call asks for; each with status and headers.
                pub fn pages(self) -> rt::Pages<O> {
                    self.0.pages()
                }
                /// The items of the list, from the page that this call asks for, fetching page after page.
                pub fn items(self) -> rt::Items<O> {
                    self.0.items()
                }
            }
        }
    })
}

/// How a caller gets more than one page.
pub(super) fn describe_pages(text: &mut Text, subject: &Subject<'_>, paging: &Paging) {
    let Subject { scope, id, names, .. } = *subject;
    let name = |index: usize| names.parameters.get(index).map_or("", |name| name.as_str());
    let (token, parameter) = (quoted(&last_name(scope, &paging.next)), name(paging.parameter));
    let mut facts = vec![
        "Awaited, the call gives one page.".to_owned(),
        format!(
            "[`items`](Call::items) and [`pages`](Call::pages) give all of them: {token} of a page is sent as \
             `{parameter}` for the next one. A call with `{parameter}` set is where they start."
        ),
    ];
    facts.extend(paging.size.map(|size| format!("`{}` limits how many items a page has.", name(size))));
    text.section("Pages");
    text.list(facts.into_iter().map(|fact| vec![Span::own(fact)]));
    text.code(&example_of_pages(scope.plan, id));
}

/// The name, in the document, of what a way leads to.
fn last_name(scope: Scope<'_>, steps: &[Step]) -> String {
    let field = steps.last().and_then(|step| scope.step(*step));
    field.map(|(field, _)| field.name.clone()).unwrap_or_default()
}
