//! Any bytes, as a file: YAML or JSON, of somebody else's or of one's own.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use specwright_codegen::config::Strictness;

fuzz_target!(|data: &[u8]| -> Corpus {
    // What is no UTF-8 does not get past the opening of a file; the tests of hostile input cover it.
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let name = if text.trim_start().starts_with('{') { "a.json" } else { "a.yaml" };
    for strictness in [Strictness::Tolerant, Strictness::Strict] {
        if let Err(why) = specwright_grammar::examine(name, text, strictness) {
            panic!("{strictness:?}: {why}");
        }
    }
    Corpus::Keep
});
