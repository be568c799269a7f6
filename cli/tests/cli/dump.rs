//! `specwright dump`.

use super::support::{CLEAN, Folder, GARBLED};

#[test]
fn every_stage_can_be_printed() {
    let folder = Folder::with("pets.yaml", CLEAN);
    let tree = folder.run(&["dump", "tree", "pets.yaml"]).exits(0).json();
    assert_eq!(tree["paths"]["/pets/{petId}"]["get"]["operationId"], "getPet");
    folder.run(&["dump", "ir", "pets.yaml"]).exits(0).says("operation getPet: GET /pets/{petId} [pets]");
    folder.run(&["dump", "names", "pets.yaml"]).exits(0).says("operation \"getPet\" get_pet");
    folder.run(&["dump", "rust", "pets.yaml"]).exits(0).says("pub fn get_pet(&self, pet_id: i64)");
}

#[test]
fn trees_keep_the_order_of_the_document() {
    let folder = Folder::with("pets.yaml", CLEAN);
    let run = folder.run(&["dump", "tree", "pets.yaml"]).exits(0);
    let at = |key: &str| run.out.find(key).unwrap_or_else(|| panic!("no {key} in {}", run.out));
    assert!(
        at("\"openapi\"") < at("\"info\"")
            && at("\"info\"") < at("\"paths\"")
            && at("\"paths\"") < at("\"components\"")
    );
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let folder = Folder::with("garbled.yaml", GARBLED);
    for stage in ["tree", "ir", "names", "rust"] {
        folder.run(&["dump", stage, "missing.yaml"]).exits(2).tells("missing.yaml");
    }
    folder.run(&["dump", "nonsense", "garbled.yaml"]).exits(2);
    folder.run(&["dump", "ir"]).exits(2);
}

#[test]
fn what_cannot_be_compiled_ends_with_1() {
    let folder = Folder::with("garbled.yaml", GARBLED);
    for stage in ["tree", "ir", "names", "rust"] {
        folder.run(&["dump", stage, "garbled.yaml"]).exits(1).tells("error[syntax]");
    }
    let folder = Folder::with("old.yaml", "swagger: \"2.0\"\ninfo: { title: Old, version: \"1\" }\npaths: {}\n");
    folder.run(&["dump", "ir", "old.yaml"]).exits(1).tells("error[unsupported-version]");
}
