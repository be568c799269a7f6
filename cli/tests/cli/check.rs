//! `specwright check`.

use super::support::{CLEAN, Folder, GARBLED, doubtful, duplicate};

#[test]
fn a_clean_document_ends_with_0_and_a_summary() {
    let run = Folder::with("pets.yaml", CLEAN).run(&["check", "pets.yaml"]).exits(0);
    assert_eq!(run.out, "");
    assert_eq!(run.err, "1 documents, 1 operations: clean\n");
}

#[test]
fn an_error_ends_with_1_and_shows_both_places() {
    let folder = Folder::with("pets.yaml", &duplicate());
    folder
        .run(&["check", "pets.yaml"])
        .exits(1)
        .says("error[duplicate-operation-id]: ")
        .says("pets.yaml:33:20")
        .says("operationId: getPet")
        .says("first used here")
        .says("help: ")
        .tells("1 errors");
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let folder = Folder::with("empty/notes.txt", "no document");
    folder.write("bytes.yaml", b"openapi: \xff\xfe");
    folder.run(&["check", "missing.yaml"]).exits(2).tells("missing.yaml");
    folder.run(&["check", "empty"]).exits(2).tells("empty");
    folder.run(&["check"]).exits(2).tells("specs");
    folder.run(&["check", "bytes.yaml"]).exits(2).says("error[unreadable-file]").says("bytes.yaml");
}

#[test]
fn what_is_no_yaml_ends_with_1_and_its_place() {
    let folder = Folder::with("garbled.yaml", GARBLED);
    folder.run(&["check", "garbled.yaml"]).exits(1).says("error[syntax]").says("garbled.yaml:3:1");
}

#[test]
fn bad_usage_ends_with_2() {
    let folder = Folder::with("pets.yaml", CLEAN);
    for arguments in [
        &["check", "pets.yaml", "--nonsense"][..],
        &["check", "pets.yaml", "--format", "nonsense"],
        &["check", "pets.yaml", "--deny", "nonsense"],
        &["check", "pets.yaml", "--strict", "--tolerant"],
        &["check", "--explain", "nonsense"],
        &["nonsense"],
        &[],
    ] {
        let run = folder.run(arguments).exits(2);
        assert!(!run.err.is_empty(), "{arguments:?} explains itself");
    }
    folder.run(&["--help"]).exits(0).says("check").says("generate").says("list").says("dump");
    folder.run(&["--version"]).exits(0).says("specwright");
}

#[test]
fn warnings_count_only_when_denied() {
    let folder = Folder::with("pets.yaml", &doubtful());
    folder.run(&["check", "pets.yaml"]).exits(0).says("warning[impossible-limits]").tells("1 warnings");
    folder.run(&["check", "pets.yaml", "--deny", "warnings"]).exits(1).says("warning[impossible-limits]");
    folder.write("pets.yaml", CLEAN);
    folder.run(&["check", "pets.yaml", "--deny", "warnings"]).exits(0);
}

#[test]
fn other_peoples_documents_are_coped_with_on_demand() {
    let folder = Folder::with("pets.yaml", &duplicate());
    folder.run(&["check", "pets.yaml", "--tolerant"]).exits(0).says("warning[duplicate-operation-id]");
}

#[test]
fn our_own_specs_follow_the_rules_of_the_house() {
    let folder = Folder::with("specs/pets.yaml", CLEAN);
    folder.run(&["check"]).exits(0);
    let unsourced = CLEAN.replace("x-source:", "# x-source:");
    folder.write("specs/pets.yaml", &unsourced);
    folder.run(&["check"]).exits(1).says("error[missing-source]");
    folder.run(&["check", "--tolerant"]).exits(0);
    folder.write("elsewhere/pets.yaml", &unsourced);
    folder.run(&["check", "elsewhere"]).exits(0);
    folder.run(&["check", "elsewhere", "--strict"]).exits(1).says("error[missing-source]");
}

#[test]
fn folders_json_and_version_3_1_are_accepted() {
    let folder = Folder::with("all/pets.yaml", CLEAN);
    folder.write("all/newer.yml", CLEAN.replace("3.0.3", "3.1.0").replace("Pets", "Newer"));
    folder.write(
        "all/json.json",
        r#"{"openapi": "3.0.3", "info": {"title": "J", "version": "1"}, "paths": {"/a": {"get": {
            "operationId": "a", "responses": {"204": {"description": "Done."}}}}}}"#,
    );
    folder.write("all/common/shared.yaml", "not: a document");
    folder.run(&["check", "all"]).exits(0).tells("3 documents, 3 operations");
}

#[test]
fn every_code_is_explained() {
    let folder = Folder::new();
    folder.run(&["check", "--explain", "duplicate-operation-id"]).exits(0).says("duplicate-operation-id\n\n");
    let run = folder.run(&["check", "--explain", "nonsense"]).exits(2);
    let (_, codes) = run.err.split_once("the codes are ").expect("lists the codes");
    let codes: Vec<&str> = codes.trim().split(", ").collect();
    assert!(codes.len() > 30, "{codes:?}");
    for code in codes {
        folder.run(&["check", "--explain", code]).exits(0).says(code);
    }
}

#[test]
fn piped_output_has_no_escape_codes() {
    let folder = Folder::with("pets.yaml", &duplicate());
    folder.write("doubtful.yaml", doubtful());
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color")]] {
        for command in ["check", "generate", "list"] {
            let run = folder.run_with(&[command, "pets.yaml", "doubtful.yaml"], variables);
            assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'), "{command} {variables:?}");
        }
    }
}
