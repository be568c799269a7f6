//! Which files are documents.

use std::io;
use std::path::{Path, PathBuf};

/// The documents that `paths` name: a file is one itself, a folder stands for the YAML and JSON files directly in it,
/// sorted by name. Folders inside hold what documents share and are reached by `$ref` only.
///
/// # Errors
/// A path does not exist or cannot be listed, or a folder holds no document.
pub fn find_documents(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside = documents_in(path)?;
            if inside.is_empty() {
                return Err(named(path, io::Error::new(io::ErrorKind::NotFound, "no .yaml, .yml or .json file in it")));
            }
            documents.append(&mut inside);
        } else {
            path.metadata().map_err(|error| named(path, error))?;
            documents.push(path.clone());
        }
    }
    Ok(documents)
}

fn documents_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir().map_err(|error| named(folder, error))? {
        let path = entry.map_err(|error| named(folder, error))?.path();
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        if matches!(extension.as_deref(), Some("yaml" | "yml" | "json")) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
