//! Headers of answers, as the docs of a method have them.

use super::operation::Subject;
use crate::ir::FieldSetId;
use crate::plan::Text;

/// Names the types of the documented headers, and how they are read.
pub(super) fn describe_headers(text: &mut Text, subject: &Subject<'_>) {
    let plan = subject.scope.plan;
    let name = |id: Option<FieldSetId>| {
        let set = plan.api.field_sets.get(id?.0)?;
        plan.ty(set.ty).map(|(_, names)| format!("[`types::{0}`](super::types::{0})", names.name))
    };
    let (output, error) = (name(subject.op.headers.output), name(subject.op.headers.error));
    if output.is_none() && error.is_none() {
        return;
    }
    text.section("Headers");
    if let Some(output) = output {
        text.own(format!("{output}, by [`rt::Response::typed_headers`]."));
    }
    if let Some(error) = error {
        text.own(format!("{error} of failures, by [`rt::Error::typed_headers`]."));
    }
}
