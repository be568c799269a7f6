//! Loads documents as the generator does and prints what came of it: `cargo run --example load -- [--strict] PATH…`.
#![allow(clippy::print_stdout, reason = "a tool")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use specwright_codegen::config::Strictness;
use specwright_codegen::diag::{Sink, render};
use specwright_codegen::{lint, resolve};

fn main() {
    let mut strictness = Strictness::Tolerant;
    let mut show = false;
    let mut paths = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--house" => strictness = Strictness::House,
            "--strict" => strictness = Strictness::Strict,
            "--show" => show = true,
            path => paths.extend(documents(Path::new(path))),
        }
    }
    for path in paths {
        report(&path, strictness, show);
    }
}

fn documents(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = path.read_dir() else {
        return vec![path.to_owned()];
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json" || end == "yaml"));
    files.sort();
    files
}

fn report(path: &Path, strictness: Strictness, show: bool) {
    let sink = Sink::new(strictness);
    let start = Instant::now();
    let loaded = resolve::load(path, &sink);
    let read = start.elapsed();
    let (operations, sources) = match loaded {
        Ok(document) => {
            lint::check(&document, &sink);
            (Some(document.openapi.operations().count()), document.sources)
        }
        Err(sources) => (None, sources),
    };
    let whole = start.elapsed();
    let findings = sink.into_sorted(&sources);
    let sorted = start.elapsed();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &findings {
        *counts.entry(finding.code.name).or_default() += 1;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let operations = operations.map_or("-".to_owned(), |count| count.to_string());
    println!(
        "{name}: {operations} operations, load {:.3} s, lint {:.3} s, sort {:.3} s, {counts:?}",
        read.as_secs_f64(),
        (whole - read).as_secs_f64(),
        (sorted - whole).as_secs_f64(),
    );
    if show {
        print!("{}", render::render(&findings, &sources, render::Colour::Off));
    }
}
