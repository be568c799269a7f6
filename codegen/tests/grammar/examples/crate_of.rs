//! Writes one crate with a client for each of a row of seeds, to be compiled: `crate_of FOLDER SEED COUNT`.
//!
//! The documents stand beside it in `documents/`. Prints what does not hold for them.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a tool for people who fix the generator")]

use std::fs;
use std::path::{Path, PathBuf};

use specwright_codegen::config::Strictness;
use specwright_codegen::{Target, compile_text, emit};
use specwright_grammar::{Draw, bytes, document, examine, written};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seed, count] = &arguments[..] else { panic!("crate_of FOLDER SEED COUNT") };
    let folder = PathBuf::from(folder);
    let (seed, count): (u64, u64) = (seed.parse().unwrap(), count.parse().unwrap());
    let mut apis = Vec::new();
    let mut failed = 0;
    for seed in seed..seed + count {
        let bytes = bytes(seed, 3000);
        let draw = &mut Draw::new(&bytes);
        let tree = document(draw);
        let (name, text) = written(draw, &tree);
        write(&folder.join("documents").join(format!("{seed}-{name}")), &text);
        if let Err(why) = examine(name, &text, Strictness::Tolerant) {
            println!("seed {seed}: {why}");
            failed += 1;
        }
        apis.extend(compile_text(&format!("d{seed}.json"), &tree.to_string(), Strictness::Tolerant).0);
    }
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../runtime").canonicalize().unwrap();
    let target = Target::Crate {
        name: "documents".to_owned(),
        runtime_path: Some(runtime),
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    for (path, text) in emit(&apis, &target).unwrap_or_else(|error| panic!("{error}")).iter() {
        write(&folder.join(path), text);
    }
    println!("{} of {count} documents written, {failed} do not hold", apis.len());
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
