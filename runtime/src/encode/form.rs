//! Bodies of `application/x-www-form-urlencoded`.

use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::flat::{TOO_DEEP, scalar};

/// Spells an object as a form: a list repeats its field, an object within becomes JSON text, null is left out.
pub(crate) fn form_text(value: &Value) -> Result<String, &'static str> {
    let fields = match value {
        Value::Null => return Ok(String::new()),
        Value::Object(fields) => fields,
        _ => return Err("is not an object, as a form needs to be"),
    };
    let mut out = Serializer::new(String::new());
    for (name, value) in fields {
        match value {
            Value::Array(items) => {
                for item in items.iter().filter(|item| !item.is_null()) {
                    out.append_pair(name, &text(item).ok_or(TOO_DEEP)?);
                }
            }
            _ => {
                if let Some(text) = text(value) {
                    out.append_pair(name, &text);
                }
            }
        }
    }
    Ok(out.finish())
}

/// A field's text; lists in lists have none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Object(_) => Some(value.to_string()),
        _ => scalar(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spells_fields() {
        let value = json!({"a": "x y&=ä", "b": [1, 2], "c": null, "d": {"e": 1}});
        assert_eq!(form_text(&value).unwrap(), "a=x+y%26%3D%C3%A4&b=1&b=2&d=%7B%22e%22%3A1%7D");
        assert!(form_text(&json!([1])).is_err());
        assert!(form_text(&json!({"a": [[1]]})).is_err());
    }
}
