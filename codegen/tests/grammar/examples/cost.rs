//! What one document costs: `cost FILE`. Generates a client in memory and tells time, findings and the most memory.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a tool for people who fix the generator")]

use std::fs;
use std::time::Instant;

use specwright_codegen::config::Strictness;
use specwright_codegen::{Target, compile_text, emit};

fn main() {
    let path = std::env::args().nth(1).expect("cost FILE");
    let text = fs::read_to_string(&path).unwrap();
    let began = Instant::now();
    let (compiled, report) = compile_text("a.json", &text, Strictness::Tolerant);
    let compiling = began.elapsed();
    let target = Target::Crate {
        name: "a".to_owned(),
        runtime_path: None,
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    let files = compiled.map(|compiled| emit(&[compiled], &target).unwrap_or_else(|error| panic!("{error}")));
    let bytes: usize = files.iter().flat_map(|files| files.iter()).map(|(_, text)| text.len()).sum();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("").trim();
    println!(
        "{} bytes in, {bytes} out, {} findings, {compiling:.1?} to the gate, {:.1?} in all, {memory}",
        text.len(),
        report.findings.len(),
        began.elapsed(),
    );
}
