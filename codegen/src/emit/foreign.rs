//! Types that the caller brings, by their paths.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::TypePath;

/// Whether a text is a path of a type.
pub(crate) fn is_type_path(text: &str) -> bool {
    parse(text).is_some()
}

/// The path as code. What is none was refused when the choice was made.
pub(super) fn type_path(text: &str) -> TokenStream {
    parse(text).map_or_else(|| quote!(rt::Value), ToTokens::into_token_stream)
}

fn parse(text: &str) -> Option<TypePath> {
    syn::parse_str::<TypePath>(text).ok().filter(|path| path.qself.is_none())
}
