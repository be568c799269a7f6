//! What an operation answers, sorted into success and failure.

use crate::ir::{Method, Operation, Response, ResponseBody, StatusPattern, Value};
use crate::names::{OperationNames, TypeName};

/// A body as it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Body<'a> {
    /// There is none.
    Empty,
    /// JSON text.
    Json(&'a Value),
    /// JSON text that is one text, or that text as it is.
    JsonOrText(&'a Value),
    /// A form.
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
    /// It comes as one of these; none: it is what comes otherwise.
    pub(crate) media_types: &'a [String],
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
    let mut cases: Vec<Case<'a>> = Vec::new();
    for (index, (response, variant)) in op.responses.iter().zip(&names.responses).enumerate() {
        let status = response.status;
        let usual = body(op, response.body.as_ref());
        cases.push(Case { status, variant, body: usual, media_types: &[], response });
        let alternatives = response.alternatives.iter().filter(|_| op.method != Method::Head);
        let variants = names.answers.get(index).into_iter().flatten();
        cases.extend(alternatives.zip(variants).map(|(alternative, variant)| {
            let (body, media_types) = (body(op, Some(&alternative.body)), alternative.media_types.as_slice());
            Case { status, variant, body, media_types, response }
        }));
    }
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

fn body<'a>(op: &Operation, body: Option<&'a ResponseBody>) -> Body<'a> {
    match body {
        _ if op.method == Method::Head => Body::Empty,
        None => Body::Empty,
        Some(ResponseBody::Json(value)) => Body::Json(value),
        Some(ResponseBody::JsonOrText(value)) => Body::JsonOrText(value),
        Some(ResponseBody::Form(value)) => Body::Form(value),
        Some(ResponseBody::Text) => Body::Text,
        Some(ResponseBody::Bytes) => Body::Binary,
    }
}
