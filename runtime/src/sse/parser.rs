//! Server-sent events as they are written down: bytes in, blocks out (WHATWG HTML, "Server-sent events").

use std::time::Duration;

use bytes::{Buf, Bytes};

use super::Event;

/// What some servers put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What an event is called that has no name.
const NAMELESS: &str = "message";

/// Reads events out of pieces that may be cut anywhere. Holds one event at most, and that up to a limit.
pub(super) struct Parser {
    /// How many bytes an event may have.
    limit: usize,
    /// What came and was not read yet.
    left: Bytes,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    is_first_line: bool,
    /// The line before was ended by a carriage return: a line feed belongs to that end.
    is_after_return: bool,
    /// Each line of data, with a line feed behind it.
    data: String,
    name: String,
    retry: Option<Duration>,
    /// As the block says that is being read.
    id: String,
    /// As the last block said that was read to its end.
    last_id: String,
    /// What the server asked for last.
    reconnection_time: Option<Duration>,
}

/// An event is longer than this.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong(pub(super) usize);

impl Parser {
    /// A parser at the beginning of a stream.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            left: Bytes::new(),
            line: Vec::new(),
            is_first_line: true,
            is_after_return: false,
            data: String::new(),
            name: String::new(),
            retry: None,
            id: String::new(),
            last_id: String::new(),
            reconnection_time: None,
        }
    }

    /// Says which event was the last one before the stream.
    pub(super) fn resume(&mut self, id: &str) {
        id.clone_into(&mut self.id);
        id.clone_into(&mut self.last_id);
    }

    /// Another stream begins, which goes on where this one ended. What was not complete is gone.
    pub(super) fn restart(&mut self) {
        let (last_id, reconnection_time) = (std::mem::take(&mut self.last_id), self.reconnection_time);
        *self = Self { reconnection_time, ..Self::new(self.limit) };
        self.resume(&last_id);
    }

    /// The id of the last event, if that had one or one before it did.
    pub(super) fn last_id(&self) -> Option<&str> {
        Some(self.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How long the server asks to wait before the stream is asked for again.
    pub(super) fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Takes the next piece. The one before has to be used up.
    pub(super) fn feed(&mut self, piece: Bytes) {
        debug_assert!(self.left.is_empty(), "a piece was not used up");
        self.left = piece;
    }

    /// The next event; `None`: more has to come first.
    ///
    /// # Errors
    /// It is longer than the limit. What comes after that means nothing.
    pub(super) fn next(&mut self) -> Result<Option<Event<String>>, TooLong> {
        while let Some(first) = self.left.first() {
            if std::mem::take(&mut self.is_after_return) && *first == b'\n' {
                self.left.advance(1);
                continue;
            }
            let Some(end) = self.left.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.line.extend_from_slice(&self.left);
                self.left.clear();
                self.check(self.line.len())?;
                break;
            };
            let mut line = self.left.split_to(end);
            self.is_after_return = self.left.get_u8() == b'\r';
            if !self.line.is_empty() {
                self.line.extend_from_slice(&line);
                line = std::mem::take(&mut self.line).into();
            }
            self.check(line.len())?;
            if let Some(event) = self.read_line(&line) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// There is room for that much beside what is held.
    fn check(&self, more: usize) -> Result<(), TooLong> {
        let held = self.data.len() + self.name.len() + self.id.len();
        if held.saturating_add(more) > self.limit { Err(TooLong(self.limit)) } else { Ok(()) }
    }

    fn read_line(&mut self, line: &[u8]) -> Option<Event<String>> {
        let is_first = std::mem::take(&mut self.is_first_line);
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_first).unwrap_or(line);
        if line.is_empty() {
            return self.finish();
        }
        // Ends of lines are bytes of their own in UTF-8, so a line is decoded as it would be within the whole.
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.name),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                // More digits than fit are a long time, too.
                self.retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
                self.reconnection_time = self.retry;
            }
            // Comments have an empty name.
            _ => {}
        }
        None
    }

    /// A block ends; without data it is no event.
    fn finish(&mut self) -> Option<Event<String>> {
        if self.last_id != self.id {
            self.id.clone_into(&mut self.last_id);
        }
        let (mut data, name) = (std::mem::take(&mut self.data), std::mem::take(&mut self.name));
        let retry = self.retry.take();
        data.pop()?;
        let name = if name.is_empty() { NAMELESS.to_owned() } else { name };
        Some(Event { id: self.last_id().map(str::to_owned), name, data, retry })
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: Option<&str>, name: &str, data: &str) -> Event<String> {
        Event { id: id.map(str::to_owned), name: name.to_owned(), data: data.to_owned(), retry: None }
    }

    fn plain(data: &str) -> Event<String> {
        event(None, "message", data)
    }

    fn drain(parser: &mut Parser, piece: &[u8]) -> Vec<Event<String>> {
        parser.feed(Bytes::copy_from_slice(piece));
        std::iter::from_fn(|| parser.next().unwrap()).collect()
    }

    /// What is in a text, however it is cut into two, and byte by byte.
    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, expected: &[Event<String>]) {
        let bytes = bytes.as_ref();
        for cut in 0..=bytes.len() {
            let mut parser = Parser::new(1000);
            let (before, after) = bytes.split_at(cut);
            let mut found = drain(&mut parser, before);
            found.extend(drain(&mut parser, after));
            assert_eq!(found, expected, "cut at {cut}");
        }
        let mut parser = Parser::new(1000);
        let found: Vec<_> = bytes.iter().flat_map(|byte| drain(&mut parser, &[*byte])).collect();
        assert_eq!(found, expected, "byte by byte");
    }

    #[test]
    fn examples_of_the_standard() {
        check("data: YHOO\ndata: +2\ndata: 10\n\n", &[plain("YHOO\n+2\n10")]);
        check(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            &[event(Some("1"), "message", "first event"), plain("second event"), plain(" third event")],
        );
        check("data\n\ndata\ndata\n\ndata:", &[plain(""), plain("\n")]);
        check("data:test\n\ndata: test\n\n", &[plain("test"), plain("test")]);
        check("event: add\ndata: 73857293\n\n", &[event(None, "add", "73857293")]);
    }

    #[test]
    fn lines_end_in_three_ways() {
        let expected = [plain("a\nb"), plain("c")];
        for end in ["\n", "\r", "\r\n"] {
            check(format!("data: a{end}data: b{end}{end}data: c{end}{end}"), &expected);
        }
        check("data: a\r\ndata: b\n\rdata: c\r\r", &expected);
        // The end of a line is seen at the carriage return; nothing is waited for.
        assert_eq!(drain(&mut Parser::new(100), b"data: a\r\r"), [plain("a")]);
    }

    #[test]
    fn a_byte_order_mark_counts_at_the_beginning_only() {
        check("\u{feff}data: a\n\n", &[plain("a")]);
        check("\u{feff}\u{feff}data: a\n\n", &[]);
        check("data: a\n\n\u{feff}data: b\n\n", &[plain("a")]);
        check("data: \u{feff}a\n\n", &[plain("\u{feff}a")]);
    }

    #[test]
    fn text_is_utf_8_wherever_it_is_cut() {
        check("data: ä€😀\n\n", &[plain("ä€😀")]);
        check(b"data: a\xff\xf0\x9f\x98\n\ndata: \xe2\x82\n\n", &[plain("a\u{fffd}\u{fffd}"), plain("\u{fffd}")]);
    }

    #[test]
    fn ids_stay_until_there_is_another_and_are_without_nul() {
        check(
            "id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid: 3\n\ndata: d\n\nid:\ndata: e\n\n",
            &[
                event(Some("1"), "message", "a"),
                event(Some("1"), "message", "b"),
                event(Some("1"), "message", "c"),
                event(Some("3"), "message", "d"),
                plain("e"),
            ],
        );
    }

    #[test]
    fn an_unfinished_event_counts_for_nothing() {
        let mut parser = Parser::new(100);
        assert_eq!(drain(&mut parser, b"id: 1\ndata: a\n\nid: 2\ndata: b\n").len(), 1);
        assert_eq!(parser.last_id(), Some("1"));
        parser.restart();
        assert_eq!(drain(&mut parser, b"\xef\xbb\xbfdata: c\n\n"), [event(Some("1"), "message", "c")]);
    }

    #[test]
    fn waits_are_whole_milliseconds() {
        let retry = |text: &str| {
            let mut parser = Parser::new(1000);
            let events = drain(&mut parser, format!("retry:{text}\ndata\n\n").as_bytes());
            assert_eq!(events[0].retry, parser.reconnection_time());
            parser.reconnection_time().map(|wait| wait.as_millis())
        };
        assert_eq!([retry(" 0"), retry("1500"), retry("007")], [Some(0), Some(1500), Some(7)]);
        assert_eq!(retry("99999999999999999999999"), Some(u128::from(u64::MAX)));
        assert_eq!([retry(""), retry("-1"), retry("1.5"), retry("1 "), retry("١")], [None; 5]);
        let mut parser = Parser::new(100);
        assert_eq!(drain(&mut parser, b"retry: 5\n\ndata: a\n\n"), [plain("a")]);
        assert_eq!(parser.reconnection_time(), Some(Duration::from_millis(5)));
    }

    #[test]
    fn other_fields_and_names_without_data_mean_nothing() {
        check("foo: bar\nDATA: no\n data: no\nevent: lost\n\ndata: a\n\n", &[plain("a")]);
        check("event: once\nevent: twice\ndata:: a: b\n\n", &[event(None, "twice", ": a: b")]);
        check("\n\n\r\n:\n", &[]);
    }

    #[test]
    fn what_is_too_long_is_an_error_and_not_held() {
        for text in ["data: 1234567890123456\n", ": 34567890123456789", "data: 12345678\ndata: 9\nevent: 1234567\n"] {
            for size in [1, 5, 100] {
                let mut parser = Parser::new(16);
                let mut pieces = text.as_bytes().chunks(size);
                let failed = pieces.any(|piece| {
                    parser.feed(Bytes::copy_from_slice(piece));
                    parser.next() == Err(TooLong(16))
                });
                assert!(failed, "{text} in pieces of {size}");
            }
        }
        let mut parser = Parser::new(16);
        for _ in 0..1000 {
            assert_eq!(drain(&mut parser, b": still here\ndata: 123\n\n"), [plain("123")]);
        }
    }
}
