//! JSON values as text, lists of text and pairs of text.

use std::borrow::Cow;

use serde_json::{Number, Value};

/// A value without depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flat<'v> {
    /// Null, or nothing in it: not sent.
    Nothing,
    /// One text.
    One(Cow<'v, str>),
    /// Items of a list.
    Many(Vec<Cow<'v, str>>),
    /// Entries of an object.
    Pairs(Vec<(&'v str, Cow<'v, str>)>),
}

/// Said of lists in lists and the like.
pub(crate) const TOO_DEEP: &str = "is nested too deeply for the way it is sent";

/// Takes the depth out of a value; fails when there is more than one level.
pub(crate) fn flatten(value: &Value) -> Result<Flat<'_>, &'static str> {
    Ok(match value {
        Value::Null => Flat::Nothing,
        Value::Array(items) => many(items)?,
        Value::Object(entries) => {
            let mut pairs = Vec::with_capacity(entries.len());
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                pairs.push((key.as_str(), scalar(value).ok_or(TOO_DEEP)?));
            }
            if pairs.is_empty() { Flat::Nothing } else { Flat::Pairs(pairs) }
        }
        _ => scalar(value).map_or(Flat::Nothing, Flat::One),
    })
}

/// The items that are not null.
fn many(items: &[Value]) -> Result<Flat<'_>, &'static str> {
    let texts: Option<Vec<_>> = items.iter().filter(|item| !item.is_null()).map(scalar).collect();
    let texts = texts.ok_or(TOO_DEEP)?;
    Ok(if texts.is_empty() { Flat::Nothing } else { Flat::Many(texts) })
}

/// A text, number or boolean as text.
pub(crate) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number_text(number).into()),
        Value::Bool(_) => Some(value.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn number_text(number: &Number) -> String {
    // Whole numbers are spelled without the detour of formatting.
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number.to_string(),
        (_, Some(number)) => number.to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn flattens() {
        assert_eq!(flatten(&json!(null)), Ok(Flat::Nothing));
        assert_eq!(flatten(&json!([])), Ok(Flat::Nothing));
        assert_eq!(flatten(&json!({"a": null})), Ok(Flat::Nothing));
        assert_eq!(flatten(&json!(true)), Ok(Flat::One("true".into())));
        assert_eq!(flatten(&json!([1, null, "x"])), Ok(Flat::Many(vec!["1".into(), "x".into()])));
        assert_eq!(flatten(&json!({"a": 1.5})), Ok(Flat::Pairs(vec![("a", "1.5".into())])));
        assert_eq!(flatten(&json!([[1]])), Err(TOO_DEEP));
        assert_eq!(flatten(&json!({"a": {}})), Err(TOO_DEEP));
    }
}
