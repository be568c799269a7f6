//! Texts in the encodings that servers use: UTF-8, UTF-16, Latin-1 and what Windows made of it.

use crate::DecodeError;

/// How far into XML its encoding is looked for.
const DECLARATION: usize = 128;

/// What stands for the bytes from `0x80` to `0x9f` in windows-1252. Who says ISO-8859-1 means that, too: those bytes are
/// control characters there, which nobody sends.
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}',
    '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}',
    '\u{17e}', '\u{178}',
];

/// The text that the bytes stand for, by the mark they begin with, by what they were announced as, by what XML says of
/// itself; UTF-8 if nothing does.
pub(crate) fn text(bytes: &[u8], content_type: Option<&str>) -> Result<String, DecodeError> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => return utf8(rest),
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    let announced = content_type.and_then(|announced| parameter(announced, "charset"));
    let is_xml = content_type.is_some_and(|announced| announced.to_ascii_lowercase().contains("xml"));
    let name = announced.or_else(|| declared(bytes).filter(|_| is_xml)).unwrap_or_default();
    match name.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(bytes),
        "iso-8859-1" | "iso8859-1" | "latin1" | "windows-1252" | "cp1252" => {
            Ok(bytes.iter().copied().map(single).collect())
        }
        "utf-16" | "utf-16le" => utf16(bytes, u16::from_le_bytes),
        "utf-16be" => utf16(bytes, u16::from_be_bytes),
        // All that is left agrees on these.
        _ if bytes.is_ascii() => utf8(bytes),
        other => {
            let name: String = other.chars().filter(char::is_ascii_graphic).take(40).collect();
            Err(DecodeError::new(format!("expected text in UTF-8, it is announced as `{name}`")))
        }
    }
}

/// A parameter of a media type, in small letters, without quotation marks.
fn parameter(media_type: &str, wanted: &str) -> Option<String> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut values = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
    Some(values.next()?.trim().trim_matches('"').to_ascii_lowercase())
}

/// `<?xml version="1.0" encoding="…"?>`
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(DECLARATION))?;
    let head: String = head.iter().copied().map(char::from).collect();
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(value.get(1..)?.split(quote).next()?.to_ascii_lowercase())
}

fn utf8(bytes: &[u8]) -> Result<String, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        DecodeError::new(format!("expected text in UTF-8, which ends at byte {}", error.valid_up_to()))
    })?;
    Ok(text.to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks();
    let broken = || DecodeError::new("expected text in UTF-16, and it is none");
    if !rest.is_empty() {
        return Err(broken());
    }
    char::decode_utf16(pairs.iter().copied().map(unit)).collect::<Result<_, _>>().map_err(|_| broken())
}

fn single(byte: u8) -> char {
    WINDOWS.get(usize::from(byte).wrapping_sub(0x80)).copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_servers_send() {
        for (content_type, bytes, expected) in [
            (None, "ä".as_bytes(), "ä"),
            (Some("text/plain"), b"\xef\xbb\xbfa", "a"),
            (Some("text/plain; charset=utf-8"), b"\xff\xfea\x00", "a"),
            (Some("text/csv;charset=\"ISO-8859-1\""), b"\xe4\x80", "ä€"),
            (Some("text/plain; header=present; Charset = windows-1252"), b"\x93a\x94", "“a”"),
            (Some("text/plain; charset=utf-16be"), b"\x00a\x20\xac", "a€"),
            (Some("text/plain; charset=utf-16"), b"\xfe\xff\x00a", "a"),
            (Some("text/plain; charset=koi8-r"), b"ascii", "ascii"),
            (
                Some("application/xml"),
                b"<?xml version='1.0' encoding='ISO-8859-1'?><\xe4/>",
                "<?xml version='1.0' encoding='ISO-8859-1'?><ä/>",
            ),
            (
                Some("image/svg+xml; charset=utf-8"),
                b"<?xml version=\"1.0\" encoding=\"latin1\"?>",
                "<?xml version=\"1.0\" encoding=\"latin1\"?>",
            ),
        ] {
            assert_eq!(text(bytes, content_type).unwrap(), expected, "{content_type:?}");
        }
    }

    #[test]
    fn says_which_it_cannot_read() {
        for (content_type, bytes, expected) in [
            ("text/plain", b"a\xe4".as_slice(), "expected text in UTF-8, which ends at byte 1"),
            ("text/plain; charset=shift_jis", b"\x83\x65", "expected text in UTF-8, it is announced as `shift_jis`"),
            ("text/xml", b"<?xml encoding=\"koi8-r\"?>\xc1", "expected text in UTF-8, it is announced as `koi8-r`"),
            ("text/plain; charset=utf-16le", b"a", "expected text in UTF-16, and it is none"),
        ] {
            assert_eq!(text(bytes, Some(content_type)).unwrap_err().to_string(), expected);
        }
    }
}
