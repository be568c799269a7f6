//! From any text to an identifier.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Words that cannot be identifiers in edition 2024, reserved ones included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `word` cannot be an identifier.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// An `UpperCamelCase` identifier.
pub(super) fn upper_camel(text: &str, fallback: &str) -> String {
    finish(speakable(text).to_upper_camel_case(), fallback, 'N')
}

/// A `snake_case` identifier.
pub(super) fn snake(text: &str, fallback: &str) -> String {
    finish(speakable(text).to_snake_case(), fallback, 'n')
}

/// A `snake_case` identifier of ASCII letters, for modules: the compiler looks for their files under such names only.
/// Other letters are spelled by their code points.
pub(super) fn module(text: &str, fallback: &str) -> String {
    snake(&in_ascii(text), fallback)
}

/// A `SHOUTING_SNAKE_CASE` name of ASCII letters, for environment variables: shells know no others.
pub(super) fn shouting(text: &str) -> String {
    finish(speakable(&in_ascii(text)).to_shouty_snake_case(), "API", 'N')
}

fn in_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            ascii.push_str(&format!(" u{:x} ", u32::from(c)));
        }
    }
    ascii
}

fn finish(word: String, fallback: &str, before_digit: char) -> String {
    let mut word = if word.is_empty() { fallback.to_owned() } else { word };
    if word.starts_with(|c: char| !unicode_ident::is_xid_start(c)) {
        word.insert(0, before_digit);
    }
    if is_keyword(&word) {
        word.push('_');
    }
    word
}

/// Text made of letters and digits only. Signs that are all a text has, or that lead it, are spelled out, because they
/// are what tells `+1` from `-1` and `=` from `!=`; signs between words only part them.
fn speakable(text: &str) -> String {
    let has_word = text.chars().any(unicode_ident::is_xid_continue_strict);
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        if unicode_ident::is_xid_continue_strict(c) {
            if is_usual(c) {
                out.push(c);
            } else {
                out.push_str(&format!(" u{:x} ", u32::from(c)));
            }
        } else if let Some(word) = spelled(c).filter(|_| !has_word || (index == 0 && matches!(c, '+' | '-' | '!'))) {
            out.push(' ');
            out.push_str(word);
            out.push(' ');
        } else if c != '\'' {
            out.push(' ');
        }
    }
    out
}

fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '!' => "not",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "pipe",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '~' => "tilde",
        '^' => "caret",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '?' => "question",
        '_' => "underscore",
        ' ' => "space",
        _ => return None,
    })
}

/// A letter that is written in one way only. The compiler takes identifiers for equal that differ in how Unicode spells
/// one letter (`Å` has three spellings), and warns of letters that hardly any language uses; other letters, marks and
/// digits are therefore spelled by their code points.
fn is_usual(c: char) -> bool {
    const ODD: [char; 24] = [
        'ĳ', 'Ĳ', 'ŀ', 'Ŀ', 'ŉ', 'ſ', 'ͺ', 'ϐ', 'ϑ', 'ϒ', 'ϓ', 'ϔ', 'ϕ', 'ϖ', 'ϰ', 'ϱ', 'ϲ', 'ϴ', 'ϵ', 'Ϲ', 'և', 'ٵ',
        'ٶ', 'ำ',
    ];
    let usual = matches!(c,
        '\u{00C0}'..='\u{017F}' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Ș'..='ț' | '\u{1EA0}'..='\u{1EF9}' // Latin
        | '\u{0386}'..='\u{03CE}' | '\u{0400}'..='\u{045F}' | '\u{0490}'..='\u{04FF}' // Greek, Cyrillic
        | '\u{0531}'..='\u{0586}' | '\u{05D0}'..='\u{05EA}' | '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}'
        | '\u{0900}'..='\u{0963}' | '\u{0980}'..='\u{0DFF}' | '\u{0E01}'..='\u{0E4E}' // India, Thai
        | '\u{10D0}'..='\u{10F0}' | '\u{1200}'..='\u{135A}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{AC00}'..='\u{D7A3}' // Japanese, Korean
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2EBEF}');
    c.is_ascii() || (usual && !ODD.contains(&c) && !c.is_numeric())
}

/// `unicode_ident` counts `_` in; here it parts words.
mod unicode_ident {
    pub(super) use ::unicode_ident::is_xid_start;

    pub(super) fn is_xid_continue_strict(c: char) -> bool {
        c != '_' && ::unicode_ident::is_xid_continue(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_is_always_an_identifier() {
        for (text, expected) in [
            ("lockerId", "locker_id"),
            ("type", "type_"),
            ("self", "self_"),
            ("10.5", "n10_5"),
            ("", "field"),
            ("+1", "plus_1"),
            ("-1", "minus_1"),
            ("X-Request-ID", "x_request_id"),
            ("filter[name]", "filter_name"),
            ("@odata.type", "odata_type"),
            ("$top", "top"),
            ("$", "dollar"),
            ("APIApplicationId", "api_application_id"),
            ("don't", "dont"),
            ("e\u{301}", "e_u301"),
            ("\u{212a}", "u212a"),
            ("größe 名前", "größe_名前"),
        ] {
            assert_eq!(snake(text, "field"), expected, "{text}");
        }
    }

    #[test]
    fn upper_camel_is_always_an_identifier() {
        for (text, expected) in [
            ("self", "Self_"),
            ("!=", "NotEqual"),
            ("=", "Equal"),
            ("", "Empty"),
            ("2023-01-01", "N20230101"),
            ("U.S. Government", "USGovernment"),
            ("IPv4", "IPv4"),
            ("_", "Underscore"),
        ] {
            assert_eq!(upper_camel(text, "Empty"), expected, "{text}");
        }
    }
}
