//! Documents from a grammar, and documents of people with some of their nodes changed.
#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use specwright_codegen::config::Strictness;
use specwright_grammar::{Draw, document, examine, mutate, operations, written};

/// The documents of this repository that consist of one file.
static SEEDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["fuzz/seeds", "specs", "codegen/tests/golden", "codegen/tests/diagnostics"];
    let mut files = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_owned();
            files.push(if path.is_dir() { path.join(name).with_extension("yaml") } else { path });
        }
    }
    files.sort();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts.filter_map(|text| serde_yaml::from_str(&text).ok()).filter(Value::is_object).collect()
});

fuzz_target!(|data: &[u8]| {
    let draw = &mut Draw::new(data);
    let from_grammar = draw.one_in(2) || SEEDS.is_empty();
    let mut tree = if from_grammar { document(draw) } else { draw.pick(&SEEDS).clone() };
    let changes = draw.below(if from_grammar { 4 } else { 12 });
    for _ in 0..changes {
        mutate(draw, &mut tree);
    }
    let (name, text) = written(draw, &tree);
    let strictness = if draw.one_in(4) { Strictness::Strict } else { Strictness::Tolerant };
    let outcome = match examine(name, &text, strictness) {
        Ok(outcome) => outcome,
        Err(why) => panic!("{strictness:?}: {why}\n{text}"),
    };
    if outcome.files.is_some() {
        let known = outcome.operations + outcome.report.skipped().count();
        assert!(known >= operations(&tree), "an operation is lost without a word\n{text}");
    }
});
