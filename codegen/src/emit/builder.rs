//! The builder of the client.

use proc_macro2::TokenStream;
use quote::quote;

use super::token::emit_methods;
use super::tokens::{docs, ident};
use crate::ir::{Scheme, SchemeKind};
use crate::names::SchemeNames;
use crate::plan::{Plan, scheme_text, schemes};

pub(super) fn emit_builder(plan: &Plan<'_>) -> TokenStream {
    let schemes = schemes(plan.api, plan.names).map(|(scheme, names)| {
        let (ready, exchanges) = (emit_scheme(scheme, names), emit_methods(scheme, names));
        quote!(#ready #exchanges)
    });
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

fn emit_scheme(scheme: &Scheme, names: &SchemeNames) -> TokenStream {
    let (id, name) = (&scheme.id, ident(names.setter.as_str()));
    let docs = docs(&scheme_text(scheme, names));
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
        SchemeKind::BasicToken { .. } => quote! {
            #docs
            pub fn #name(self, token: impl Into<rt::Secret>) -> Self {
                Self(self.0.basic_token(#id, token))
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

/// What every client can be told.
fn emit_settings() -> TokenStream {
    quote! {
        /// Credentials that are computed for each request. `scheme` is the name of the scheme in the document.
        pub fn credentials(self, scheme: &str, credentials: impl rt::Credentials) -> Self {
            Self(self.0.credentials(scheme, credentials))
        }
        /// Credentials from environment variables, as [`Client::from_env`] lists them.
        pub fn credentials_from_env(self) -> Self {
            Self(self.0.credentials_from_env())
        }
        /// Longest time a call may take, from its first byte to its last.
        pub fn timeout(self, timeout: Duration) -> Self {
            Self(self.0.timeout(timeout))
        }
        /// Longest time one attempt may take; another may follow.
        pub fn attempt_timeout(self, timeout: Duration) -> Self {
            Self(self.0.attempt_timeout(timeout))
        }
        /// When calls that failed are sent once more. Up to twice where that is safe, unless told otherwise.
        pub fn retries(self, retries: rt::Retries) -> Self {
            Self(self.0.retries(retries))
        }
        /// Sends each call once.
        pub fn without_retries(self) -> Self {
            Self(self.0.without_retries())
        }
        /// Follows up to so many redirects of reading calls, 5 at most, and only within the address of the server. None,
        /// unless told otherwise: a redirect is an answer.
        pub fn follow_redirects(self, limit: u32) -> Self {
            Self(self.0.follow_redirects(limit))
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
