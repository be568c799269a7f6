//! A schema in its place, compiled when it is first needed.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::schema::{Definitions, Direction};
use crate::validate::{self, Violation};

/// A schema of a request or of an answer.
#[derive(Debug)]
pub(crate) struct Shape {
    /// JSON Schema 2020-12; refers into the definitions of its direction.
    pub(crate) root: Value,
    pub(crate) direction: Direction,
    validator: OnceLock<Result<Validator, String>>,
}

impl Shape {
    pub(crate) fn new(root: Value, direction: Direction) -> Self {
        Self { root, direction, validator: OnceLock::new() }
    }

    /// What is wrong with a value; empty if nothing is.
    pub(crate) fn check(&self, definitions: &Definitions, value: &Value) -> Vec<Violation> {
        let validator =
            self.validator.get_or_init(|| validate::compile(&definitions.whole(&self.root, self.direction)));
        match validator {
            Ok(validator) => validate::violations(validator, value),
            // A schema that defies compiling cannot be held against a client; it was said at the start.
            Err(_) => Vec::new(),
        }
    }

    /// Whether the value fits.
    pub(crate) fn fits(&self, definitions: &Definitions, value: &Value) -> bool {
        self.check(definitions, value).is_empty()
    }
}
