//! Markdown of an untrusted document, rewritten so that rustdoc and clippy have nothing to say about it.
//!
//! Descriptions are written for other renderers: HTML in them, brackets that are no links, bare addresses, code that
//! rustdoc would run as tests. Instead of patching the text, it is taken apart into a few kinds of [`Block`], each is
//! cleaned, and all are written again in one fixed spelling, wrapped. What is not understood becomes plain text: the
//! worst that can happen to a description is that it loses its looks.

mod block;
mod inline;
mod wrap;

use block::{Block, parse};
use inline::{Words, clean};
use wrap::wrap;

/// Doc lines wider than this are wrapped.
const WIDTH: usize = 112;

/// The lines of `text` as they can stand in a doc comment.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut previous_was_item = false;
    for block in parse(&visible(text)) {
        let is_item = matches!(block, Block::Item { .. });
        let in_list = is_item && previous_was_item;
        if !out.is_empty() && !in_list {
            out.push(String::new());
        }
        write(&block, &mut out);
        previous_was_item = is_item;
    }
    out
}

/// The prose of `text` as one line of clean Markdown.
pub(crate) fn line(text: &str) -> String {
    wrap::defuse_start(&prose(text).concat_words())
}

/// Lines as they are, between fences marked `language`.
pub(crate) fn listing(language: &str, code: &[String]) -> Vec<String> {
    let code: Vec<String> =
        code.iter().flat_map(|line| visible(line).split('\n').map(cut).collect::<Vec<_>>()).collect();
    let fence = fence_for(&code);
    [format!("{fence}{language}")].into_iter().chain(code).chain([fence.clone()]).collect()
}

/// A paragraph of clean Markdown that we made.
pub(crate) fn paragraph(text: &str) -> Vec<String> {
    wrap(&inline::own(text), "", "", WIDTH)
}

/// A list item: what is [`Span::Own`] is Markdown we made, [`Span::Foreign`] is the document's, of which the prose
/// is taken.
pub(crate) fn item(spans: &[Span]) -> Vec<String> {
    let words = spans.iter().flat_map(|span| match span {
        Span::Own(text) => inline::own(text).0,
        Span::Foreign(text) => prose(text).0,
    });
    let mut words = Words(words.collect());
    // What introduces nothing needs no colon.
    let says_nothing = |span: &Span| matches!(span, Span::Foreign(text) if text.trim().is_empty());
    if let [Span::Own(_), rest @ ..] = spans
        && rest.iter().all(says_nothing)
        && let Some(last) = words.0.last_mut()
        && last.ends_with(':')
    {
        last.pop();
    }
    wrap(&words, "- ", "  ", WIDTH)
}

/// A piece of a list item.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Span {
    /// Clean Markdown.
    Own(String),
    /// Text of the document.
    Foreign(String),
}

impl Span {
    /// Clean Markdown.
    pub(crate) fn own(text: impl Into<String>) -> Self {
        Self::Own(text.into())
    }

    /// Text of the document.
    pub(crate) fn foreign(text: Option<&str>) -> Self {
        Self::Foreign(text.unwrap_or_default().to_owned())
    }

    /// Text of the document, with a full stop.
    pub(crate) fn sentence(text: &str) -> Self {
        let text = text.trim();
        let end = if text.ends_with(['.', '!', '?', '。']) { "" } else { "." };
        Self::Foreign(format!("{text}{end}"))
    }
}

/// Paragraphs and list items in a row; each is cleaned alone, so that no markup spans two of them.
fn prose(text: &str) -> Words {
    let words = parse(&visible(text)).into_iter().flat_map(|block| match block {
        Block::Paragraph(text) | Block::Item { text, .. } => clean(&text).0,
        Block::Heading(_) | Block::Code(_) | Block::Table(_) => Vec::new(),
    });
    Words(words.collect())
}

fn write(block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Paragraph(text) => out.extend(wrap(&clean(text), "", "", WIDTH)),
        Block::Heading(text) => {
            let words = clean(text).concat_words();
            if !words.is_empty() {
                out.push(format!("**{}**", words.replace("**", "")));
            }
        }
        Block::Item { depth, text } => {
            let first = format!("{}- ", "  ".repeat(*depth));
            let rest = " ".repeat(first.len());
            out.extend(wrap(&clean(text), &first, &rest, WIDTH));
        }
        Block::Code(code) => {
            let fence = fence_for(code);
            out.push(format!("{fence}text"));
            out.extend(code.iter().map(|line| cut(line)));
            out.push(fence);
        }
        Block::Table(rows) => out.extend(rows.iter().map(|row| clean(row).concat_words())),
    }
}

/// Without spaces at the end.
fn cut(line: &str) -> String {
    line.trim_end().to_owned()
}

/// A fence longer than any run of backticks inside.
fn fence_for(code: &[String]) -> String {
    let longest = code.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Without what must not be in a comment: control characters and those that turn the direction of writing.
fn visible(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\t', "    ")
        .chars()
        .map(|c| if c == '\r' || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}') { '\n' } else { c })
        .filter(|&c| c == '\n' || !(c.is_control() || is_direction(c)))
        .collect()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

#[cfg(test)]
mod tests;
