//! Findings: what is wrong, where, and what to do about it.
//!
//! Every stage up to `names` reports into one [`Sink`] and goes on; nothing returns at the first mistake. A finding
//! carries a [`Place`], which is a file and a JSON pointer. Line and column are looked up only when a finding is shown,
//! so a clean document never pays for them.
//!
//! [`codes`] is the table of everything that can be said, [`render`] draws a finding for people, [`json`], [`sarif`]
//! and [`github`] write it for machines.

pub mod codes;
mod excerpt;
pub mod github;
pub mod json;
mod place;
pub mod render;
pub mod sarif;
mod sink;

pub use codes::{Code, Level};
pub use place::{FileId, Part, Place};
pub(crate) use place::{push_token, unescape};
pub use sink::{Builder, Scope, Sink};

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something is doubtful or was repaired; the result is usable.
    Warning,
    /// Worth knowing, nothing to do.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A second place that matters to a finding, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where it is.
    pub place: Place,
    /// What the reader should see there, e.g. "first used here".
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Which rule was broken.
    pub code: &'static Code,
    /// How bad it is in the mode the document was read in.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Where the mistake is.
    pub place: Place,
    /// What is written under the mistake itself.
    pub label: Option<String>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// The likely fix.
    pub help: Option<String>,
}
