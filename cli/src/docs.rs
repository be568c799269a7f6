//! `specwright docs`.

use specwright_codegen::config::TypeChoices;
use specwright_codegen::pages;

use crate::args::DocsArgs;
use crate::files::{compare, compile_all, write};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &DocsArgs) -> Outcome {
    let (apis, _) = compile_all(&args.documents, &TypeChoices::default())?;
    let files = pages(&apis).map_err(|error| Failure::Usage(error.to_string()))?;
    if args.check {
        return compare(&files, &args.out, "cargo run -- docs");
    }
    write(&files, &args.out, &format!("{} APIs", apis.len()))
}
