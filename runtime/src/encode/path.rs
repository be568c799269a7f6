//! Path parameters and templates.
//!
//! What must stay true: a value fills its own place and nothing else. It can neither end its segment (everything that
//! is not unreserved is escaped) nor make the segment vanish (`""`, `.` and `..` are refused, since URL parsers fold
//! them away).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::flat::{Flat, flatten};
use super::{BadValue, Style, escape, has_control};

/// How errors call it.
pub(crate) const PLACE: &str = "path parameter";

/// What is escaped in the fixed text of a template: whatever cannot stand in a path. `%` stays, the text may be escaped
/// already; `\` does not, URL parsers take it for a `/`.
const FIXED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Spells a value for a path.
pub(crate) fn path_text(name: &str, style: Style, value: &Value) -> Result<String, BadValue> {
    let bad = |problem| BadValue::new(PLACE, name, problem);
    if style == Style::Json {
        return Ok(escape(&value.to_string()));
    }
    let flat = match flatten(value).map_err(bad)? {
        // Most values are one word, which stands there as it is.
        Flat::One(text) if matches!(style, Style::Simple | Style::SimpleExploded) && is_word(&text) => {
            return Ok(text.into_owned());
        }
        flat => flat,
    };
    check(&flat).map_err(bad)?;
    Ok(spell(name, style, &flat))
}

/// Nothing in it has to be refused or escaped.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Refuses what would change the path instead of filling its place.
fn check(flat: &Flat<'_>) -> Result<(), &'static str> {
    let controls = match flat {
        Flat::Nothing => return Err("is empty"),
        Flat::One(text) if text.is_empty() => return Err("is empty"),
        Flat::One(text) if text == "." || text == ".." => return Err("must not be `.` or `..`"),
        Flat::One(text) => has_control(text),
        Flat::Many(texts) => texts.iter().any(|text| has_control(text)),
        Flat::Pairs(pairs) => pairs.iter().any(|(key, value)| has_control(key) || has_control(value)),
    };
    if controls { Err("contains control characters") } else { Ok(()) }
}

/// Escapes and joins.
fn spell(name: &str, style: Style, flat: &Flat<'_>) -> String {
    let (prefix, separator, exploded) = match style {
        Style::Label => (".", ",", false),
        Style::LabelExploded => (".", ".", true),
        Style::Matrix => (";", ",", false),
        Style::MatrixExploded => (";", ";", true),
        Style::SimpleExploded => ("", ",", true),
        _ => ("", ",", false),
    };
    let matrix = prefix == ";";
    let name = escape(name);
    let items: Vec<String> = match flat {
        Flat::Nothing => Vec::new(),
        Flat::One(text) => vec![escape(text)],
        Flat::Many(texts) if matrix && exploded => {
            texts.iter().map(|text| format!("{name}={}", escape(text))).collect()
        }
        Flat::Many(texts) => texts.iter().map(|text| escape(text)).collect(),
        Flat::Pairs(pairs) => {
            let joint = if exploded { "=" } else { "," };
            pairs.iter().map(|(key, value)| format!("{}{joint}{}", escape(key), escape(value))).collect()
        }
    };
    let named = matrix && (!exploded || matches!(flat, Flat::One(_)));
    let name = if named { format!("{name}=") } else { String::new() };
    format!("{prefix}{name}{}", items.join(separator))
}

/// Appends a template with values, spelled already, in their places. Several may be in one segment, with text around them.
pub(crate) fn fill(out: &mut String, template: &str, values: &[(&'static str, String)]) -> Result<(), BadValue> {
    let mut rest = template;
    let mut open = None;
    while let Some((fixed, name, after)) = next_place(rest) {
        push_fixed(out, fixed, open)?;
        let value = values.iter().find(|(known, _)| *known == name);
        let (_, value) = value.ok_or_else(|| BadValue::new(PLACE, name, "is not set"))?;
        out.push_str(value);
        open = Some(name);
        rest = after;
    }
    push_fixed(out, rest, open)?;
    if rest.bytes().any(|byte| byte == b'/') { Ok(()) } else { check_segment(out, open) }
}

/// The text before the next place, its name, and what comes after it. A place does not reach beyond its segment.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let start = from + bytes[from..].iter().position(|byte| *byte == b'{')?;
        let end = start + bytes[start..].iter().position(|byte| matches!(byte, b'}' | b'/'))?;
        if bytes[end] == b'}' {
            return Some((&text[..start], &text[start + 1..end], &text[end + 1..]));
        }
        from = end;
    }
}

/// Appends fixed text. `open` is the last place in the segment before it.
fn push_fixed(out: &mut String, fixed: &str, open: Option<&str>) -> Result<(), BadValue> {
    let slash = || fixed.bytes().position(|byte| byte == b'/');
    let end = open.and_then(|_| slash()).unwrap_or_default();
    let (segment, rest) = fixed.split_at(end);
    push_escaped(out, segment);
    if rest.starts_with('/') {
        check_segment(out, open)?;
    }
    push_escaped(out, rest);
    Ok(())
}

fn push_escaped(out: &mut String, fixed: &str) {
    // Most texts are of these characters only, which is quickly seen.
    if fixed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_')) {
        out.push_str(fixed);
    } else {
        out.extend(utf8_percent_encode(fixed, FIXED));
    }
}

/// Refuses a segment that is complete, with that place in it, if URL parsers would fold it away.
fn check_segment(out: &str, place: Option<&str>) -> Result<(), BadValue> {
    let Some(name) = place else { return Ok(()) };
    let start = out.bytes().rposition(|byte| byte == b'/').map_or(0, |slash| slash + 1);
    match &out.as_bytes()[start..] {
        b"" | b"." | b".." => Err(BadValue::new(PLACE, name, "must not leave its segment `.` or `..`")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(style: Style, value: Value) -> String {
        path_text("a", style, &value).unwrap()
    }

    #[test]
    fn styles() {
        let (list, object) = (json!([1, 2]), json!({"k": "v", "l": "w"}));
        for (style, one, many, pairs) in [
            (Style::Simple, "x%2Fy", "1,2", "k,v,l,w"),
            (Style::SimpleExploded, "x%2Fy", "1,2", "k=v,l=w"),
            (Style::Label, ".x%2Fy", ".1,2", ".k,v,l,w"),
            (Style::LabelExploded, ".x%2Fy", ".1.2", ".k=v.l=w"),
            (Style::Matrix, ";a=x%2Fy", ";a=1,2", ";a=k,v,l,w"),
            (Style::MatrixExploded, ";a=x%2Fy", ";a=1;a=2", ";k=v;l=w"),
        ] {
            assert_eq!(text(style, json!("x/y")), one, "{style:?}");
            assert_eq!(text(style, list.clone()), many, "{style:?}");
            assert_eq!(text(style, object.clone()), pairs, "{style:?}");
        }
        assert_eq!(text(Style::Json, json!([1])), "%5B1%5D");
    }

    #[test]
    fn refuses_what_would_leave_its_place() {
        for value in [json!(""), json!("."), json!(".."), json!(null), json!([]), json!("a\nb"), json!(["a\u{0}"])] {
            let error = path_text("id", Style::Simple, &value).unwrap_err().to_string();
            assert!(error.starts_with("path parameter `id` "), "{error}");
        }
        assert_eq!(text(Style::Simple, json!("../x")), "..%2Fx");
        assert_eq!(text(Style::Simple, json!("%2e%2e")), "%252e%252e");
    }

    #[test]
    fn every_character_stays_in_its_segment() {
        let characters: Vec<char> = (' '..='~').chain(['ä', '€', '😀', '\u{a0}', '\u{2028}']).collect();
        let alone = characters.iter().map(char::to_string);
        let pairs = characters.iter().flat_map(|one| characters.iter().map(move |other| format!("{one}{other}")));
        for value in alone.chain(pairs).filter(|value| value != "." && value != "..") {
            let sent = text(Style::Simple, json!(value));
            let decoded = percent_encoding::percent_decode_str(&sent).decode_utf8().unwrap();
            assert_eq!(decoded, value.as_str());
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
            assert!(sent.bytes().all(is_plain), "{value} is sent as {sent}");
            let mut path = "/base".to_owned();
            fill(&mut path, "/{a}/x", &[("a", sent)]).unwrap();
            let url = url::Url::parse(&format!("https://h{path}")).unwrap();
            assert_eq!((url.path_segments().unwrap().count(), url.query(), url.fragment()), (3, None, None), "{value}");
        }
    }

    #[test]
    fn fills_templates() {
        let fill = |template, value: &str| {
            let mut out = "/base".to_owned();
            fill(&mut out, template, &[("a", value.to_owned()), ("b", "x".to_owned())]).map(|()| out)
        };
        assert_eq!(fill("/v/{a}/w.{b}.json", "1").unwrap(), "/base/v/1/w.x.json");
        assert_eq!(fill("/odd path/{a}|", "1").unwrap(), "/base/odd%20path/1%7C");
        assert_eq!(fill("/{c}", "1").unwrap_err().problem, "is not set");
        assert_eq!(fill("/unclosed{a", "1").unwrap(), "/base/unclosed%7Ba");
        assert_eq!(fill("/unclosed{a/{b}", "1").unwrap(), "/base/unclosed%7Ba/x");
        assert_eq!(fill("/{a}{b}/c d", "1").unwrap(), "/base/1x/c%20d");
        for template in ["/.{a}/x", "/.{a}", "/{a}./x", "/{a}.", "/x/{a}", "/{a}/{b}"] {
            let error = fill(template, ".").unwrap_err();
            assert_eq!((error.name.as_str(), error.problem), ("a", "must not leave its segment `.` or `..`"));
        }
        assert_eq!(fill("/{a}x/.", ".").unwrap(), "/base/.x/.");
    }
}
