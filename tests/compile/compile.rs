//! What callers may write and what they may not, with what the compiler tells them.
//!
//! Wrong use is compiled by `trybuild`. The messages are the compiler's and may change with it;
//! `TRYBUILD=overwrite cargo test --test compile` writes them anew. Right use is compiled with this file: given to
//! `trybuild`, it would have all dependencies compiled to machine code once more, where checking is enough for the rest.
#![allow(clippy::expect_used, reason = "tests fail by panicking")]

#[path = "pass/everyday.rs"]
mod everyday;
#[path = "pass/threads.rs"]
mod threads;
#[path = "pass/types_are_open.rs"]
mod types_are_open;

#[test]
fn right_use_compiles() {
    everyday::main();
    threads::main();
    types_are_open::main();
}

#[test]
fn wrong_use_does_not_compile() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

/// Files without a line above would never be compiled.
#[test]
fn every_right_use_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pass");
    let files = std::fs::read_dir(folder).expect("a folder").count();
    assert_eq!(files, include_str!("compile.rs").matches("#[path = \"pass/").count());
}
