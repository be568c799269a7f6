//! `specwright check`.

use std::io::{Write, stdout};
use std::path::PathBuf;

use specwright_codegen::config::Strictness;
use specwright_codegen::diag::{self, Severity, codes};
use specwright_codegen::{Report, compile, find_documents};

use crate::args::{CheckArgs, Deny, Documents, Format};
use crate::terminal::{self, Progress};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &CheckArgs) -> Outcome {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let reports = check_all(&args.documents)?;
    let text = match args.format {
        Format::Human => human(&reports),
        Format::Json => json(&reports),
        Format::Sarif => sarif(&reports),
        Format::Github => reports.iter().map(|r| diag::github::render(&r.findings, &r.sources)).collect(),
    };
    print(&text)?;
    if args.format == Format::Human {
        eprintln!("{}", summary(&reports));
    }
    if reports.iter().any(Report::is_unreadable) {
        return Err(Failure::Usage("a document cannot be read".to_owned()));
    }
    let denied = match args.deny {
        Some(Deny::Warnings) => Severity::Warning,
        None => Severity::Error,
    };
    let mut bad = reports.iter().flat_map(|r| &r.findings).any(|finding| finding.severity <= denied);
    if args.fail_on_skip {
        bad |= tell_losses(&reports);
    }
    if bad { Err(Failure::Findings) } else { Ok(()) }
}

fn check_all(documents: &Documents) -> Result<Vec<Report>, Failure> {
    let paths = find(&documents.paths())?;
    let progress = Progress::over(paths.len());
    let mut reports = Vec::new();
    for (path, options) in paths.iter().zip(documents.options(&paths, Strictness::Strict)?) {
        progress.on(path);
        reports.push(compile(path, options).1);
        progress.step();
    }
    Ok(reports)
}

fn explain(code: &str) -> Outcome {
    match codes::find(code) {
        Some(code) => print(&format!("{}\n\n{}\n", code.name, code.explain)),
        None => {
            let known: Vec<&str> = codes::ALL.iter().map(|code| code.name).collect();
            Err(Failure::Usage(format!("there is no code `{code}`; the codes are {}", known.join(", "))))
        }
    }
}

/// The documents, or why they cannot be found.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    find_documents(paths).map_err(|error| Failure::Usage(error.to_string()))
}

/// Prints to standard output; a reader that went away (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Outcome {
    match stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Usage(error.to_string())),
        _ => Ok(()),
    }
}

fn human(reports: &[Report]) -> String {
    let colour = terminal::colour();
    reports.iter().map(|report| diag::render::render(&report.findings, &report.sources, colour)).collect()
}

fn json(reports: &[Report]) -> String {
    let findings = reports.iter().flat_map(|r| diag::json::findings(&r.findings, &r.sources)).collect();
    format!("{:#}\n", diag::json::report(findings, reports.len()))
}

fn sarif(reports: &[Report]) -> String {
    let results = reports.iter().flat_map(|r| diag::sarif::results(&r.findings, &r.sources)).collect();
    format!("{:#}\n", diag::sarif::log(results))
}

/// Shows the findings of a report on standard error: notes, and the many like the first ones, are for `check`.
pub(crate) fn show(report: &Report) {
    let findings = report.findings.iter().filter(|f| f.severity < Severity::Info).cloned().collect();
    let (findings, more) = diag::render::first_of_each(findings);
    eprint!("{}", diag::render::render(&findings, &report.sources, terminal::colour_on_error()));
    for (code, count) in more {
        eprintln!("{count} more [{code}]: `specwright check` shows all of them\n");
    }
}

/// Whether an operation of the documents is not in the clients, or not as it is described; says so.
pub(crate) fn tell_losses(reports: &[Report]) -> bool {
    let skipped: usize = reports.iter().map(|report| report.skipped().count()).sum();
    let degraded: usize = reports.iter().map(|report| report.degraded().count()).sum();
    let is_lossy = skipped + degraded > 0;
    if is_lossy {
        eprintln!("{skipped} operations left out, {degraded} places with raw text, bytes or JSON");
    }
    is_lossy
}

fn summary(reports: &[Report]) -> String {
    let count = |severity| reports.iter().map(|r| r.count(severity)).sum::<usize>();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let operations: usize = reports.iter().map(|r| r.operations).sum();
    let files = reports.len();
    let found = if errors + warnings + notes == 0 {
        "clean".to_owned()
    } else {
        format!("{errors} errors, {warnings} warnings, {notes} notes")
    };
    format!("{files} documents, {operations} operations: {found}")
}
