//! Reads files: text, value tree, and the position of every node.
//!
//! The only stage that does IO and the only one that knows YAML. Everything a document refers to is loaded here, from
//! below the folder of the document and from nowhere else; what cannot be loaded is remembered and reported where the
//! reference is followed. After this stage sources do not change.
//!
//! Input may be hostile: size, nesting and aliases are limited before a value is built.

mod anchors;
mod events;
mod files;
mod flow;
mod json;
mod load;
mod origin;
mod positions;
mod reader;
#[cfg(test)]
mod tests;
mod text;
mod yaml;

pub(crate) use files::percent_decode;
pub(crate) use origin::Origin;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::Value;

use crate::diag::{Code, FileId, Part, Place, Sink, codes};
use positions::{Positions, Range};
use text::Text;

/// Largest file. The largest public descriptions are around 30 MB.
const MAX_FILE_BYTES: usize = 64 << 20;
/// Most files one document may consist of.
const MAX_FILES: usize = 4096;
/// Most bytes all files together may have.
const MAX_TOTAL_BYTES: usize = 256 << 20;
/// Deepest nesting. `serde_json` and `serde_yaml` refuse 128, and what recurses later relies on it.
pub(crate) const MAX_DEPTH: usize = 127;
/// Most nodes that aliases may add, about 20 MB of values.
const MAX_ALIASED_NODES: usize = 200_000;
/// Most text that aliases may add.
const MAX_ALIASED_BYTES: usize = 16 << 20;

/// Where something stands, for people and for sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First line, from 1.
    pub line: usize,
    /// First column in characters, from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column one past the end.
    pub end_column: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Makes pointers from the root of references to anchors and ids, and of those that start from a schema around them.
pub fn settle_references(tree: &mut Value) {
    anchors::settle(tree);
}

/// All files of one document.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The folder nothing outside of which is read; none for text that came from no file.
    folder: Option<PathBuf>,
    by_real_path: HashMap<PathBuf, FileId>,
    /// What each file part of a reference leads to, by the file it stands in.
    links: HashMap<(FileId, String), Result<FileId, Trouble>>,
    total_bytes: usize,
}

#[derive(Debug, Default)]
struct SourceFile {
    /// As the user named it, or relative to that.
    path: PathBuf,
    text: Text,
    tree: Rc<Value>,
    /// The text could not be read.
    broken: bool,
    positions: OnceCell<Positions>,
    /// What overlays have made of `tree`.
    overlaid: Option<Overlaid>,
}

/// A tree that stands in no file as it is.
#[derive(Debug)]
struct Overlaid {
    tree: Rc<Value>,
    origin: Origin,
}

/// Why something could not be loaded.
#[derive(Debug, Clone)]
struct Trouble {
    code: &'static Code,
    message: String,
}

impl Sources {
    /// The values of a file, overlays applied.
    pub fn tree(&self, file: FileId) -> Rc<Value> {
        self.file(file).map(|file| Rc::clone(file.current())).unwrap_or_default()
    }

    /// Takes `tree` for the values of a file from now on; `origin` tells where its parts stand.
    pub(crate) fn overlay(&mut self, file: FileId, tree: Value, origin: Origin) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.overlaid = Some(Overlaid { tree: Rc::new(tree), origin });
        }
    }

    /// Where the text of a place of the document stands: in another file if an overlay put it there.
    ///
    /// Only what this gives has a [`span`](Self::span) to be shown; findings are traced when they are sorted.
    pub(crate) fn trace(&self, place: &Place) -> Place {
        let overlaid = self.file(place.file).and_then(|file| file.overlaid.as_ref());
        match (overlaid, place.part) {
            (Some(overlaid), Part::Key | Part::Value) => overlaid.origin.trace(place),
            _ => place.clone(),
        }
    }

    /// The path of a file as it is shown to people.
    pub fn path(&self, file: FileId) -> &Path {
        self.file(file).map_or(Path::new(""), |file| &file.path)
    }

    /// The text of a file, without byte order mark.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| file.text.as_str())
    }

    /// All files, in the order they were loaded.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files.len()).filter_map(|n| u32::try_from(n).ok()).map(FileId)
    }

    /// The file a reference names, written at `at`; reports when there is none.
    ///
    /// `reference` is the part before `#`.
    pub fn open_relative(&self, at: &Place, reference: &str, sink: &Sink) -> Option<FileId> {
        match self.link(at.file, reference) {
            Ok(file) => Some(file),
            Err((code, message)) => {
                if let Some(code) = code {
                    sink.report(code, at.clone(), message);
                }
                None
            }
        }
    }

    /// The file a reference names; else what to say about it, without a code if that has been said.
    pub(crate) fn link(&self, from: FileId, reference: &str) -> Result<FileId, (Option<&'static Code>, String)> {
        match self.links.get(&(from, reference.to_owned())) {
            Some(Ok(file)) => Ok(*file),
            Some(Err(trouble)) => Err((Some(trouble.code), trouble.message.clone())),
            None => Err((Some(&codes::UNRESOLVED_REF), format!("`{reference}` was not loaded"))),
        }
    }

    /// Whether a file was found but could not be read; its findings say why.
    pub(crate) fn is_broken(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.broken)
    }

    /// The value at a pointer, as the author (or that of an overlay) wrote it.
    pub fn value(&self, place: &Place) -> Option<&Value> {
        let mut value: &Value = self.file(place.file)?.current();
        for token in place.tokens() {
            value = match value {
                Value::Object(map) => map.get(&token)?,
                Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Line, column and bytes of a place. A pointer that leads nowhere is cut until it leads somewhere.
    pub fn span(&self, place: &Place) -> Span {
        let Some(file) = self.file(place.file) else {
            return Span { line: 1, column: 1, end_line: 1, end_column: 1, start: 0, end: 0 };
        };
        let (start, end) = file.range(place).bytes();
        let start = file.text.floor(start);
        let end = file.text.ceil(end.max(start));
        let (line, column) = file.text.line_column(start);
        let (end_line, end_column) = file.text.line_column(end);
        Span { line, column, end_line, end_column, start, end }
    }

    /// The byte range of a line of a file, from 1, without its line break.
    pub(crate) fn line_range(&self, file: FileId, line: usize) -> (usize, usize) {
        self.file(file).map_or((0, 0), |file| file.text.line_range(line))
    }

    fn file(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }
}

impl SourceFile {
    fn current(&self) -> &Rc<Value> {
        self.overlaid.as_ref().map_or(&self.tree, |overlaid| &overlaid.tree)
    }

    fn range(&self, place: &Place) -> Range {
        if let Part::Bytes { start, end } = place.part {
            return Range { start, end };
        }
        let positions = self.positions.get_or_init(|| json::positions(self.text.as_str(), &self.tree).0);
        let Some(found) = positions.locate(&self.tree, place.tokens()) else {
            return Range::default();
        };
        match found.node.key {
            Some(key) if place.part == Part::Key && found.exact => key,
            _ => positions.headline(found.node),
        }
    }
}
