//! Small pieces of tokens.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::names::ValueName;
use crate::plan::Text;

/// An identifier out of the table of names, which holds nothing but valid ones.
pub(super) fn ident(name: impl AsRef<str>) -> Ident {
    Ident::new(name.as_ref(), Span::call_site())
}

/// `///` lines.
pub(super) fn docs(text: &Text) -> TokenStream {
    let lines = text.lines().map(spaced);
    quote!(#(#[doc = #lines])*)
}

/// `//!` lines.
pub(super) fn inner_docs(text: &Text) -> TokenStream {
    let lines = text.lines().map(spaced);
    quote!(#(#![doc = #lines])*)
}

/// One `///` line of ours.
pub(super) fn doc(line: &str) -> TokenStream {
    docs(&Text::of(line))
}

fn spaced(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// `Some(3)` or `None`, for data.
pub(super) fn optional<T: ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// A number without a suffix, as a person writes it.
pub(super) fn count(value: u64) -> Literal {
    Literal::u64_unsuffixed(value)
}

/// An integer that may be negative.
pub(super) fn integer(value: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// The same as an `i64` wherever it stands.
pub(super) fn long(value: i64) -> TokenStream {
    let digits = syn::LitInt::new(&format!("{}i64", value.unsigned_abs()), Span::call_site());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// A floating point number; JSON has no others than finite ones.
pub(super) fn float(value: f64) -> TokenStream {
    let digits = Literal::f64_unsuffixed(if value.is_finite() { value.abs() } else { 0.0 });
    if value < 0.0 { quote!(-#digits) } else { quote!(#digits) }
}

/// For `clippy::disallowed_names`: some documents are in earnest about `foo`.
pub(super) fn allow_placeholders<'a>(names: impl IntoIterator<Item = &'a ValueName>) -> Option<TokenStream> {
    let found = names.into_iter().any(|name| matches!(name.as_str(), "foo" | "baz" | "quux"));
    found.then(|| quote!(#[allow(clippy::disallowed_names, reason = "the API calls it so")]))
}

/// The file with those of the usual imports that it uses.
pub(super) fn with_imports(head: TokenStream, imports: &[(&str, TokenStream)], body: TokenStream) -> TokenStream {
    let used = imports.iter().filter(|(name, _)| mentions(&body, name)).map(|(_, import)| import);
    quote!(#head #(#used)* #body)
}

/// `word` occurs among the tokens.
fn mentions(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => mentions(&group.stream(), word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
