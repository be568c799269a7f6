//! When the build script of a client package writes, when it only compares, and when it does nothing.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use specwright_codegen::build_script::{Outcome, Surroundings, run};
use tempfile::TempDir;

const SPEC: &str = r#"openapi: 3.0.3
info: { title: Pets, version: "1" }
tags: [{ name: pets, description: Animals. }]
paths:
  /pets:
    get:
      operationId: listPets
      summary: All pets.
      tags: [pets]
      x-source: { document: Manual, heading: Pets }
      responses: { "204": { description: None. } }
"#;

const MANIFEST: &str = "[package]\nname = \"clients\"\n\n[features]\ndefault = [\"pets\"]\npets = []\n";

/// A client package with one spec.
struct Package {
    folder: TempDir,
}

impl Package {
    fn new() -> Self {
        let package = Self { folder: TempDir::new().unwrap() };
        package.write("Cargo.toml", MANIFEST);
        package.write("specs/pets.yaml", SPEC);
        package
    }

    /// With clients that are as they should be.
    fn generated() -> Self {
        let package = Self::new();
        let outcome = run(&package.surroundings());
        assert!(!outcome.failed, "{outcome:?}");
        package
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { package: self.folder.path().to_owned(), cargo_home: None, read_only: false }
    }

    fn read_only(&self) -> Surroundings {
        Surroundings { read_only: true, ..self.surroundings() }
    }
}

/// The lines that cargo shows as errors, or as warnings.
fn lines<'a>(outcome: &'a Outcome, kind: &str) -> Vec<&'a str> {
    outcome.instructions.iter().filter_map(|line| line.strip_prefix(kind)).collect()
}

fn changed(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn in_a_checkout_the_clients_are_written() {
    let package = Package::new();
    let outcome = run(&package.surroundings());
    assert!(!outcome.failed, "{outcome:?}");
    assert_eq!(lines(&outcome, "error="), [""; 0]);
    assert!(package.read("generated/lib.rs").contains("pub mod pets;"));
    assert!(package.read("generated/pets/pets.rs").contains("pub fn list_pets(&self)"));
}

#[test]
fn the_script_runs_again_when_specs_or_the_environment_change_and_not_otherwise() {
    let package = Package::new();
    let mut watched = lines(&run(&package.surroundings()), "rerun-if-").to_vec().join("\n");
    watched.push('\n');
    assert_eq!(watched, "changed=build.rs\nchanged=specs\nenv-changed=CI\nenv-changed=DOCS_RS\n");
}

#[test]
fn what_is_as_it_should_be_is_not_touched() {
    let package = Package::generated();
    let before = changed(&package.path("generated/pets/pets.rs"));
    assert!(!run(&package.surroundings()).failed);
    assert_eq!(changed(&package.path("generated/pets/pets.rs")), before);
}

#[test]
fn an_edited_spec_changes_its_files_only() {
    let package = Package::generated();
    let before = changed(&package.path("generated/lib.rs"));
    package.write("specs/pets.yaml", &SPEC.replace("listPets", "allPets"));
    assert!(!run(&package.surroundings()).failed);
    assert!(package.read("generated/pets/pets.rs").contains("pub fn all_pets(&self)"));
    assert_eq!(changed(&package.path("generated/lib.rs")), before);
}

#[test]
fn files_of_a_spec_that_is_gone_are_removed_and_others_stay() {
    let package = Package::generated();
    package.write("generated/notes.rs", "// Written by hand.\n");
    fs::rename(package.path("specs/pets.yaml"), package.path("specs/animals.yaml")).unwrap();
    package.write("Cargo.toml", &MANIFEST.replace("pets", "animals"));
    assert!(!run(&package.surroundings()).failed);
    assert!(package.path("generated/animals/mod.rs").exists());
    assert!(!package.path("generated/pets").exists());
    assert!(package.path("generated/notes.rs").exists());
}

#[test]
fn under_ci_stale_files_are_named_and_nothing_is_written() {
    let package = Package::generated();
    assert!(!run(&package.read_only()).failed, "fresh files are fine");
    package.write("specs/pets.yaml", &SPEC.replace("listPets", "allPets"));
    let orphan = package.read("generated/lib.rs");
    package.write("generated/gone.rs", &orphan);
    let outcome = run(&package.read_only());
    assert!(outcome.failed);
    let errors = lines(&outcome, "error=");
    for (file, reason) in [("generated/pets/pets.rs", "different"), ("generated/gone.rs", "no longer generated")] {
        let error = errors.iter().find(|line| line.starts_with(file)).unwrap_or_else(|| panic!("{file}: {errors:?}"));
        assert!(error.contains(reason) && error.contains("cargo run -- generate"), "{error}");
    }
    assert!(package.read("generated/pets/pets.rs").contains("pub fn list_pets(&self)"), "nothing was written");
    assert!(package.path("generated/gone.rs").exists());
}

#[test]
fn under_ci_missing_files_are_named() {
    let package = Package::new();
    let outcome = run(&package.read_only());
    assert!(outcome.failed);
    let errors = lines(&outcome, "error=");
    assert!(errors.iter().any(|line| line.starts_with("generated/pets/mod.rs is stale (missing)")), "{errors:?}");
    assert!(!package.path("generated").exists());
}

#[test]
fn as_a_dependency_nothing_is_read_or_written() {
    for mark in [".cargo-ok", ".cargo-checksum.json"] {
        let package = Package::new();
        package.write("specs/pets.yaml", "not: a document");
        package.write(mark, "");
        let outcome = run(&package.read_only());
        assert_eq!(outcome.instructions, ["rerun-if-changed=build.rs"]);
        assert!(!outcome.failed);
        assert!(!package.path("generated").exists());
    }
}

#[test]
fn below_the_home_of_cargo_nothing_is_read_or_written() {
    let package = Package::new();
    let home = package.folder.path().parent().unwrap().to_owned();
    let outcome = run(&Surroundings { cargo_home: Some(home), ..package.surroundings() });
    assert_eq!(outcome.instructions, ["rerun-if-changed=build.rs"]);
    assert!(!package.path("generated").exists());
}

#[test]
fn without_specs_there_is_nothing_to_do() {
    let package = Package::new();
    fs::remove_dir_all(package.path("specs")).unwrap();
    let outcome = run(&package.surroundings());
    assert_eq!(outcome, Outcome { instructions: vec!["rerun-if-changed=build.rs".to_owned()], ..Outcome::default() });
}

#[test]
fn a_spec_without_a_feature_is_told_what_to_add() {
    let package = Package::generated();
    package.write("specs/new-api.yaml", &SPEC.replace("Pets", "New"));
    let outcome = run(&package.surroundings());
    assert!(outcome.failed);
    let errors = lines(&outcome, "error=");
    let [error] = errors[..] else { panic!("{errors:?}") };
    assert!(error.contains("specs/new-api.yaml") && error.contains("`new-api = []`"), "{error}");
    assert!(error.contains("Cargo.toml") && error.contains("`default`"), "{error}");
}

#[test]
fn a_feature_is_looked_for_among_features_only() {
    let package = Package::new();
    package.write("Cargo.toml", "[package]\nname = \"clients\"\n\n[dependencies]\npets = \"1\"\n\n[features]\n");
    assert!(run(&package.surroundings()).failed, "a dependency of that name is no feature");
    package.write("Cargo.toml", "[package]\nname = \"clients\"\n\n[features]\n# pets = []\n");
    assert!(run(&package.surroundings()).failed, "neither is a comment");
    package.write("Cargo.toml", "[package]\nname = \"clients\"\n\n[features]\n\"pets\"=[]\n");
    assert!(!run(&package.surroundings()).failed);
}

#[test]
fn a_mistake_in_a_spec_is_told_with_its_place_and_nothing_is_written() {
    let package = Package::generated();
    package.write("specs/pets.yaml", &SPEC.replace("summary: All pets.", "sumary: All pets."));
    let before = package.read("generated/pets/pets.rs");
    let outcome = run(&package.surroundings());
    assert!(outcome.failed);
    let errors = lines(&outcome, "error=");
    let [error] = errors[..] else { panic!("{errors:?}") };
    assert!(error.starts_with("specs/pets.yaml:8:7: [unknown-field] "), "{error}");
    assert!(outcome.findings.contains("sumary: All pets."), "the lines in question: {}", outcome.findings);
    assert!(!outcome.findings.contains('\u{1b}'));
    assert_eq!(package.read("generated/pets/pets.rs"), before);
}

#[test]
fn the_rules_of_the_house_hold() {
    let package = Package::new();
    package.write("specs/pets.yaml", &SPEC.replace("x-source:", "# x-source:"));
    let outcome = run(&package.surroundings());
    assert!(lines(&outcome, "error=").iter().any(|line| line.contains("[missing-source]")), "{outcome:?}");
}

#[test]
fn a_warning_does_not_stop_the_build() {
    let package = Package::new();
    package.write("specs/pets.yaml", &SPEC.replace("tags: [{ name: pets, description: Animals. }]\n", ""));
    let outcome = run(&package.surroundings());
    assert!(!outcome.failed, "{outcome:?}");
    let warnings = lines(&outcome, "warning=");
    assert!(
        warnings.iter().any(|line| line.starts_with("specs/pets.yaml:") && line.contains("[unknown-tag]")),
        "{warnings:?}"
    );
    assert!(package.path("generated/pets/mod.rs").exists());
}

/// An instruction that ran over its line would be read as another one.
#[test]
fn instructions_are_one_line_each_whatever_the_spec_says() {
    let package = Package::new();
    let hostile =
        SPEC.replace("operationId: listPets", "operationId: \"a\\ncargo::rustc-env=X=1\\rb\"\n      oops\\n: 1");
    package.write("specs/pets.yaml", &hostile.replace("x-source: {", "\"x\\ny\": 1\n      x-source: {"));
    let outcome = run(&package.surroundings());
    assert!(outcome.failed);
    for line in &outcome.instructions {
        assert!(!line.contains(['\n', '\r']), "{line:?}");
    }
}

#[test]
fn an_unreadable_folder_is_an_error_with_its_name() {
    let package = Package::new();
    fs::remove_file(package.path("specs/pets.yaml")).unwrap();
    let outcome = run(&package.surroundings());
    assert!(outcome.failed);
    assert!(lines(&outcome, "error=").iter().any(|line| line.contains("specs")), "{outcome:?}");
}
