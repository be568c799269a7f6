//! What a recorded request shows, in one line and without secrets.

use serde_json::Value;
use specwright_mock::Recorded;

/// In place of a secret in what the mock shows.
const REDACTED: &str = "[redacted]";

/// Method and path with query. The mock serves each API below its name, which does not belong to the API.
pub(crate) fn request_line(request: &Recorded) -> String {
    let mount = format!("/{}", request.api().unwrap_or_default());
    let path = request.path().strip_prefix(&mount).unwrap_or(request.path());
    let query: Vec<_> = request.query().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{} {path}{mark}{}", request.method(), query.join("&"))
}

/// Names of the headers and parameters that prove who is calling, with the scheme word of `authorization`. Where there
/// are none, those of the secrets in the body: so it is when tokens are asked for.
pub(crate) fn proof(request: &Recorded) -> String {
    let headers = request.headers().into_iter().filter(is_secret).map(|(name, _)| with_word(request, name));
    let parameters = request.query().into_iter().filter(is_secret).map(|(name, _)| format!("?{name}"));
    let mut names: Vec<_> = headers.chain(parameters).collect();
    if names.is_empty() {
        names = secrets_in_body(&request.body());
    }
    if names.is_empty() { "none".to_owned() } else { names.join(" + ") }
}

fn is_secret((_, value): &(String, String)) -> bool {
    value == REDACTED
}

/// `authorization: Bearer`; of any other header the name says it all.
fn with_word(request: &Recorded, name: String) -> String {
    let word = request.exact().header(&name).and_then(|value| value.split_once(' '));
    match word {
        Some((word, _)) if name == "authorization" => format!("{name}: {word}"),
        _ => name,
    }
}

fn secrets_in_body(shown: &str) -> Vec<String> {
    let mut names = Vec::new();
    match serde_json::from_str(shown) {
        Ok(body) => secrets_in_json(&body, &mut names),
        Err(_) => {
            let fields = shown.split('&').filter_map(|field| field.split_once('='));
            names.extend(fields.filter(|(_, value)| *value == REDACTED).map(|(name, _)| format!("body {name}")));
        }
    }
    names
}

fn secrets_in_json(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if value == REDACTED {
                    names.push(format!("body {name}"));
                } else {
                    secrets_in_json(value, names);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| secrets_in_json(value, names)),
        _ => {}
    }
}
