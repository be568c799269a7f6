//! The stages after the gate, for all documents together.

use std::path::PathBuf;

use crate::compile::Compiled;
use crate::emit::{CrateApi, CrateOptions, emit_api, emit_crate, emit_lib};
use crate::output::{FileSet, FormatError};
use crate::plan;

/// What the clients become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The source of this repository's client package: `lib.rs` with a module per API.
    Modules,
    /// A crate of its own.
    Crate {
        /// Name of the package.
        name: String,
        /// Folder of a local runtime; without it the published one is depended on.
        runtime_path: Option<PathBuf>,
    },
}

/// Name of the package that [`Target::Modules`] is the source of.
const CLIENTS: &str = "specwright_clients";

/// Emits clients for `apis`.
///
/// # Errors
/// The generator emitted something that is not Rust: a defect of it, not of a document.
pub fn emit(apis: &[Compiled], target: &Target) -> Result<FileSet, FormatError> {
    let mut files = FileSet::new();
    let mut entries = Vec::new();
    for compiled in apis {
        entries.push(CrateApi::new(&compiled.api, &compiled.names));
        files.extend(emit_api(&compiled.api, &compiled.names, &api_target(compiled, target))?);
    }
    match target {
        Target::Modules => {
            files.insert("lib.rs", emit_lib(&entries, "specs/")?);
            Ok(files)
        }
        Target::Crate { name, runtime_path } => {
            let names: Vec<&str> = apis.iter().map(|api| api.file_name.as_str()).collect();
            let options = CrateOptions {
                name: name.clone(),
                source: names.join(", "),
                runtime_path: runtime_path.as_ref().map(|path| path.to_string_lossy().into_owned()),
            };
            emit_crate(&options, &entries, files)
        }
    }
}

fn api_target(compiled: &Compiled, target: &Target) -> plan::Target {
    match target {
        Target::Modules => {
            plan::Target { crate_name: CLIENTS.to_owned(), source: format!("specs/{}", compiled.file_name) }
        }
        Target::Crate { name, .. } => {
            plan::Target { crate_name: name.replace('-', "_"), source: compiled.file_name.clone() }
        }
    }
}
