//! Writing and comparing, on a real disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FileSet, MARK, Reason, compare, write};

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("specwright-output-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn files(entries: &[(&str, &str)]) -> FileSet {
    let mut set = FileSet::new();
    for (path, text) in entries {
        set.insert(*path, format!("{MARK}\n{text}"));
    }
    set
}

fn reasons(set: &FileSet, dir: &Path) -> Vec<(String, Reason)> {
    let name = |path: &Path| path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
    compare(set, dir).unwrap().iter().map(|stale| (name(&stale.path), stale.reason)).collect()
}

#[test]
fn only_what_differs_is_written() {
    let folder = Folder::new("differs");
    let first = write(&files(&[("a.rs", "1"), ("b/c.rs", "2")]), &folder.0).unwrap();
    assert_eq!((first.written.len(), first.unchanged), (2, 0));
    let second = write(&files(&[("a.rs", "1"), ("b/c.rs", "3")]), &folder.0).unwrap();
    assert_eq!((second.written, second.unchanged), (vec![folder.0.join("b/c.rs")], 1));
}

#[test]
fn orphans_go_and_other_peoples_files_stay() {
    let folder = Folder::new("orphans");
    write(&files(&[("old/x.rs", "1"), ("a.rs", "1")]), &folder.0).unwrap();
    fs::write(folder.0.join("mine.rs"), "fn main() {}").unwrap();
    let report = write(&files(&[("a.rs", "1")]), &folder.0).unwrap();
    assert_eq!(report.removed, [folder.0.join("old/x.rs")]);
    assert!(!folder.0.join("old").exists());
    assert!(folder.0.join("mine.rs").exists());
}

#[test]
fn comparing_says_what_writing_would_do() {
    let folder = Folder::new("compare");
    let wanted = files(&[("a.rs", "1"), ("b.rs", "1"), ("c.rs", "1")]);
    write(&files(&[("a.rs", "1"), ("b.rs", "2"), ("d.rs", "1")]), &folder.0).unwrap();
    let expected = [("b.rs", Reason::Different), ("c.rs", Reason::Missing), ("d.rs", Reason::Orphan)];
    assert_eq!(reasons(&wanted, &folder.0), expected.map(|(path, reason)| (path.to_owned(), reason)));
    write(&wanted, &folder.0).unwrap();
    assert_eq!(reasons(&wanted, &folder.0), []);
}

#[test]
fn a_folder_that_is_not_there_is_empty() {
    let missing = std::env::temp_dir().join("specwright-output-nowhere");
    assert_eq!(compare(&files(&[("a.rs", "1")]), &missing).unwrap().len(), 1);
}
