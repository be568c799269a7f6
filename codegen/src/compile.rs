//! The stages up to the gate, for one document.

use std::path::{Path, PathBuf};

use crate::config::Options;
use crate::diag::{Diagnostic, Severity, Sink, codes};
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
    /// How many operations the document has, or were selected; 0 when it could not be read.
    pub operations: usize,
    /// How many files were named by the caller: the document and its overlays.
    named: u32,
}

impl Report {
    /// How many findings there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// The document or an overlay is not there or cannot be opened, as opposed to: has mistakes in it.
    pub fn is_unreadable(&self) -> bool {
        let is_named = |f: &Diagnostic| f.place.file.0 < self.named;
        self.findings.iter().any(|f| f.code == &codes::UNREADABLE_FILE && is_named(f))
    }

    /// Findings that say that an operation is not in the client; where a whole path could not be read, one for all.
    pub fn skipped(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().filter(|f| codes::SKIPPED.contains(f.code))
    }

    /// Findings that say that the client has raw bytes or raw JSON where the document describes something.
    pub fn degraded(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().filter(|f| codes::DEGRADED.contains(f.code))
    }

    /// Whether the gate is closed.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Reads the document at `path` and takes it to the gate. `None` if an error was found; the report says which.
pub fn compile(path: &Path, options: impl Into<Options>) -> (Option<Compiled>, Report) {
    let options = options.into();
    let sink = Sink::new(options.strictness);
    match resolve::load_overlaid(path, &options.overlays, &sink) {
        Ok(document) => pass_gate(document, path, &options, sink),
        Err(sources) => (None, report(path, sources, sink, &options)),
    }
}

/// As [`compile`], from text; `name` stands for the path.
pub fn compile_text(name: &str, text: &str, options: impl Into<Options>) -> (Option<Compiled>, Report) {
    let options = options.into();
    let sink = Sink::new(options.strictness);
    let path = Path::new(name);
    match resolve::load_text(name, text, &options.overlays, &sink) {
        Ok(document) => pass_gate(document, path, &options, sink),
        Err(sources) => (None, report(path, sources, sink, &options)),
    }
}

/// The document at `path` as the stages after `normalize` see it: with its overlays, and whole whatever is selected.
pub fn tree(path: &Path, options: impl Into<Options>) -> (Option<serde_json::Value>, Report) {
    let options = options.into();
    let sink = Sink::new(options.strictness);
    match resolve::load_overlaid(path, &options.overlays, &sink) {
        Ok(document) => {
            let tree = serde_json::to_value(&document.openapi).ok();
            (tree, report(path, document.sources, sink, &options))
        }
        Err(sources) => (None, report(path, sources, sink, &options)),
    }
}

fn pass_gate(document: Document, path: &Path, options: &Options, sink: Sink) -> (Option<Compiled>, Report) {
    lint::check(&document, &sink);
    let selection = options.selection.as_ref();
    let api = lower::lower(&document, &api_id(path), options, &sink);
    if let Some(selection) = selection {
        sink.forget(|place| lower::is_left_out(place, &document, &api, selection));
    }
    let names = names::decide(&api, &sink);
    let passed = !sink.has_errors();
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = Report { operations: api.operations.len(), ..report(path, document.sources, sink, options) };
    (passed.then_some(Compiled { api, names, file_name }), report)
}

fn report(path: &Path, sources: Sources, sink: Sink, options: &Options) -> Report {
    let findings = sink.into_sorted(&sources);
    let named = u32::try_from(options.overlays.len()).unwrap_or(u32::MAX).saturating_add(1);
    Report { path: path.to_owned(), findings, sources, operations: 0, named }
}

/// The id of an API: the stem of its file name.
fn api_id(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_else(|| "api".to_owned())
}
