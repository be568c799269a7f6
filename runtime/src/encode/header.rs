//! Header parameters.

use serde_json::Value;

use super::Style;
use super::flat::{Flat, flatten};

/// Spells a value for a header; `None` when there is nothing to send. Headers know no escaping.
pub(crate) fn header_text(style: Style, value: &Value) -> Result<Option<String>, &'static str> {
    if style == Style::Json {
        return Ok(if value.is_null() { None } else { Some(ascii_json(value)) });
    }
    let joint = if style == Style::SimpleExploded { "=" } else { "," };
    Ok(match flatten(value)? {
        Flat::Nothing => None,
        Flat::One(text) => Some(text.into_owned()),
        Flat::Many(texts) => Some(texts.join(",")),
        Flat::Pairs(pairs) => {
            let items: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}{joint}{value}")).collect();
            Some(items.join(","))
        }
    })
}

/// JSON text in ASCII, since servers disagree on how to read anything else in a header.
fn ascii_json(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn styles() {
        let text = |style, value| header_text(style, &value).unwrap();
        assert_eq!(text(Style::Simple, json!([1, "b c"])).as_deref(), Some("1,b c"));
        assert_eq!(text(Style::Simple, json!({"k": "v"})).as_deref(), Some("k,v"));
        assert_eq!(text(Style::SimpleExploded, json!({"k": "v"})).as_deref(), Some("k=v"));
        assert_eq!(text(Style::Json, json!({"k": "ä😀"})).as_deref(), Some(r#"{"k":"\u00e4\ud83d\ude00"}"#));
        assert_eq!(text(Style::Simple, json!(null)), None);
    }
}
