//! `specwright generate`.

use std::path::{Path, PathBuf};

use specwright_codegen::config::Strictness;
use specwright_codegen::output::{self, FileSet};
use specwright_codegen::{Compiled, Target, compile, emit};

use crate::args::{GENERATED, GenerateArgs};
use crate::check::{find, show};
use crate::terminal::Progress;
use crate::{Failure, Outcome};

pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let paths = find(&args.documents.paths())?;
    let apis = compile_all(args, &paths)?;
    let files = emit(&apis, &target(args)).map_err(|error| Failure::Usage(error.to_string()))?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from(args.krate.as_deref().unwrap_or(GENERATED)));
    if args.check { compare(&files, &out) } else { write(&files, &out, &apis) }
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
        },
    }
}

fn compile_all(args: &GenerateArgs, paths: &[PathBuf]) -> Result<Vec<Compiled>, Failure> {
    let progress = Progress::over(paths.len());
    let mut apis = Vec::new();
    let mut reports = Vec::new();
    for path in paths {
        progress.on(path);
        let (api, report) = compile(path, args.documents.strictness(path, Strictness::Tolerant));
        apis.extend(api);
        reports.push(report);
        progress.step();
    }
    drop(progress);
    reports.iter().for_each(show);
    if reports.iter().any(|r| r.is_unreadable()) {
        return Err(Failure::Usage("a document cannot be read".to_owned()));
    }
    if apis.len() < paths.len() { Err(Failure::Findings) } else { Ok(apis) }
}

fn compare(files: &FileSet, out: &Path) -> Outcome {
    let stale = output::compare(files, out).map_err(|error| Failure::Usage(format!("{}: {error}", out.display())))?;
    if stale.is_empty() {
        eprintln!("{}: fresh, {} files", out.display(), files.len());
        return Ok(());
    }
    for file in &stale {
        eprintln!("{}: {}", file.path.display(), file.reason);
    }
    eprintln!("{} stale files; run `cargo run -- generate`", stale.len());
    Err(Failure::Findings)
}

fn write(files: &FileSet, out: &Path, apis: &[Compiled]) -> Outcome {
    let report = output::write(files, out).map_err(|error| Failure::Usage(format!("{}: {error}", out.display())))?;
    for path in &report.written {
        eprintln!("wrote {}", path.display());
    }
    for path in &report.removed {
        eprintln!("removed {}", path.display());
    }
    let operations: usize = apis.iter().map(|c| c.api.operations.len()).sum();
    let types: usize = apis.iter().map(|c| c.api.types.len()).sum();
    eprintln!(
        "{} APIs, {operations} operations, {types} types: {} files written, {} unchanged, {} removed",
        apis.len(),
        report.written.len(),
        report.unchanged,
        report.removed.len()
    );
    Ok(())
}
