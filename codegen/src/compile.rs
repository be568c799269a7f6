//! The stages up to the gate, for one document.

use std::path::{Path, PathBuf};

use crate::config::Strictness;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::resolve::{self, Document};
use crate::source::Sources;
use crate::{ir, lint, lower, names};

/// A document that passed the gate: nothing about it is left to go wrong.
#[derive(Debug)]
pub struct Compiled {
    /// What the API means.
    pub api: ir::Api,
    /// What everything in it is called in Rust.
    pub names: names::ApiNames,
    /// Name of the file it was read from, without folders.
    pub file_name: String,
}

/// What was found in one document, and the sources that are needed to show it.
#[derive(Debug)]
pub struct Report {
    /// The document, as it was named.
    pub path: PathBuf,
    /// By file and position.
    pub findings: Vec<Diagnostic>,
    /// All files that were read.
    pub sources: Sources,
}

impl Report {
    /// How many findings there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Whether the gate is closed.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Reads the document at `path` and takes it to the gate. `None` if an error was found; the report says which.
pub fn compile(path: &Path, strictness: Strictness) -> (Option<Compiled>, Report) {
    let sink = Sink::new(strictness);
    match resolve::load(path, &sink) {
        Ok(document) => pass_gate(document, path, sink),
        Err(sources) => (None, report(path, sources, sink)),
    }
}

/// As [`compile`], from text; `name` stands for the path.
pub fn compile_text(name: &str, text: &str, strictness: Strictness) -> (Option<Compiled>, Report) {
    let sink = Sink::new(strictness);
    let path = Path::new(name);
    match resolve::load_text(name, text, &sink) {
        Ok(document) => pass_gate(document, path, sink),
        Err(sources) => (None, report(path, sources, sink)),
    }
}

fn pass_gate(document: Document, path: &Path, sink: Sink) -> (Option<Compiled>, Report) {
    lint::check(&document, &sink);
    let api = lower::lower(&document, &api_id(path), &sink);
    let names = names::decide(&api, &sink);
    let passed = !sink.has_errors();
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = report(path, document.sources, sink);
    (passed.then_some(Compiled { api, names, file_name }), report)
}

fn report(path: &Path, sources: Sources, sink: Sink) -> Report {
    let findings = sink.into_sorted(&sources);
    Report { path: path.to_owned(), findings, sources }
}

/// The id of an API: the stem of its file name.
fn api_id(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_else(|| "api".to_owned())
}
