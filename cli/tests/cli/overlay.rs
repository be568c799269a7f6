//! `--overlay`, wherever documents are read.

use super::support::{CLEAN, Folder};

const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Our changes, version: \"1\" }
actions:
  - target: $.paths['/pets/{petId}'].get
    update: { operationId: fetchPet }
";

fn folder() -> Folder {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("changes/ours.yaml", OVERLAY);
    folder
}

#[test]
fn every_command_applies_it() {
    let folder = folder();
    let with = |arguments: &[&str]| folder.run(&[arguments, &["--overlay", "changes/ours.yaml"]].concat()).exits(0);
    with(&["list", "pets.yaml"]).says("fetch_pet(pet_id)");
    with(&["check", "pets.yaml"]);
    with(&["dump", "tree", "pets.yaml"]).says("\"operationId\": \"fetchPet\"");
    with(&["dump", "names", "pets.yaml"]).says("fetch_pet");
    with(&["generate", "pets.yaml", "--out", "out"]);
    assert!(folder.read("out/pets/pets.rs").contains("pub fn fetch_pet("));
    with(&["docs", "pets.yaml", "--out", "pages"]);
    assert!(folder.read("pages/pets.md").contains("fetch_pet"));
}

#[test]
fn several_are_applied_in_order() {
    let folder = folder();
    folder.write(
        "second.yaml",
        OVERLAY
            .replace("$.paths['/pets/{petId}'].get", "$..[?@.operationId == 'fetchPet']")
            .replace("operationId: fetchPet", "operationId: pickPet"),
    );
    let in_order = ["list", "pets.yaml", "--overlay", "changes/ours.yaml", "--overlay", "second.yaml"];
    folder.run(&in_order).exits(0).says("pick_pet(pet_id)");
    let reversed = ["check", "pets.yaml", "--overlay", "second.yaml", "--overlay", "changes/ours.yaml"];
    folder.run(&reversed).exits(1).says("second.yaml:4:").says("error[overlay-without-effect]");
}

#[test]
fn findings_about_its_values_point_into_it() {
    let folder = folder();
    folder.write("bad.yaml", OVERLAY.replace("operationId: fetchPet", "operationID: fetchPet"));
    let run = folder.run(&["check", "pets.yaml", "--overlay", "bad.yaml", "--format", "json"]).exits(1);
    let finding = &run.json()["findings"][0];
    assert_eq!((&finding["code"], &finding["file"]), (&"unknown-field".into(), &"bad.yaml".into()));
    assert_eq!((&finding["line"], &finding["pointer"]), (&5.into(), &"/actions/0/update/operationID".into()));
}

#[test]
fn what_cannot_be_read_or_applied_is_told() {
    let folder = folder();
    folder.write("broken.yaml", OVERLAY.replace("$.paths", "paths"));
    folder.write("more/pets.yaml", CLEAN);
    folder.write("more/cats.yaml", CLEAN);
    let with = |command: &str, overlay: &str| folder.run(&[command, "pets.yaml", "--overlay", overlay]);
    with("check", "missing.yaml").exits(2).says("error[unreadable-file]").says("missing.yaml");
    with("generate", "missing.yaml").exits(2).tells("missing.yaml");
    with("check", "broken.yaml").exits(1).says("error[invalid-overlay]").says("broken.yaml:4:");
    folder.run(&["check", "more", "--overlay", "changes/ours.yaml"]).exits(2).tells("--overlay is for one document");
}

#[test]
fn extends_is_compared_with_the_document() {
    let folder = folder();
    let extends = |target: &str| OVERLAY.replace("actions:", &format!("extends: {target}\nactions:"));
    folder.write("changes/fits.yaml", extends("../pets.yaml"));
    folder.write("changes/far.yaml", extends("https://example.com/openapi.yaml"));
    folder.write("changes/other.yaml", extends("pets.yaml"));
    let with = |overlay: &str| folder.run(&["check", "pets.yaml", "--overlay", overlay]);
    with("changes/fits.yaml").exits(0);
    with("changes/far.yaml").exits(0);
    with("changes/other.yaml").exits(1).says("error[overlay-mismatch]").says("changes/other.yaml:3:10");
}
