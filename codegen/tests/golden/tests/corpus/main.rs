//! Everything that the schemas of the goldens allow goes through the emitted types and comes out as it was.
//!
//! `table.rs` lists the types; `BLESS=1 cargo test -p specwright-goldens --test corpus` writes it. The instances are made
//! by `specwright-corpus`, which reads the documents on its own.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod table;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use specwright_codegen::compile;
use specwright_codegen::config::Strictness;
use specwright_corpus::{Answer, Entry, Samples, entries, verdict_of};

use table::CASES;

/// Reads JSON into a type and writes it again.
type RoundTrip = fn(&str) -> Answer;

/// A golden document: its name, and pointer and round trip of each of its types.
struct Case {
    name: &'static str,
    types: &'static [(&'static str, RoundTrip)],
}

/// What does not hold, and why that is meant: golden, schema, how the failure begins.
const KNOWN: &[(&str, &str, &str)] = &[
    // Two parts of an `allOf` contradict each other, so no value fits both.
    ("all_of", "/components/schemas/Clash", "no instance"),
    // Items of a list by position have no schema of their own; they go through the type around them.
    ("keywords", "/components/schemas/Everything/properties/pair/items", "no instance"),
    // Limits that the maker of instances cannot meet all at once.
    ("rules", "/components/schemas/Order", "no instance"),
];

/// The schemas of `refs` stand in other files, which are not read here; the types of `foreign` and the moments of
/// `times` are somebody else's, who decides what they take and how they are written.
const LEFT_OUT: &[&str] = &["foreign", "refs", "times"];

fn round<T: Serialize + DeserializeOwned + Debug>(text: &str) -> Answer {
    specwright_corpus::round::<T>(text)
}

fn document(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(case).join(format!("{case}.yaml"))
}

#[test]
fn the_table_has_every_type() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = fs::read_dir(here)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !LEFT_OUT.contains(&name.as_str()) && document(name).is_file())
        .collect();
    names.sort();
    let mut text = String::from(
        "//! The types of the goldens. Written by the test `the_table_has_every_type`.\n\n\
         use specwright_goldens as g;\n\nuse super::{Case, round};\n\n\
         #[rustfmt::skip]\npub(super) const CASES: &[Case] = &[\n",
    );
    for name in &names {
        let (compiled, _) = compile(&document(name), Strictness::Tolerant);
        let (entries, _) = entries(&compiled.expect("goldens compile"));
        writeln!(text, "    Case {{ name: {name:?}, types: &[").unwrap();
        for Entry { path, pointer, .. } in &entries {
            writeln!(text, "        ({pointer:?}, round::<g::{path}>),").unwrap();
        }
        text.push_str("    ] },\n");
    }
    text.push_str("];\n");
    let path = here.join("tests/corpus/table.rs");
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == text, "tests/corpus/table.rs is stale: run this test with BLESS=1");
}

#[test]
fn instances_go_through_the_types() {
    let mut failures = String::new();
    let mut known = BTreeSet::new();
    let (mut types, mut instances) = (0, 0);
    for case in CASES {
        let text = fs::read_to_string(document(case.name)).unwrap();
        let yaml: Value = serde_yaml::from_str(&text).unwrap();
        let pointers: Vec<String> = case.types.iter().map(|(pointer, _)| (*pointer).to_owned()).collect();
        let samples = Samples::new(&yaml, &pointers).unwrap();
        for (index, (pointer, round)) in case.types.iter().enumerate() {
            let mut tell = |reason: &str, instance: &Value| {
                let is_meant =
                    |one: &&(&str, &str, &str)| (one.0, one.1) == (case.name, *pointer) && reason.starts_with(one.2);
                match KNOWN.iter().find(is_meant) {
                    Some(meant) => drop(known.insert(*meant)),
                    None => writeln!(failures, "{}{pointer}: {reason} | {instance}", case.name).unwrap(),
                }
            };
            let made = samples.of(index);
            if made.instances.is_empty() {
                tell("no instance fits the schema", &Value::Null);
            }
            types += 1;
            for instance in made.instances {
                instances += 1;
                let answer = round(&instance.to_string());
                if let Err(reason) = verdict_of(&instance, &answer, |written| samples.fits(index, written)) {
                    tell(&reason, &instance);
                }
            }
        }
    }
    assert!(failures.is_empty(), "of {instances} instances of {types} types:\n{failures}");
    assert_eq!(known, KNOWN.iter().copied().collect(), "what is known not to hold holds now");
    assert!(types > 110 && instances > 2000, "{types} types, {instances} instances: the documents say more than that");
}
