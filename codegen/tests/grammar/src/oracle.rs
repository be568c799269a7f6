//! What has to hold for any text at all.

use serde_json::Value;
use specwright_codegen::config::Strictness;
use specwright_codegen::diag::render::{Colour, render};
use specwright_codegen::diag::{Severity, github, json, sarif};
use specwright_codegen::output::FileSet;
use specwright_codegen::{Compiled, Report, Target, compile_text, emit, list, pages};

use super::trusted::{check_page, check_rust};

/// What became of a document.
#[derive(Debug)]
pub struct Outcome {
    /// The files of its client; none if it was refused.
    pub files: Option<FileSet>,
    /// What was found.
    pub report: Report,
    /// How many operations the client has.
    pub operations: usize,
}

/// Takes a document through the whole pipeline twice, in memory.
///
/// # Errors
/// Says what does not hold: a refusal without an error, a finding without a place, a client that depends on anything
/// but the document, is not Rust, or has code in it that is the document's.
pub fn examine(name: &str, text: &str, strictness: Strictness) -> Result<Outcome, String> {
    let (compiled, report) = compile_text(name, text, strictness);
    let (again, second) = compile_text(name, text, strictness);
    check_findings(&report, &second)?;
    let Some(compiled) = compiled else {
        if report.count(Severity::Error) == 0 {
            return Err("refused without an error".to_owned());
        }
        return Ok(Outcome { files: None, report, operations: 0 });
    };
    if report.count(Severity::Error) > 0 {
        return Err("passed with an error".to_owned());
    }
    let operations = compiled.api.operations.len();
    if list(&compiled).len() != operations {
        return Err("the list of operations is not that of the client".to_owned());
    }
    let files = client(compiled)?;
    let repeated = again.ok_or("refused the second time")?;
    if client(repeated)? != files {
        return Err("another client the second time".to_owned());
    }
    for (path, text) in files.iter() {
        if path.ends_with(".rs") {
            check_rust(path, text)?;
        } else if path.ends_with(".md") {
            check_page(path, text)?;
        }
    }
    Ok(Outcome { files: Some(files), report, operations })
}

/// The crate and its reference pages.
fn client(compiled: Compiled) -> Result<FileSet, String> {
    let apis = [compiled];
    let target = Target::Crate {
        name: "client".to_owned(),
        runtime_path: None,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    let mut files = emit(&apis, &target).map_err(|error| error.to_string())?;
    files.extend(pages(&apis).map_err(|error| error.to_string())?.below("docs"));
    Ok(files)
}

/// Findings are shown in every way, stand where there is text, and are the same each time.
fn check_findings(report: &Report, second: &Report) -> Result<(), String> {
    let shown = render(&report.findings, &report.sources, Colour::Off);
    if shown != render(&second.findings, &second.sources, Colour::Off) {
        return Err("other findings the second time".to_owned());
    }
    render(&report.findings, &report.sources, Colour::On);
    github::render(&report.findings, &report.sources);
    sarif::log(sarif::results(&report.findings, &report.sources));
    json::report(json::findings(&report.findings, &report.sources), 1);
    for finding in &report.findings {
        let span = report.sources.span(&finding.place);
        let text = report.sources.text(finding.place.file);
        if span.start > span.end || text.get(span.start..span.end).is_none() || finding.message.trim().is_empty() {
            return Err(format!("a finding without place or message: {finding:?}"));
        }
    }
    Ok(())
}

/// How many operations stand below the paths of a document.
pub fn operations(document: &Value) -> usize {
    const METHODS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
    let paths = document.get("paths").and_then(Value::as_object);
    let items = paths.into_iter().flatten().filter(|(path, _)| !path.starts_with("x-"));
    items
        .map(|(_, item)| METHODS.iter().filter(|method| item.get(**method).is_some_and(Value::is_object)).count())
        .sum()
}
