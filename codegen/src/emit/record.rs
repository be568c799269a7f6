//! Objects with known fields.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::tokens::{allow_placeholders, doc, docs, ident};
use crate::ir::{Accessor, Extras, Field, Presence, Record, Shape, Step, Type, TypeId, Value};
use crate::names::{TypeNames, ValueName};
use crate::plan::{Text, limits, merged, quoted, required};

/// `clippy::too_many_arguments` is content with this many.
const MOST_ARGUMENTS: usize = 7;

pub(super) fn emit_record<'a>(
    scope: Scope<'a>,
    id: TypeId,
    (ty, names): (&'a Type, &'a TypeNames),
    record: &'a Record,
) -> TokenStream {
    let mut text = Text::about_type(&ty.docs, &format!("`{}`.", names.name));
    let limits = limits(&record.rules);
    if !limits.is_empty() {
        text.own(limits.join(" "));
    }
    let docs = docs(&text);
    let name = ident(names.name.as_str());
    let default = scope.plan.has_default(id).then(|| quote!(, Default));
    let fields = record.fields.iter().zip(&names.fields).map(|(field, name)| emit_field(scope, field, name));
    let extra = emit_extra(scope, record, names);
    // Nobody makes headers but the server.
    let methods = scope.plan.field_set(id).is_none().then(|| emit_methods(scope, record, names)).flatten();
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq #default)]
        pub struct #name {
            #(#fields)*
            #extra
        }
        #methods
    }
}

fn emit_field<'a>(scope: Scope<'a>, field: &'a Field, name: &ValueName) -> TokenStream {
    let mut text = Text::about(&field.docs, &format!("{}.", quoted(&field.name)));
    let facts = facts(scope, field);
    if !facts.is_empty() {
        text.own(facts.join(" "));
    }
    let docs = docs(&text);
    let name = ident(name.as_str());
    let ty = field_type(scope, field);
    quote! {
        #docs
        pub #name: #ty,
    }
}

fn facts<'a>(scope: Scope<'a>, field: &'a Field) -> Vec<String> {
    let mut facts = limits(&merged(&scope.plan.resolve(&field.value).rules));
    if let Some(default) = &field.default {
        facts.push(format!("Taken as {} when absent.", quoted(&default.to_string())));
    }
    if field.read_only {
        facts.push("Only the server sets it.".to_owned());
    }
    if field.write_only {
        facts.push("Sent, never received.".to_owned());
    }
    if field.docs.deprecated {
        facts.push("Deprecated.".to_owned());
    }
    facts
}

fn field_type<'a>(scope: Scope<'a>, field: &'a Field) -> TokenStream {
    let inner = scope.owned(&field.value);
    match field.presence {
        Presence::Required => inner,
        Presence::RequiredNullable | Presence::Optional => {
            let option = scope.option();
            quote!(#option<#inner>)
        }
        Presence::OptionalNullable => quote!(rt::Maybe<#inner>),
    }
}

fn emit_extra<'a>(scope: Scope<'a>, record: &'a Record, names: &TypeNames) -> Option<TokenStream> {
    let ty = match &record.extras {
        Extras::Any => quote!(rt::Extra),
        Extras::Typed(value) => scope.map(value),
        Extras::Closed => return None,
    };
    let docs = doc("Fields that are not described, as they came.");
    let name = ident(names.extra.as_str());
    Some(quote! {
        #docs
        pub #name: #ty,
    })
}

fn emit_methods<'a>(scope: Scope<'a>, record: &'a Record, names: &TypeNames) -> Option<TokenStream> {
    let new = required(record).next().is_some().then(|| emit_new(scope, record, names));
    let accessors: Vec<TokenStream> = record
        .accessors
        .iter()
        .zip(&names.accessors)
        .map(|(accessor, name)| emit_accessor(scope, accessor, name))
        .collect();
    if new.is_none() && accessors.is_empty() {
        return None;
    }
    let name = ident(names.name.as_str());
    Some(quote! {
        impl #name {
            #new
            #(#accessors)*
        }
    })
}

fn emit_new<'a>(scope: Scope<'a>, record: &'a Record, names: &TypeNames) -> TokenStream {
    let name = |index: usize| names.fields.get(index).map(|name| ident(name.as_str()));
    let (parameters, given): (Vec<_>, Vec<_>) = required(record)
        .map(|(index, field)| {
            let name = name(index);
            let (ty, into) = constructor_type(scope, &field.value);
            let given = if into { quote!(#name: #name.into(),) } else { quote!(#name,) };
            (quote!(#name: #ty), given)
        })
        .unzip();
    let others = record.fields.iter().enumerate().filter_map(|(index, field)| {
        let name = name(index);
        match field.presence {
            Presence::Required => None,
            Presence::RequiredNullable | Presence::Optional => Some(quote!(#name: None,)),
            Presence::OptionalNullable => Some(quote!(#name: rt::Maybe::Absent,)),
        }
    });
    let extra_name = ident(names.extra.as_str());
    let extra = match &record.extras {
        Extras::Any => Some(quote!(#extra_name: rt::Extra::new(),)),
        Extras::Typed(_) => Some(quote!(#extra_name: ::std::collections::BTreeMap::new(),)),
        Extras::Closed => None,
    };
    let many = (parameters.len() > MOST_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires as many")]));
    let placeholders = allow_placeholders(required(record).filter_map(|(index, _)| names.fields.get(index)));
    quote! {
        /// With all required fields; the others are absent.
        #many
        #placeholders
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#given)* #(#others)* #extra }
        }
    }
}

/// The type `new` takes for a field, and whether it must be converted.
fn constructor_type<'a>(scope: Scope<'a>, value: &'a Value) -> (TokenStream, bool) {
    let resolved = scope.plan.resolve(value);
    let into = scope.trait_into();
    match resolved.shape {
        Shape::Text if !resolved.nullable => {
            let string = scope.string();
            (quote!(impl #into<#string>), true)
        }
        Shape::Secret if !resolved.nullable => (quote!(impl #into<rt::Secret>), true),
        _ => (scope.owned(value), false),
    }
}

fn emit_accessor<'a>(scope: Scope<'a>, accessor: &'a Accessor, name: &ValueName) -> TokenStream {
    let name_ident = ident(name.as_str());
    let is_text = matches!(scope.plan.resolve(&accessor.value).shape, Shape::Text);
    let option = scope.option();
    let ty = if is_text { quote!(str) } else { scope.owned(&accessor.value) };
    let text = is_text.then(|| {
        let string = scope.string();
        quote!(.map(#string::as_str))
    });
    let mut places = accessor.places.iter().filter_map(|steps| emit_place(scope, &quote!(self), steps));
    let first = places.next().unwrap_or_else(|| quote!(None));
    let docs = doc(&format!("{}: the first of several places in which it is found.", quoted(&accessor.name)));
    quote! {
        #docs
        pub fn #name_ident(&self) -> #option<&#ty> {
            #first #(.or(#places))* #text
        }
    }
}

/// An expression of type `Option<&T>`: what is found on the way from `root`, which is a reference.
pub(super) fn emit_place<'a>(scope: Scope<'a>, root: &TokenStream, steps: &[Step]) -> Option<TokenStream> {
    let mut chain = quote!(Some(#root));
    for (index, step) in steps.iter().enumerate() {
        let (field, name) = scope.step(*step)?;
        let name = ident(name.as_str());
        let boxed = matches!(field.value.shape, Shape::Named { boxed: true, .. });
        chain = match (index, field.presence) {
            (0, Presence::Required) => quote!(Some(&#root.#name)),
            (_, Presence::Required) => quote!(#chain.map(|at| &at.#name)),
            (0, Presence::RequiredNullable | Presence::Optional) => quote!(#root.#name.as_ref()),
            (_, Presence::RequiredNullable | Presence::Optional) => quote!(#chain.and_then(|at| at.#name.as_ref())),
            (0, Presence::OptionalNullable) => quote!(#root.#name.value()),
            (_, Presence::OptionalNullable) => quote!(#chain.and_then(|at| at.#name.value())),
        };
        if boxed {
            chain = quote!(#chain.map(|at| &**at));
        }
        if scope.plan.resolve(&field.value).nullable {
            let option = scope.option();
            chain = quote!(#chain.and_then(#option::as_ref));
        }
    }
    Some(chain)
}

impl<'a> Scope<'a> {
    /// The field that a step leads to.
    pub(super) fn step(&self, step: Step) -> Option<(&'a Field, &'a ValueName)> {
        let (ty, names) = self.plan.ty(step.record)?;
        let crate::ir::TypeKind::Record(record) = &ty.kind else { return None };
        record.fields.get(step.field).zip(names.fields.get(step.field))
    }
}
