//! Identifiers that are known to be valid, in the two casings that Rust uses, and names of environment variables.

use std::fmt;

use super::case;

/// An `UpperCamelCase` identifier: a type or a variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName(String);

/// A `snake_case` identifier: a module, function, field or argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueName(String);

/// A `SHOUTING_SNAKE_CASE` name of ASCII letters: an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableName(String);

impl VariableName {
    /// The name nearest to `text`.
    pub(super) fn of(text: &str) -> Self {
        Self(case::shouting(text))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TypeName {
    /// The identifier nearest to `text`, or `fallback` if nothing of it can be said in an identifier.
    pub(super) fn of(text: &str, fallback: &str) -> Self {
        Self(case::upper_camel(text, fallback))
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ValueName {
    /// The module identifier nearest to `text`, or `fallback` if nothing of it can be said in an identifier.
    pub(super) fn module(text: &str, fallback: &str) -> Self {
        Self(case::module(text, fallback))
    }

    /// The identifier nearest to `text`, or `fallback` if nothing of it can be said in an identifier.
    pub(super) fn of(text: &str, fallback: &str) -> Self {
        Self(case::snake(text, fallback))
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ValueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
