//! One line of a source with marks under it, fit for a terminal whatever the line holds.

use unicode_width::UnicodeWidthChar;

/// Widest piece of a line that is shown.
const MAX_WIDTH: usize = 120;
/// How much of a long line is shown before the first mark.
const LEAD: usize = 40;
/// Width of a tab.
const TAB: &str = "    ";

/// A stretch of a line to underline.
#[derive(Debug)]
pub(super) struct Mark {
    /// First byte within the line.
    pub(super) start: usize,
    /// One past the last byte within the line.
    pub(super) end: usize,
    /// What to write beside it.
    pub(super) text: String,
    /// Whether this is the mistake itself.
    pub(super) primary: bool,
}

/// A line made ready.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) line: String,
    /// For each mark, how far it is from the left and how wide.
    pub(super) marks: Vec<(usize, usize)>,
}

/// Cuts a window out of `line` that shows the marks, and finds where they are in it.
pub(super) fn excerpt(line: &str, marks: &[Mark]) -> Excerpt {
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    // Lines can be megabytes long: look at the neighbourhood of the first mark only.
    let from = floor(line, first.saturating_sub(4 * MAX_WIDTH));
    let to = floor(line, first.saturating_add(8 * MAX_WIDTH));
    let cells = cells(line.get(from..to).unwrap_or(""), from);
    let total = cells.last().map_or(0, |cell| cell.column + cell.width);
    let column_of = |byte: usize| cells.iter().find(|cell| cell.byte >= byte).map_or(total, |cell| cell.column);
    let whole = from == 0 && to == line.len() && total <= MAX_WIDTH;
    let left = if whole { 0 } else { column_of(first).saturating_sub(LEAD) };
    let right = if whole { total } else { left + MAX_WIDTH };

    let shown: Vec<&Cell> =
        cells.iter().filter(|cell| cell.column >= left && cell.column + cell.width <= right).collect();
    let cut_left = from > 0 || shown.first().is_some_and(|cell| cell.column > 0);
    let cut_right = to < line.len() || total > right;
    let indent = usize::from(cut_left);
    let start_column = shown.first().map_or(left, |cell| cell.column);

    let mut text = String::new();
    text.push_str(if cut_left { "…" } else { "" });
    shown.iter().for_each(|cell| text.push_str(&cell.shown));
    text.push_str(if cut_right { "…" } else { "" });
    let place = |mark: &Mark| {
        let clip = |column: usize| column.clamp(start_column, right.max(start_column)) - start_column;
        let (start, end) = (clip(column_of(mark.start)), clip(column_of(mark.end)));
        (start + indent, end.saturating_sub(start).max(1))
    };
    Excerpt { line: text.trim_end().to_owned(), marks: marks.iter().map(place).collect() }
}

struct Cell {
    byte: usize,
    column: usize,
    width: usize,
    shown: String,
}

fn cells(text: &str, offset: usize) -> Vec<Cell> {
    let mut column = 0;
    let cell = |(byte, c): (usize, char)| {
        let shown = if c == '\t' { TAB.to_owned() } else { plain(c).to_string() };
        let width = if c == '\t' { TAB.len() } else { plain(c).width().unwrap_or(1) };
        column += width;
        Cell { byte: offset + byte, column: column - width, width, shown }
    };
    text.char_indices().map(cell).collect()
}

/// The character, unless it would steer the terminal or reorder the text.
fn plain(c: char) -> char {
    let reorders = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || reorders { char::REPLACEMENT_CHARACTER } else { c }
}

/// Text of the document inside a message: on one line, harmless, and of bearable length.
pub(super) fn tame(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut tamed: String = text.chars().take(LONGEST).map(plain).collect();
    if text.chars().nth(LONGEST).is_some() {
        tamed.push('…');
    }
    tamed
}

fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize) -> Mark {
        Mark { start, end, text: String::new(), primary: true }
    }

    #[test]
    fn wide_characters_and_tabs_keep_marks_in_line() {
        let line = "\t管理: x";
        let found = excerpt(line, &[mark(9, 10)]);
        assert_eq!(found, Excerpt { line: "    管理: x".to_owned(), marks: vec![(10, 1)] });
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}needle{}", "a".repeat(5_000), "b".repeat(5_000));
        let found = excerpt(&line, &[mark(5_000, 5_006)]);
        assert_eq!(found.line.chars().count(), MAX_WIDTH + 2);
        assert_eq!(found.marks, [(LEAD + 1, 6)]);
        assert!(found.line.starts_with("…a") && found.line.contains("needle") && found.line.ends_with("b…"));
    }

    #[test]
    fn an_empty_range_is_still_shown() {
        assert_eq!(excerpt("a:", &[mark(2, 2)]).marks, [(2, 1)]);
        assert_eq!(excerpt("", &[mark(7, 9)]).marks, [(0, 1)]);
    }

    #[test]
    fn escape_codes_do_not_reach_the_terminal() {
        assert_eq!(tame("a\u{1b}[31m\nb\u{202e}"), "a\u{fffd}[31m\u{fffd}b\u{fffd}");
    }
}
