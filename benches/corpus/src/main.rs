//! Emits a crate for each document, and sends instances of its schemas through the emitted types. See README.md.

mod run;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    match arguments().and_then(|arguments| run::run(&arguments)) {
        Ok(outcome) => outcome,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

const USAGE: &str =
    "usage: round-trip [--runtime DIR] [--lock FILE] [--work DIR] [--markdown] [--reasons N] DOCUMENT...";

/// What was asked for.
#[derive(Debug)]
struct Arguments {
    documents: Vec<PathBuf>,
    /// Folder of the runtime.
    runtime: PathBuf,
    /// Lock file of the generated crates.
    lock: PathBuf,
    /// Where crates are written to.
    work: PathBuf,
    markdown: bool,
    /// Failures told per document.
    reasons: usize,
}

fn arguments() -> Result<Arguments, String> {
    let repository = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Arguments {
        documents: Vec::new(),
        runtime: repository.join("runtime"),
        lock: repository.join("Cargo.lock"),
        work: std::env::temp_dir().join("specwright-round-trip"),
        markdown: false,
        reasons: 12,
    };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        match argument.as_str() {
            "--runtime" => found.runtime = value()?.into(),
            "--lock" => found.lock = value()?.into(),
            "--work" => found.work = value()?.into(),
            "--reasons" => {
                found.reasons = value()?.parse().map_err(|_| format!("--reasons takes a number\n{USAGE}"))?
            }
            "--markdown" => found.markdown = true,
            other if other.starts_with('-') => return Err(format!("unknown option {other}\n{USAGE}")),
            document => found.documents.push(document.into()),
        }
    }
    if found.documents.is_empty() { Err(USAGE.to_owned()) } else { Ok(found) }
}
