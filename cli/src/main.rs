//! `specwright`: checks OpenAPI specs and generates typed Rust clients from them.
//!
//! This crate reads arguments and prints; all decisions are the library's, `specwright-codegen`.

mod args;
mod check;
mod docs;
mod dump;
mod files;
mod generate;
mod list;
#[cfg(feature = "mock")]
mod mock;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

/// How a command ended, apart from success.
enum Failure {
    /// The documents or the generated files are not as they should be; everything was said.
    Findings,
    /// The command could not be carried out.
    Usage(String),
}

type Outcome = Result<(), Failure>;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Docs(args) => docs::run(&args),
        Command::List(args) => list::run(&args),
        Command::Dump(args) => dump::run(&args),
        #[cfg(feature = "mock")]
        Command::Mock(args) => mock::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Findings) => ExitCode::from(1),
        Err(Failure::Usage(message)) => {
            eprintln!("specwright: {message}");
            ExitCode::from(2)
        }
    }
}
