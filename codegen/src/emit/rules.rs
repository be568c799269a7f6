//! Limits as static data.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Home, Scope};
use super::tokens::{Import, count, doc, float, ident, inner_docs, with_imports};
use crate::ir::{Extras, Record, Rules, Shape, TypeKind, Value};
use crate::plan::{Plan, Text, merged};

/// `types/rules.rs`: a static per record type with limits that a caller can send.
pub(super) fn emit_rules(plan: &Plan<'_>) -> TokenStream {
    let scope = Scope::new(plan, Home::Serde);
    let items = plan.rules.iter().filter_map(|(id, name)| {
        let (ty, names) = plan.ty(id)?;
        let TypeKind::Record(record) = &ty.kind else { return None };
        let docs = doc(&format!("[`{}`](super::{}).", names.name, names.name));
        let (name, rules) = (ident(name), emit_record(scope, record, &record.rules));
        Some(quote!(#docs pub(crate) static #name: rt::Rules = #rules;))
    });
    let body = quote!(#(#items)*);
    let head = inner_docs(&Text::of("Limits that are checked before anything is sent."));
    with_imports(head, &[Import::Runtime], body)
}

/// The limits of a value, as an expression of type `&'static Rules` that can stand in a function.
pub(super) fn rules_of<'a>(scope: Scope<'a>, value: &'a Value) -> Option<TokenStream> {
    let rules = emit_value(scope, value)?;
    Some(match rules {
        Emitted::Static(name) => quote!(&#name),
        Emitted::Inline(rules) => quote!(const { &#rules }),
    })
}

enum Emitted {
    /// The name of a static.
    Static(TokenStream),
    /// An expression of type `Rules`.
    Inline(TokenStream),
}

impl Emitted {
    fn reference(self) -> TokenStream {
        let (Self::Static(rules) | Self::Inline(rules)) = self;
        quote!(&#rules)
    }
}

fn emit_value<'a>(scope: Scope<'a>, value: &'a Value) -> Option<Emitted> {
    let resolved = scope.plan.resolve(value);
    let own = merged(&resolved.rules);
    match resolved.shape {
        Shape::Named { id, .. } => {
            let known = scope.plan.rules.name(*id).map(|name| scope.rules_static(name));
            match (&scope.plan.ty(*id)?.0.kind, known) {
                (_, Some(name)) if own.is_empty() => Some(Emitted::Static(name)),
                (TypeKind::Record(record), _) if !own.is_empty() => {
                    let all = merged(&[&own, &record.rules]);
                    Some(Emitted::Inline(emit_record(scope, record, &all)))
                }
                _ => emit_inline(&own, &[]),
            }
        }
        Shape::List(item) => emit_inline(&own, &[part("items", emit_value(scope, item))]),
        Shape::Map(value) => emit_inline(&own, &[part("values", emit_value(scope, value))]),
        _ => emit_inline(&own, &[]),
    }
}

fn emit_inline(own: &Rules, parts: &[Option<TokenStream>]) -> Option<Emitted> {
    let facts: Vec<TokenStream> = emit_facts(own).into_iter().chain(parts.iter().flatten().cloned()).collect();
    (!facts.is_empty()).then(|| Emitted::Inline(quote!(rt::Rules { #(#facts,)* ..rt::Rules::NONE })))
}

fn emit_record<'a>(scope: Scope<'a>, record: &'a Record, own: &Rules) -> TokenStream {
    let mut facts = emit_facts(own);
    let fields: Vec<TokenStream> = record
        .fields
        .iter()
        .filter_map(|field| {
            let (wire, rules) = (&field.name, emit_value(scope, &field.value)?.reference());
            Some(quote!((#wire, #rules)))
        })
        .collect();
    if !fields.is_empty() {
        facts.push(quote!(fields: &[#(#fields),*]));
    }
    if let Extras::Typed(value) = &record.extras {
        facts.extend(part("values", emit_value(scope, value)));
    }
    quote!(rt::Rules { #(#facts,)* ..rt::Rules::NONE })
}

fn part(name: &str, rules: Option<Emitted>) -> Option<TokenStream> {
    let (name, rules) = (ident(name), rules?.reference());
    Some(quote!(#name: Some(#rules)))
}

/// The limits that are set, as fields of `Rules`.
fn emit_facts(rules: &Rules) -> Vec<TokenStream> {
    let counts = [
        ("min_length", rules.min_length),
        ("max_length", rules.max_length),
        ("min_items", rules.min_items),
        ("max_items", rules.max_items),
        ("min_properties", rules.min_properties),
        ("max_properties", rules.max_properties),
    ];
    let numbers = [("minimum", rules.minimum), ("maximum", rules.maximum), ("multiple_of", rules.multiple_of)];
    let flags = [
        ("exclusive_minimum", rules.exclusive_minimum),
        ("exclusive_maximum", rules.exclusive_maximum),
        ("unique_items", rules.unique_items),
    ];
    let counts = counts.into_iter().filter_map(|(name, value)| value.map(|value| (name, count(value).into())));
    let numbers = numbers.into_iter().filter_map(|(name, value)| value.map(|value| (name, float(value))));
    let mut facts: Vec<TokenStream> = counts
        .map(|(name, value): (_, proc_macro2::TokenTree)| (name, TokenStream::from(value)))
        .chain(numbers)
        .map(|(name, value)| {
            let name = ident(name);
            quote!(#name: Some(#value))
        })
        .collect();
    facts.extend(rules.pattern.as_deref().map(|pattern| quote!(pattern: Some(#pattern))));
    facts.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| {
        let name = ident(name);
        quote!(#name: true)
    }));
    facts
}
