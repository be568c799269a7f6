//! `specwright list`.

use super::support::{CLEAN, Folder, GARBLED};

#[test]
fn the_table_has_a_line_per_operation() {
    let run = Folder::with("pets.yaml", CLEAN).run(&["list", "pets.yaml"]).exits(0);
    assert_eq!(
        run.out,
        "API   METHOD  PATH           CALL             CREDENTIALS  SOURCE\n\
         pets  GET     /pets/{petId}  get_pet(pet_id)  key          Pets, manual: Getting a pet\n"
    );
    assert_eq!(run.err, "");
}

#[test]
fn json_has_an_object_per_operation() {
    let list = Folder::with("pets.yaml", CLEAN).run(&["list", "pets.yaml", "--format", "json"]).exits(0).json();
    assert_eq!(
        list,
        serde_json::json!([{
            "api": "pets",
            "method": "GET",
            "path": "/pets/{petId}",
            "operation_id": "getPet",
            "call": "get_pet(pet_id)",
            "credentials": "key",
            "source": "Pets, manual: Getting a pet",
        }])
    );
}

#[test]
fn what_can_be_listed_is_listed() {
    let folder = Folder::with("pets.yaml", CLEAN);
    folder.write("garbled.yaml", GARBLED);
    folder.run(&["list", "garbled.yaml", "pets.yaml"]).exits(2).says("get_pet(pet_id)").tells("error[syntax]");
    folder.run(&["list", "missing.yaml"]).exits(2).tells("missing.yaml");
    folder.run(&["list"]).exits(2).tells("specs");
}
