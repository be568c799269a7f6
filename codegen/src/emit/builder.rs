//! The builder of the client.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident};
use crate::ir::{Location, Scheme, SchemeKind};
use crate::names::ValueName;
use crate::plan::{Plan, Text, quoted};

pub(super) fn emit_builder(plan: &Plan<'_>) -> TokenStream {
    let schemes = plan.api.schemes.iter().zip(&plan.names.schemes).map(|(scheme, name)| emit_scheme(scheme, name));
    let settings = emit_settings();
    quote! {
        /// Settings of a [`Client`]. Nothing is checked before [`build`](Self::build).
        #[derive(Debug)]
        #[must_use = "a builder does nothing until it is built"]
        pub struct ClientBuilder(rt::ClientBuilder);
        impl ClientBuilder {
            #(#schemes)*
            #settings
        }
    }
}

fn emit_scheme(scheme: &Scheme, name: &ValueName) -> TokenStream {
    let (id, name) = (&scheme.id, ident(name.as_str()));
    let docs = docs(&scheme_text(scheme));
    match scheme.kind {
        SchemeKind::ApiKey { .. } => quote! {
            #docs
            pub fn #name(self, key: impl Into<rt::Secret>) -> Self {
                Self(self.0.api_key(#id, key))
            }
        },
        SchemeKind::Basic => quote! {
            #docs
            pub fn #name(self, user: &str, password: impl Into<rt::Secret>) -> Self {
                Self(self.0.basic(#id, user, password))
            }
        },
        SchemeKind::Bearer => quote! {
            #docs
            pub fn #name(self, token: impl Into<rt::Secret>) -> Self {
                Self(self.0.bearer(#id, token))
            }
        },
    }
}

fn scheme_text(scheme: &Scheme) -> Text {
    let mut text = Text::about(&scheme.docs, &format!("Credentials of the scheme {}.", quoted(&scheme.id)));
    text.own(match &scheme.kind {
        SchemeKind::ApiKey { location: Location::Header, name } => format!("Sent as header {}.", quoted(name)),
        SchemeKind::ApiKey { location: Location::Query, name } => format!("Sent as query parameter {}.", quoted(name)),
        SchemeKind::ApiKey { location: Location::Cookie, name } => format!("Sent as cookie {}.", quoted(name)),
        SchemeKind::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        SchemeKind::Bearer => "Sent as `Authorization: Bearer …`.".to_owned(),
    });
    text
}

/// What every client can be told.
fn emit_settings() -> TokenStream {
    quote! {
        /// Credentials that are computed for each request. `scheme` is the name of the scheme in the document.
        pub fn credentials(self, scheme: &str, credentials: impl rt::Credentials) -> Self {
            Self(self.0.credentials(scheme, credentials))
        }
        /// Longest time a call may take, from its first byte to its last.
        pub fn timeout(self, timeout: Duration) -> Self {
            Self(self.0.timeout(timeout))
        }
        /// Longest time connecting may take.
        pub fn connect_timeout(self, timeout: Duration) -> Self {
            Self(self.0.connect_timeout(timeout))
        }
        /// Longest time the body of a download may stand still.
        pub fn stall_timeout(self, timeout: Duration) -> Self {
            Self(self.0.stall_timeout(timeout))
        }
        /// Name of the calling program.
        pub fn user_agent(self, name: &str) -> Self {
            Self(self.0.user_agent(name))
        }
        /// A header that goes with every request.
        pub fn default_header(self, name: &str, value: &str) -> Self {
            Self(self.0.default_header(name, value))
        }
        /// Largest answer that is read, counted after decompression.
        pub fn max_response_bytes(self, limit: usize) -> Self {
            Self(self.0.max_response_bytes(limit))
        }
        /// Sends credentials over `http://`, too, where anybody on the way can read them.
        pub fn allow_plain_http(self) -> Self {
            Self(self.0.allow_plain_http())
        }
        /// Whether lengths, patterns and other limits are checked before anything is sent. They are, unless told otherwise.
        pub fn check_rules(self, check: bool) -> Self {
            Self(self.0.check_rules(check))
        }
        /// Anything else that the runtime's builder can be told.
        pub fn configure(self, change: impl FnOnce(rt::ClientBuilder) -> rt::ClientBuilder) -> Self {
            Self(change(self.0))
        }
        /// Makes the client.
        ///
        /// # Errors
        /// The address of the server or a setting cannot be used.
        pub fn build(self) -> Result<Client, rt::BuildError> {
            Ok(Client { core: self.0.build()? })
        }
    }
}
