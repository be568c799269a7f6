//! The stages after the gate, for all documents together.

use std::fmt;
use std::path::PathBuf;

use crate::compile::Compiled;
use crate::emit::{CrateApi, CrateOptions, emit_api, emit_crate, emit_lib};
use crate::output::{FileSet, FormatError};
use crate::{names, plan};

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
        /// Features of the runtime that the code needs beside the usual ones.
        runtime_features: Vec<String>,
        /// Crates that types of the caller's come from: name, and version (`0.4`) or inline table (`{ … }`).
        dependencies: Vec<(String, String)>,
    },
}

/// Name of the package that [`Target::Modules`] is the source of.
pub(crate) const CLIENTS: &str = "specwright_clients";

/// Why nothing was emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmitError {
    /// The generator emitted something that is not Rust: a defect of it, not of a document.
    Defect(FormatError),
    /// Two documents (their file names) make one module, so their files would overwrite one another.
    SameModule(String, String),
    /// No package can have this name.
    CrateName(String),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Defect(error) => write!(f, "the generator failed: {error}"),
            Self::SameModule(first, second) => {
                write!(f, "`{first}` and `{second}` make the same module; rename one of the files")
            }
            Self::CrateName(name) => write!(
                f,
                "{name:?} is no name for a package: it takes ASCII letters, digits, `-` and `_`, begins with a letter, \
                 and is no keyword"
            ),
        }
    }
}

impl std::error::Error for EmitError {}

impl From<FormatError> for EmitError {
    fn from(error: FormatError) -> Self {
        Self::Defect(error)
    }
}

/// Emits clients for `apis`.
///
/// # Errors
/// See [`EmitError`].
pub fn emit(apis: &[Compiled], target: &Target) -> Result<FileSet, EmitError> {
    check_modules(apis)?;
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
        Target::Crate { name, .. } if !is_package_name(name) => Err(EmitError::CrateName(name.clone())),
        Target::Crate { name, runtime_path, runtime_features, dependencies } => {
            let names: Vec<&str> = apis.iter().map(|api| api.file_name.as_str()).collect();
            let options = CrateOptions {
                name: name.clone(),
                source: names.join(", "),
                runtime_path: runtime_path.as_ref().map(|path| path.to_string_lossy().into_owned()),
                runtime_features: runtime_features.clone(),
                dependencies: dependencies.clone(),
            };
            Ok(emit_crate(&options, &entries, files)?)
        }
    }
}

pub(crate) fn check_modules(apis: &[Compiled]) -> Result<(), EmitError> {
    for (index, api) in apis.iter().enumerate() {
        if let Some(first) = apis[..index].iter().find(|first| first.names.module == api.names.module) {
            return Err(EmitError::SameModule(first.file_name.clone(), api.file_name.clone()));
        }
    }
    Ok(())
}

fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !names::is_keyword(name)
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
