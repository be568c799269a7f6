//! OpenAPI documents made from bytes, and what has to hold for each of them.
//!
//! The fuzz targets in `fuzz/` and the property test of `codegen` share this crate: a document that one of them trips
//! over is made again by the other from the same bytes.

mod document;
mod draw;
mod hostile;
mod mutate;
mod operation;
mod oracle;
mod schema;
mod trusted;
mod words;

pub use document::document;
pub use draw::Draw;
pub use mutate::{mutate, nodes};
pub use oracle::{Outcome, examine, operations};

use serde_json::Value;

/// Bytes that look random and are the same for the same seed; `xorshift64*`.
pub fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let words = std::iter::repeat_with(|| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()
    });
    words.flatten().take(length).collect()
}

/// A document as text: as JSON mostly, as YAML now and then. Gives the name of its file, too.
pub fn written(draw: &mut Draw<'_>, document: &Value) -> (&'static str, String) {
    if draw.one_in(4)
        && let Ok(text) = serde_yaml::to_string(document)
    {
        return ("a.yaml", text);
    }
    ("a.json", document.to_string())
}
