//! From a file to a [`Document`] whose references can be followed.
//!
//! [`load`] reads, normalizes and deserialises. What `openapiv3` holds may still say `$ref` anywhere; whoever walks the
//! document asks [`Document::schema`] and its siblings for the target. A target can be anything in any file: its part of
//! the tree is normalized as the kind that is asked for, deserialised, and kept by its canonical place.

mod decode;
mod events;
mod follow;
mod pointer;
#[cfg(test)]
mod tests;

pub use follow::Found;

use std::path::{Path, PathBuf};

use openapiv3 as spec;
use serde_json::Value;

use crate::diag::{FileId, Place, Sink, codes};
use crate::normalize::{Kind, Version, normalize};
use crate::overlay;
use crate::source::Sources;

/// A document that was read, with everything it refers to.
#[derive(Debug)]
pub struct Document {
    /// The typed document. Pointers into it are pointers into the source.
    pub openapi: spec::OpenAPI,
    /// The file it stands in.
    pub root: FileId,
    /// All files.
    pub sources: Sources,
    /// The edition of OpenAPI it declares.
    pub version: Version,
    followed: follow::Caches,
}

impl Document {
    /// The place of the document itself, to start from.
    pub fn place(&self) -> Place {
        Place::root(self.root)
    }
}

/// Reads the document at `path`.
///
/// # Errors
/// There is no document; `sink` knows why, and the sources come back because findings need them to be shown.
#[allow(clippy::result_large_err, reason = "a document is loaded once, and both cases hold the sources")]
pub fn load(path: &Path, sink: &Sink) -> Result<Document, Sources> {
    load_overlaid(path, &[], sink)
}

/// As [`load`], with the overlays in these files applied to it, in order.
///
/// # Errors
/// As for [`load`]; also when an overlay cannot be read or applied.
#[allow(clippy::result_large_err, reason = "a document is loaded once, and both cases hold the sources")]
pub fn load_overlaid(path: &Path, overlays: &[PathBuf], sink: &Sink) -> Result<Document, Sources> {
    let mut sources = Sources::default();
    match sources.open_root(path, sink) {
        Some(root) => complete(root, sources, overlays, sink),
        None => Err(sources),
    }
}

/// As [`load_overlaid`], from text that comes from no file and can refer to itself only.
///
/// # Errors
/// As for [`load`].
#[allow(clippy::result_large_err, reason = "a document is loaded once, and both cases hold the sources")]
pub fn load_text(name: &str, text: &str, overlays: &[PathBuf], sink: &Sink) -> Result<Document, Sources> {
    let mut sources = Sources::default();
    match sources.open_text(name, text, sink) {
        Some(root) => complete(root, sources, overlays, sink),
        None => Err(sources),
    }
}

/// Brings together what the document consists of before it is read.
#[allow(clippy::result_large_err, reason = "a document is loaded once, and both cases hold the sources")]
fn complete(root: FileId, mut sources: Sources, overlays: &[PathBuf], sink: &Sink) -> Result<Document, Sources> {
    let opened: Vec<FileId> = overlays.iter().filter_map(|path| sources.open_overlay(path, sink)).collect();
    // What would be said about a document without its overlays is of no use.
    if opened.len() < overlays.len() || overlay::apply(&mut sources, root, &opened, sink).is_none() {
        return Err(sources);
    }
    sources.follow_links(root, sink);
    read(root, sources, sink)
}

#[allow(clippy::result_large_err, reason = "a document is loaded once, and both cases hold the sources")]
fn read(root: FileId, sources: Sources, sink: &Sink) -> Result<Document, Sources> {
    let place = Place::root(root);
    let tree = sources.tree(root);
    let typed = version_of(&tree, &place, sink).and_then(|version| {
        let tree = normalize(Kind::OpenApi, &tree, &place, sink, version)?;
        Some((decode::document(tree, &place, sink)?, version))
    });
    match typed {
        Some((openapi, version)) => {
            let followed = follow::Caches::default();
            Ok(Document { openapi, root, sources, version, followed })
        }
        None => Err(sources),
    }
}

fn version_of(tree: &Value, place: &Place, sink: &Sink) -> Option<Version> {
    let Value::Object(map) = tree else {
        sink.report(&codes::NOT_OPENAPI, place.clone(), "the file holds no OpenAPI document")
            .help("its root has to be an object that begins with `openapi: 3.0.3`");
        return None;
    };
    if let Some(swagger) = map.get("swagger") {
        let version = swagger.as_str().map_or_else(|| swagger.to_string(), str::to_owned);
        let message = format!("this is a Swagger {version} document; OpenAPI 3.0 and 3.1 are read");
        sink.report(&codes::UNSUPPORTED_VERSION, place.child("swagger"), message)
            .help("convert it first, for example with `npx swagger2openapi`");
        return None;
    }
    let Some(declared) = map.get("openapi") else {
        sink.report(&codes::NOT_OPENAPI, place.clone(), "the file does not say `openapi: 3.0.3` or alike")
            .help("if it is part of a document, name the document that refers to it");
        return None;
    };
    let text = declared.as_str().map_or_else(|| declared.to_string(), str::to_owned);
    let mut parts = text.trim().split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Some(Version::V30),
        (Some("3"), Some("1")) => Some(Version::V31),
        (Some("3"), Some("2")) => {
            let message = "OpenAPI 3.2 is read as 3.1; what is new in it is not known here";
            sink.report(&codes::UNKNOWN_VALUE, place.child("openapi"), message);
            Some(Version::V31)
        }
        _ => {
            let message = format!("OpenAPI `{text}` is not known; 3.0 and 3.1 are read");
            sink.report(&codes::UNSUPPORTED_VERSION, place.child("openapi"), message);
            None
        }
    }
}
