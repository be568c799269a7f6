//! Limits as static data.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Home, Scope};
use super::tokens::{Import, count, doc, float, ident, inner_docs, optional, with_imports};
use crate::ir::{Extras, Record, Rules, Shape, TypeId, TypeKind, Union, Value, Variant};
use crate::plan::{Plan, Text, merged};

/// `types/rules.rs`: a static per record and union with limits that a caller can send.
pub(super) fn emit_rules(plan: &Plan<'_>) -> TokenStream {
    let scope = Scope::new(plan, Home::Serde);
    let items = plan.rules.iter().filter_map(|(id, name)| {
        let (ty, names) = plan.ty(id)?;
        let rules = emit_kind(scope, id, &ty.kind, &Rules::default())?;
        let docs = doc(&format!("[`{}`](super::{}).", names.name, names.name));
        let name = ident(name);
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
            match known {
                Some(name) if own.is_empty() => Some(Emitted::Static(name)),
                None if own.is_empty() => None,
                _ => match emit_kind(scope, *id, &scope.plan.ty(*id)?.0.kind, &own) {
                    Some(rules) => Some(Emitted::Inline(rules)),
                    None => emit_inline(&own, &[]),
                },
            }
        }
        Shape::List(item) => emit_inline(&own, &[part("items", emit_value(scope, item))]),
        Shape::Map(value) => emit_inline(&own, &[part("values", emit_value(scope, value))]),
        _ => emit_inline(&own, &[]),
    }
}

/// The limits of a record or union, with those that hold at one place beside.
fn emit_kind<'a>(scope: Scope<'a>, id: TypeId, kind: &'a TypeKind, own: &Rules) -> Option<TokenStream> {
    match kind {
        TypeKind::Record(record) => Some(emit_record(scope, record, &merged(&[own, &record.rules]))),
        TypeKind::Union(union) => Some(emit_union(scope, id, union, &merged(&[own, &union.rules]))),
        TypeKind::Enumeration(_) | TypeKind::Alias(_) => None,
    }
}

fn emit_union<'a>(scope: Scope<'a>, id: TypeId, union: &'a Union, own: &Rules) -> TokenStream {
    let mut facts = emit_facts(own);
    let rules_of = |variant: &'a Variant| {
        // A union that leads back to this one by way of alternatives alone would be checked for ever.
        let leads_back = scope.plan.is_union(&variant.value) && !variant.matches.is_union;
        if leads_back { None } else { emit_value(scope, &variant.value).map(Emitted::reference) }
    };
    let variants: Vec<Option<TokenStream>> = union.variants.iter().map(rules_of).collect();
    if variants.iter().any(Option::is_some) {
        let (name, variants) = (scope.named(id), variants.into_iter().map(optional));
        facts.push(quote!(variants: Some((rt::Variants::of::<#name>(), &[#(#variants),*]))));
    }
    quote!(rt::Rules { #(#facts,)* ..rt::Rules::NONE })
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
