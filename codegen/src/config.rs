//! What a caller decides before the generator starts, as named choices.

mod selection;
mod types;

pub(crate) use selection::{Facts, SelectionPart};
pub use selection::{Selection, SelectionError};
pub use types::{ForeignType, NotAType, TypeChoice, TypeChoices};

use std::path::PathBuf;

/// Whose document it is, which decides how severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// Our own spec: as `Strict`, and the rules of this house hold too (where each operation was transcribed from, no
    /// nameless objects, no unused components).
    House,
    /// A document whose author wants to hear everything: what we would have to guess is an error at line and column.
    Strict,
    /// Somebody else's document: the same finding is a warning, and the generator copes.
    Tolerant,
}

/// How a document is read. `Strictness::Tolerant.into()` is one without anything special.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whose document it is.
    pub strictness: Strictness,
    /// Overlays to apply to it, in order.
    pub overlays: Vec<PathBuf>,
    /// The operations that are wanted, with the types they need; without it all operations and all types are.
    pub selection: Option<Selection>,
    /// Types of the caller's.
    pub types: TypeChoices,
}

impl From<Strictness> for Options {
    fn from(strictness: Strictness) -> Self {
        Options { strictness, overlays: Vec::new(), selection: None, types: TypeChoices::default() }
    }
}

impl From<&Options> for Options {
    fn from(options: &Options) -> Self {
        options.clone()
    }
}
