//! Small pieces of tokens.

use proc_macro2::{Ident, Literal, Spacing, Span, TokenStream, TokenTree};
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

/// Something a file may want to call by a short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Import {
    /// The runtime, as `rt`.
    Runtime,
    /// The part of it that is for emitted code only, as `p`.
    Private,
    /// `Duration`.
    Duration,
    /// `Client` and `Call` of the API.
    Client,
    /// The types of the API, as `types`.
    Types,
}

impl Import {
    /// The word that shows that it is used, and what brings the word in.
    fn parts(self) -> (&'static str, TokenStream) {
        match self {
            Self::Runtime => ("rt", quote!(::specwright_runtime as rt)),
            Self::Private => ("p", quote!(::specwright_runtime::__private as p)),
            Self::Duration => ("Duration", quote!(::std::time::Duration)),
            Self::Client => ("Client", quote!(super::client::{Call, Client})),
            Self::Types => ("types", quote!(super::types)),
        }
    }
}

/// A file, with those of the imports that it uses.
pub(super) fn with_imports(head: TokenStream, imports: &[Import], body: TokenStream) -> TokenStream {
    let used = imports.iter().map(|import| import.parts()).filter(|(word, _)| mentions(&body, word));
    let used = used.map(|(_, path)| quote!(use #path;));
    quote!(#head #(#used)* #body)
}

/// The first colon of `::`.
fn begins_path_separator(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(next) if next.as_char() == ':' && next.spacing() == Spacing::Joint)
}

/// `word` occurs among the tokens as a name that an import would give: modules only in front of `::`, since an
/// argument can be called the same.
fn mentions(tokens: &TokenStream, word: &str) -> bool {
    let is_module = word.starts_with(char::is_lowercase);
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        let found = match &tree {
            TokenTree::Ident(ident) if ident == word => !is_module || trees.peek().is_some_and(begins_path_separator),
            TokenTree::Group(group) => mentions(&group.stream(), word),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}
