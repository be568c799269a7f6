//! `specwright generate`.

use std::path::PathBuf;

use specwright_codegen::diag::{Diagnostic, Severity, render};
use specwright_codegen::{Target, emit};

use crate::args::{GENERATED, GenerateArgs};
use crate::check::tell_losses;
use crate::files::{compare, compile_all, write};
use crate::{Failure, Outcome, terminal};

pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let (apis, reports) = compile_all(&args.documents, &args.types.choices()?)?;
    if args.fail_on_skip && tell_losses(&reports) {
        // The notes among them have not been shown yet.
        let is_note = |finding: &&Diagnostic| finding.severity == Severity::Info;
        for report in &reports {
            let notes: Vec<_> = report.degraded().filter(is_note).cloned().collect();
            eprint!("{}", render::render(&notes, &report.sources, terminal::colour_on_error()));
        }
        return Err(Failure::Findings);
    }
    let files = emit(&apis, &target(args)).map_err(|error| Failure::Usage(error.to_string()))?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(args.krate.as_deref().unwrap_or(GENERATED)));
    if args.check {
        return compare(&files, &out, "cargo run -- generate");
    }
    let operations: usize = apis.iter().map(|c| c.api.operations.len()).sum();
    let types: usize = apis.iter().map(|c| c.api.types.len()).sum();
    let skipped: usize = reports.iter().map(|report| report.skipped().count()).sum();
    write(&files, &out, &format!("{} APIs, {operations} operations, {skipped} skipped, {types} types", apis.len()))
}

fn target(args: &GenerateArgs) -> Target {
    match &args.krate {
        None => Target::Modules,
        Some(name) => Target::Crate {
            name: name.clone(),
            // Cargo reads the path from the crate's folder, not from here.
            runtime_path: args
                .runtime_path
                .as_ref()
                .map(|dir| std::path::absolute(dir).unwrap_or_else(|_| dir.clone())),
            runtime_features: args.types.runtime_features(),
            dependencies: args.types.dependencies(),
        },
    }
}
