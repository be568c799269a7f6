//! A request that an operation would accept, made of the document's examples.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::credentials::mock_value;
use crate::instance;
use crate::model::{Api, Carrier, Explode, Location, Need, Operation, Parameter, RequestBody, Style};
use crate::state::State;

/// What may stand in a path segment or a query value as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const BOUNDARY: &str = "mock-boundary";

/// The request as the page fills it in.
pub(crate) fn request(state: &State, api_index: usize, api: &Api, operation: &Operation) -> Value {
    let value = |parameter: &Parameter| {
        parameter.example.clone().unwrap_or_else(|| instance::make(&api.definitions, &parameter.shape))
    };
    let of = |location: Location| operation.parameters.iter().filter(move |p| p.location == location);
    let path = operation.template.fill(|name| {
        let parameter = of(Location::Path).find(|p| p.name == name);
        parameter.map_or_else(|| "text".to_owned(), |p| path_text(p, &value(p)))
    });
    let (mut query, mut optional) = (Vec::new(), Vec::new());
    // A page token is only good when an answer had it.
    let is_page_token = |p: &&Parameter| operation.paging.as_ref().is_some_and(|paging| paging.parameter == p.name);
    for parameter in of(Location::Query).filter(|p| !is_page_token(p)) {
        let pairs = query_pairs(parameter, &value(parameter));
        if parameter.need == Need::Required { query.extend(pairs) } else { optional.extend(pairs) }
    }
    let needed = of(Location::Header).filter(|p| p.need == Need::Required);
    let mut headers: Vec<(String, String)> =
        needed.map(|p| (p.name.clone(), simple(&value(p), p.explode, str::to_owned))).collect();
    let cookies: Vec<String> = of(Location::Cookie)
        .filter(|p| p.need == Need::Required)
        .map(|p| format!("{}={}", p.name, plain(&value(p))))
        .collect();
    if !cookies.is_empty() {
        headers.push(("Cookie".to_owned(), cookies.join("; ")));
    }
    add_credentials(state, api_index, api, operation, &mut headers, &mut query);
    let body = operation.body.as_ref().and_then(|body| body_text(api, body));
    if let Some((content_type, _)) = &body {
        headers.push(("Content-Type".to_owned(), content_type.clone()));
    }
    json!({
        "path": format!("{}{path}", api.mount), "query": query.join("&"), "optional_query": optional.join("&"),
        "headers": headers, "body": body.map(|(_, text)| text),
    })
}

/// Those of the alternative that is easiest to have: without a token that would have to be issued.
fn add_credentials(
    state: &State,
    api_index: usize,
    api: &Api,
    operation: &Operation,
    headers: &mut Vec<(String, String)>,
    query: &mut Vec<String>,
) {
    let is_plain = |all: &&Vec<String>| !all.iter().any(|name| state.is_issued(api_index, name));
    let Some(chosen) = operation.security.iter().find(is_plain).or_else(|| operation.security.first()) else { return };
    for name in chosen {
        let Some(scheme) = api.schemes.get(name) else { continue };
        // What was configured is somebody's secret and is not shown.
        let value = if state.settings.credentials.contains_key(name) { String::new() } else { mock_value(name) };
        let value = format!("{}{value}", scheme.prefix);
        match &scheme.carrier {
            Carrier::Header(header) => headers.push((header.clone(), value)),
            Carrier::Query(parameter) => query.push(format!("{parameter}={}", encode(&value))),
            Carrier::Cookie(cookie) => headers.push(("Cookie".to_owned(), format!("{cookie}={value}"))),
            Carrier::Basic { password } => {
                let pair = format!("{value}:{}", password.as_deref().unwrap_or("password"));
                headers.push(("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(pair))));
            }
            Carrier::Http(scheme) => {
                let word = if scheme == "bearer" { "Bearer" } else { scheme };
                headers.push(("Authorization".to_owned(), format!("{word} {value}")));
            }
            Carrier::Elsewhere => {}
        }
    }
}

fn path_text(parameter: &Parameter, value: &Value) -> String {
    let text = simple(value, parameter.explode, encode);
    match parameter.style {
        Style::Label => format!(".{text}"),
        Style::Matrix => format!(";{}={text}", parameter.name),
        Style::Json => encode(&value.to_string()),
        _ => text,
    }
}

fn simple(value: &Value, explode: Explode, encode: impl Fn(&str) -> String) -> String {
    let pieces: Vec<String> = match value {
        Value::Array(list) => list.iter().map(|value| encode(&plain(value))).collect(),
        Value::Object(members) => {
            let between = if explode == Explode::Yes { "=" } else { "," };
            members.iter().map(|(name, value)| format!("{}{between}{}", encode(name), encode(&plain(value)))).collect()
        }
        one => vec![encode(&plain(one))],
    };
    pieces.join(",")
}

fn query_pairs(parameter: &Parameter, value: &Value) -> Vec<String> {
    let name = encode(&parameter.name);
    let separator = match parameter.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    match (parameter.style, value) {
        (Style::Json, value) => vec![format!("{name}={}", encode(&value.to_string()))],
        (Style::DeepObject, Value::Object(members)) => members
            .iter()
            .map(|(key, value)| format!("{name}%5B{}%5D={}", encode(key), encode(&plain(value))))
            .collect(),
        (_, Value::Array(list)) if parameter.explode == Explode::Yes => {
            list.iter().map(|value| format!("{name}={}", encode(&plain(value)))).collect()
        }
        (_, Value::Object(members)) if parameter.explode == Explode::Yes => {
            members.iter().map(|(key, value)| format!("{}={}", encode(key), encode(&plain(value)))).collect()
        }
        (_, Value::Array(list)) => {
            let pieces: Vec<String> = list.iter().map(|value| encode(&plain(value))).collect();
            vec![format!("{name}={}", pieces.join(separator))]
        }
        (_, value) => vec![format!("{name}={}", simple(value, parameter.explode, encode))],
    }
}

/// Content type and text; of several documented types the first one, JSON before others.
fn body_text(api: &Api, body: &RequestBody) -> Option<(String, String)> {
    let media = body.content.iter().find(|media| media.is_json()).or_else(|| body.content.first())?;
    let made = || media.shape.as_ref().map(|shape| instance::make(&api.definitions, shape));
    let value = media.examples.first().map(|(_, value)| value.clone()).or_else(made).unwrap_or_default();
    let media_type = media.media_type.as_str();
    Some(match (media_type, &value) {
        _ if media.is_json() => (media_type.to_owned(), format!("{value:#}")),
        ("application/x-www-form-urlencoded", Value::Object(members)) => {
            let pairs: Vec<String> = members.iter().flat_map(|(name, value)| form_pairs(name, value)).collect();
            (media_type.to_owned(), pairs.join("&"))
        }
        ("multipart/form-data", Value::Object(members)) => {
            let parts: String = members.iter().map(|(name, value)| part(name, value)).collect();
            (format!("{media_type}; boundary={BOUNDARY}"), format!("{parts}--{BOUNDARY}--\r\n"))
        }
        _ if media_type.contains('*') => ("application/octet-stream".to_owned(), plain(&value)),
        _ => (media_type.to_owned(), plain(&value)),
    })
}

pub(crate) fn form_pairs(name: &str, value: &Value) -> Vec<String> {
    let pair = |value: &Value| format!("{}={}", encode(name), encode(&plain(value)));
    match value {
        Value::Array(list) => list.iter().map(pair).collect(),
        one => vec![pair(one)],
    }
}

fn part(name: &str, value: &Value) -> String {
    let name: String = name.chars().filter(|c| !matches!(c, '"' | '\r' | '\n')).collect();
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\r\n{}\r\n",
        plain(value)
    )
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}
