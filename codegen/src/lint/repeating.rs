//! `x-sse` and `x-idempotency-key`: what makes it safe, or useful, to send a call again.

use openapiv3::{Parameter, ParameterSchemaOrContent, ReferenceOr, Response, Schema, StatusCode};
use serde_json::json;

use super::Lint;
use super::extensions::invalid;
use super::fits::misfit;
use super::parameters::resolved;
use super::walk::OperationAt;
use crate::diag::{Place, codes};
use crate::ir::media::is_event_stream;
use crate::lower::View;
use crate::normalize::closest;

/// A key as the client makes them.
const KEY: &str = "0b2ce7ea-0a2e-4d3b-9d2f-8a4a2f6f2c11";

pub(super) fn check_stream(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let Some(value) = at.operation.extensions.get("x-sse") else { return };
    let here = at.place.child("x-sse");
    let Some(map) = value.as_object() else {
        invalid(lint, here, "`x-sse` is an object with `done` or `reconnect`");
        return;
    };
    for (key, member) in map {
        let at = here.child(key);
        match key.as_str() {
            "done" if member.as_str().is_none_or(|done| done.trim().is_empty()) => {
                invalid(lint, at, "`done` of `x-sse` is text, the data of the last event");
            }
            "reconnect" if !member.is_boolean() => invalid(lint, at, "`reconnect` of `x-sse` is `true` or `false`"),
            "done" | "reconnect" => {}
            _ => invalid(lint, at.key(), format!("`{key}` is not a field of `x-sse`")),
        }
    }
    if !has_events(lint, at) {
        let message = "no success of this operation is a stream of events";
        let report = lint.sink.report(&codes::INVALID_EXTENSION, here.key(), message);
        report.help("describe it under `text/event-stream`");
    }
}

fn has_events(lint: &Lint<'_>, at: &OperationAt<'_>) -> bool {
    let responses = &at.operation.responses;
    let place = at.place.child("responses");
    let is_stream = |response: &Response| response.content.keys().any(|name| is_event_stream(name));
    let reads = |response: &ReferenceOr<Response>, place: Place| match response {
        ReferenceOr::Item(response) => is_stream(response),
        // What leads nowhere was reported, and nothing follows from it.
        ReferenceOr::Reference { reference } => {
            lint.document.response(&place, reference, lint.sink).is_none_or(|found| is_stream(&found.value))
        }
    };
    let successes = responses.responses.iter();
    let mut successes =
        successes.filter(|(code, _)| matches!(code, StatusCode::Code(200..=299) | StatusCode::Range(2)));
    successes.any(|(code, response)| reads(response, place.child(&code.to_string())))
        || responses.default.as_ref().is_some_and(|response| reads(response, place.child("default")))
}

pub(super) fn check_key(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let Some(value) = at.operation.extensions.get("x-idempotency-key") else { return };
    let here = at.place.child("x-idempotency-key");
    if value == &json!(false) {
        return;
    }
    let Some(name) = value.as_str() else {
        invalid(lint, here, "`x-idempotency-key` is the name of a header parameter, or `false`");
        return;
    };
    let parameters = resolved(lint, at);
    let headers = || parameters.iter().filter(|(parameter, _)| matches!(**parameter, Parameter::Header { .. }));
    let data = |parameter: &Parameter| parameter.parameter_data_ref().clone();
    let found = headers().rfind(|(parameter, _)| data(parameter).name.eq_ignore_ascii_case(name));
    let Some((parameter, place)) = found else {
        let message = format!("`{name}` is no header parameter of this operation");
        let report = lint.sink.report(&codes::INVALID_EXTENSION, here, message);
        let names: Vec<String> = headers().map(|(parameter, _)| data(parameter).name).collect();
        match closest(name, names.iter().map(String::as_str)) {
            Some(guess) => report.help(format!("did you mean `{guess}`?")),
            None => report.help("declare it under `parameters`, with `in: header`"),
        };
        return;
    };
    let data = data(parameter);
    let tell = |message: &str, place: Place| {
        lint.sink.report(&codes::INVALID_EXTENSION, here.clone(), message).also(place, "the parameter");
    };
    if data.required {
        tell("callers have to give a key that is required, so the client makes none", place.clone());
    }
    if let Some(why) = misfit_of_key(lint, &data.format, place) {
        tell(&format!("the client's keys are UUIDs, and the parameter takes none: {why}"), place.clone());
    }
}

/// Why a key is no value of the parameter.
fn misfit_of_key(lint: &Lint<'_>, format: &ParameterSchemaOrContent, place: &Place) -> Option<String> {
    let ParameterSchemaOrContent::Schema(schema) = format else { return Some("it is not plain text".to_owned()) };
    let at = place.child("schema");
    match schema {
        ReferenceOr::Item(schema) => misfit_of_schema(lint, schema, &at),
        ReferenceOr::Reference { reference } => {
            let found = lint.document.schema(&at, reference, lint.sink)?;
            misfit_of_schema(lint, &found.value, &found.place)
        }
    }
}

fn misfit_of_schema(lint: &Lint<'_>, schema: &Schema, place: &Place) -> Option<String> {
    let rules = View::of(schema).rules;
    let length = KEY.len() as u64;
    if rules.max_length.is_some_and(|most| most < length) || rules.min_length.is_some_and(|least| least > length) {
        return Some(format!("they have {length} characters"));
    }
    misfit(lint, &json!(KEY), (schema, place)).map(|misfit| misfit.why)
}
