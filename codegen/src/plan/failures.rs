//! Which operations fail in the same ways.
//!
//! Most documents give all their operations the same few failures. One enum for all of them is a fraction of the code,
//! and callers can treat them alike. Each operation keeps a name for it, so that nothing a caller wrote changes when two
//! operations part ways.

use std::collections::BTreeMap;

use super::{Body, Case, Plan, outcome};
use crate::ir::{OperationId, Value};

/// Per operation: the first one that fails in the same ways.
#[derive(Debug, Default)]
pub(crate) struct Failures(Vec<Option<OperationId>>);

impl Failures {
    /// The operation whose enum of failures another one shares; itself where it is the first. None: it has no failures.
    pub(crate) fn first_alike(&self, id: OperationId) -> Option<OperationId> {
        self.0.get(id.0).copied().flatten()
    }
}

pub(super) fn plan(plan: &Plan<'_>) -> Failures {
    let mut known: BTreeMap<String, OperationId> = BTreeMap::new();
    let pairs = plan.api.operations.iter().zip(&plan.names.operations).enumerate();
    let first = pairs.map(|(index, (op, names))| {
        let cases = outcome(op, names).failures;
        (!cases.is_empty()).then(|| *known.entry(content(plan, &cases)).or_insert(OperationId(index)))
    });
    Failures(first.collect())
}

/// What the enum is made of: equal for equal enums.
fn content(plan: &Plan<'_>, cases: &[Case<'_>]) -> String {
    let cases = cases.iter().map(|case| {
        let body = match case.body {
            Body::Json(value) => format!("json {}", ty(plan, value)),
            Body::JsonOrText(value) => format!("json or text {}", ty(plan, value)),
            Body::Form(value) => format!("form {}", ty(plan, value)),
            body => format!("{body:?}"),
        };
        format!("{:?} {} {:?} {body}", case.status, case.variant, case.media_types)
    });
    cases.collect::<Vec<_>>().join("\n")
}

fn ty(plan: &Plan<'_>, value: &Value) -> String {
    let resolved = plan.resolve(value);
    format!("{:?} {}", resolved.shape, resolved.nullable)
}
