//! Findings as SARIF 2.1.0, which code hosts and editors read.

use std::path::{Component, Path};

use serde_json::{Value, json};

use super::{Code, Diagnostic, Place, Severity, codes};
use crate::source::Sources;

/// The findings of one document, to be put together with those of others.
pub fn results(findings: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    findings.iter().map(|finding| result(finding, sources)).collect()
}

/// The whole log.
pub fn log(results: Vec<Value>) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "specwright",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": codes::ALL.iter().map(rule).collect::<Vec<_>>(),
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &Code) -> Value {
    let level = code.level.strict.or(code.level.tolerant).map_or("none", level);
    json!({
        "id": code.name,
        "shortDescription": { "text": code.name.replace('-', " ") },
        "fullDescription": { "text": code.explain },
        "help": { "text": code.explain },
        "defaultConfiguration": { "level": level },
    })
}

fn result(finding: &Diagnostic, sources: &Sources) -> Value {
    let mut text = finding.message.clone();
    if let Some(help) = &finding.help {
        text.push_str(". Help: ");
        text.push_str(help);
    }
    let mut result = json!({
        "ruleId": finding.code.name,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(&finding.place, sources)],
    });
    if let Some(index) = codes::ALL.iter().position(|code| code.name == finding.code.name) {
        result["ruleIndex"] = json!(index);
    }
    if !finding.labels.is_empty() {
        let related = finding.labels.iter().map(|label| {
            let mut location = location(&label.place, sources);
            location["message"] = json!({ "text": label.text });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(place: &Place, sources: &Sources) -> Value {
    let span = sources.span(place);
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(sources.path(place.file)) },
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        },
    })
}

/// A path as a URI reference, relative where the path is.
fn uri(path: &Path) -> String {
    let steps = path.components().filter_map(|part| match part {
        Component::RootDir | Component::Prefix(_) => None,
        other => Some(encode(&other.as_os_str().to_string_lossy())),
    });
    let relative = steps.collect::<Vec<_>>().join("/");
    if path.is_absolute() { format!("file:///{relative}") } else { relative }
}

fn encode(step: &str) -> String {
    let mut out = String::with_capacity(step.len());
    for byte in step.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri(Path::new("specs/a b.yaml")), "specs/a%20b.yaml");
        assert_eq!(uri(Path::new("/tmp/ä.json")), "file:///tmp/%C3%A4.json");
        assert_eq!(uri(Path::new("../x.yaml")), "../x.yaml");
    }
}
