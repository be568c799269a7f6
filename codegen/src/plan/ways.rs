//! The ways to call an operation: one for each kind of body.

use crate::ir::{Operation, Payload, PayloadKind};
use crate::names::{AlternativeNames, OperationNames, TypeName, ValueName};

/// A way to call an operation: a method, and what its call is set up with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) method: &'a ValueName,
    /// What stands for the operation in the type of the call.
    pub(crate) marker: &'a TypeName,
    pub(crate) payload: Option<&'a Payload>,
    pub(crate) parts: &'a [ValueName],
    /// Per part.
    pub(crate) part_headers: &'a [Vec<ValueName>],
    pub(crate) body: &'a ValueName,
    pub(crate) standing: Standing,
}

/// What a way has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is the usual one.
    Main,
    /// Its calls are set up like those of the usual one.
    Shared,
    /// Its calls have setters of their own, or must not have those of the usual one.
    Own,
}

impl<'a> Way<'a> {
    /// The usual way.
    pub(crate) fn main(op: &'a Operation, names: &'a OperationNames) -> Self {
        let OperationNames { method, marker, parts, part_headers, body, .. } = names;
        Self { method, marker, payload: op.payload.as_ref(), parts, part_headers, body, standing: Standing::Main }
    }
}

/// The other ways to call `op`, in the order of the document.
pub(crate) fn other_ways<'a>(op: &'a Operation, names: &'a OperationNames) -> impl Iterator<Item = Way<'a>> {
    op.alternatives.iter().zip(&names.alternatives).map(|(payload, own)| {
        // A setter of a body, or of its parts, would be one too many on a call that has its body.
        let shares = is_argument(op.payload.as_ref()) && is_argument(Some(payload));
        let (marker, standing) = if shares { (&names.marker, Standing::Shared) } else { (&own.marker, Standing::Own) };
        let AlternativeNames { method, parts, part_headers, body, .. } = own;
        Way { method, marker, payload: Some(payload), parts, part_headers, body, standing }
    })
}

/// The body is one argument and nothing else.
fn is_argument(payload: Option<&Payload>) -> bool {
    payload.is_some_and(|payload| payload.required && !matches!(payload.kind, PayloadKind::Multipart(_)))
}
