//! How the inputs of an operation are passed.

use super::Plan;
use crate::ir::{Operation, Parameter, PayloadKind, Shape, Value};
use crate::names::{OperationNames, ValueName};

/// How a caller hands over a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    /// By value: it is as small as a reference.
    Copy,
    /// `&str`.
    Text,
    /// `&[T]`.
    Slice,
    /// `&T`.
    Reference,
}

/// One parameter with its name and how it is passed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input<'a> {
    pub(crate) parameter: &'a Parameter,
    pub(crate) name: &'a ValueName,
    pub(crate) passing: Passing,
}

impl Input<'_> {
    /// Sent by itself: it is always there and always the same.
    pub(crate) fn is_automatic(&self) -> bool {
        self.parameter.required && self.parameter.constant.is_some()
    }

    /// An argument of the method.
    pub(crate) fn is_argument(&self) -> bool {
        self.parameter.required && self.parameter.constant.is_none()
    }

    /// A setter of the call.
    pub(crate) fn is_setter(&self) -> bool {
        !self.parameter.required
    }
}

/// The parameters of `op`, in document order.
pub(crate) fn inputs<'a>(plan: &Plan<'a>, op: &'a Operation, names: &'a OperationNames) -> Vec<Input<'a>> {
    let pairs = op.parameters.iter().zip(&names.parameters);
    pairs.map(|(parameter, name)| Input { parameter, name, passing: plan.passing(&parameter.value) }).collect()
}

impl<'a> Plan<'a> {
    /// How a value is passed.
    pub(crate) fn passing(&self, value: &'a Value) -> Passing {
        match self.resolve(value).shape {
            Shape::Boolean { .. } | Shape::Integer { .. } | Shape::Unsigned | Shape::Number { .. } | Shape::Uuid => {
                Passing::Copy
            }
            Shape::Text => Passing::Text,
            Shape::List(_) => Passing::Slice,
            Shape::Any
            | Shape::Secret
            | Shape::DateTime
            | Shape::Date
            | Shape::Base64
            | Shape::Map(_)
            | Shape::Foreign { .. }
            | Shape::Named { .. } => Passing::Reference,
        }
    }

    /// The value of a body that has one.
    pub(crate) fn payload_value(kind: &PayloadKind) -> Option<&Value> {
        match kind {
            PayloadKind::Json(value) | PayloadKind::Form(value) => Some(value),
            PayloadKind::Text | PayloadKind::Multipart(_) | PayloadKind::Bytes => None,
        }
    }
}
