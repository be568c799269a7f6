//! What callers may write and what they may not, with what the compiler tells them.
//!
//! The messages are the compiler's; `TRYBUILD=overwrite cargo test --test compile` writes them anew after an update.

#[test]
fn right_use_compiles_and_wrong_use_does_not() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile/pass/*.rs");
    cases.compile_fail("tests/compile/fail/*.rs");
}
