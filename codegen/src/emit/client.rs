//! `client.rs`: the client, its builder, its servers, and the call type of the API.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::emit_builder;
use super::call::emit_call;
use super::environment::emit_environment;
use super::tokens::{Import, doc, inner_docs, with_imports};
use crate::ir::{Location, Scheme, SchemeKind};
use crate::plan::{Plan, Text, markdown};

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
    let docs = doc(&about);
    let unused = plan.api.operations.is_empty().then(|| quote!(#[allow(dead_code, reason = "there is no operation")]));
    quote! {
        #docs
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
        }
    }
}

fn emit_api_info(plan: &Plan<'_>) -> TokenStream {
    let (id, version) = (&plan.api.id, &plan.api.version);
    let schemes =
        plan.api.schemes.iter().zip(&plan.names.schemes).map(|(scheme, name)| emit_scheme(scheme, name.as_str()));
    quote! {
        static API: rt::ApiInfo = rt::ApiInfo { id: #id, version: #version, schemes: &[#(#schemes),*] };
    }
}

fn emit_scheme(scheme: &Scheme, setter: &str) -> TokenStream {
    let id = &scheme.id;
    let kind = match &scheme.kind {
        SchemeKind::ApiKey { location: Location::Header, name } => quote!(rt::SchemeKind::ApiKeyHeader(#name)),
        SchemeKind::ApiKey { location: Location::Query, name } => quote!(rt::SchemeKind::ApiKeyQuery(#name)),
        SchemeKind::ApiKey { location: Location::Cookie, name } => quote!(rt::SchemeKind::ApiKeyCookie(#name)),
        SchemeKind::Basic => quote!(rt::SchemeKind::Basic),
        SchemeKind::Bearer => quote!(rt::SchemeKind::Bearer),
    };
    quote!(rt::SchemeInfo { id: #id, setter: #setter, kind: #kind })
}
