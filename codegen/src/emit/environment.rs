//! The servers that the document names.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident};
use crate::ir::{Server, ServerVariable};
use crate::names::EnvironmentNames;
use crate::plan::{Plan, Text, quoted};

/// An enum with one variant per server, unless the document names none that can be reached from elsewhere.
pub(super) fn emit_environment(plan: &Plan<'_>) -> Option<TokenStream> {
    let servers: Vec<(&Server, &EnvironmentNames)> =
        plan.api.servers.iter().zip(&plan.names.environments).filter(|(server, _)| is_absolute(&server.url)).collect();
    if servers.is_empty() {
        return None;
    }
    let variants = servers.iter().map(|(server, names)| emit_variant(server, names));
    let constructors: Vec<TokenStream> = servers
        .iter()
        .filter(|(server, _)| !server.variables.is_empty())
        .map(|(server, names)| emit_constructor(server, names))
        .collect();
    let constructors = (!constructors.is_empty()).then(|| quote!(impl Environment { #(#constructors)* }));
    let arms = servers.iter().map(|(server, names)| emit_arm(server, names));
    Some(quote! {
        /// A server that the document names. Others can be given to [`Client::builder`] as text.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Environment {
            #(#variants)*
        }
        #constructors
        impl From<Environment> for rt::Server {
            fn from(environment: Environment) -> Self {
                match environment {
                    #(#arms)*
                }
            }
        }
    })
}

/// `Environment` is emitted.
pub(super) fn has_environment(plan: &Plan<'_>) -> bool {
    plan.api.servers.iter().zip(&plan.names.environments).any(|(server, _)| is_absolute(&server.url))
}

fn is_absolute(url: &str) -> bool {
    url.contains("://")
}

fn emit_variant(server: &Server, names: &EnvironmentNames) -> TokenStream {
    let mut text = Text::new();
    text.foreign(server.description.as_deref().unwrap_or_default());
    text.own(format!("{}.", quoted(&server.url)));
    let (docs, name) = (docs(&text), ident(names.variant.as_str()));
    if server.variables.is_empty() {
        return quote!(#docs #name,);
    }
    let fields = server.variables.iter().zip(&names.variables).map(|(variable, name)| {
        let (docs, name) = (emit_variable_docs(variable), ident(name.as_str()));
        quote!(#docs #name: String,)
    });
    quote!(#docs #name { #(#fields)* },)
}

fn emit_variable_docs(variable: &ServerVariable) -> TokenStream {
    let mut text = Text::new();
    text.foreign(variable.description.as_deref().unwrap_or_default());
    let mut facts = format!("Usually {}.", quoted(&variable.default));
    if !variable.allowed.is_empty() {
        let allowed: Vec<String> = variable.allowed.iter().map(|value| quoted(value)).collect();
        facts.push_str(&format!(" One of {}.", allowed.join(", ")));
    }
    text.own(facts);
    docs(&text)
}

fn emit_constructor(server: &Server, names: &EnvironmentNames) -> TokenStream {
    let (function, variant) = (ident(names.constructor.as_str()), ident(names.variant.as_str()));
    let fields = server.variables.iter().zip(&names.variables).map(|(variable, name)| {
        let (name, default) = (ident(name.as_str()), &variable.default);
        quote!(#name: #default.to_owned())
    });
    let docs = docs(&Text::of(format!("[`{variant}`](Self::{variant}) with the values the document gives.")));
    quote! {
        #docs
        pub fn #function() -> Self {
            Self::#variant { #(#fields),* }
        }
    }
}

fn emit_arm(server: &Server, names: &EnvironmentNames) -> TokenStream {
    let variant = ident(names.variant.as_str());
    let url = &server.url;
    if server.variables.is_empty() {
        return quote!(Environment::#variant => Self::from(#url),);
    }
    let fields: Vec<_> = names.variables.iter().map(|name| ident(name.as_str())).collect();
    let replaced = server.variables.iter().zip(&fields).map(|(variable, field)| {
        let place = format!("{{{}}}", variable.name);
        quote!(.replace(#place, &#field))
    });
    quote!(Environment::#variant { #(#fields),* } => Self::from(#url #(#replaced)*),)
}
