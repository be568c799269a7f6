//! Fills [`Sources`]: opens files, reads them as YAML or JSON, and loads what they refer to.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use super::anchors::{self, Misread};
use super::events::Remark;
use super::positions::{Duplicate, Positions, Range};
use super::text::Text;
use super::{MAX_FILES, MAX_TOTAL_BYTES, SourceFile, Sources, Trouble, files, flow, json, yaml};
use crate::diag::{Code, FileId, Place, Sink, codes};

impl Sources {
    /// Loads the document at `path`, without what it refers to: that is for [`follow_links`](Self::follow_links).
    ///
    /// A file that cannot be read gets a number too, so that the finding has a path to show.
    pub fn open_root(&mut self, path: &Path, sink: &Sink) -> Option<FileId> {
        self.folder = files::folder_of(path);
        match files::read(path) {
            Ok(text) => {
                let real = path.canonicalize().ok();
                self.add(path.to_owned(), real, text, sink)
            }
            Err(trouble) => self.unreadable(path, trouble, sink),
        }
    }

    /// Loads an overlay. The user names it, so it may stand anywhere; nothing in it leads to other files.
    pub(crate) fn open_overlay(&mut self, path: &Path, sink: &Sink) -> Option<FileId> {
        match files::read(path) {
            Ok(text) => self.add(path.to_owned(), None, text, sink),
            Err(trouble) => self.unreadable(path, trouble, sink),
        }
    }

    /// Whether `reference`, written in `from`, names the file `document`; `None` if that cannot be known.
    pub(crate) fn is_named(&self, document: FileId, from: FileId, reference: &str) -> Option<bool> {
        self.folder.as_ref()?;
        files::is_same(self.path(document), self.path(from), reference)
    }

    fn unreadable(&mut self, path: &Path, trouble: Trouble, sink: &Sink) -> Option<FileId> {
        let file = self.push(path.to_owned(), None, SourceFile::default())?;
        sink.report(trouble.code, Place::root(file), format!("the file {}", trouble.message));
        None
    }

    /// Takes a document from memory. It has no folder, so it can refer to itself only.
    pub fn open_text(&mut self, name: &str, text: &str, sink: &Sink) -> Option<FileId> {
        let text = files::without_mark(text.to_owned());
        self.add(PathBuf::from(name), None, text, sink)
    }

    fn add(&mut self, path: PathBuf, real: Option<PathBuf>, text: String, sink: &Sink) -> Option<FileId> {
        self.total_bytes = self.total_bytes.saturating_add(text.len());
        let is_json = looks_like_json(&path, &text);
        let names_yaml = has_extension(&path, &["yaml", "yml"]);
        let text = Text::new(text);
        let file = self.push(path, real, SourceFile { text, ..SourceFile::default() })?;
        let source = &self.files.get(file.0 as usize)?.text;
        let read = if is_json {
            // In a YAML file, `{` may begin a flow mapping as well.
            match read_json(source) {
                Err(_) if names_yaml => read_yaml(source),
                Err(refused) => read_loose_json(source, refused),
                read => read,
            }
        } else {
            read_yaml(source)
        };
        let report = |remark: Remark| {
            let (start, end) = remark.range.bytes();
            sink.report(remark.code, Place::bytes(file, start, end), remark.message);
        };
        match read {
            Ok(mut read) => {
                report_duplicates(file, read.duplicates, sink);
                report_misread(file, anchors::settle(&mut read.tree), sink);
                read.remarks.into_iter().for_each(report);
                let source = self.files.get_mut(file.0 as usize)?;
                source.tree = Rc::new(read.tree);
                source.positions = read.positions;
                Some(file)
            }
            Err(remark) => {
                report(remark);
                self.files.get_mut(file.0 as usize)?.broken = true;
                None
            }
        }
    }

    fn push(&mut self, path: PathBuf, real: Option<PathBuf>, mut source: SourceFile) -> Option<FileId> {
        let file = FileId(u32::try_from(self.files.len()).ok()?);
        if let Some(real) = real {
            self.by_real_path.insert(real, file);
        }
        source.path = path;
        self.files.push(source);
        Some(file)
    }

    /// Loads everything that can be reached from `root` by references to files.
    pub fn follow_links(&mut self, root: FileId, sink: &Sink) {
        let mut pending = vec![root];
        while let Some(file) = pending.pop() {
            let mut references = BTreeSet::new();
            file_references(&self.tree(file), &mut references);
            for reference in references {
                let known = self.files.len();
                let target = self.follow(file, &reference, sink);
                if let Ok(target) = &target
                    && target.0 as usize >= known
                {
                    pending.push(*target);
                }
                self.links.insert((file, reference), target);
            }
        }
    }

    fn follow(&mut self, from: FileId, reference: &str, sink: &Sink) -> Result<FileId, Trouble> {
        let Some(folder) = self.folder.clone() else {
            let message = format!("there is no file `{reference}`: the document is not from a file");
            return Err(Trouble { code: &codes::UNRESOLVED_REF, message });
        };
        let (shown, real) = files::locate(&folder, self.path(from), reference)?;
        if let Some(file) = self.by_real_path.get(&real) {
            return Ok(*file);
        }
        if self.files.len() >= MAX_FILES || self.total_bytes >= MAX_TOTAL_BYTES {
            let message = "the document consists of too many or too large files".to_owned();
            return Err(Trouble { code: &codes::FILE_TOO_LARGE, message });
        }
        let text = files::read(&real).map_err(|trouble| Trouble {
            code: trouble.code,
            message: format!("the file `{}` {}", shown.display(), trouble.message),
        })?;
        let next = self.files.len();
        self.add(shown.clone(), Some(real), text, sink).map_or_else(
            || match u32::try_from(next) {
                // Its own mistakes are reported in that file; the references into it will name it.
                Ok(id) => Ok(FileId(id)),
                Err(_) => Err(unloadable(&shown)),
            },
            Ok,
        )
    }
}

fn unloadable(path: &Path) -> Trouble {
    Trouble { code: &codes::UNRESOLVED_REF, message: format!("`{}` was not loaded", path.display()) }
}

/// What was read from a text.
struct Read {
    tree: Value,
    positions: OnceCell<Positions>,
    duplicates: Vec<Duplicate>,
    remarks: Vec<Remark>,
}

fn looks_like_json(path: &Path, text: &str) -> bool {
    has_extension(path, &["json"]) || text.trim_start().starts_with(['{', '['])
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    let extension = path.extension().and_then(|end| end.to_str());
    extension.is_some_and(|end| wanted.iter().any(|name| end.eq_ignore_ascii_case(name)))
}

fn read_json(text: &Text) -> Result<Read, Remark> {
    let read = json::read(text.as_str()).map_err(|error| {
        let at = text.byte_at(error.line(), error.column());
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
        let code = code_of(message);
        Remark { code, message: message.to_owned(), range: Range::new(at, at) }
    })?;
    // Positions are found when somebody asks for one; to tell repeated keys is to ask.
    let (positions, duplicates) = if read.has_duplicates {
        let (positions, duplicates) = json::positions(text.as_str(), &read.tree);
        (OnceCell::from(positions), duplicates)
    } else {
        (OnceCell::new(), Vec::new())
    };
    Ok(Read { tree: read.tree, positions, duplicates, remarks: Vec::new() })
}

/// JSON with liberties that YAML allows, such as a comma after the last entry.
fn read_loose_json(text: &Text, refused: Remark) -> Result<Read, Remark> {
    let Ok(mut read) = read_yaml(text) else { return Err(refused) };
    let message = format!("this is YAML, but no JSON: {}", refused.message);
    read.remarks.push(Remark { code: &codes::UNSUPPORTED_YAML, message, range: refused.range });
    Ok(read)
}

fn read_yaml(text: &Text) -> Result<Read, Remark> {
    let mut outline = flow::outline(text.as_str())?;
    let refuse = |refused: yaml::Refused| {
        let at = refused.at.map_or(0, |(line, column)| text.byte_at(line, column));
        Remark { code: code_of(&refused.message), message: refused.message, range: Range::new(at, at) }
    };
    let mut tree = if outline.is_empty { Value::Null } else { yaml::read(text.as_str()).map_err(refuse)? };
    if outline.has_merges {
        yaml::merge(&mut tree, &mut outline.positions);
    }
    Ok(Read {
        tree,
        positions: OnceCell::from(outline.positions),
        duplicates: outline.duplicates,
        remarks: outline.remarks,
    })
}

fn code_of(message: &str) -> &'static Code {
    if message.contains("recursion limit") {
        &codes::NESTING_TOO_DEEP
    } else if message.contains("repetition limit") {
        &codes::ALIASES_TOO_LARGE
    } else {
        &codes::SYNTAX
    }
}

fn report_duplicates(file: FileId, duplicates: Vec<Duplicate>, sink: &Sink) {
    let place = |range: Range| {
        let (start, end) = range.bytes();
        Place::bytes(file, start, end)
    };
    for Duplicate { key, first, again } in duplicates {
        sink.report(&codes::DUPLICATE_KEY, place(again), format!("the key `{key}` is used twice in one object"))
            .label("used again here")
            .also(place(first), "first used here")
            .help("remove or rename one; the last one counts otherwise");
    }
}

fn report_misread(file: FileId, misread: Vec<Misread>, sink: &Sink) {
    for Misread { at, written, read } in misread {
        let message = format!("`{written}` leads nowhere from the root of the file");
        sink.report(&codes::RELATIVE_REF, Place::new(file, at), message).help(format!("it is read as `{read}`"));
    }
}

/// Collects the file parts of all references in a tree.
fn file_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, below) in map {
                match below {
                    Value::String(reference) if key == "$ref" => note(reference, found),
                    // A discriminator may map its values to references.
                    Value::Object(mapping) if key == "mapping" => {
                        let targets = mapping.values().filter_map(Value::as_str);
                        targets.filter(|target| target.contains('#')).for_each(|t| note(t, found));
                    }
                    Value::Object(_) if key == "x-token" => token_operations(below, found),
                    _ => {}
                }
                file_references(below, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|below| file_references(below, found)),
        _ => {}
    }
}

/// Tokens may come from operations of other documents.
fn token_operations(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let operation = map.get("operation").and_then(Value::as_str);
            operation.into_iter().filter(|target| target.contains('#')).for_each(|target| note(target, found));
            map.values().for_each(|below| token_operations(below, found));
        }
        Value::Array(list) => list.iter().for_each(|below| token_operations(below, found)),
        _ => {}
    }
}

fn note(reference: &str, found: &mut BTreeSet<String>) {
    let file = reference.split('#').next().unwrap_or("");
    if !file.is_empty() {
        found.insert(file.to_owned());
    }
}
