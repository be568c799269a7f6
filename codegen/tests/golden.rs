//! Documents, what the model makes of them, and the clients that come out.
//!
//! `BLESS=1 cargo test -p specwright-codegen --test golden` writes what differs. Read the diff of `ir.txt` before that
//! of `expected/`: it tells which stage a change went through. The expected files are compiled by the crate
//! `specwright-goldens`, whose folder this is.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;
use specwright_codegen::config::{ForeignType, Options, Strictness, TypeChoice, TypeChoices};
use specwright_codegen::{Compiled, Report, Target, compile, emit, ir};

macro_rules! cases {
    ($($case:ident)*) => {
        $(#[test] fn $case() { check(stringify!($case)); })*

        const CASES: &[&str] = &[$(stringify!($case)),*];
    };
}

cases! {
    all_of alternatives bodies callbacks docs enums events first_of foreign formats headers keys keywords lenient links media_types
    multipart names paging parameters presence recursion refs responses rules security servers shared times tokens unions
    webhooks
}

/// A golden that nobody compares, or nobody compiles, proves nothing.
#[test]
fn every_folder_is_a_case() {
    let folders: BTreeSet<String> = fs::read_dir(goldens())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir() && entry.file_name() != "tests")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let cases: BTreeSet<String> = CASES.iter().map(|&case| case.to_owned()).collect();
    assert_eq!(folders, cases, "each folder of tests/golden is listed in `cases!` of golden.rs, and the reverse");

    let crate_root = fs::read_to_string(goldens().join("lib.rs")).unwrap();
    for case in CASES {
        let module = format!("#[path = \"{case}/expected/mod.rs\"]");
        assert!(crate_root.contains(&module), "tests/golden/lib.rs does not compile the case `{case}`");
    }
}

/// Paths below the folder of a case, with `/`, and contents.
type Files = BTreeMap<String, String>;

fn check(case: &str) {
    let folder = goldens().join(case);
    let actual = produce(case, &folder);
    let stored = stored(&folder);
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        bless(&folder, &actual, &stored);
        return;
    }
    let differences = differences(&actual, &stored);
    assert!(
        differences.is_empty(),
        "golden case `{case}` differs (-stored +now):\n{differences}\n\
         If this is meant, run `BLESS=1 cargo test -p specwright-codegen --test golden` and read the diff.\n"
    );
}

/// What the generator makes of the document now.
fn produce(case: &str, folder: &Path) -> Files {
    // Somebody else's document: where the generator copes, the golden shows how.
    let (compiled, report) = compile(&folder.join(format!("{case}.yaml")), options(case));
    let findings = findings(&report, folder);
    let Some(compiled) = compiled else { panic!("`{case}` does not compile:\n{findings}") };
    let mut files = emitted(case, &compiled);
    files.insert("ir.txt".to_owned(), ir::print(&compiled.api));
    if !findings.is_empty() {
        files.insert("findings.txt".to_owned(), findings);
    }
    let here = goldens().display().to_string();
    for (path, text) in &files {
        assert!(!text.contains(&here), "{case}/{path} names a folder of this machine: {here}");
    }
    files
}

/// Most cases go without special wishes.
fn options(case: &str) -> Options {
    let mut options = Options::from(Strictness::Tolerant);
    if case == "times" {
        let time = ForeignType::parse("specwright_runtime::OffsetDateTime").unwrap();
        options.types = TypeChoices::default().format("date-time", TypeChoice::Foreign(time));
    }
    if case == "foreign" {
        let money = || ForeignType::parse("crate::money::Money").unwrap();
        options.types = TypeChoices::default()
            .format("date-time", TypeChoice::Text)
            .format("uuid", TypeChoice::Text)
            .format("money", TypeChoice::Foreign(money()))
            .schema("Price", money());
    }
    options
}

/// One line per finding: goldens show when a rule begins to fire on sound documents, or stops.
fn findings(report: &Report, folder: &Path) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let span = report.sources.span(&finding.place);
        let path = report.sources.path(finding.place.file);
        let path = path.strip_prefix(folder).unwrap_or(path).display();
        let (severity, code) = (finding.severity, finding.code.name);
        writeln!(text, "{path}:{}:{}: {severity}[{code}]: {}", span.line, span.column, finding.message).unwrap();
    }
    text
}

/// The files of the API itself. Manifest and root of the crate are the same for all cases; see `targets.rs`.
fn emitted(case: &str, compiled: &Compiled) -> Files {
    let target = Target::Crate {
        name: "specwright-goldens".to_owned(),
        runtime_path: None,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    let set = emit(std::slice::from_ref(compiled), &target).unwrap();
    assert_eq!(
        set,
        emit(std::slice::from_ref(compiled), &target).unwrap(),
        "`{case}` is emitted differently each time"
    );
    let below = format!("src/{case}/");
    let files = set.iter().filter_map(|(path, text)| Some((path.strip_prefix(&below)?, text)));
    files.map(|(path, text)| (format!("expected/{path}"), text.to_owned())).collect()
}

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Everything in the folder of a case that blessing would write.
fn stored(folder: &Path) -> Files {
    let mut files = Files::new();
    for name in ["ir.txt", "findings.txt"] {
        if let Ok(text) = fs::read_to_string(folder.join(name)) {
            files.insert(name.to_owned(), text);
        }
    }
    let mut folders = vec![folder.join("expected")];
    while let Some(inside) = folders.pop() {
        let Ok(entries) = fs::read_dir(&inside) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(relative, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn differences(actual: &Files, stored: &Files) -> String {
    let paths: BTreeSet<&String> = actual.keys().chain(stored.keys()).collect();
    let mut text = String::new();
    for path in paths {
        match (stored.get(path), actual.get(path)) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => {
                let diff = TextDiff::from_lines(old, new);
                let _ = writeln!(text, "{}", diff.unified_diff().context_radius(3).header(path, path));
            }
            (None, _) => text.push_str(&format!("{path}: made now, but not stored\n")),
            (_, None) => text.push_str(&format!("{path}: stored, but not made any more\n")),
        }
    }
    text
}

fn bless(folder: &Path, actual: &Files, stored: &Files) {
    for path in stored.keys().filter(|path| !actual.contains_key(*path)) {
        fs::remove_file(folder.join(path)).unwrap();
    }
    for (path, text) in actual.iter().filter(|(path, text)| stored.get(*path) != Some(text)) {
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }
}
