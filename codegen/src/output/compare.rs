//! Comparing a [`FileSet`] with what is on disk.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::FileSet;
use super::write::orphans;

/// A file that [`write`](super::write) would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Where it is, or should be.
    pub path: PathBuf,
    /// Why.
    pub reason: Reason,
}

/// Why a file is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is not there.
    Missing,
    /// It has other contents.
    Different,
    /// It was generated once and is not any more.
    Orphan,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Orphan => "no longer generated",
        })
    }
}

/// The files below `dir` that are not what `files` says. Nothing is written.
pub fn compare(files: &FileSet, dir: &Path) -> io::Result<Vec<Stale>> {
    let mut stale = Vec::new();
    for (path, text) in files.iter() {
        let path = dir.join(path);
        match fs::read(&path) {
            Ok(old) if old == text.as_bytes() => {}
            Ok(_) => stale.push(Stale { path, reason: Reason::Different }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => stale.push(Stale { path, reason: Reason::Missing }),
            Err(e) => return Err(e),
        }
    }
    stale.extend(orphans(files, dir)?.into_iter().map(|path| Stale { path, reason: Reason::Orphan }));
    Ok(stale)
}
