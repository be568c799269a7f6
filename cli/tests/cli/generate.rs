//! `specwright generate`.

use std::fs;

use super::support::{CLEAN, Folder, GARBLED, doubtful, duplicate};

fn generated() -> Folder {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.run(&["generate", "pets.yaml", "--out", "out"]).exits(0);
    folder
}

#[test]
fn writes_the_client_once() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder
        .run(&["generate", "pets.yaml", "--out", "out"])
        .exits(0)
        .tells("wrote out/pets/mod.rs")
        .tells("1 APIs, 1 operations, 0 skipped, 1 types");
    assert!(folder.read("out/lib.rs").contains("pub mod pets;"));
    assert!(folder.read("out/pets/pets.rs").contains("pub fn get_pet(&self, pet_id: i64)"));
    let before = fs::metadata(folder.path("out/pets/mod.rs")).unwrap().modified().unwrap();

    let run = folder.run(&["generate", "pets.yaml", "--out", "out"]).exits(0).tells("0 files written");
    assert!(!run.err.contains("wrote"), "{}", run.err);
    assert_eq!(fs::metadata(folder.path("out/pets/mod.rs")).unwrap().modified().unwrap(), before);
}

#[test]
fn goes_from_specs_to_generated_unless_told_otherwise() {
    let folder = Folder::with("specs/pets.yaml", CLEAN);
    folder.write("specs/common/shared.yaml", "Shared: { type: string }");
    folder.run(&["generate"]).exits(0);
    assert!(folder.path("generated/pets/mod.rs").exists());
    folder.run(&["generate", "--check"]).exits(0).tells("fresh");
}

#[test]
fn check_names_stale_files_and_writes_nothing() {
    let folder = generated();
    folder.run(&["generate", "pets.yaml", "--out", "out", "--check"]).exits(0).tells("fresh");

    folder.write("out/pets/pets.rs", "// mine");
    fs::remove_file(folder.path("out/pets/client.rs")).unwrap();
    let orphan = format!("{}\n", folder.read("out/lib.rs").lines().next().unwrap());
    folder.write("out/gone/mod.rs", &orphan);
    folder.write("out/own.rs", "// Written by hand.");
    folder
        .run(&["generate", "pets.yaml", "--out", "out", "--check"])
        .exits(1)
        .tells("out/pets/pets.rs: different")
        .tells("out/pets/client.rs: missing")
        .tells("out/gone/mod.rs: no longer generated")
        .tells("3 stale files; run `");
    assert_eq!(folder.read("out/pets/pets.rs"), "// mine");
    assert!(!folder.path("out/pets/client.rs").exists());

    folder
        .run(&["generate", "pets.yaml", "--out", "out"])
        .exits(0)
        .tells("wrote out/pets/pets.rs")
        .tells("removed out/gone/mod.rs");
    assert!(!folder.path("out/gone").exists(), "empty folders go, too");
    assert_eq!(folder.read("out/own.rs"), "// Written by hand.");
    folder.run(&["generate", "pets.yaml", "--out", "out", "--check"]).exits(0);
}

#[test]
fn an_edited_spec_makes_its_files_stale() {
    let folder = generated();
    folder.write("pets.yaml", CLEAN.replace("One pet.", "A single pet."));
    let run = folder.run(&["generate", "pets.yaml", "--out", "out", "--check"]).exits(1);
    assert!(run.err.contains("out/pets/pets.rs: different") && run.err.contains("1 stale files"), "{}", run.err);
}

#[test]
fn an_error_ends_with_1_and_writes_nothing() {
    let folder = Folder::with("pets.yaml", &duplicate());
    folder.run(&["generate", "pets.yaml", "--out", "out", "--strict"]).exits(1).tells("error[duplicate-operation-id]");
    assert!(!folder.path("out").exists());
    folder.run(&["generate", "pets.yaml", "--out", "out"]).exits(0).tells("warning[duplicate-operation-id]");
}

#[test]
fn one_bad_document_stops_all() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("garbled.yaml", GARBLED);
    folder.run(&["generate", "pets.yaml", "garbled.yaml", "--out", "out"]).exits(1).tells("error[syntax]");
    assert!(!folder.path("out").exists());
}

#[test]
fn warnings_are_told_and_do_not_stop() {
    let folder = Folder::with("pets.yaml", &doubtful());
    folder.run(&["generate", "pets.yaml", "--out", "out"]).exits(0).tells("warning[impossible-limits]");
}

#[test]
fn bad_usage_ends_with_2() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.run(&["generate", "missing.yaml"]).exits(2).tells("missing.yaml");
    folder.run(&["generate"]).exits(2).tells("specs");
    folder.run(&["generate", "pets.yaml", "--runtime-path", "x"]).exits(2).tells("--crate");
    folder.write("file", "");
    folder.run(&["generate", "pets.yaml", "--out", "file/below"]).exits(2).tells("file");
}

/// Their files would overwrite one another.
#[test]
fn two_documents_of_one_module_name_are_refused() {
    let folder = Folder::with("all/pet-shop.yaml", CLEAN);
    folder.write("all/pet_shop.yaml", CLEAN);
    let run = folder.run(&["generate", "all", "--out", "out"]);
    assert_ne!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("pet-shop.yaml") && run.err.contains("pet_shop.yaml"), "{}", run.err);
    assert!(!folder.path("out").exists());
}
