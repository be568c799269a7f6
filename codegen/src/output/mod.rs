//! Files: how emitted code is laid out, formatted, written and compared.
//!
//! The only folder of the generator's back half that touches a disk, and only in [`write`](fn@write) and [`compare`](fn@compare).

mod compare;
mod fileset;
mod format;
mod spacing;
mod write;

pub use compare::{Reason, Stale, compare};
pub use fileset::{FileSet, MARK, MARKDOWN_MARK};
pub use format::FormatError;
pub(crate) use format::{format, header, markdown_header};
pub use write::{WriteReport, write};

#[cfg(test)]
mod tests;
