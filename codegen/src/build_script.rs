//! What `build.rs` of a client package does: keep `generated/` in step with `specs/`.
//!
//! The policy lives here, where it is tested; the script itself only hands over its surroundings and prints the lines.
//!
//! - In a developer's own checkout, files that differ are written, so that an edited spec is in the client in the same
//!   build. Nothing is written when nothing differs, so the next build does nothing.
//! - Under CI or docs.rs nothing is ever written: stale files fail the build, named, with the command that mends them.
//! - As somebody's dependency the committed files are used as they are, whatever the specs say.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::Strictness;
use crate::diag::Severity;
use crate::diag::render::{self, Colour};
use crate::output::{self, FileSet};
use crate::{Compiled, Report, Target, compile, emit, find_documents};

/// What a build script knows about where it runs. The library reads no environment of its own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Folder of the package (`CARGO_MANIFEST_DIR`), with `specs/` and `generated/` in it.
    pub package: PathBuf,
    /// Folder of cargo (`CARGO_HOME`), if known.
    pub cargo_home: Option<PathBuf>,
    /// The build must not write: `CI` or `DOCS_RS` is set.
    pub read_only: bool,
}

/// What a build script has to print, and how it has to end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Instructions for cargo, without the `cargo::` in front.
    pub instructions: Vec<String>,
    /// Findings with the lines they are about, for people.
    pub findings: String,
    /// The build must stop.
    pub failed: bool,
}

impl Outcome {
    fn say(&mut self, instruction: impl Into<String>) {
        self.instructions.push(instruction.into());
    }

    fn fail(&mut self, message: impl AsRef<str>) {
        // An instruction is one line.
        self.say(format!("error={}", message.as_ref().replace('\n', " ")));
        self.failed = true;
    }
}

const MEND: &str = "run `cargo run -- generate` and commit the result";

/// Does the work.
pub fn run(surroundings: &Surroundings) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.say("rerun-if-changed=build.rs");
    let specs = surroundings.package.join("specs");
    if !specs.is_dir() || is_dependency(surroundings) {
        return outcome;
    }
    // `generated/` is not watched: writing it would make every build run this script once more.
    outcome.say("rerun-if-changed=specs");
    outcome.say("rerun-if-env-changed=CI");
    outcome.say("rerun-if-env-changed=DOCS_RS");
    if let Some(files) = generate(surroundings, &specs, &mut outcome) {
        bring_up_to_date(surroundings, &files, &mut outcome);
    }
    outcome
}

/// Cargo keeps sources of dependencies in its home, and marks each copy wherever it lies.
fn is_dependency(surroundings: &Surroundings) -> bool {
    let marked = [".cargo-ok", ".cargo-checksum.json"].iter().any(|mark| surroundings.package.join(mark).exists());
    marked || surroundings.cargo_home.as_ref().is_some_and(|home| surroundings.package.starts_with(home))
}

fn generate(surroundings: &Surroundings, specs: &Path, outcome: &mut Outcome) -> Option<FileSet> {
    let documents = match find_documents(&[specs.to_owned()]) {
        Ok(documents) => documents,
        Err(error) => {
            outcome.fail(error.to_string());
            return None;
        }
    };
    let mut apis: Vec<Compiled> = Vec::new();
    for path in &documents {
        let (api, report) = compile(path, Strictness::House);
        apis.extend(api);
        tell(surroundings, &report, outcome);
    }
    if outcome.failed {
        return None;
    }
    tell_missing_features(surroundings, &apis, outcome);
    match emit(&apis, &Target::Modules) {
        Ok(files) => Some(files),
        Err(error) => {
            outcome.fail(error.to_string());
            None
        }
    }
}

/// One instruction per finding, and the long form beside them.
fn tell(surroundings: &Surroundings, report: &Report, outcome: &mut Outcome) {
    let findings: Vec<_> = report.findings.iter().filter(|f| f.severity < Severity::Info).cloned().collect();
    outcome.findings.push_str(&render::render(&findings, &report.sources, Colour::Off));
    let (shown, more) = render::first_of_each(findings);
    for finding in &shown {
        let span = report.sources.span(&finding.place);
        let path = report.sources.path(finding.place.file);
        let path = path.strip_prefix(&surroundings.package).unwrap_or(path).display();
        let line = format!("{path}:{}:{}: [{}] {}", span.line, span.column, finding.code.name, finding.message);
        match finding.severity {
            Severity::Error => outcome.fail(line),
            _ => outcome.say(format!("warning={}", line.replace('\n', " "))),
        }
    }
    for (code, count) in more {
        let path = report.path.strip_prefix(&surroundings.package).unwrap_or(&report.path).display();
        outcome.say(format!("warning={path}: {count} more [{code}]: `specwright check` shows all of them"));
    }
}

/// A module behind a feature that the manifest does not declare would silently not exist.
fn tell_missing_features(surroundings: &Surroundings, apis: &[Compiled], outcome: &mut Outcome) {
    let Ok(manifest) = std::fs::read_to_string(surroundings.package.join("Cargo.toml")) else { return };
    let declared = declared_features(&manifest);
    for api in apis.iter().filter(|api| !declared.contains(&api.names.feature.as_str())) {
        let feature = &api.names.feature;
        outcome.fail(format!(
            "specs/{} needs a feature: add `{feature} = []` to [features] in Cargo.toml, and \"{feature}\" to `default`",
            api.file_name
        ));
    }
}

/// The keys of the `[features]` table.
fn declared_features(manifest: &str) -> Vec<&str> {
    let table = manifest.lines().map(str::trim).skip_while(|line| *line != "[features]").skip(1);
    let entries = table.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
    entries.map(|(key, _)| key.trim().trim_matches('"')).collect()
}

fn bring_up_to_date(surroundings: &Surroundings, files: &FileSet, outcome: &mut Outcome) {
    let generated = surroundings.package.join("generated");
    if !surroundings.read_only {
        match output::write(files, &generated) {
            Ok(_) => return,
            Err(error) if is_read_only(&error) => {}
            Err(error) => return outcome.fail(format!("{}: {error}; {MEND}", generated.display())),
        }
    }
    match output::compare(files, &generated) {
        Ok(stale) if stale.is_empty() => {}
        Ok(stale) => {
            for file in stale {
                let path = file.path.strip_prefix(&surroundings.package).unwrap_or(&file.path).display();
                outcome.fail(format!("{path} is stale ({}); {MEND}", file.reason));
            }
        }
        Err(error) => outcome.fail(format!("{}: {error}", generated.display())),
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}
