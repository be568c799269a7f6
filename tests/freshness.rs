//! The committed clients are what the generator makes of the specs.

use std::path::Path;

use specwright_codegen::build_script::{Surroundings, run};

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
