//! What an operation says besides its parameters and bodies.

use openapiv3::{SecurityRequirement, StatusCode};

use super::Lint;
use super::walk::OperationAt;
use crate::diag::{Place, codes};
use crate::normalize::closest;

pub(super) fn check_responses(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let responses = &at.operation.responses;
    let success = |status: &StatusCode| matches!(status, StatusCode::Code(200..=299) | StatusCode::Range(2));
    // Without any response at all, `normalize` has said so.
    if responses.responses.is_empty() && responses.default.is_none() {
        return;
    }
    if responses.default.is_none() && !responses.responses.keys().any(success) {
        let message = "no response stands for success";
        lint.sink.report(&codes::NO_SUCCESS_RESPONSE, at.place.child("responses").key(), message);
    }
}

pub(super) fn check_tags(lint: &Lint<'_>, at: &OperationAt<'_>) {
    let declared = &lint.document.openapi.tags;
    for (i, tag) in at.operation.tags.iter().enumerate() {
        if declared.iter().any(|known| known.name == *tag) {
            continue;
        }
        let here = at.place.child("tags").index(i);
        let report = lint.sink.report(&codes::UNKNOWN_TAG, here, format!("the tag `{tag}` is not declared"));
        match closest(tag, declared.iter().map(|known| known.name.as_str())) {
            Some(guess) => report.help(format!("did you mean `{guess}`?")),
            None => report.help("declare it under `tags` at the root, with a description"),
        };
    }
}

pub(super) fn check_security(lint: &Lint<'_>, at: &OperationAt<'_>) {
    if let Some(security) = &at.operation.security {
        check_schemes(lint, security, &at.place.child("security"));
    }
}

pub(super) fn check_root_security(lint: &Lint<'_>) {
    if let Some(security) = &lint.document.openapi.security {
        check_schemes(lint, security, &lint.document.place().child("security"));
    }
}

fn check_schemes(lint: &Lint<'_>, security: &[SecurityRequirement], place: &Place) {
    // The source, because a scheme that could not be read is declared all the same.
    let schemes = lint.document.place().descend(["components", "securitySchemes"]);
    let declared = lint.document.sources.value(&schemes).and_then(|value| value.as_object());
    for (i, requirement) in security.iter().enumerate() {
        for name in requirement.keys() {
            if declared.is_some_and(|declared| declared.contains_key(name)) {
                continue;
            }
            let message = format!("the security scheme `{name}` is not declared");
            let here = place.index(i).child(name).key();
            let report = lint.sink.report(&codes::UNKNOWN_SECURITY_SCHEME, here, message);
            let known = declared.into_iter().flat_map(|declared| declared.keys());
            match closest(name, known.map(String::as_str)) {
                Some(guess) => report.help(format!("did you mean `{guess}`?")),
                None => report.help("declare it under `components/securitySchemes`"),
            };
        }
    }
}
