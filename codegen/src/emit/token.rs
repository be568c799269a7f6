//! Sources of tokens: their data, and the methods of the builder that take what is exchanged.

use proc_macro2::TokenStream;
use quote::quote;

use super::operation::emit_operation_info;
use super::tokens::{count, docs, ident, optional};
use crate::ir::{
    Assertion, Discovery, Exchange, ExchangeBody, ExchangeInput, ExchangeOperation, InputKind, KeyId, Refresh, Scheme,
    Target, TokenServer,
};
use crate::names::{ExchangeNames, SchemeNames, TokenServerNames};
use crate::plan::{Plan, discovery_text, exchange_text, server_text};

/// Methods of the builder for a scheme.
pub(super) fn emit_methods(scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let (Some(source), Some(own)) = (&scheme.token, &names.token) else { return TokenStream::new() };
    let exchanges = source.exchanges.iter().zip(&own.exchanges).map(|(exchange, own)| {
        let docs = docs(&exchange_text((scheme, names), exchange, own));
        emit_exchange_method(scheme, exchange, own, docs)
    });
    let server = source.server.as_ref().zip(own.server.as_ref());
    let server = server.map(|(server, names)| emit_server_methods(scheme, server, names));
    quote!(#(#exchanges)* #server)
}

fn emit_exchange_method(scheme: &Scheme, exchange: &Exchange, names: &ExchangeNames, docs: TokenStream) -> TokenStream {
    let (id, setter, method) = (&scheme.id, names.setter.as_str(), ident(names.setter.as_str()));
    let inputs = || exchange.inputs.iter().zip(&names.inputs);
    let arguments = inputs().map(|(input, name)| {
        let name = ident(name.as_str());
        match input.kind {
            InputKind::Text => quote!(#name: impl Into<String>),
            InputKind::Secret => quote!(#name: impl Into<rt::Secret>),
            InputKind::Key => quote!(#name: rt::SigningKey),
        }
    });
    let values = inputs().map(|(input, name)| {
        let name = ident(name.as_str());
        match input.kind {
            InputKind::Text => quote!(rt::ExchangeValue::Text(#name.into())),
            InputKind::Secret => quote!(rt::ExchangeValue::Secret(#name.into())),
            InputKind::Key => quote!(rt::ExchangeValue::Key(#name)),
        }
    });
    quote! {
        #docs
        pub fn #method(self, #(#arguments),*) -> Self {
            Self(self.0.exchange(#id, #setter, [#(#values),*]))
        }
    }
}

fn emit_server_methods(scheme: &Scheme, server: &TokenServer, names: &TokenServerNames) -> TokenStream {
    let (id, setter) = (&scheme.id, ident(names.setter.as_str()));
    let about = docs(&server_text(scheme, server, names));
    let discovery = server.discovery.as_ref().zip(names.discovery.as_ref()).map(|(discovery, name)| {
        let (about, name) = (docs(&discovery_text(&discovery.operation)), ident(name.as_str()));
        quote! {
            #about
            pub fn #name(self, issuer: impl Into<rt::Server>) -> Self {
                Self(self.0.exchange_discovery(#id, issuer))
            }
        }
    });
    quote! {
        #about
        pub fn #setter(self, server: impl Into<rt::Server>) -> Self {
            Self(self.0.exchange_server(#id, server))
        }
        #discovery
    }
}

/// The data of a scheme's source: `Some(&…)` or `None`.
pub(super) fn emit_token(plan: &Plan<'_>, scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let (Some(source), Some(names)) = (&scheme.token, &names.token) else { return quote!(None) };
    let server = source.server.as_ref().zip(names.server.as_ref());
    let server = optional(server.map(|(server, names)| emit_server(plan, server, names)));
    let exchanges = source.exchanges.iter().zip(&names.exchanges);
    let exchanges = exchanges.map(|(exchange, names)| emit_exchange(plan, exchange, names));
    quote!(Some(&rt::TokenInfo { server: #server, exchanges: &[#(#exchanges),*] }))
}

fn emit_server(plan: &Plan<'_>, server: &TokenServer, names: &TokenServerNames) -> TokenStream {
    let (setter, variable) = (names.setter.as_str(), names.variable.as_str());
    let discovery_setter = names.discovery.as_ref().map(|name| name.as_str()).unwrap_or_default();
    let addresses = server.addresses.iter().map(|(api, issuer)| quote!((#api, #issuer)));
    let discovery = optional(server.discovery.as_ref().map(|Discovery { operation, endpoint, issuer }| {
        let operation = emit_operation(plan, operation);
        quote!(rt::DiscoveryInfo { operation: #operation, endpoint: #endpoint, issuer: #issuer })
    }));
    quote! {
        rt::TokenServerInfo {
            setter: #setter,
            discovery_setter: #discovery_setter,
            variable: #variable,
            addresses: &[#(#addresses),*],
            discovery: #discovery,
        }
    }
}

fn emit_exchange(plan: &Plan<'_>, exchange: &Exchange, names: &ExchangeNames) -> TokenStream {
    let Exchange { token, lifetime, errors, .. } = exchange;
    let setter = names.setter.as_str();
    let operation = emit_operation(plan, &exchange.operation);
    let body = emit_body(exchange.operation.body);
    let inputs = exchange.inputs.iter().zip(&names.inputs).zip(&names.variables);
    let inputs = inputs.map(|((input, name), variable)| emit_input(input, name.as_str(), variable.as_str()));
    let constants = exchange.constants.iter().map(|(target, value)| {
        let target = emit_target(target);
        quote!((#target, #value))
    });
    let default_lifetime = optional(exchange.default_lifetime.map(|seconds| count(seconds.into())));
    let success = optional(exchange.success.as_ref());
    let refresh = optional(exchange.refresh.as_ref().map(|refresh| emit_refresh(plan, refresh)));
    let assertion = optional(exchange.assertion.as_ref().map(|assertion| emit_assertion(assertion, names)));
    quote! {
        rt::ExchangeInfo {
            setter: #setter,
            operation: #operation,
            body: #body,
            inputs: &[#(#inputs),*],
            constants: &[#(#constants),*],
            token: &[#(#token),*],
            lifetime: &[#(#lifetime),*],
            default_lifetime: #default_lifetime,
            success: #success,
            errors: &[#(#errors),*],
            refresh: #refresh,
            assertion: #assertion,
        }
    }
}

fn emit_input(input: &ExchangeInput, name: &str, variable: &str) -> TokenStream {
    let kind = match input.kind {
        InputKind::Text => quote!(rt::InputKind::Text),
        InputKind::Secret => quote!(rt::InputKind::Secret),
        InputKind::Key => quote!(rt::InputKind::Key),
    };
    let targets = input.target.iter().map(emit_target);
    quote!(rt::ExchangeInput { name: #name, kind: #kind, targets: &[#(#targets),*], variable: #variable })
}

fn emit_refresh(plan: &Plan<'_>, refresh: &Refresh) -> TokenStream {
    let (operation, body) = (emit_operation(plan, &refresh.operation), emit_body(refresh.operation.body));
    let (token, target) = (&refresh.token, emit_target(&refresh.target));
    quote!(rt::RefreshInfo { operation: #operation, body: #body, token: &[#(#token),*], target: #target })
}

fn emit_assertion(assertion: &Assertion, names: &ExchangeNames) -> TokenStream {
    let input = |index: usize| names.inputs.get(index).map(|name| name.as_str()).unwrap_or_default();
    let (target, issuer, key) = (emit_target(&assertion.target), input(assertion.issuer), input(assertion.key));
    let claims = assertion.claims.iter().map(|(claim, index)| {
        let input = input(*index);
        quote!((#claim, #input))
    });
    let lifetime = count(assertion.lifetime.into());
    let key_id = match assertion.key_id {
        KeyId::Base64Url => quote!(rt::KeyId::Base64Url),
        KeyId::Hex => quote!(rt::KeyId::Hex),
    };
    quote! {
        rt::AssertionInfo {
            target: #target,
            issuer: #issuer,
            claims: &[#(#claims),*],
            lifetime: #lifetime,
            key: #key,
            key_id: #key_id,
        }
    }
}

fn emit_operation(plan: &Plan<'_>, operation: &ExchangeOperation) -> TokenStream {
    let info = emit_operation_info(plan, operation.into());
    quote!(&#info)
}

fn emit_body(body: ExchangeBody) -> TokenStream {
    match body {
        ExchangeBody::None => quote!(rt::ExchangeBody::None),
        ExchangeBody::Json => quote!(rt::ExchangeBody::Json),
        ExchangeBody::Form => quote!(rt::ExchangeBody::Form),
    }
}

fn emit_target(target: &Target) -> TokenStream {
    match target {
        Target::Path(name) => quote!(rt::Target::Path(#name)),
        Target::Query(name) => quote!(rt::Target::Query(#name)),
        Target::Header(name) => quote!(rt::Target::Header(#name)),
        Target::Body(pointer) => quote!(rt::Target::Body(#pointer)),
    }
}
