//! `generate` with types of the caller's.

use super::support::{CLEAN, Folder};

fn folder() -> Folder {
    let fields = "name: { type: string, description: What it is called. }\n        \
                  born: { type: string, format: date-time }\n        chip: { type: string, format: uuid }\n        \
                  worth: { type: string, format: money }\n";
    Folder::with("pets.yaml", &CLEAN.replace("name: { type: string, description: What it is called. }\n", fields))
}

fn types(folder: &Folder, options: &[&str]) -> String {
    let arguments = [&["generate", "pets.yaml", "--out", "out"], options].concat();
    folder.run(&arguments).exits(0);
    folder.read("out/pets/types/pets.rs")
}

#[test]
fn formats_have_the_types_that_are_wanted() {
    let folder = folder();
    let usual = types(&folder, &[]);
    assert!(usual.contains("born: Option<rt::DateTime>") && usual.contains("chip: Option<rt::Uuid>"), "{usual}");
    assert!(usual.contains("worth: Option<String>"), "{usual}");

    let texts = types(&folder, &["--date-time", "string", "--uuid", "string"]);
    assert!(texts.contains("born: Option<String>") && texts.contains("chip: Option<String>"), "{texts}");

    let jiff = types(&folder, &["--date-time", "jiff"]);
    assert!(jiff.contains("born: Option<jiff::Timestamp>"), "{jiff}");

    let time = types(&folder, &["--date-time", "time"]);
    assert!(time.contains("born: Option<specwright_runtime::OffsetDateTime>"), "{time}");

    let own = ["--format", "date-time=chrono::DateTime<chrono::Utc>", "--format", "money=crate::Money"];
    let own = types(&folder, &own);
    assert!(own.contains("born: Option<chrono::DateTime<chrono::Utc>>"), "{own}");
    assert!(own.contains("worth: Option<crate::Money>"), "{own}");
}

#[test]
fn a_schema_can_be_left_to_the_caller() {
    let folder = folder();
    let run = folder.run(&["generate", "pets.yaml", "--out", "out", "--type", "Pet=crate::Animal"]).exits(0);
    assert!(run.err.contains("1 operations, 0 skipped, 0 types"), "{}", run.err);
    assert!(folder.read("out/pets/pets.rs").contains("crate::Animal"));
    folder.run(&["generate", "pets.yaml", "--type", "Pat=crate::Animal"]).exits(1).tells("did you mean `Pet`?");
    folder.run(&["generate", "pets.yaml", "--type", "Pet=no type"]).exits(2).tells("`no type` is no path of a type");
    folder.run(&["generate", "pets.yaml", "--type", "Pet"]).exits(2).tells("it takes a name");
    folder.write("more/a.yaml", CLEAN);
    folder.write("more/b.yaml", CLEAN);
    folder.run(&["generate", "more", "--type", "Pet=crate::Animal"]).exits(2).tells("--type is for one document");
}

#[test]
fn a_crate_depends_on_what_it_names() {
    let folder = folder();
    let chosen = ["generate", "pets.yaml", "--crate", "pets", "--format", "money=rust_decimal::Decimal"];
    let dependencies = ["--dependency", "rust_decimal=1.36", "--dependency", "chrono={ version = \"0.4\" }"];
    folder.run(&[&chosen[..], &dependencies].concat()).exits(0);
    let manifest = folder.read("pets/Cargo.toml");
    assert!(manifest.contains("\nrust_decimal = \"1.36\"\nchrono = { version = \"0.4\" }\n"), "{manifest}");
    folder.run(&["generate", "pets.yaml", "--crate", "known", "--date-time", "chrono"]).exits(0);
    let manifest = folder.read("known/Cargo.toml");
    assert!(manifest.contains("\nchrono = { version = \"0.4\", default-features = false"), "{manifest}");
    folder.run(&["generate", "pets.yaml", "--crate", "timed", "--date-time", "time"]).exits(0);
    let manifest = folder.read("timed/Cargo.toml");
    assert!(manifest.contains("features = [\"time\"] }\ntime = { version = \"0.3\", default-features"), "{manifest}");
    let own = ["generate", "pets.yaml", "--crate", "own", "--date-time", "chrono", "--dependency", "chrono=0.4.40"];
    folder.run(&own).exits(0);
    assert_eq!(folder.read("own/Cargo.toml").matches("chrono = ").count(), 1);
    folder.run(&["generate", "pets.yaml", "--dependency", "a=1"]).exits(2).tells("--crate <NAME>");
}
