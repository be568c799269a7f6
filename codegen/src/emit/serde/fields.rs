//! Headers and query parameters: read by a table in the runtime, never written.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{FieldSet, Place, Style};

/// The impl that says how the fields of a set are spelled.
pub(super) fn emit_table(name: &Ident, set: &FieldSet) -> TokenStream {
    let (table, usual) = match set.place {
        Place::Query => (quote!(TypedQuery), Style::FormExploded),
        Place::Header | Place::Path | Place::Cookie => (quote!(TypedHeaders), Style::Simple),
    };
    let styles = set.styles.iter().map(|style| emit_style(*style));
    let styles = set.styles.iter().any(|style| *style != usual).then(|| {
        quote!(
            const STYLES: &'static [rt::Style] = &[#(#styles),*];
        )
    });
    quote! {
        impl rt::#table for super::#name {
            #styles
        }
    }
}

fn emit_style(style: Style) -> TokenStream {
    match style {
        Style::FormExploded => quote!(rt::Style::FormExploded),
        Style::Form => quote!(rt::Style::Form),
        Style::SpaceDelimited => quote!(rt::Style::SpaceDelimited),
        Style::PipeDelimited => quote!(rt::Style::PipeDelimited),
        Style::DeepObject => quote!(rt::Style::DeepObject),
        Style::Json => quote!(rt::Style::Json),
        Style::SimpleExploded => quote!(rt::Style::SimpleExploded),
        // The rest belongs to paths.
        Style::Simple | Style::Label(_) | Style::Matrix(_) => quote!(rt::Style::Simple),
    }
}
