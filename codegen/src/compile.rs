//! The stages up to the gate, for one document.

use std::path::{Path, PathBuf};

use crate::config::Strictness;
use crate::diag::{Diagnostic, FileId, Severity, Sink, codes};
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
    /// How many operations the document has; 0 when it could not be read.
    pub operations: usize,
}

impl Report {
    /// How many findings there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// The document is not there or cannot be opened, as opposed to: has mistakes in it.
    pub fn is_unreadable(&self) -> bool {
        let root_is_missing = |f: &Diagnostic| f.code == &codes::UNREADABLE_FILE && f.place.file == FileId(0);
        self.findings.iter().any(root_is_missing)
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
        Err(sources) => (None, report(path, sources, sink, 0)),
    }
}

/// As [`compile`], from text; `name` stands for the path.
pub fn compile_text(name: &str, text: &str, strictness: Strictness) -> (Option<Compiled>, Report) {
    let sink = Sink::new(strictness);
    let path = Path::new(name);
    match resolve::load_text(name, text, &sink) {
        Ok(document) => pass_gate(document, path, sink),
        Err(sources) => (None, report(path, sources, sink, 0)),
    }
}

/// The document at `path` as the stages after `normalize` see it.
pub fn tree(path: &Path, strictness: Strictness) -> (Option<serde_json::Value>, Report) {
    let sink = Sink::new(strictness);
    match resolve::load(path, &sink) {
        Ok(document) => {
            let tree = serde_json::to_value(&document.openapi).ok();
            (tree, report(path, document.sources, sink, 0))
        }
        Err(sources) => (None, report(path, sources, sink, 0)),
    }
}

fn pass_gate(document: Document, path: &Path, sink: Sink) -> (Option<Compiled>, Report) {
    lint::check(&document, &sink);
    let api = lower::lower(&document, &api_id(path), &sink);
    let names = names::decide(&api, &sink);
    let passed = !sink.has_errors();
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = report(path, document.sources, sink, api.operations.len());
    (passed.then_some(Compiled { api, names, file_name }), report)
}

fn report(path: &Path, sources: Sources, sink: Sink, operations: usize) -> Report {
    let findings = sink.into_sorted(&sources);
    Report { path: path.to_owned(), findings, sources, operations }
}

/// The id of an API: the stem of its file name.
fn api_id(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_else(|| "api".to_owned())
}
