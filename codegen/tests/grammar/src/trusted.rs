//! What emitted code may consist of, whatever the document says.

use std::str::FromStr as _;

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use quote::ToTokens as _;

use super::hostile::MARK;

/// Macros that the generator emits.
const MACROS: &[&str] = &["vec"];

/// A file of Rust: it parses, nothing in it is code of the document's, and its docs are text.
pub(super) fn check_rust(path: &str, text: &str) -> Result<(), String> {
    let tokens = TokenStream::from_str(text).map_err(|error| format!("{path} has no tokens: {error}"))?;
    let tree = syn::parse2::<syn::File>(tokens.clone()).map_err(|error| format!("{path} is not Rust: {error}"))?;
    for item in &tree.items {
        check_item(path, item)?;
    }
    check_tokens(path, tokens)?;
    for block in doc_blocks(text) {
        check_docs(path, &block)?;
    }
    Ok(())
}

fn check_item(path: &str, item: &syn::Item) -> Result<(), String> {
    use syn::Item::{Const, Enum, Fn, Impl, Mod, Static, Struct, Type, Use};
    match item {
        Const(_) | Enum(_) | Fn(_) | Impl(_) | Mod(_) | Static(_) | Struct(_) | Type(_) | Use(_) => Ok(()),
        other => Err(format!("{path} has an item of an odd kind: {}", other.to_token_stream())),
    }
}

fn check_tokens(path: &str, tokens: TokenStream) -> Result<(), String> {
    let mut before = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                before = ident.to_string();
                if [MARK, "unsafe", "extern"].contains(&before.as_str()) {
                    return Err(format!("{path} has `{before}` as code"));
                }
            }
            TokenTree::Group(group) => {
                if let Some(name) = before.strip_suffix('!')
                    && !MACROS.contains(&name)
                {
                    return Err(format!("{path} calls the macro `{name}`"));
                }
                before.clear();
                check_tokens(path, group.stream())?;
            }
            TokenTree::Punct(punct) if punct.as_char() == '!' && !before.is_empty() => before.push('!'),
            TokenTree::Punct(_) | TokenTree::Literal(_) => before.clear(),
        }
    }
    Ok(())
}

/// Doc comments that stand together, without their signs.
fn doc_blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        let line = line.trim_start();
        match line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
            Some(doc) => {
                if let Some(block) = blocks.last_mut() {
                    block.push_str(doc.strip_prefix(' ').unwrap_or(doc));
                    block.push('\n');
                }
            }
            None if blocks.last().is_some_and(|block| !block.is_empty()) => blocks.push(String::new()),
            None => {}
        }
    }
    blocks
}

/// Docs of a document's are neither run as tests nor read as HTML.
fn check_docs(path: &str, docs: &str) -> Result<(), String> {
    let mut runs = false;
    for event in Parser::new(docs) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => runs = true,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => runs = !info.starts_with("text"),
            Event::End(TagEnd::CodeBlock) => runs = false,
            Event::Text(text) if runs && text.contains(MARK) => {
                // The text of a literal or a comment in our own example is no code either.
                let tokens = TokenStream::from_str(&text.replace("# ", "")).unwrap_or_default();
                check_tokens(&format!("an example in {path}"), tokens)?;
            }
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("docs in {path} have HTML: {html}")),
            _ => {}
        }
    }
    Ok(())
}

/// A page of Markdown: no HTML but our own comment.
pub(super) fn check_page(path: &str, text: &str) -> Result<(), String> {
    for event in Parser::new(text) {
        if let Event::Html(html) | Event::InlineHtml(html) = event
            && html.contains(MARK)
        {
            return Err(format!("{path} has HTML: {html}"));
        }
    }
    Ok(())
}
