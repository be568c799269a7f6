//! What must hold for any API, tried on one that was made to break it.

mod fixture;
mod tokens;

use super::{CrateApi, CrateOptions, emit_api, emit_crate, emit_lib};
use crate::config::Strictness;
use crate::diag::Sink;
use crate::ir::Api;
use crate::names;
use crate::output::{FileSet, MARK};
use crate::plan::Target;

fn emit(api: &Api) -> FileSet {
    let names = names::decide(api, &Sink::new(Strictness::Tolerant));
    let target = Target { crate_name: "obstacles".into(), source: "specs/obstacle-course.yaml".into() };
    emit_api(api, &names, &target).unwrap()
}

#[test]
fn what_is_emitted_parses_and_is_marked() {
    let files = emit(&fixture::api());
    for (path, text) in files.iter() {
        assert!(text.starts_with(MARK), "{path}");
        syn::parse_file(text).unwrap();
    }
}

#[test]
fn the_same_api_gives_the_same_files() {
    let api = fixture::api();
    assert_eq!(emit(&api), emit(&api));
}

#[test]
fn files_are_where_people_look_for_them() {
    let files = emit(&fixture::api());
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    let expected = [
        "client.rs",
        "mod.rs",
        "obstacle_course.rs",
        "types/mod.rs",
        "types/obstacle_course.rs",
        "types/rules.rs",
        "types/serde.rs",
        "types/shared.rs",
        "types/types_operations.rs",
        "types_operations.rs",
        "webhooks.rs",
    ];
    assert_eq!(paths, expected.map(|path| format!("obstacle_course/{path}")));
}

#[test]
fn a_crate_has_a_manifest_and_a_root() {
    let api = fixture::api();
    let names = names::decide(&api, &Sink::new(Strictness::Tolerant));
    let apis = [CrateApi::new(&api, &names)];
    let options = CrateOptions {
        name: "obstacles".into(),
        source: "specs".into(),
        runtime_path: Some("/a \"b\"".into()),
        runtime_features: Vec::new(),
        dependencies: Vec::new(),
    };
    let files = emit_crate(&options, &apis, emit(&api)).unwrap();
    assert!(files.get("Cargo.toml").unwrap().contains("path = \"/a \\\"b\\\"\""));
    assert!(!files.get("src/lib.rs").unwrap().contains("cfg"));
    assert!(files.get("src/obstacle_course/client.rs").is_some());
    assert!(emit_lib(&apis, "specs").unwrap().contains("#[cfg(feature = \"obstacle-course\")]"));

    let with_feature = |runtime_path| {
        let runtime_features = vec!["time".into()];
        let options = CrateOptions { runtime_path, runtime_features, ..options.clone() };
        emit_crate(&options, &apis, emit(&api)).unwrap().get("Cargo.toml").unwrap().to_owned()
    };
    let (local, published) = (with_feature(Some("/a".into())), with_feature(None));
    assert!(local.contains("\nspecwright-runtime = { path = \"/a\", features = [\"time\"] }\n"), "{local}");
    assert!(published.contains("\nspecwright-runtime = { version = \""), "{published}");
    assert!(published.contains("\", features = [\"time\"] }\n"), "{published}");
}
