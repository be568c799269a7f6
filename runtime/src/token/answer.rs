//! From an answer to a token, or to the reason why there is none.

use std::time::Duration;

use serde_json::Value;

use crate::encode::{escape, has_control};
use crate::{ExchangeInfo, Reply, Secret};

/// A token as it was issued.
pub(crate) struct Issued {
    /// The token.
    pub(crate) token: Secret,
    /// How long it is good for; `None`: until it is refused.
    pub(crate) lifetime: Option<Duration>,
    /// What renews it without the credentials.
    pub(crate) refresh: Option<Secret>,
}

/// Shortest lifetime that is believed: 0 and less would mean a new token for each call.
const SHORTEST: Duration = Duration::from_secs(1);
/// Longest lifetime that is believed.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many characters of one text of a refusal are shown.
const MAX_TEXT: usize = 200;
/// Stands for a secret that the server has repeated.
const REDACTED: &str = "[redacted]";

/// Reads an answer; an error continues the sentence "`POST /token` …" and holds no secrets.
pub(crate) fn read_answer(info: &ExchangeInfo, reply: &Reply, secrets: &[Secret]) -> Result<Issued, String> {
    let status = reply.status_code();
    let answered = match status.canonical_reason() {
        Some(reason) => format!("answered {} {reason}", status.as_u16()),
        None => format!("answered {}", status.as_u16()),
    };
    let json: Option<Value> = reply.json().ok();
    let is_true = |value: &Value| value.as_bool() != Some(false) && value.as_str() != Some("false");
    let accepted = info.success.and_then(|pointer| json.as_ref()?.pointer(pointer)).is_none_or(is_true);
    if !status.is_success() || !accepted {
        let reasons = json.map(|json| texts(info, &json, secrets)).unwrap_or_default();
        let refused = if status.is_success() { " but refused" } else { "" };
        return Err(if reasons.is_empty() {
            format!("{answered}{refused}")
        } else {
            format!("{answered}{refused}: {}", reasons.join("; "))
        });
    }
    let json = json.ok_or_else(|| format!("{answered}, but not with JSON"))?;
    let Some(token) = filled(&json, info.token) else {
        let reasons = texts(info, &json, secrets);
        let separator = if reasons.is_empty() { "" } else { ": " };
        let places = info.token.join("`, `");
        return Err(format!("{answered} without a token at `{places}`{separator}{}", reasons.join("; ")));
    };
    if has_control(token) {
        return Err(format!("{answered} with a token that no header can hold"));
    }
    let refresh = info.refresh.and_then(|refresh| filled(&json, refresh.token)).map(Secret::new);
    Ok(Issued { token: Secret::new(token), lifetime: lifetime(info, &json), refresh })
}

/// The first text that is there and not empty.
fn filled<'j>(json: &'j Value, pointers: &[&str]) -> Option<&'j str> {
    pointers.iter().filter_map(|pointer| json.pointer(pointer)?.as_str()).map(str::trim).find(|text| !text.is_empty())
}

/// How long the token is good for: what the answer says, in as far as that can be believed.
fn lifetime(info: &ExchangeInfo, json: &Value) -> Option<Duration> {
    let told = info.lifetime.iter().find_map(|pointer| seconds(json.pointer(pointer)?));
    let believed = |seconds: f64| {
        let seconds = seconds.clamp(SHORTEST.as_secs_f64(), LONGEST.as_secs_f64());
        Duration::try_from_secs_f64(seconds).unwrap_or(SHORTEST)
    };
    told.or(info.default_lifetime.map(f64::from)).map(believed)
}

/// Seconds, written as a number or as text.
fn seconds(value: &Value) -> Option<f64> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Some(seconds).filter(|seconds| !seconds.is_nan())
}

/// What the server says about a refusal.
fn texts(info: &ExchangeInfo, json: &Value, secrets: &[Secret]) -> Vec<String> {
    let values = info.errors.iter().filter_map(|pointer| json.pointer(pointer));
    let shown = values.filter_map(|value| match value {
        Value::String(text) => Some(presentable(text, secrets)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    shown.filter(|text| !text.is_empty()).collect()
}

/// A text of the server as it may be shown: one line, not long, without secrets it has repeated.
fn presentable(text: &str, secrets: &[Secret]) -> String {
    let mut spellings: Vec<String> = secrets
        .iter()
        .map(Secret::expose)
        .filter(|secret| !secret.is_empty())
        .flat_map(|secret| [secret.to_owned(), escape(secret)])
        .collect();
    // A secret may be part of another one.
    spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    let redacted = spellings.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED));
    let plain: String = redacted.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Breaks lines, drives terminals or changes the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lifetimes() {
        for (value, expected) in [
            (json!(3600), Some(3600.0)),
            (json!("3600"), Some(3600.0)),
            (json!(" 60 "), Some(60.0)),
            (json!(3600.5), Some(3600.5)),
            (json!(-5), Some(-5.0)),
            (json!("inf"), Some(f64::INFINITY)),
            (json!("NaN"), None),
            (json!("soon"), None),
            (json!(true), None),
            (json!(null), None),
        ] {
            assert_eq!(seconds(&value), expected, "{value}");
        }
    }

    #[test]
    fn refusals_are_presentable() {
        let secrets = ["hunter2".into(), "a b&c".into(), "hunter2 and more".into()];
        assert_eq!(presentable("bad\r\n\u{1b}[31m\u{202e} key", &secrets), "bad [31m key");
        assert_eq!(
            presentable("`hunter2`, a%20b%26c, hunter2 and more", &secrets),
            "`[redacted]`, [redacted], [redacted]"
        );
        assert_eq!(presentable(&"ä".repeat(500), &secrets).chars().count(), MAX_TEXT + 1);
    }
}
