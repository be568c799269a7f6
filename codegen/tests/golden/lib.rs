//! The golden files, compiled: a golden that does not build proves nothing.
//!
//! Each folder is a case: `<case>/<case>.yaml` is the document, `<case>/ir.txt` what the model makes of it,
//! `<case>/findings.txt` what the generator says about it, and `<case>/expected/` the client that comes out. The files
//! are compared and written by `codegen/tests/golden.rs`; `tests/behaviour/` shows what the types do. The document is
//! named after its case, so that the examples in the emitted docs find the module they name.

#[path = "all_of/expected/mod.rs"]
#[rustfmt::skip]
pub mod all_of;

#[path = "alternatives/expected/mod.rs"]
#[rustfmt::skip]
pub mod alternatives;

#[path = "bodies/expected/mod.rs"]
#[rustfmt::skip]
pub mod bodies;

#[path = "callbacks/expected/mod.rs"]
#[rustfmt::skip]
pub mod callbacks;

#[path = "docs/expected/mod.rs"]
#[rustfmt::skip]
pub mod docs;

#[path = "enums/expected/mod.rs"]
#[rustfmt::skip]
pub mod enums;

#[path = "events/expected/mod.rs"]
#[rustfmt::skip]
pub mod events;

#[path = "first_of/expected/mod.rs"]
#[rustfmt::skip]
pub mod first_of;

#[path = "foreign/expected/mod.rs"]
#[rustfmt::skip]
pub mod foreign;

#[path = "formats/expected/mod.rs"]
#[rustfmt::skip]
pub mod formats;

#[path = "headers/expected/mod.rs"]
#[rustfmt::skip]
pub mod headers;

#[path = "keys/expected/mod.rs"]
#[rustfmt::skip]
pub mod keys;

#[path = "keywords/expected/mod.rs"]
#[rustfmt::skip]
pub mod keywords;

#[path = "lenient/expected/mod.rs"]
#[rustfmt::skip]
pub mod lenient;

#[path = "links/expected/mod.rs"]
#[rustfmt::skip]
pub mod links;

#[path = "media_types/expected/mod.rs"]
#[rustfmt::skip]
pub mod media_types;

#[path = "multipart/expected/mod.rs"]
#[rustfmt::skip]
pub mod multipart;

#[path = "names/expected/mod.rs"]
#[rustfmt::skip]
pub mod names;

#[path = "paging/expected/mod.rs"]
#[rustfmt::skip]
pub mod paging;

#[path = "parameters/expected/mod.rs"]
#[rustfmt::skip]
pub mod parameters;

#[path = "presence/expected/mod.rs"]
#[rustfmt::skip]
pub mod presence;

#[path = "recursion/expected/mod.rs"]
#[rustfmt::skip]
pub mod recursion;

#[path = "refs/expected/mod.rs"]
#[rustfmt::skip]
pub mod refs;

#[path = "responses/expected/mod.rs"]
#[rustfmt::skip]
pub mod responses;

#[path = "rules/expected/mod.rs"]
#[rustfmt::skip]
pub mod rules;

#[path = "security/expected/mod.rs"]
#[rustfmt::skip]
pub mod security;

#[path = "servers/expected/mod.rs"]
#[rustfmt::skip]
pub mod servers;

#[path = "shared/expected/mod.rs"]
#[rustfmt::skip]
pub mod shared;

#[path = "times/expected/mod.rs"]
#[rustfmt::skip]
pub mod times;

#[path = "tokens/expected/mod.rs"]
#[rustfmt::skip]
pub mod tokens;

#[path = "unions/expected/mod.rs"]
#[rustfmt::skip]
pub mod unions;

pub mod money;

#[path = "webhooks/expected/mod.rs"]
#[rustfmt::skip]
pub mod webhooks;
