//! The committed clients are what the generator makes of the specs.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use specwright_codegen::build_script::{Surroundings, run};
use specwright_codegen::config::Strictness;
use specwright_codegen::output::compare;
use specwright_codegen::{Compiled, compile, find_documents, pages};

/// The same path as a build under CI: everything is generated in memory and compared, nothing is written.
#[test]
fn generated_is_what_the_specs_say() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let outcome = run(&Surroundings { package: package.to_owned(), cargo_home: None, read_only: true });
    let errors: Vec<&str> = outcome.instructions.iter().filter_map(|line| line.strip_prefix("error=")).collect();
    assert!(
        !outcome.failed && errors.is_empty(),
        "the clients do not match the specs; run `cargo run -- generate` and commit the result\n{}\n{}",
        errors.join("\n"),
        outcome.findings
    );
    assert!(
        outcome.instructions.iter().any(|line| line == "rerun-if-changed=specs"),
        "nothing was compared: this checkout is taken for a dependency (is there a `.cargo-ok` in it?)"
    );
}

/// The same for the reference pages.
#[test]
fn pages_are_what_the_specs_say() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = find_documents(&[package.join("specs")]).unwrap();
    let apis: Vec<Compiled> = documents
        .iter()
        .map(|path| compile(path, Strictness::House).0.unwrap_or_else(|| panic!("{} has errors", path.display())))
        .collect();
    let stale = compare(&pages(&apis).unwrap(), &package.join("docs/apis")).unwrap();
    let names: Vec<String> = stale.iter().map(|file| format!("{}: {}", file.path.display(), file.reason)).collect();
    assert!(names.is_empty(), "run `cargo run -- docs` and commit the result\n{}", names.join("\n"));
}
