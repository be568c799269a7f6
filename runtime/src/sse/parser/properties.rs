//! What holds for any bytes, however they arrive: many streams made at random, always the same ones.

use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;

use super::{Parser, TooLong};
use crate::Event;

/// What streams are made of: what means something, what nearly does, and what is no text.
const FRAGMENTS: &[&[u8]] = &[
    b"data",
    b"data:",
    b"data: ",
    b"event:",
    b"id:",
    b"id",
    b"retry:",
    b"retry: 10",
    b":",
    b" ",
    b"\n",
    b"\n",
    b"\n\n",
    b"\r",
    b"\r\n",
    b"\r\n\r\n",
    b"\xef\xbb\xbf",
    b"\xef\xbb",
    b"\0",
    b"x",
    b"7",
    b"{\"a\":1}",
    b"\xc3\xa4",
    b"\xf0\x9f\x98\x80",
    b"\xf0\x9f",
    b"\xff",
    b"[DONE]",
    b"data: x\n\n",
    b"\ndata: y\n\n",
    b"id: 1\r\n",
    b"foo: bar\n",
    b"DATA: no\n",
    b"99999999999999999999999",
];

fn stream(random: &mut Rng) -> Vec<u8> {
    (0..random.usize(..60)).flat_map(|_| FRAGMENTS[random.usize(..FRAGMENTS.len())]).copied().collect()
}

/// The same bytes in pieces, some of them empty.
fn pieces(random: &mut Rng, bytes: &[u8]) -> Vec<Bytes> {
    let longest = random.usize(1..20);
    let mut rest = bytes;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(random.usize(..=longest).min(rest.len()));
        pieces.push(Bytes::copy_from_slice(piece));
        rest = behind;
    }
    pieces
}

/// What is left when a stream has been read.
type Read = (Vec<Event<String>>, Option<String>, Option<Duration>);

fn read(pieces: impl IntoIterator<Item = Bytes>) -> Read {
    let mut parser = Parser::new(usize::MAX);
    let mut events = Vec::new();
    for piece in pieces {
        parser.feed(piece);
        events.extend(std::iter::from_fn(|| parser.next().unwrap()));
    }
    (events, parser.last_id().map(str::to_owned), parser.reconnection_time())
}

/// The same as the standard describes it: all of the text at once, line by line.
fn read_at_once(bytes: &[u8]) -> Read {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).replace("\r\n", "\n");
    let text = text.replace('\r', "\n");
    let (mut events, mut data, mut name, mut id, mut last_id) = (Vec::new(), None, "", "", "");
    let (mut retry, mut last_retry) = (None, None);
    // What no line end follows is not a line.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    for line in whole.split('\n').filter(|_| text.contains('\n')) {
        if line.is_empty() {
            last_id = id;
            if let Some(data) = data.take() {
                let id = Some(id.to_owned()).filter(|id| !id.is_empty());
                let name = if name.is_empty() { "message" } else { name }.to_owned();
                events.push(Event { id, name, data, retry });
            }
            (name, retry) = ("", None);
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => data = Some(data.map_or_else(|| value.to_owned(), |data: String| data + "\n" + value)),
            "event" => name = value,
            "id" if !value.contains('\0') => id = value,
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
                last_retry = retry;
            }
            _ => {}
        }
    }
    (events, Some(last_id.to_owned()).filter(|id| !id.is_empty()), last_retry)
}

#[test]
fn events_do_not_depend_on_how_they_arrive() {
    let mut random = Rng::with_seed(1);
    let mut seen = 0;
    for _ in 0..4000 {
        let bytes = stream(&mut random);
        let expected = read_at_once(&bytes);
        seen += expected.0.len();
        assert_eq!(read([Bytes::copy_from_slice(&bytes)]), expected, "{:?}", bytes.escape_ascii().to_string());
        for _ in 0..4 {
            let pieces = pieces(&mut random, &bytes);
            assert_eq!(read(pieces.clone()), expected, "{pieces:?}");
        }
    }
    assert!(seen > 4000, "the streams are to have something in them: {seen}");
}

#[test]
fn no_more_is_held_than_the_limit_and_a_piece() {
    const LIMIT: usize = 50;
    let mut random = Rng::with_seed(2);
    let mut too_long = 0;
    for _ in 0..2000 {
        // Long lines, many lines of data, long names, long ids.
        let fill = FRAGMENTS[random.usize(..FRAGMENTS.len())].repeat(random.usize(1..40));
        let bytes = [stream(&mut random), fill, stream(&mut random)].concat();
        let mut parser = Parser::new(LIMIT);
        'stream: for piece in pieces(&mut random, &bytes) {
            let length = piece.len();
            parser.feed(piece);
            loop {
                let next = parser.next();
                let lengths = [&parser.data, &parser.name, &parser.id].map(String::len);
                // Text that is none becomes three times as long.
                let held = parser.line.len() + lengths.iter().sum::<usize>();
                assert!(held <= 3 * (LIMIT + length), "{held} of {bytes:?}");
                let room = parser.line.capacity() + parser.data.capacity() + parser.name.capacity();
                assert!(room + parser.id.capacity() + parser.last_id.capacity() <= 16 * (LIMIT + length), "{room}");
                match next {
                    Ok(Some(event)) => assert!(event.data.len() <= 3 * LIMIT, "{event:?}"),
                    Ok(None) => break,
                    Err(TooLong(limit)) => {
                        assert_eq!(limit, LIMIT);
                        too_long += 1;
                        break 'stream;
                    }
                }
            }
        }
    }
    assert!((200..1800).contains(&too_long), "{too_long}");
}
