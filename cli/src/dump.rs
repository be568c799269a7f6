//! `specwright dump`.

use specwright_codegen::config::Strictness;
use specwright_codegen::{Target, compile, emit, ir, names, tree};

use crate::args::{DumpArgs, Stage};
use crate::check::{print, show};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &DumpArgs) -> Outcome {
    let options = args.changes.options(Strictness::Tolerant, std::slice::from_ref(&args.path))?;
    if args.stage == Stage::Tree {
        let (tree, report) = tree(&args.path, options);
        show(&report);
        return match tree {
            Some(tree) => print(&format!("{tree:#}\n")),
            None => Err(failure(&report)),
        };
    }
    let (api, report) = compile(&args.path, options);
    show(&report);
    let Some(api) = api else { return Err(failure(&report)) };
    let text = match args.stage {
        Stage::Tree | Stage::Ir => ir::print(&api.api),
        Stage::Names => names::print(&api.api, &api.names),
        Stage::Rust => {
            let files =
                emit(std::slice::from_ref(&api), &Target::Modules).map_err(|e| Failure::Usage(e.to_string()))?;
            files.iter().map(|(path, text)| format!("// ==> {path}\n{text}\n")).collect()
        }
    };
    print(&text)
}

fn failure(report: &specwright_codegen::Report) -> Failure {
    if report.is_unreadable() { Failure::Usage("a document cannot be read".to_owned()) } else { Failure::Findings }
}
