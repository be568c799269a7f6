//! Which operations fail in the same ways.
//!
//! Most documents give all their operations the same few failures. One enum for all of them is a fraction of the code,
//! and callers can treat them alike. Each operation keeps a name for it, so that nothing a caller wrote changes when two
//! operations part ways.

use std::collections::BTreeMap;

use super::{Body, Case, Plan, outcome};
use crate::ir::{OperationId, Value};

/// Operations by the failures they have.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    /// In document order; the first one's name is that of the enum.
    groups: Vec<Vec<OperationId>>,
    of_operation: BTreeMap<OperationId, usize>,
}

impl Failures {
    /// The operations that share the enum of this one's failures, itself among them. None: it has no failures.
    pub(crate) fn sharing(&self, id: OperationId) -> &[OperationId] {
        self.of_operation.get(&id).and_then(|group| self.groups.get(*group)).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn plan(plan: &Plan<'_>) -> Failures {
    let mut failures = Failures::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let pairs = plan.api.operations.iter().zip(&plan.names.operations).enumerate();
    for (index, (op, names)) in pairs {
        let cases = outcome(op, names).failures;
        if cases.is_empty() {
            continue;
        }
        let group = *known.entry(content(plan, &cases)).or_insert_with(|| {
            failures.groups.push(Vec::new());
            failures.groups.len() - 1
        });
        failures.of_operation.insert(OperationId(index), group);
        if let Some(group) = failures.groups.get_mut(group) {
            group.push(OperationId(index));
        }
    }
    failures
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
