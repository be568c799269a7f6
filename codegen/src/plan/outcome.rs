//! What an operation answers, sorted into success and failure.

use crate::ir::{Method, Operation, PayloadKind, Response, StatusPattern, Value};
use crate::names::{OperationNames, TypeName};

/// A body as it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Body<'a> {
    /// There is none.
    Empty,
    /// JSON text.
    Json(&'a Value),
    /// URL-encoded fields.
    Form(&'a Value),
    /// Text.
    Text,
    /// Bytes with their media type.
    Binary,
}

/// One documented answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case<'a> {
    pub(crate) status: StatusPattern,
    pub(crate) variant: &'a TypeName,
    pub(crate) body: Body<'a>,
    pub(crate) response: &'a Response,
}

/// What a call gives when it succeeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Success<'a> {
    /// The same for every 2xx.
    Single(Body<'a>),
    /// An enum by status.
    ByStatus(Vec<Case<'a>>),
}

/// All that can come back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcome<'a> {
    pub(crate) success: Success<'a>,
    /// Documented failures, exact statuses first, then classes, then the default.
    pub(crate) failures: Vec<Case<'a>>,
}

/// Sorts the answers of `op`.
pub(crate) fn outcome<'a>(op: &'a Operation, names: &'a OperationNames) -> Outcome<'a> {
    let mut cases: Vec<Case<'a>> = op
        .responses
        .iter()
        .zip(&names.responses)
        .map(|(response, variant)| Case { status: response.status, variant, body: body(op, response), response })
        .collect();
    cases.sort_by_key(|case| case.status);
    let (successes, failures): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| case.status.is_success());
    let fallback = failures.iter().find(|case| case.status == StatusPattern::Default).map(|case| case.body);
    let success = match (successes.as_slice(), fallback) {
        ([one], _) => Success::Single(one.body),
        // Only `default` is documented: it is what a success looks like, too.
        ([], Some(body)) => Success::Single(body),
        // A success is not documented: what comes is handed over as it is.
        ([], None) if op.method == Method::Head => Success::Single(Body::Empty),
        ([], None) => Success::Single(Body::Binary),
        _ => Success::ByStatus(successes),
    };
    Outcome { success, failures }
}

fn body<'a>(op: &Operation, response: &'a Response) -> Body<'a> {
    match &response.body {
        _ if op.method == Method::Head => Body::Empty,
        None => Body::Empty,
        Some(PayloadKind::Json(value)) => Body::Json(value),
        Some(PayloadKind::Form(value)) => Body::Form(value),
        Some(PayloadKind::Text) => Body::Text,
        Some(PayloadKind::Multipart(_) | PayloadKind::Bytes) => Body::Binary,
    }
}

/// Media types worth asking for, as an `Accept` header has them. Of texts and bytes the model does not know the media
/// type, so anything is asked for, after what is known.
pub(crate) fn accept(op: &Operation) -> String {
    let bodies = || op.responses.iter().filter_map(|response| response.body.as_ref());
    let mut kinds = Vec::new();
    if bodies().any(|body| matches!(body, PayloadKind::Json(_))) {
        kinds.push("application/json");
    }
    if bodies().any(|body| matches!(body, PayloadKind::Form(_))) {
        kinds.push("application/x-www-form-urlencoded");
    }
    if bodies().any(|body| matches!(body, PayloadKind::Text | PayloadKind::Multipart(_) | PayloadKind::Bytes)) {
        kinds.push("*/*");
    }
    kinds.join(", ")
}
