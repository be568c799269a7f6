//! Why a body could not be understood.

use std::fmt;

use crate::de::messages;

/// Why a body could not be understood: where in it, and what was expected there. Never what was found, which may be a
/// secret.
#[derive(Clone)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    reason: String,
    path: Option<String>,
    position: Option<(usize, usize)>,
    undocumented: bool,
}

impl DecodeError {
    /// An error that concerns the body as a whole.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Inner { reason: reason.into(), path: None, position: None, undocumented: false }))
    }

    /// The status is one that the document does not mention.
    pub(crate) fn undocumented(status: u16) -> Self {
        let mut error = Self::new(format!("status {status} is not documented"));
        error.0.undocumented = true;
        error
    }

    /// An error at a place in JSON.
    pub(crate) fn json(error: &serde_json::Error, path: Option<String>) -> Self {
        let position = Some((error.line(), error.column())).filter(|(line, _)| *line > 0);
        Self(Box::new(Inner { reason: messages::without_value(error), path, position, undocumented: false }))
    }

    /// Adds to the reason.
    pub(crate) fn because(mut self, more: &str) -> Self {
        self.0.reason.push_str(more);
        self
    }

    /// Where in the JSON: `credentials[0].name`; `.` is the value as a whole.
    pub fn json_path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Line in the body, from 1.
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|(line, _)| line)
    }

    /// Column in the line, from 1.
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|(_, column)| column)
    }

    /// What was expected and what kind of thing was found.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The body was not even looked at: the status is one that the document does not mention.
    pub fn is_undocumented(&self) -> bool {
        self.0.undocumented
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)?;
        if let Some(path) = &self.0.path {
            write!(f, " at `{path}`")?;
        }
        if let Some((line, column)) = self.0.position {
            write!(f, " (line {line}, column {column})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({self})")
    }
}

impl std::error::Error for DecodeError {}
