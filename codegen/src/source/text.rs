//! A file's text and where its lines begin.

use std::cell::OnceCell;

/// One in how many characters has its byte offset remembered, in text that is not plain ASCII.
const STRIDE: usize = 64;

/// Bytes whose characters are counted together, to find columns in long lines quickly.
const BLOCK: usize = 1024;

/// Text without byte order mark, with lazily built tables to find one's way in it.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    /// In ASCII text bytes, characters and columns are one thing, which keeps large one-line files cheap.
    ascii: bool,
    lines: OnceCell<Vec<usize>>,
    /// How many characters begin before each [`BLOCK`] of bytes.
    blocks: OnceCell<Vec<usize>>,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        Text { ascii: text.is_ascii(), text, ..Text::default() }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(super) fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = self.floor(byte);
        let lines = self.lines();
        let line = lines.partition_point(|&start| start <= byte).max(1);
        let start = lines.get(line - 1).copied().unwrap_or(0);
        let column = self.chars_before(byte).saturating_sub(self.chars_before(start));
        (line, column + 1)
    }

    /// How many characters begin before `byte`.
    fn chars_before(&self, byte: usize) -> usize {
        if self.ascii {
            return byte;
        }
        let bytes = self.text.as_bytes();
        let begin = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        let blocks = self.blocks.get_or_init(|| {
            let counts = bytes.chunks(BLOCK).scan(0, |sum, block| {
                *sum += begin(block);
                Some(*sum)
            });
            std::iter::once(0).chain(counts).collect()
        });
        let block = byte / BLOCK;
        let rest = bytes.get(block * BLOCK..byte).unwrap_or_default();
        blocks.get(block).copied().unwrap_or(0) + begin(rest)
    }

    /// The byte range of a line, from 1, without its line break.
    pub(super) fn line_range(&self, line: usize) -> (usize, usize) {
        let lines = self.lines();
        let start = line.checked_sub(1).and_then(|i| lines.get(i)).copied();
        let start = start.unwrap_or(self.text.len());
        let end = lines.get(line).map_or(self.text.len(), |next| next - 1);
        let content = self.text.get(start..end).unwrap_or("");
        (start, start + content.trim_end_matches('\r').len())
    }

    /// The byte at a line and column as parsers give them: line from 1, column in bytes from 1.
    pub(super) fn byte_at(&self, line: usize, column: usize) -> usize {
        let (start, end) = self.line_range(line);
        self.floor(start.saturating_add(column.saturating_sub(1)).min(end.max(start)))
    }

    /// The nearest character boundary at or before `byte`.
    pub(super) fn floor(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    /// The nearest character boundary at or after `byte`.
    pub(super) fn ceil(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte += 1;
        }
        byte
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0).chain(breaks.map(|(i, _)| i + 1)).collect()
        })
    }
}

/// Turns character indexes into byte offsets.
pub(super) struct CharIndex<'t> {
    text: &'t str,
    /// Byte offset of each [`STRIDE`]th character; empty for ASCII text.
    marks: Vec<usize>,
}

impl<'t> CharIndex<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect()
        };
        CharIndex { text, marks }
    }

    /// The byte offset of a character, or the end of the text.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.marks.is_empty() {
            return index.min(self.text.len());
        }
        let Some(&start) = self.marks.get(index / STRIDE) else {
            return self.text.len();
        };
        let rest = self.text.get(start..).unwrap_or("");
        let offset = rest.char_indices().nth(index % STRIDE).map_or(rest.len(), |(byte, _)| byte);
        start + offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = Text::new("a: é\r\nbc: 管理x\n".to_owned());
        assert_eq!(text.line_column(0), (1, 1));
        assert_eq!(text.line_column(3), (1, 4));
        assert_eq!(text.line_column(7), (2, 1));
        assert_eq!(text.line_column(17), (2, 7));
        assert_eq!(text.line_range(1), (0, 5));
        assert_eq!(text.line_range(9), (19, 19));
    }

    #[test]
    fn offsets_inside_a_character_and_past_the_end_are_harmless() {
        let text = Text::new("é".to_owned());
        assert_eq!(text.line_column(1), (1, 1));
        assert_eq!(text.line_column(99), (1, 2));
        assert_eq!((text.floor(1), text.ceil(1)), (0, 2));
    }

    #[test]
    fn characters_are_found_in_long_mixed_text() {
        let text: String = "aé管".repeat(200);
        let index = CharIndex::new(&text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.byte(n), byte);
        }
        assert_eq!(index.byte(100_000), text.len());
    }
}
