//! Documents that nobody would write, made from seeds: each of them becomes a client, and says what it could not say.
//!
//! A failure names its seed. `cargo run -p specwright-grammar --example crate_of -- FOLDER SEED 1` writes the document
//! of a seed, and its client, to look at; `fuzz/README.md` tells how to look for more.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use serde_json::Value;
use specwright_codegen::Report;
use specwright_codegen::config::Strictness;
use specwright_grammar::{Draw, Outcome, bytes, document, examine, mutate, operations, written};

/// Bytes per document. More make it larger.
const LENGTH: usize = 3000;

fn examined(seed: u64, name: &str, text: &str, strictness: Strictness) -> Outcome {
    examine(name, text, strictness).unwrap_or_else(|why| panic!("seed {seed}: {why}\n{text}"))
}

/// Each operation that is not in the client is spoken of.
fn every_operation_is_accounted_for(seed: u64, tree: &Value, count: usize, report: &Report) {
    let skipped = report.skipped().count();
    assert!(count + skipped >= operations(tree), "seed {seed}: {count} operations and {skipped} findings\n{tree}");
}

#[test]
fn any_document_becomes_a_client() {
    for seed in 0..40 {
        let bytes = bytes(seed, LENGTH);
        let draw = &mut Draw::new(&bytes);
        let tree = document(draw);
        let (name, text) = written(draw, &tree);
        let outcome = examined(seed, name, &text, Strictness::Tolerant);
        let findings = &outcome.report.findings;
        assert!(outcome.files.is_some(), "seed {seed} is refused: {findings:?}\n{text}");
        every_operation_is_accounted_for(seed, &tree, outcome.operations, &outcome.report);
        examined(seed, name, &text, Strictness::Strict);
    }
}

/// What people wrote, with a few nodes changed.
#[test]
fn damaged_documents_become_clients() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (n, path) in ["tests/golden/names/names.yaml", "tests/golden/unions/unions.yaml", "../specs/cloudneeti.yaml"]
        .iter()
        .enumerate()
    {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        let whole: Value = serde_yaml::from_str(&text).unwrap();
        for seed in 0..8 {
            let seed = seed * 10 + n as u64;
            let bytes = bytes(seed, LENGTH);
            let draw = &mut Draw::new(&bytes);
            let mut tree = whole.clone();
            for _ in 0..=draw.below(8) {
                mutate(draw, &mut tree);
            }
            let (name, text) = written(draw, &tree);
            let outcome = examined(seed, name, &text, Strictness::Tolerant);
            if outcome.files.is_some() {
                every_operation_is_accounted_for(seed, &tree, outcome.operations, &outcome.report);
            }
        }
    }
}
