//! `--only` and `--fail-on-skip`.

use super::support::{CLEAN, Folder};

const TOWN: &str = "\
openapi: 3.0.3
info: { title: Town, version: \"1\" }
paths:
  /users:
    get:
      operationId: listUsers
      tags: [Users]
      responses: { '200': { description: All., content: { application/json: { schema: { $ref: '#/components/schemas/Users' } } } } }
  /users/{id}:
    get:
      operationId: getUser
      tags: [Users, Single]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: One., content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } } }
  /shops:
    post:
      operationId: addShop
      tags: [Shops]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Shop' } } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
    Users: { type: array, items: { $ref: '#/components/schemas/User' } }
    User: { type: object, properties: { name: { type: string }, home: { $ref: '#/components/schemas/Home' } } }
    Home: { type: object, properties: { street: { type: string } } }
    Shop: { type: object, properties: { name: { type: string } } }
    Unused: { type: object, properties: { name: { type: string } } }
";

fn town() -> Folder {
    Folder::with("town.yaml", TOWN)
}

fn listed(folder: &Folder, only: &[&str]) -> Vec<String> {
    let only = only.iter().flat_map(|only| ["--only", *only]);
    let arguments: Vec<&str> = ["list", "town.yaml", "--format", "json"].into_iter().chain(only).collect();
    let list = folder.run(&arguments).exits(0).json();
    list.as_array().unwrap().iter().map(|row| row["operation_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn operations_are_selected_by_tag_path_and_id() {
    let town = town();
    assert_eq!(listed(&town, &["tag:Users"]), ["listUsers", "getUser"]);
    assert_eq!(listed(&town, &["tag:Single"]), ["getUser"]);
    assert_eq!(listed(&town, &["path:/users/*"]), ["getUser"]);
    assert_eq!(listed(&town, &["path:/users*"]), ["listUsers", "getUser"]);
    assert_eq!(listed(&town, &["addShop"]), ["addShop"]);
    assert_eq!(listed(&town, &["operation:addShop,getUser"]), ["getUser", "addShop"]);
    assert_eq!(listed(&town, &["tag:Shops", "listUsers"]), ["listUsers", "addShop"]);
}

#[test]
fn types_are_those_that_are_needed() {
    let town = town();
    let run = town.run(&["generate", "town.yaml", "--out", "out", "--only", "getUser"]).exits(0);
    assert!(run.err.contains("1 APIs, 1 operations, 0 skipped, 2 types"), "{}", run.err);
    let ir = town.run(&["generate", "town.yaml", "--out", "all"]).exits(0);
    assert!(ir.err.contains("1 APIs, 3 operations, 0 skipped, 5 types"), "{}", ir.err);
    town.run(&["generate", "town.yaml", "--out", "out", "--only", "getUser", "--check"]).exits(0);
    town.run(&["generate", "town.yaml", "--out", "out", "--check"]).exits(1);
}

#[test]
fn selecting_nothing_is_an_error_with_near_names() {
    let town = town();
    let with = |only: &str| town.run(&["generate", "town.yaml", "--out", "out", "--only", only]);
    with("tag:User").exits(1).tells("`tag:User` selects no operation").tells("did you mean `Users`?");
    with("addShops").exits(1).tells("did you mean `addShop`?");
    with("path:/user/*").exits(1).tells("did you mean `/users`?");
    with("tag:Weather").exits(1).tells("there are the tags `Shops`, `Single`, `Users`");
    with("getUser,tag:Weather").exits(1).tells("`tag:Weather` selects no operation");
    with("users:get").exits(2).tells("write `tag:NAME`");
    assert!(!town.path("out").exists());
    town.write("more/a.yaml", TOWN);
    town.write("more/b.yaml", TOWN);
    town.run(&["list", "more", "--only", "getUser"]).exits(2).tells("--only is for one document");
}

#[test]
fn mistakes_in_other_operations_do_not_matter() {
    let broken = TOWN.replace("      operationId: addShop\n", "      operationID: addShop\n");
    let town = Folder::with("town.yaml", &broken);
    town.run(&["check", "town.yaml"]).exits(1).says("unknown-field");
    let run = town.run(&["check", "town.yaml", "--only", "tag:Users"]).exits(0);
    assert!(!run.out.contains("unknown-field"), "{}", run.out);
    town.run(&["check", "town.yaml", "--only", "tag:Shops"]).exits(1).says("unknown-field");
}

#[test]
fn what_is_left_out_is_counted_and_can_be_an_error() {
    let skipping =
        TOWN.replace("  /shops:\n", "  /cats: nonsense\n  /dogs:\n    $ref: '#/gone'\n  /shops:\n    get: 5\n");
    let town = Folder::with("town.yaml", &skipping);
    let generate = ["generate", "town.yaml", "--out", "out"];
    town.run(&generate).exits(0).tells("3 operations, 3 skipped").tells("[operation-skipped]");
    town.run(&["generate", "town.yaml", "--out", "none", "--fail-on-skip"])
        .exits(1)
        .tells("`/cats` cannot be read")
        .tells("`/dogs` cannot be found")
        .tells("the operation `get` cannot be read")
        .tells("3 operations left out");
    assert!(!town.path("none").exists());
    town.run(&["generate", "town.yaml", "--out", "some", "--fail-on-skip", "--only", "tag:*"]).exits(0);
    town.run(&["check", "town.yaml", "--tolerant"]).exits(0);
    town.run(&["check", "town.yaml", "--tolerant", "--fail-on-skip"]).exits(1).tells("3 operations left out");
}

#[test]
fn raw_bodies_count_as_well() {
    let raw = CLEAN.replace("application/json", "application/xml");
    let pets = Folder::with("pets.yaml", &raw);
    pets.run(&["generate", "pets.yaml", "--out", "out"]).exits(0).tells("1 operations, 0 skipped");
    pets.run(&["generate", "pets.yaml", "--out", "none", "--fail-on-skip"])
        .exits(1)
        .tells("0 operations left out, 1 places with raw text, bytes or JSON")
        .tells("[xml-as-text]");
    pets.write("clean.yaml", CLEAN);
    pets.run(&["generate", "clean.yaml", "--out", "fine", "--fail-on-skip"]).exits(0);
}
