//! Emits a crate for each document, and sends instances of its schemas through the emitted types. See README.md.

mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use specwright_corpus::Share;

fn main() -> ExitCode {
    match arguments().and_then(|arguments| run::run(&arguments)) {
        Ok(outcome) => outcome,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

const USAGE: &str = "usage: round-trip [--runtime DIR] [--lock FILE] [--work DIR] [--markdown] [--reasons N] [--types N] [--most N] \
     DOCUMENT...";

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
    /// A part of each document instead of the whole.
    share: Option<Share>,
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
        share: None,
    };
    let mut most = 300;
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        match argument.as_str() {
            "--runtime" => found.runtime = value()?.into(),
            "--lock" => found.lock = value()?.into(),
            "--work" => found.work = value()?.into(),
            "--reasons" => found.reasons = number("--reasons", &value()?)?,
            "--types" => found.share = Some(Share { drawn: number("--types", &value()?)?, most }),
            "--most" => most = number("--most", &value()?)?,
            "--markdown" => found.markdown = true,
            other if other.starts_with('-') => return Err(format!("unknown option {other}\n{USAGE}")),
            document => found.documents.push(document.into()),
        }
    }
    found.share = found.share.map(|share| Share { most, ..share });
    if found.documents.is_empty() { Err(USAGE.to_owned()) } else { Ok(found) }
}

fn number(option: &str, text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("{option} takes a number\n{USAGE}"))
}
