//! What commands that write files have in common.

use std::path::Path;

use specwright_codegen::config::{Options, Strictness, TypeChoices};
use specwright_codegen::output::{self, FileSet};
use specwright_codegen::{Compiled, Report, compile};

use crate::args::{Documents, one_document};
use crate::check::{find, show};
use crate::terminal::Progress;
use crate::{Failure, Outcome};

/// All documents, past the gate, and what was found in them; findings have been shown.
pub(crate) fn compile_all(documents: &Documents, types: &TypeChoices) -> Result<(Vec<Compiled>, Vec<Report>), Failure> {
    let paths = find(&documents.paths())?;
    if types.names_schemas() && paths.len() > 1 {
        return Err(one_document("--type", &paths));
    }
    let progress = Progress::over(paths.len());
    let mut apis = Vec::new();
    let mut reports = Vec::new();
    for (path, options) in paths.iter().zip(documents.options(&paths, Strictness::Tolerant)?) {
        progress.on(path);
        let (api, report) = compile(path, Options { types: types.clone(), ..options });
        apis.extend(api);
        reports.push(report);
        progress.step();
    }
    drop(progress);
    reports.iter().for_each(show);
    if reports.iter().any(|r| r.is_unreadable()) {
        return Err(Failure::Usage("a document cannot be read".to_owned()));
    }
    if apis.len() < paths.len() { Err(Failure::Findings) } else { Ok((apis, reports)) }
}

/// Names files that writing would change; `remedy` is the command that writes them.
pub(crate) fn compare(files: &FileSet, out: &Path, remedy: &str) -> Outcome {
    let stale = output::compare(files, out).map_err(|error| unusable(out, &error))?;
    if stale.is_empty() {
        eprintln!("{}: fresh, {} files", out.display(), files.len());
        return Ok(());
    }
    for file in &stale {
        eprintln!("{}: {}", file.path.display(), file.reason);
    }
    eprintln!("{} stale files; run `{remedy}`", stale.len());
    Err(Failure::Findings)
}

/// Writes what differs and says so; `made` says from what.
pub(crate) fn write(files: &FileSet, out: &Path, made: &str) -> Outcome {
    let report = output::write(files, out).map_err(|error| unusable(out, &error))?;
    for path in &report.written {
        eprintln!("wrote {}", path.display());
    }
    for path in &report.removed {
        eprintln!("removed {}", path.display());
    }
    eprintln!(
        "{made}: {} files written, {} unchanged, {} removed",
        report.written.len(),
        report.unchanged,
        report.removed.len()
    );
    Ok(())
}

fn unusable(out: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("{}: {error}", out.display()))
}
