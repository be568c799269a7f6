//! Answers.

use openapiv3::{Operation, ReferenceOr, Response as Written, StatusCode};

use super::{Hint, Lower, payload};
use crate::diag::Place;
use crate::ir::{Docs, PayloadKind, Response, StatusPattern};

/// Lowers the documented answers of an operation, `default` last.
pub(super) fn lower_all(cx: &mut Lower<'_>, op: &Operation, place: &Place, id: &str) -> Vec<Response> {
    let base = place.child("responses");
    let listed = op.responses.responses.iter().map(|(code, response)| {
        let token = code.to_string();
        let status = match code {
            StatusCode::Code(code) => StatusPattern::Code(*code),
            StatusCode::Range(class) => StatusPattern::Class(u8::try_from(*class).unwrap_or_default()),
        };
        (status, token, response)
    });
    let default = op.responses.default.iter().map(|r| (StatusPattern::Default, "default".to_owned(), r));
    let mut result = Vec::new();
    for (status, token, response) in listed.chain(default) {
        if result.iter().any(|r: &Response| r.status == status) {
            continue; // `200` and "200": reported as a duplicate key
        }
        result.extend(lower_ref(cx, status, response, &base.child(&token), id));
    }
    result
}

fn lower_ref(
    cx: &mut Lower<'_>,
    status: StatusPattern,
    response: &ReferenceOr<Written>,
    place: &Place,
    id: &str,
) -> Option<Response> {
    match response {
        ReferenceOr::Item(response) => Some(lower(cx, status, response, place, id)),
        ReferenceOr::Reference { reference } => {
            let found = cx.document.response(place, reference, cx.sink)?;
            // A shared answer is named by itself, not by the operation that happens to come first.
            let own = found.place.pointer.rsplit('/').next().unwrap_or(id).to_owned();
            Some(lower(cx, status, &found.value, &found.place, &own))
        }
    }
}

fn lower(cx: &mut Lower<'_>, status: StatusPattern, response: &Written, place: &Place, name: &str) -> Response {
    let at = place.child("content");
    let chosen = payload::choose(cx, response.content.iter(), &at, "asked for");
    let hint = Hint::of(match status {
        status if status.is_success() => format!("{name} response"),
        StatusPattern::Code(code) => format!("{name} error {code}"),
        _ => format!("{name} error"),
    });
    let body = chosen.map(|(media_type, media)| {
        match payload::lower_media(cx, media_type, media, &at.child(media_type), &hint) {
            // Nobody answers with a form; what calls itself one is read as text.
            PayloadKind::Form(_) => PayloadKind::Text,
            other => other,
        }
    });
    Response { status, body, docs: Docs { description: Some(response.description.clone()), ..Docs::default() } }
}
