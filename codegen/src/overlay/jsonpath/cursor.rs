//! The text of a query and how far it was read: names, numbers and strings.

use serde_json::Value;

use super::Malformed;

/// Largest whole number, both ways, that JSON readers agree on.
const MAX_INTEGER: i64 = (1 << 53) - 1;

pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Cursor { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Takes `wanted` if it is next.
    pub(super) fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    pub(super) fn expect(&mut self, wanted: &str) -> Result<(), Malformed> {
        if self.eat(wanted) { Ok(()) } else { Err(self.error(format!("`{wanted}` is missing"))) }
    }

    pub(super) fn blanks(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.find(|c| !wanted(c)).map_or(rest, |end| rest.get(..end).unwrap_or(""));
        self.at += taken.len();
        taken
    }

    pub(super) fn error(&self, message: impl Into<String>) -> Malformed {
        self.error_at(self.at, message)
    }

    pub(super) fn error_at(&self, at: usize, message: impl Into<String>) -> Malformed {
        let before = self.text.get(..at).unwrap_or("");
        Malformed { message: message.into(), column: before.chars().count() + 1 }
    }

    /// A name after a dot: a letter, `_` or anything outside ASCII, then digits too.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        self.peek().filter(|c| first(*c))?;
        Some(self.take_while(|c| first(c) || c.is_ascii_digit()))
    }

    /// A whole number as indices and slices have it, if one is next.
    pub(super) fn integer(&mut self) -> Result<Option<i64>, Malformed> {
        let start = self.at;
        let negative = self.eat("-");
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() && !negative {
            return Ok(None);
        }
        let odd = digits.is_empty() || (digits.starts_with('0') && (digits.len() > 1 || negative));
        let number = self.text.get(start..self.at).and_then(|text| text.parse::<i64>().ok());
        match number.filter(|number| !odd && number.abs() <= MAX_INTEGER) {
            Some(number) => Ok(Some(number)),
            None => Err(self.error_at(start, "this is no whole number that an index can be")),
        }
    }

    /// A number as JSON writes it.
    pub(super) fn number(&mut self) -> Result<Value, Malformed> {
        let start = self.at;
        self.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
        let text = self.text.get(start..self.at).unwrap_or("");
        serde_json::from_str(text).map_err(|_| self.error_at(start, "this is no number"))
    }

    /// A text in single or double quotes, the quote being next.
    pub(super) fn string(&mut self) -> Result<String, Malformed> {
        let start = self.at;
        let quote = if self.eat("\"") { '"' } else { '\'' };
        if quote == '\'' {
            self.expect("'")?;
        }
        let mut text = String::new();
        loop {
            let here = self.at;
            let Some(c) = self.next() else { return Err(self.error_at(start, "the text has no end")) };
            match c {
                c if c == quote => return Ok(text),
                '\\' => text.push(self.escaped(quote)?),
                c if c < ' ' => return Err(self.error_at(here, "control characters have to be written `\\u…`")),
                c => text.push(c),
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn escaped(&mut self, quote: char) -> Result<char, Malformed> {
        let start = self.at;
        Ok(match self.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('/') => '/',
            Some('\\') => '\\',
            Some('u') => return self.unicode(start),
            Some(c) if c == quote => c,
            _ => return Err(self.error_at(start, "no such escape exists")),
        })
    }

    /// Four hexadecimal digits, or twice four for one character beyond 16 bits.
    fn unicode(&mut self, start: usize) -> Result<char, Malformed> {
        let first = self.hex();
        let code = match first {
            Some(high @ 0xD800..=0xDBFF) if self.eat("\\u") => {
                let low = self.hex().filter(|low| (0xDC00..=0xDFFF).contains(low));
                low.map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            }
            other => other,
        };
        code.and_then(char::from_u32).ok_or_else(|| self.error_at(start, "this escape stands for no character"))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
