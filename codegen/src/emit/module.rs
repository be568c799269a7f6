//! `mod.rs` of an API and of its types.

use proc_macro2::TokenStream;
use quote::quote;

use super::environment::has_environment;
use super::tokens::{ident, inner_docs};
use crate::names::ValueName;
use crate::plan::markdown::{self, Span};
use crate::plan::{Plan, Text, quoted};

/// Tags that have operations, in document order.
pub(super) fn used_tags(plan: &Plan<'_>) -> Vec<usize> {
    (0..plan.api.tags.len()).filter(|tag| plan.api.operations.iter().any(|op| op.tag == *tag)).collect()
}

pub(super) fn emit_root(plan: &Plan<'_>) -> TokenStream {
    let about = inner_docs(&root_text(plan));
    let tags = used_tags(plan);
    let module = |name: &ValueName| {
        let allow = (*name == plan.names.module)
            .then(|| quote!(#[allow(clippy::module_inception, reason = "the document calls both so")]));
        let name = ident(name.as_str());
        quote!(#allow pub mod #name;)
    };
    let modules = tags.iter().filter_map(|&tag| plan.names.tags.get(tag)).map(module);
    let types = (!plan.api.types.is_empty()).then(|| {
        quote!(
            pub mod types;
        )
    });
    let webhooks = plan.names.webhooks.as_ref().map(module);
    let environment = has_environment(plan).then(|| quote!(, Environment));
    quote! {
        #about
        mod client;
        #(#modules)*
        #types
        #webhooks
        pub use self::client::{Call, Client, ClientBuilder #environment};
    }
}

fn root_text(plan: &Plan<'_>) -> Text {
    let api = plan.api;
    let mut text = Text::of(format!("{}, version {}.", markdown::line(&api.title), quoted(&api.version)));
    text.foreign(api.docs.summary.as_deref().unwrap_or_default());
    text.foreign(api.docs.description.as_deref().unwrap_or_default());
    let tags = used_tags(plan);
    if !tags.is_empty() {
        text.section("Operations");
        text.list(tags.into_iter().filter_map(|tag| {
            let description = plan.api.tags.get(tag)?.description.as_deref();
            let name = plan.names.tags.get(tag)?;
            // A colon after a link at the beginning of an item can make it the definition of one.
            let parted = if description.is_some_and(|text| !text.trim().is_empty()) { " –" } else { "" };
            Some(vec![Span::own(format!("[`mod@{name}`]{parted}")), Span::foreign(description)])
        }));
    }
    text.anomalies(&api.anomalies);
    text
}

pub(super) fn emit_types_root(plan: &Plan<'_>) -> TokenStream {
    let about = format!("Types of {}.", markdown::line(&plan.api.title));
    let about = inner_docs(&Text::of(about));
    let modules = plan.groups.list.iter().map(|group| {
        let name = ident(&group.module);
        quote!(mod #name;)
    });
    let exports = plan.groups.list.iter().map(|group| {
        let module = ident(&group.module);
        let names = group.types.iter().filter_map(|&id| plan.ty(id)).map(|(_, names)| ident(names.name.as_str()));
        quote!(pub use self::#module::{#(#names),*};)
    });
    let rules = (!plan.rules.is_empty()).then(|| {
        quote!(
            pub(super) mod rules;
        )
    });
    quote! {
        #about
        #(#modules)*
        #rules
        mod serde;
        #(#exports)*
    }
}

/// The first lines of a tag's file.
pub(super) fn tag_docs(plan: &Plan<'_>, tag: usize) -> TokenStream {
    let Some(tag) = plan.api.tags.get(tag) else { return TokenStream::new() };
    let mut text = Text::new();
    text.foreign(tag.description.as_deref().unwrap_or_default());
    if text.lines().next().is_none() {
        text.own(format!("Operations of {}.", quoted(&tag.name)));
    }
    inner_docs(&text)
}
