//! Query parameters, and cookies, which are spelled alike.

use serde_json::Value;

use super::flat::{Flat, TOO_DEEP, flatten, scalar};
use super::{Style, escape};

/// Deepest level of brackets that is written.
pub(crate) const MAX_DEPTH: usize = 16;

/// Appends `name=value` pairs, escaped.
pub(crate) fn push_pairs(out: &mut Vec<String>, name: &str, style: Style, value: &Value) -> Result<(), &'static str> {
    match style {
        _ if value.is_null() => {}
        Style::Json => out.push(pair(name, &value.to_string())),
        Style::DeepObject => push_deep(out, &escape(name), value, 0)?,
        Style::FormExploded => push_exploded(out, name, &flatten(value)?),
        Style::SpaceDelimited => push_joined(out, name, "%20", &flatten(value)?),
        Style::PipeDelimited => push_joined(out, name, "%7C", &flatten(value)?),
        _ => push_joined(out, name, ",", &flatten(value)?),
    }
    Ok(())
}

/// One pair, escaped.
pub(crate) fn pair(name: &str, value: &str) -> String {
    format!("{}={}", escape(name), escape(value))
}

/// A pair for each item.
fn push_exploded(out: &mut Vec<String>, name: &str, flat: &Flat) {
    match flat {
        Flat::Nothing => {}
        Flat::One(text) => out.push(pair(name, text)),
        Flat::Many(texts) => out.extend(texts.iter().map(|text| pair(name, text))),
        Flat::Pairs(pairs) => out.extend(pairs.iter().map(|(key, value)| pair(key, value))),
    }
}

/// One pair with all items.
fn push_joined(out: &mut Vec<String>, name: &str, separator: &str, flat: &Flat) {
    let items: Vec<String> = match flat {
        Flat::Nothing => return,
        Flat::One(text) => vec![escape(text)],
        Flat::Many(texts) => texts.iter().map(|text| escape(text)).collect(),
        Flat::Pairs(pairs) => pairs.iter().flat_map(|(key, value)| [escape(key), escape(value)]).collect(),
    };
    out.push(format!("{}={}", escape(name), items.join(separator)));
}

/// `name[key][key]=value`. Brackets are escaped: RFC 3986 does not allow them in a query, and servers read both.
fn push_deep(out: &mut Vec<String>, name: &str, value: &Value, depth: usize) -> Result<(), &'static str> {
    if depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                push_deep(out, &format!("{name}%5B{}%5D", escape(key)), value, depth + 1)?;
            }
        }
        Value::Array(items) => {
            // Without its index, a field of one object could not be told from that of the next.
            let indexed = items.iter().any(|item| item.is_object() || item.is_array());
            for (index, item) in items.iter().enumerate() {
                match indexed {
                    true => push_deep(out, &format!("{name}%5B{index}%5D"), item, depth + 1)?,
                    false => push_deep(out, name, item, depth + 1)?,
                }
            }
        }
        _ => out.extend(scalar(value).map(|text| format!("{name}={}", escape(&text)))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn query(style: Style, value: Value) -> String {
        let mut out = Vec::new();
        push_pairs(&mut out, "a", style, &value).unwrap();
        out.join("&")
    }

    #[test]
    fn styles() {
        for (style, one, many, pairs) in [
            (Style::FormExploded, "a=x%20y", "a=1&a=2", "k=v&l=w"),
            (Style::Form, "a=x%20y", "a=1,2", "a=k,v,l,w"),
            (Style::SpaceDelimited, "a=x%20y", "a=1%202", "a=k%20v%20l%20w"),
            (Style::PipeDelimited, "a=x%20y", "a=1%7C2", "a=k%7Cv%7Cl%7Cw"),
            (Style::DeepObject, "a=x%20y", "a=1&a=2", "a%5Bk%5D=v&a%5Bl%5D=w"),
        ] {
            assert_eq!(query(style, json!("x y")), one, "{style:?}");
            assert_eq!(query(style, json!([1, 2])), many, "{style:?}");
            assert_eq!(query(style, json!({"k": "v", "l": "w"})), pairs, "{style:?}");
        }
        assert_eq!(query(Style::Json, json!({"k": [1]})), "a=%7B%22k%22%3A%5B1%5D%7D");
        assert_eq!(query(Style::DeepObject, json!({"k": {"m": [1, 2]}})), "a%5Bk%5D%5Bm%5D=1&a%5Bk%5D%5Bm%5D=2");
    }

    #[test]
    fn nothing_is_not_sent_but_empty_text_is() {
        for value in [json!(null), json!([]), json!({}), json!([null])] {
            for style in [Style::FormExploded, Style::Form, Style::DeepObject] {
                assert_eq!(query(style, value.clone()), "");
            }
        }
        assert_eq!(query(Style::FormExploded, json!("")), "a=");
    }

    #[test]
    fn every_character_arrives_as_itself() {
        let characters: Vec<char> = ('\0'..='\u{7f}').chain(['ä', '€', '😀', '\u{a0}', '\u{2028}']).collect();
        for value in characters.iter().flat_map(|c| [c.to_string(), format!("x{c}y")]) {
            for style in
                [Style::FormExploded, Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject]
            {
                let sent = query(style, json!(value));
                let read: Vec<_> = url::form_urlencoded::parse(sent.as_bytes()).collect();
                assert_eq!(read, [("a".into(), value.as_str().into())], "{style:?}: {sent}");
                // As a cookie it must end neither itself nor the header.
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
                assert!(sent["a=".len()..].bytes().all(is_plain), "{style:?}: {sent}");
            }
            let sent = query(Style::DeepObject, json!({ &value: &value }));
            let read: Vec<_> = url::form_urlencoded::parse(sent.as_bytes()).collect();
            assert_eq!(read, [(format!("a[{value}]").into(), value.as_str().into())]);
        }
    }

    #[test]
    fn separators_in_items_are_escaped() {
        assert_eq!(query(Style::Form, json!(["1,2", "&="])), "a=1%2C2,%26%3D");
        assert_eq!(push_pairs(&mut Vec::new(), "a", Style::Form, &json!([[1]])), Err(TOO_DEEP));
    }
}
