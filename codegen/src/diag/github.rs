//! Findings as workflow commands of GitHub, which shows them beside the changed lines.

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// One line per finding.
pub fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    findings.iter().map(|finding| command(finding, sources) + "\n").collect()
}

fn command(finding: &Diagnostic, sources: &Sources) -> String {
    let span = sources.span(&finding.place);
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut text = finding.message.clone();
    for part in [&finding.label, &finding.help].into_iter().flatten() {
        text.push('\n');
        text.push_str(part);
    }
    // The end column is given on one line only; GitHub refuses it otherwise.
    let columns = if span.line == span.end_line {
        format!(",col={},endColumn={}", span.column, span.end_column.max(span.column + 1))
    } else {
        String::new()
    };
    format!(
        "::{command} file={},line={},endLine={}{columns},title={}::{}",
        property(&sources.path(finding.place.file).to_string_lossy()),
        span.line,
        span.end_line,
        property(finding.code.name),
        data(&text),
    )
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
