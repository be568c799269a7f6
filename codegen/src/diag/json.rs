//! Findings as the JSON that `specwright check --format json` prints.

use serde_json::{Value, json};

use super::{Diagnostic, Part};
use crate::source::Sources;

/// The findings of one document, to be put together with those of others.
pub fn findings(findings: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    findings.iter().map(|finding| entry(finding, sources)).collect()
}

/// The whole report: findings of all documents and how many documents there were.
pub fn report(findings: Vec<Value>, files: usize) -> Value {
    json!({ "findings": findings, "files": files })
}

fn entry(finding: &Diagnostic, sources: &Sources) -> Value {
    let span = sources.span(&finding.place);
    let pointer = match finding.place.part {
        // The text could not be read, so there is nothing a pointer could lead to.
        Part::Bytes { .. } => Value::Null,
        Part::Key | Part::Value => Value::from(finding.place.pointer.as_str()),
    };
    json!({
        "code": finding.code.name,
        "severity": finding.severity.name(),
        "message": finding.message,
        "file": sources.path(finding.place.file).to_string_lossy(),
        "line": span.line,
        "column": span.column,
        "pointer": pointer,
        "help": finding.help,
    })
}
