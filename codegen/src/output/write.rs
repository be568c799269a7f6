//! Writing a [`FileSet`] so that nothing changes that does not have to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{FileSet, MARK, MARKDOWN_MARK};

/// What [`write`](fn@write) did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Files that are new or have new contents.
    pub written: Vec<PathBuf>,
    /// Generated files that nothing generates any more.
    pub removed: Vec<PathBuf>,
    /// Files that were as they should be; they keep their time of change, so that cargo does not rebuild.
    pub unchanged: usize,
}

/// Makes `dir` hold `files`: writes those that differ, removes generated ones that are not among them (and folders
/// left empty by that). Files that do not begin with [`MARK`] (Rust) or
/// [`MARKDOWN_MARK`] are somebody's own and stay.
pub fn write(files: &FileSet, dir: &Path) -> io::Result<WriteReport> {
    let mut report = WriteReport::default();
    for (path, text) in files.iter() {
        let target = dir.join(path);
        if fs::read(&target).is_ok_and(|old| old == text.as_bytes()) {
            report.unchanged += 1;
            continue;
        }
        write_whole(&target, text)?;
        report.written.push(target);
    }
    for orphan in orphans(files, dir)? {
        fs::remove_file(&orphan)?;
        remove_empty_folders(&orphan, dir);
        report.removed.push(orphan);
    }
    Ok(report)
}

/// Writes beside the target and renames: a build that reads meanwhile sees the old file or the new one, never half.
fn write_whole(target: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = target.with_file_name(name);
    let done = fs::write(&beside, text).and_then(|()| fs::rename(&beside, target));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

/// Generated files below `dir` that are not among `files`, ordered. Links are not followed.
pub(super) fn orphans(files: &FileSet, dir: &Path) -> io::Result<Vec<PathBuf>> {
    let wanted: std::collections::BTreeSet<PathBuf> = files.iter().map(|(path, _)| dir.join(path)).collect();
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in entries(&folder)? {
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && !wanted.contains(&path) && is_generated(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

fn is_generated(path: &Path) -> bool {
    let mark = match path.extension().and_then(|ext| ext.to_str()) {
        Some("rs") => MARK,
        Some("md") => MARKDOWN_MARK,
        _ => return false,
    };
    begins_with(path, mark).unwrap_or(false)
}

fn begins_with(path: &Path, mark: &str) -> io::Result<bool> {
    let mut start = vec![0; mark.len()];
    io::Read::read_exact(&mut fs::File::open(path)?, &mut start)?;
    Ok(start == mark.as_bytes())
}

/// Removes the folders of `file` up to `dir` as long as they are empty.
fn remove_empty_folders(file: &Path, dir: &Path) {
    let inside = file.ancestors().skip(1).take_while(|folder| *folder != dir && folder.starts_with(dir));
    for folder in inside {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
