//! Words to lines.

use super::inline::Words;

/// Lines of at most `width` characters, the first after `first`, the others after `rest`. No line begins with
/// something that Markdown takes for the beginning of a block.
pub(super) fn wrap(words: &Words, first: &str, rest: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in &words.0 {
        if line.is_empty() {
            line = format!("{}{}", if lines.is_empty() { first } else { rest }, defuse_start(word));
        } else if line.chars().count() + 1 + word.chars().count() > width && !begins_block(word) {
            lines.push(std::mem::take(&mut line));
            line = format!("{rest}{word}");
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `text`, with its first sign escaped if it would begin a block.
pub(super) fn defuse_start(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    if !begins_block(word) {
        return text.to_owned();
    }
    match text.find(|c: char| c.is_ascii_punctuation()) {
        Some(at) => format!("{}\\{}", &text[..at], &text[at..]),
        None => text.to_owned(),
    }
}

/// A word that at the beginning of a line is more than a word.
fn begins_block(word: &str) -> bool {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && matches!(&word[digits..], "." | ")");
    numbered
        || matches!(word, "-" | "+" | "*")
        || word.starts_with(['>', '#', '=', '|', ':'])
        || ["---", "***", "___", "~~~", "```", "--"].iter().any(|sign| word.starts_with(sign))
        || word.chars().all(|c| matches!(c, '-' | '='))
}
