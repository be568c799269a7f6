//! Bodies of `application/x-www-form-urlencoded`.

use std::borrow::Cow;

use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::Style;
use super::flat::{Flat, TOO_DEEP, flatten, scalar};
use super::query::MAX_DEPTH;

/// Spells an object as a form: a list repeats its field, an object within becomes JSON text, null is left out. Fields
/// listed in `styles` are spelled in that style.
pub(crate) fn form_text(value: &Value, styles: &[(&str, Style)]) -> Result<String, &'static str> {
    let fields = match value {
        Value::Null => return Ok(String::new()),
        Value::Object(fields) => fields,
        _ => return Err("is not an object, as a form needs to be"),
    };
    let mut out = Serializer::new(String::new());
    for (name, value) in fields {
        match styles.iter().find(|(field, _)| field == name) {
            Some((_, style)) => {
                for (name, text) in styled(name, *style, value)? {
                    out.append_pair(&name, &text);
                }
            }
            None => {
                for text in usual(value)? {
                    out.append_pair(name, &text);
                }
            }
        }
    }
    Ok(out.finish())
}

/// The texts of a field.
fn usual(value: &Value) -> Result<Vec<String>, &'static str> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => {
            let texts = items.iter().filter(|item| !item.is_null()).map(text);
            texts.collect::<Option<_>>().ok_or(TOO_DEEP)
        }
        _ => Ok(text(value).into_iter().collect()),
    }
}

/// Names and texts of a field that has a style. Nothing in them is escaped.
pub(crate) fn styled(name: &str, style: Style, value: &Value) -> Result<Vec<(String, String)>, &'static str> {
    let separator = match style {
        _ if value.is_null() => return Ok(Vec::new()),
        Style::Json => return Ok(vec![(name.to_owned(), value.to_string())]),
        Style::DeepObject => {
            let mut pairs = Vec::new();
            push_deep(&mut pairs, name, value, 0)?;
            return Ok(pairs);
        }
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        _ => ",",
    };
    let own = |text: String| (name.to_owned(), text);
    Ok(match (flatten(value)?, style) {
        (Flat::Nothing, _) => Vec::new(),
        (Flat::One(text), _) => vec![own(text.into_owned())],
        (Flat::Many(texts), Style::FormExploded) => texts.into_iter().map(|text| own(text.into_owned())).collect(),
        (Flat::Pairs(pairs), Style::FormExploded) => {
            pairs.into_iter().map(|(key, value)| (key.to_owned(), value.into_owned())).collect()
        }
        (Flat::Many(texts), _) => vec![own(texts.join(separator))],
        (Flat::Pairs(pairs), _) => {
            let words: Vec<Cow<'_, str>> = pairs.into_iter().flat_map(|(key, value)| [key.into(), value]).collect();
            vec![own(words.join(separator))]
        }
    })
}

/// `name[key][key]=value`, items of lists by their index: the spelling that servers with such forms agree on.
fn push_deep(out: &mut Vec<(String, String)>, name: &str, value: &Value, depth: usize) -> Result<(), &'static str> {
    if depth > MAX_DEPTH {
        return Err(TOO_DEEP);
    }
    match value {
        Value::Object(entries) => {
            entries.iter().try_for_each(|(key, value)| push_deep(out, &format!("{name}[{key}]"), value, depth + 1))
        }
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered
                .into_iter()
                .try_for_each(|(index, item)| push_deep(out, &format!("{name}[{index}]"), item, depth + 1))
        }
        _ => {
            out.extend(scalar(value).map(|text| (name.to_owned(), text.into_owned())));
            Ok(())
        }
    }
}

/// A field's text; lists in lists have none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Object(_) => Some(value.to_string()),
        _ => scalar(value).map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spells_fields() {
        let value = json!({"a": "x y&=ä", "b": [1, 2], "c": null, "d": {"e": 1}});
        assert_eq!(form_text(&value, &[]).unwrap(), "a=x+y%26%3D%C3%A4&b=1&b=2&d=%7B%22e%22%3A1%7D");
        assert!(form_text(&json!([1]), &[]).is_err());
        assert!(form_text(&json!({"a": [[1]]}), &[]).is_err());
    }

    #[test]
    fn spells_fields_in_their_styles() {
        let object = json!({"k": "v w", "l": [1, {"m": true}], "n": null});
        for (style, value, expected) in [
            (Style::DeepObject, object.clone(), "a%5Bk%5D=v+w&a%5Bl%5D%5B0%5D=1&a%5Bl%5D%5B1%5D%5Bm%5D=true"),
            (Style::DeepObject, json!(["x", "y"]), "a%5B0%5D=x&a%5B1%5D=y"),
            (Style::Json, json!([1, 2]), "a=%5B1%2C2%5D"),
            (Style::Form, json!([1, 2]), "a=1%2C2"),
            (Style::Form, json!({"k": 1}), "a=k%2C1"),
            (Style::FormExploded, json!({"k": 1, "l": "m"}), "k=1&l=m"),
            (Style::SpaceDelimited, json!([1, 2]), "a=1+2"),
            (Style::PipeDelimited, json!([1, 2]), "a=1%7C2"),
            (Style::DeepObject, json!(null), ""),
        ] {
            assert_eq!(form_text(&json!({"a": value}), &[("a", style)]).unwrap(), expected, "{style:?}");
        }
        assert_eq!(form_text(&json!({"a": object}), &[("a", Style::Form)]), Err(TOO_DEEP));
    }
}
