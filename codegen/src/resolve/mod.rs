//! From a file to a [`Document`] whose references can be followed.
use crate::diag::{FileId, Place, Sink};
use crate::source::Sources;
use openapiv3 as spec;
use std::path::Path;
use std::rc::Rc;

/// A document that was read, with everything it refers to.
#[derive(Debug)]
pub struct Document {
    /// The typed document.
    pub openapi: spec::OpenAPI,
    /// The file it stands in.
    pub root: FileId,
    /// All files.
    pub sources: Sources,
}

/// What a reference leads to.
#[derive(Debug)]
pub struct Found<T> {
    /// The thing itself.
    pub value: Rc<T>,
    /// Where it stands: file and pointer of the final target.
    pub place: Place,
}

impl<T> Clone for Found<T> {
    fn clone(&self) -> Self {
        Found { value: Rc::clone(&self.value), place: self.place.clone() }
    }
}

/// Reads the document at `path`. The sources come back in either case: findings need them to be shown.
///
/// # Errors
/// There is no document; `sink` knows why.
#[allow(clippy::result_large_err)]
pub fn load(_path: &Path, _sink: &Sink) -> Result<Document, Sources> { Err(Sources::default()) }
/// As [`load`], from text.
///
/// # Errors
/// There is no document; `sink` knows why.
pub fn load_text(_name: &str, _text: &str, _sink: &Sink) -> Result<Document, Sources> { Err(Sources::default()) }

macro_rules! stub { ($($name:ident: $ty:ty),*) => { impl Document { $(
    /// Follows `reference`, written at `at`, to the end of the chain.
    pub fn $name(&self, _at: &Place, _reference: &str, _sink: &Sink) -> Option<Found<$ty>> { None }
)* } } }
stub!(schema: spec::Schema, parameter: spec::Parameter, response: spec::Response, request_body: spec::RequestBody,
    header: spec::Header, path_item: spec::PathItem, security_scheme: spec::SecurityScheme, example: spec::Example);
