//! Reads files.
use crate::diag::{FileId, Place, Sink};
use serde_json::Value;
use std::path::Path;
use std::rc::Rc;

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

/// All loaded files.
#[derive(Debug, Default)]
pub struct Sources {}

impl Sources {
    /// stub
    pub fn open_root(&mut self, _path: &Path, _sink: &Sink) -> Option<FileId> { None }
    /// stub
    pub fn open_text(&mut self, _name: &str, _text: &str, _sink: &Sink) -> Option<FileId> { None }
    /// stub
    pub fn tree(&self, _file: FileId) -> Rc<Value> { Rc::new(Value::Null) }
    /// stub
    pub fn path(&self, _file: FileId) -> &Path { Path::new("") }
    /// stub
    pub fn text(&self, _file: FileId) -> &str { "" }
    /// stub
    pub fn span(&self, _place: &Place) -> Span { Span { line: 1, column: 1, end_line: 1, end_column: 1, start: 0, end: 0 } }
}
