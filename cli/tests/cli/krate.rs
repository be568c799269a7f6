//! `specwright generate --crate`: a crate that builds as it is.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{CLEAN, Folder, repository};

/// The target folder that these tests were built in: what the crate depends on is mostly there already.
fn target_folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap()
}

#[test]
fn the_crate_builds_as_it_is() {
    let folder = Folder::with("pets.yaml", CLEAN);
    let runtime = repository().join("runtime");
    let goldens = repository().join("codegen/tests/golden");
    let documents = [
        "pets.yaml".to_owned(),
        goldens.join("unions/unions.yaml").display().to_string(),
        goldens.join("names/names.yaml").display().to_string(),
    ];
    let mut arguments = vec!["generate"];
    arguments.extend(documents.iter().map(String::as_str));
    arguments.extend(["--crate", "vendor-clients", "--runtime-path", runtime.to_str().unwrap()]);
    folder.run(&arguments).exits(0).tells("wrote vendor-clients/Cargo.toml");

    let manifest = folder.read("vendor-clients/Cargo.toml");
    assert!(manifest.contains("name = \"vendor-clients\""), "{manifest}");
    assert!(manifest.contains("pets\" = []") && manifest.contains("unions\" = []"), "{manifest}");
    assert!(folder.path("vendor-clients/src/pets/mod.rs").exists());
    arguments.push("--check");
    folder.run(&arguments).exits(0).tells("fresh");

    // The versions that are at hand, and already built for other tests.
    fs::copy(repository().join("Cargo.lock"), folder.path("vendor-clients/Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--all-targets"])
        .current_dir(folder.path("vendor-clients"))
        .env("CARGO_TARGET_DIR", target_folder())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !told.contains("warning"), "{told}");
}

#[test]
fn a_crate_of_one_api_has_no_features_for_apis_and_asks_for_the_published_runtime() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.run(&["generate", "pets.yaml", "--crate", "pets-client", "--out", "there"]).exits(0);
    let manifest = folder.read("there/Cargo.toml");
    assert!(manifest.contains("name = \"pets-client\""), "{manifest}");
    assert!(manifest.contains(concat!("specwright-runtime = \"", env!("CARGO_PKG_VERSION"), "\"")), "{manifest}");
    assert!(!manifest.contains("default ="), "{manifest}");
    assert!(manifest.contains("blocking = [\"specwright-runtime/blocking\"]"), "{manifest}");
    assert!(folder.read("there/src/pets/pets.rs").contains("use pets_client::pets::Client;"));
}

#[test]
fn the_runtime_is_found_from_wherever_it_was_named() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("near/Cargo.toml", "");
    folder.run(&["generate", "pets.yaml", "--crate", "c", "--out", "deep/down", "--runtime-path", "near"]).exits(0);
    let manifest = folder.read("deep/down/Cargo.toml");
    let path = folder.path("near");
    assert!(manifest.contains(path.to_str().unwrap()), "{manifest}");
}

/// Cargo would refuse it, or something worse than a name would stand in the manifest.
#[test]
fn a_name_that_is_no_package_name_is_refused() {
    let folder = Folder::with("pets.yaml", CLEAN);
    for name in ["", "a b", "1st", "a/b", "fn", "a\"\n[x]"] {
        let run = folder.run(&["generate", "pets.yaml", "--crate", name, "--out", "there"]);
        assert_eq!(run.code, 2, "{name:?}: {}", run.err);
    }
    assert!(!folder.path("there").exists());
}
