//! A run of ten seconds keeps the long one alive.
#![allow(missing_docs, reason = "a test")]
#![allow(clippy::unwrap_used, reason = "a test that cannot run the program may fail loudly")]

use std::process::Command;

#[test]
fn ten_seconds() {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(["--seconds", "10"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(told.matches("| kept |").count(), 11, "{told}");
}
