//! Keeps `generated/` in step with `specs/`; the rules are those of `specwright_codegen::build_script`.

use std::env;
use std::process::ExitCode;

use specwright_codegen::build_script::{Surroundings, run};

fn main() -> ExitCode {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false");
    let outcome = run(&Surroundings {
        package: env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default().into(),
        cargo_home: env::var_os("CARGO_HOME").map(Into::into),
        read_only: is_set("CI") || is_set("DOCS_RS"),
    });
    for instruction in &outcome.instructions {
        println!("cargo::{instruction}");
    }
    eprint!("{}", outcome.findings);
    if outcome.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
