//! Tokens to text.

use std::fmt;

use proc_macro2::TokenStream;

use super::spacing::space;
use super::{MARK, MARKDOWN_MARK};

/// What was emitted is not Rust: a defect of the generator, whatever the document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatError {
    /// The file that could not be made.
    pub file: String,
    /// What the parser said.
    pub message: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error: the code emitted for {} is not valid Rust: {}", self.file, self.message)
    }
}

impl std::error::Error for FormatError {}

/// First lines of a file generated from `source`. No time, no version, no absolute path: the text depends on the
/// document alone.
pub(crate) fn header(source: &str) -> String {
    format!("{MARK} from {}. Edit the spec, not this file.\n", one_line(source))
}

/// The same for a Markdown file; nothing in `source` ends the comment early.
pub(crate) fn markdown_header(source: &str) -> String {
    format!("{MARKDOWN_MARK} from {}. Edit the spec, not this file. -->\n", one_line(source).replace(['<', '>'], "_"))
}

/// The text of `file`.
pub(crate) fn format(file: &str, source: &str, tokens: TokenStream) -> Result<String, FormatError> {
    let tree: syn::File =
        syn::parse2(tokens).map_err(|e| FormatError { file: file.to_owned(), message: e.to_string() })?;
    let body = space(&prettyplease::unparse(&tree));
    let head = header(source);
    Ok(format!("{head}\n{body}"))
}

/// A file name can hold line breaks; a comment must not.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') { '_' } else { c })
        .collect()
}
