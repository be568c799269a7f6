//! Turns OpenAPI documents into typed Rust clients.
//!
//! The stages, in order; each has its own folder and one promise:
//!
//! | stage | promise after it |
//! |---|---|
//! | [`source`] | every file is read, with the position of every node; limits hold |
//! | `overlay` | what overlays say is part of the document |
//! | [`normalize`] | the tree is one that `openapiv3` can read |
//! | [`resolve`] | every reference has a target |
//! | [`lint`] | the author knows what is doubtful |
//! | [`lower`] | no OpenAPI words are left: [`ir::Api`] |
//! | [`names`] | every item has its Rust name, unique in its scope |
//! | gate | errors stop here; what follows cannot fail |
//! | `plan`, `emit`, `output` | Rust items, tokens, formatted files |

pub mod build_script;
mod compile;
pub mod config;
pub mod diag;
pub mod emit;
mod generate;
mod inputs;
pub mod ir;
pub mod lint;
mod listing;
pub mod lower;
pub mod names;
pub mod normalize;
pub mod output;
mod overlay;
mod pages;
pub mod plan;
pub mod resolve;
pub mod source;
mod token;

pub use compile::{Compiled, Report, compile, compile_text, tree};
pub use generate::{EmitError, Target, emit};
pub use inputs::find_documents;
pub use listing::{Listed, list};
pub use pages::pages;
