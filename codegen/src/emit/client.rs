//! `client.rs`: the client, its builder, its servers, and the call type of the API.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::emit_builder;
use super::call::emit_call;
use super::environment::emit_environment;
use super::token::emit_token;
use super::tokens::{Import, doc, docs, inner_docs, with_imports};
use crate::ir::{Location, Scheme, SchemeKind};
use crate::names::SchemeNames;
use crate::plan::{Plan, Text, access_token_text, environment_text, has_tokens, markdown, schemes};

pub(super) fn emit_client(plan: &Plan<'_>) -> TokenStream {
    let api = emit_api_info(plan);
    let client = emit_client_type(plan);
    let builder = emit_builder(plan);
    let environment = emit_environment(plan);
    let call = emit_call(plan);
    let body = quote!(#client #builder #environment #call #api);
    let head = inner_docs(&Text::of("The client: where it connects to and how it proves who is calling."));
    with_imports(head, &[Import::Duration, Import::Runtime], body)
}

fn emit_client_type(plan: &Plan<'_>) -> TokenStream {
    let about = format!(
        "Client of {}. Cheap to clone; clones share connections and settings.",
        markdown::line(&plan.api.title)
    );
    let about = doc(&about);
    let environment = docs(&environment_text(plan.api, plan.names));
    let access_token = emit_access_token(plan);
    let unused = plan.api.operations.is_empty().then(|| quote!(#[allow(dead_code, reason = "there is no operation")]));
    quote! {
        #about
        #[derive(Debug, Clone)]
        pub struct Client {
            #unused
            pub(super) core: rt::Client,
        }
        impl Client {
            /// Begins a client that talks to `server`, the address that the paths of the operations are appended to.
            pub fn builder(server: impl Into<rt::Server>) -> ClientBuilder {
                ClientBuilder(rt::ClientBuilder::new(&API, server))
            }
            #environment
            pub fn from_env() -> ClientBuilder {
                ClientBuilder(rt::ClientBuilder::from_env(&API))
            }
            #access_token
        }
    }
}

fn emit_access_token(plan: &Plan<'_>) -> Option<TokenStream> {
    let docs = docs(&access_token_text(plan.api));
    has_tokens(plan.api).then(|| {
        quote! {
            #docs
            pub async fn access_token(&self, scheme: &str) -> Result<rt::Secret, rt::CredentialError> {
                self.core.access_token(scheme).await
            }
        }
    })
}

fn emit_api_info(plan: &Plan<'_>) -> TokenStream {
    let (id, version) = (&plan.api.id, &plan.api.version);
    let variable = plan.names.credentials.server.as_str();
    let schemes = schemes(plan.api, plan.names).map(|(scheme, names)| emit_scheme(plan, scheme, names));
    quote! {
        static API: rt::ApiInfo =
            rt::ApiInfo { id: #id, version: #version, schemes: &[#(#schemes),*], server_variable: #variable };
    }
}

fn emit_scheme(plan: &Plan<'_>, scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let (id, setter) = (&scheme.id, names.setter.as_str());
    let (kind, prefix) = match &scheme.kind {
        SchemeKind::ApiKey { location: Location::Header, name, prefix } => {
            (quote!(rt::SchemeKind::ApiKeyHeader(#name)), prefix.as_str())
        }
        SchemeKind::ApiKey { location: Location::Query, name, prefix } => {
            (quote!(rt::SchemeKind::ApiKeyQuery(#name)), prefix.as_str())
        }
        SchemeKind::ApiKey { location: Location::Cookie, name, prefix } => {
            (quote!(rt::SchemeKind::ApiKeyCookie(#name)), prefix.as_str())
        }
        SchemeKind::Basic => (quote!(rt::SchemeKind::Basic), ""),
        SchemeKind::BasicToken { password } => (quote!(rt::SchemeKind::BasicToken { password: #password }), ""),
        SchemeKind::Bearer => (quote!(rt::SchemeKind::Bearer), ""),
    };
    let variables = names.variables.iter().map(|name| name.as_str());
    let token = emit_token(plan, scheme, names);
    quote! {
        rt::SchemeInfo {
            id: #id,
            setter: #setter,
            kind: #kind,
            prefix: #prefix,
            variables: &[#(#variables),*],
            token: #token,
        }
    }
}
