//! A page in the making.

use super::text;
use crate::plan::markdown;

/// Blocks of Markdown, one empty line between any two.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    lines: Vec<String>,
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Lines of ours that belong together.
    pub(super) fn block(&mut self, lines: impl IntoIterator<Item = String>) {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_none() {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }

    /// A line of ours.
    pub(super) fn own(&mut self, line: impl Into<String>) {
        self.block([line.into()]);
    }

    /// A line of ours, if there is something on it.
    pub(super) fn own_unless_empty(&mut self, line: String) {
        self.block(Some(line).filter(|line| !line.is_empty()));
    }

    /// Code of ours or of the document.
    pub(super) fn code(&mut self, language: &str, lines: &[String]) {
        self.block(markdown::listing(language, lines));
    }

    /// A table; without rows nothing. Cells are Markdown.
    pub(super) fn table(&mut self, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let rows: Vec<String> = rows.into_iter().map(|cells| row(cells.iter().map(String::as_str))).collect();
        if rows.is_empty() {
            return;
        }
        let ruler = row(head.iter().map(|_| "---"));
        self.block([row(head.iter().copied()), ruler].into_iter().chain(rows));
    }

    /// The page.
    pub(super) fn into_text(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(text::escape_bars).collect();
    let mut line = String::from("|");
    for cell in cells {
        line.push(' ');
        line.push_str(&cell);
        line.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    line
}
