//! The call type of an API: its own, so that operations can add setters to it.

use proc_macro2::TokenStream;
use quote::quote;

use super::events::emit_events;
use super::paging::emit_pages;
use crate::plan::Plan;

pub(super) fn emit_call(plan: &Plan<'_>) -> TokenStream {
    let options = emit_options();
    let events = emit_events(plan);
    let pages = emit_pages(plan);
    let download = plan.has_downloads().then(emit_download);
    let choice = plan.has_choices().then(emit_choice);
    let content_type = plan.has_content_types().then(emit_content_type);
    quote! {
        /// A call that is ready to be sent: await it for its value, or [`send`](Self::send) it to see status and headers too.
        ///
        /// Optional parameters of the operation are set on it.
        #[must_use = "a call does nothing until it is awaited or sent"]
        pub struct Call<'a, O: rt::Operation>(pub(super) rt::Call<'a, O>);
        impl<'a, O: rt::Operation> Call<'a, O> {
            #options
            #content_type
            #choice
        }
        #download
        impl<'a, O: rt::Operation> IntoFuture for Call<'a, O> {
            type Output = Result<O::Output, rt::Error<O::Error>>;
            type IntoFuture = rt::CallFuture<'a, O>;
            fn into_future(self) -> Self::IntoFuture {
                self.0.into_future()
            }
        }
        // Derived, it would ask that of `O`, too.
        impl<O: rt::Operation> ::core::fmt::Debug for Call<'_, O> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }
        #events
        #pages
    }
}

fn emit_download() -> TokenStream {
    quote! {
        impl<'a, O: rt::Operation<Output = rt::Binary>> Call<'a, O> {
            /// Sends the call; the answer is received piece by piece, so it is never held as a whole.
            ///
            /// The client's limits of size and time do not apply to its body.
            ///
            /// # Errors
            /// See [`rt::Error`]; for what comes after the head of the answer, [`rt::DownloadError`].
            pub fn download(self) -> rt::Opening<'a, O> {
                self.0.download()
            }
        }
    }
}

fn emit_content_type() -> TokenStream {
    quote! {
        /// Announces the body as that media type, in place of the one it has by itself.
        pub fn with_content_type(self, media_type: &str) -> Self {
            Self(self.0.with_content_type(media_type))
        }
    }
}

fn emit_choice() -> TokenStream {
    quote! {
        /// Asks for that media type instead, which may be a range such as `text/*`. A success is then given as the bytes
        /// that come, whatever they are; failures are the same.
        pub fn answer_as(self, media_type: &str) -> Call<'a, rt::Untyped<O>> {
            Call(self.0.answer_as(media_type))
        }
    }
}

fn emit_options() -> TokenStream {
    quote! {
        /// Ends this call after that time, whatever the client's own limit.
        pub fn with_timeout(self, timeout: Duration) -> Self {
            Self(self.0.with_timeout(timeout))
        }
        /// Gives up an attempt after that time, whatever the client's own limit.
        pub fn with_attempt_timeout(self, timeout: Duration) -> Self {
            Self(self.0.with_attempt_timeout(timeout))
        }
        /// Gives up connecting after that time, whatever the client's own limit.
        pub fn with_connect_timeout(self, timeout: Duration) -> Self {
            Self(self.0.with_connect_timeout(timeout))
        }
        /// Refuses an answer with a longer body, whatever the client's own limit.
        pub fn with_max_response_bytes(self, limit: usize) -> Self {
            Self(self.0.with_max_response_bytes(limit))
        }
        /// When this call is sent once more, whatever the client does otherwise.
        pub fn with_retries(self, retries: rt::Retries) -> Self {
            Self(self.0.with_retries(retries))
        }
        /// Sends this call once.
        pub fn without_retries(self) -> Self {
            Self(self.0.without_retries())
        }
        /// Follows up to so many redirects, whatever the client does otherwise. 0: a redirect is the answer.
        pub fn with_redirects(self, limit: u32) -> Self {
            Self(self.0.with_redirects(limit))
        }
        /// Sets a header, in place of any of that name.
        pub fn with_header(self, name: &str, value: &str) -> Self {
            Self(self.0.with_header(name, value))
        }
        /// Adds a query parameter.
        pub fn with_query(self, name: &str, value: &str) -> Self {
            Self(self.0.with_query(name, value))
        }
        /// Leaves lengths, patterns and other limits to the server.
        pub fn without_rules(self) -> Self {
            Self(self.0.without_rules())
        }
        /// Sends the call; the answer comes with status and headers.
        ///
        /// # Errors
        /// See [`rt::Error`].
        pub fn send(self) -> rt::Sending<'a, O> {
            self.0.send()
        }
    }
}
