//! The body of a request: there or not, of a known media type, and as its schema says.

use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use serde_json::Value;

use crate::load::essence;
use crate::model::{Api, Media, Need, Operation, RequestBody, Status};
use crate::refusal::Refusal;
use crate::request::Received;
use crate::{form, multipart};

/// Checks the body of a request.
pub(crate) async fn check(api: &Api, operation: &Operation, received: &Received) -> Result<(), Refusal> {
    check_length(operation, received)?;
    let empty = received.body.is_empty();
    let Some(body) = &operation.body else {
        return if empty {
            Ok(())
        } else {
            Err(Refusal::bad("a body was sent, and the operation takes none").at("body"))
        };
    };
    if empty && !received.headers.contains_key(CONTENT_TYPE) {
        return match body.need {
            Need::Required => Err(Refusal::bad("a body is required and was not sent").at("body")),
            Need::Optional => Ok(()),
        };
    }
    let content_type = received.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let media = media(body, &content_type)?;
    if let Some(charset) = charset(&content_type).filter(|name| !name.eq_ignore_ascii_case("utf-8")) {
        let reason = format!("JSON travels as UTF-8, not as `{charset}`");
        return if media.is_json() { Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason)) } else { Ok(()) };
    }
    check_content(api, media, &content_type, received).await
}

async fn check_content(api: &Api, media: &Media, content_type: &str, received: &Received) -> Result<(), Refusal> {
    let sent = essence(content_type);
    if crate::model::is_json(&sent) {
        let value = serde_json::from_slice(&received.body).map_err(|error| {
            // The place, not the text: it may hold what nobody else should see.
            let reason = format!("the body is not JSON: line {}, column {}", error.line(), error.column());
            Refusal::bad(reason).at("body")
        })?;
        return check_value(api, media, &value);
    }
    match sent.as_str() {
        "application/x-www-form-urlencoded" => {
            check_value(api, media, &form::read(&api.definitions, media, &received.body)?)
        }
        "multipart/form-data" => multipart::check(&api.definitions, media, content_type, &received.body).await,
        _ if received.body.is_empty() => Err(Refusal::bad("the body is empty").at("body")),
        _ => Ok(()),
    }
}

fn check_value(api: &Api, media: &Media, value: &Value) -> Result<(), Refusal> {
    let Some(shape) = &media.shape else { return Ok(()) };
    let mut violations = shape.check(&api.definitions, value).into_iter();
    let Some(first) = violations.next() else { return Ok(()) };
    let rest: String = violations.map(|v| format!("; {}: {}", pointer(&v.pointer), v.message)).collect();
    Err(Refusal::bad(format!("{}{rest}", first.message)).at(pointer(&first.pointer)))
}

/// A pointer that can be seen: that of the whole body is empty.
fn pointer(pointer: &str) -> String {
    if pointer.is_empty() { "body".to_owned() } else { pointer.to_owned() }
}

/// Servers that document 411 want a length even where there is no body.
fn check_length(operation: &Operation, received: &Received) -> Result<(), Refusal> {
    let documented = operation.answers.iter().any(|answer| answer.status == Status::Code(411));
    let told = [CONTENT_LENGTH, TRANSFER_ENCODING].iter().any(|name| received.headers.contains_key(name));
    let can_have_body = ["PUT", "POST", "PATCH"].contains(&received.method.as_str());
    if documented && can_have_body && !told {
        return Err(Refusal::new(StatusCode::LENGTH_REQUIRED, "there is no Content-Length"));
    }
    Ok(())
}

/// The documented media type that a content type falls under.
fn media<'b>(body: &'b RequestBody, content_type: &str) -> Result<&'b Media, Refusal> {
    let sent = essence(content_type);
    let ranks = |media: &&Media| rank(&media.media_type, &sent).is_some();
    let best = body.content.iter().filter(ranks).min_by_key(|media| rank(&media.media_type, &sent));
    best.ok_or_else(|| {
        let known: Vec<&str> = body.content.iter().map(|media| media.media_type.as_str()).collect();
        let sent =
            if sent.is_empty() { "no content type was sent".to_owned() } else { format!("`{sent}` is not taken") };
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{sent}; the operation takes {}", known.join(", ")))
            .at("header `Content-Type`")
    })
}

/// How exactly a media type or range covers another; smaller is better.
pub(crate) fn rank(own: &str, other: &str) -> Option<u8> {
    let kind = |text: &str| text.split('/').next().unwrap_or_default().to_owned();
    match own.split_once('/') {
        _ if own == other => Some(0),
        Some(("*", "*")) => Some(2),
        Some((group, "*")) if group == kind(other) => Some(1),
        // `application/*+json`
        Some((group, suffix))
            if group == kind(other) && suffix.strip_prefix('*').is_some_and(|end| other.ends_with(end)) =>
        {
            Some(1)
        }
        _ => None,
    }
}

fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let mut named = parameters.filter_map(|parameter| parameter.trim().split_once('='));
    named.find(|(name, _)| name.eq_ignore_ascii_case("charset")).map(|(_, value)| value.trim_matches('"'))
}
