//! What is said about mistakes, case by case.
//!
//! `diagnostics/<code>[-what].yaml` is a document with that mistake, the `.txt` beside it is what a person gets to read.
//! `BLESS=1 cargo test -p specwright-codegen --test diagnostics` rewrites the expectations; read the difference. A case
//! that begins with `# tolerant` is read as somebody else's document, one with `# strict` as one without our house rules,
//! one with `# only …` or `# type …` with that selection or type. If `diagnostics/overlays` has a file of that name, it is applied.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly, in its helpers too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;
use specwright_codegen::compile;
use specwright_codegen::config::{ForeignType, Options, Selection, Strictness, TypeChoices};
use specwright_codegen::diag::codes;
use specwright_codegen::diag::render::{Colour, render};

/// No document of a bearable size is too large (`hostile.rs` makes one), and none is known that `normalize` could not
/// make readable.
const WITHOUT_CASE: [&str; 2] = ["file-too-large", "schema-degraded"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |path: &PathBuf| path.extension().is_some_and(|end| end == "yaml" || end == "json");
    let mut cases: Vec<PathBuf> = entries.filter(is_case).collect();
    cases.sort();
    cases
}

fn strictness(path: &Path) -> Strictness {
    let bytes = fs::read(path).unwrap();
    match bytes.split(|byte| *byte == b'\n').next() {
        Some(b"# tolerant") => Strictness::Tolerant,
        Some(b"# strict") => Strictness::Strict,
        _ => Strictness::House,
    }
}

fn options(path: &Path) -> Options {
    let text = fs::read_to_string(path).unwrap_or_default();
    let only = text.lines().next().and_then(|line| line.strip_prefix("# only "));
    let types = text.lines().next().and_then(|line| line.strip_prefix("# type ")).into_iter();
    let overlay = folder().join("overlays").join(path.file_name().unwrap());
    Options {
        strictness: strictness(path),
        overlays: overlay.exists().then_some(overlay).into_iter().collect(),
        types: types.fold(TypeChoices::default(), |types, choice| {
            let (name, path) = choice.split_once('=').unwrap();
            types.schema(name, ForeignType::parse(path).unwrap())
        }),
        selection: only.map(|only| Selection::parse([only]).unwrap()),
    }
}

fn rendered(path: &Path) -> String {
    let (_, report) = compile(path, options(path));
    let text = render(&report.findings, &report.sources, Colour::Off);
    // The folder is another one on each machine.
    text.replace(&format!("{}/", folder().display()), "")
}

#[test]
fn findings_read_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let expected_path = case.with_extension("txt");
        let actual = rendered(&case);
        let name = case.file_stem().unwrap().to_string_lossy().into_owned();
        let code = codes::ALL.iter().filter(|code| name.starts_with(code.name)).max_by_key(|code| code.name.len());
        let code = code.unwrap_or_else(|| panic!("{name} begins with no code"));
        assert!(actual.contains(&format!("[{}]", code.name)), "{name} does not bring about its code:\n{actual}");
        if bless {
            fs::write(&expected_path, &actual).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if expected != actual {
            let diff = TextDiff::from_lines(&expected, &actual);
            wrong.push(format!("{}", diff.unified_diff().header(&name, "now")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nif this is better: BLESS=1 cargo test -p specwright-codegen --test diagnostics",
        wrong.join("\n")
    );
}

#[test]
fn every_code_has_a_case() {
    let names: Vec<String> =
        cases().iter().map(|case| case.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let covered = |code: &str| {
        let longest = |name: &String| {
            let codes = codes::ALL.iter().filter(|code| name.starts_with(code.name));
            codes.max_by_key(|code| code.name.len()).map(|code| code.name)
        };
        names.iter().any(|name| longest(name) == Some(code))
    };
    let missing: BTreeSet<&str> = codes::ALL.iter().map(|code| code.name).filter(|code| !covered(code)).collect();
    assert_eq!(missing, BTreeSet::from(WITHOUT_CASE), "codes without a case, against those that may be");
}

#[test]
fn every_expectation_has_its_case() {
    let cases: BTreeSet<PathBuf> = cases().iter().map(|case| case.with_extension("txt")).collect();
    let texts = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let stray: Vec<PathBuf> =
        texts.filter(|path| path.extension().is_some_and(|end| end == "txt") && !cases.contains(path)).collect();
    assert!(stray.is_empty(), "{stray:?}");
}
