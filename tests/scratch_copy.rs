//! Adding an endpoint is editing a spec: one `cargo build` in a copy of the checkout, with the new method called in it.
//!
//! The copy is built in the target folder of this very test, where its dependencies are built already. So that nothing
//! of the copy is taken for the original, its packages have another version.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

const SPEC: &str = "specs/workspace365-health.yaml";

/// What somebody writes who adds an endpoint.
const OPERATION: &str = r#"
  /api/health/{componentName}:
    get:
      operationId: getComponentHealth
      summary: Check the health of one component.
      tags:
        - health
      x-source:
        document: "A document of this test"
        heading: "One component"
      parameters:
        - name: componentName
          in: path
          required: true
          description: Which component.
          schema:
            type: string
        - name: fresh
          in: query
          description: Check again, whatever is known.
          schema:
            type: boolean
      responses:
        "200":
          description: How the component is doing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/HealthCheckResult'
"#;

/// What somebody writes who uses it.
const CALLER: &str = r#"//! Calls what the test has added.

use specwright_clients::workspace365_health::Client;

fn main() {
    let client = Client::builder("https://example.com").build().expect("a plain address");
    let call = client.get_component_health("Redis").fresh(true);
    println!("{call:?}");
}
"#;

#[test]
fn an_edited_spec_is_in_the_client_in_one_build() {
    let copy = Copy::of_checkout();
    let before = copy.generated();

    copy.add_operation();
    copy.write("examples/added.rs", CALLER);
    let first = copy.build(&[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stderr(&first).contains("Compiling specwright-clients"), "{}", stderr(&first));
    let after = copy.generated();
    assert_only_additions(&before, &after);

    let times = copy.times();
    let second = copy.build(&[]);
    assert!(second.status.success(), "{}", stderr(&second));
    assert!(!stderr(&second).contains("Compiling"), "the second build has nothing to do:\n{}", stderr(&second));
    assert_eq!(copy.times(), times, "no file is written anew");

    ci_names_what_is_stale(&copy);
}

/// Under CI nothing is mended: the build fails, and says what would mend it.
fn ci_names_what_is_stale(copy: &Copy) {
    let fresh = copy.build(&[("CI", "true")]);
    assert!(fresh.status.success(), "fresh clients build under CI:\n{}", stderr(&fresh));

    copy.edit(SPEC, "Check the health of one component.", "Look at the health of one component.");
    let (files, times) = (copy.generated(), copy.times());
    let stale = copy.build(&[("CI", "true")]);
    assert!(!stale.status.success(), "stale clients do not build under CI");
    let told = stderr(&stale);
    assert!(told.contains("generated/workspace365_health/health.rs is stale"), "{told}");
    assert!(told.contains("cargo run -- generate"), "{told}");
    assert_eq!((copy.generated(), copy.times()), (files, times), "nothing is written under CI");
}

/// Paths below `generated/` and contents.
type Files = BTreeMap<String, String>;

/// The diff a reviewer sees: lines are added to the file of the tag, and nothing else changes.
fn assert_only_additions(before: &Files, after: &Files) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "no file comes or goes");
    let changed: Vec<&str> =
        after.iter().filter(|(path, text)| before[*path] != **text).map(|(p, _)| p.as_str()).collect();
    assert_eq!(changed, ["workspace365_health/health.rs"]);
    let (old, new) = (&before[changed[0]], &after[changed[0]]);
    let mut rest = new.lines();
    for line in old.lines() {
        assert!(rest.any(|candidate| candidate == line), "the line is changed, not added to: {line}\n{new}");
    }
    let added = new.lines().count() - old.lines().count();
    assert!((20..120).contains(&added), "{added} lines for an operation of two parameters");
}

/// A copy of the checkout in a folder that is gone when the test ends.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn of_checkout() -> Self {
        let copy = Self { folder: TempDir::new().unwrap() };
        copy_folder(Path::new(env!("CARGO_MANIFEST_DIR")), copy.folder.path());
        copy.edit(
            "Cargo.toml",
            concat!("\nversion = \"", env!("CARGO_PKG_VERSION"), "\"\n"),
            "\nversion = \"0.1.999\"\n",
        );
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Adds the operation after the last path.
    fn add_operation(&self) {
        self.edit(SPEC, "\ncomponents:\n", &format!("{OPERATION}\ncomponents:\n"));
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from:?} is in {name} once");
        self.write(name, &text.replace(from, to));
    }

    /// `cargo build` of the client package and its caller, in an environment that is no CI unless `variables` say so.
    fn build(&self, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command.args(["build", "--offline", "--package", "specwright-clients", "--lib", "--example", "added"]);
        command.current_dir(self.folder.path());
        for name in ["CI", "DOCS_RS", "CARGO_BUILD_TARGET_DIR", "CARGO_TERM_VERBOSE"] {
            command.env_remove(name);
        }
        command.env("CARGO_TERM_COLOR", "never");
        command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap());
        command.envs(variables.iter().copied()).output().unwrap()
    }

    fn generated(&self) -> Files {
        let root = self.path("generated");
        let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        files_below(&root).into_iter().map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
    }

    fn times(&self) -> Vec<(PathBuf, SystemTime)> {
        let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        files_below(&self.path("generated")).into_iter().map(|path| (path.clone(), time(&path))).collect()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Ordered by path.
fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Copies sources: no history, and no target folder under whatever name (cargo tags them as caches).
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().unwrap();
        if kind.is_file() {
            fs::copy(&source, &target).unwrap();
        } else if kind.is_dir() && entry.file_name() != ".git" && !source.join("CACHEDIR.TAG").exists() {
            copy_folder(&source, &target);
        }
    }
}
