//! The examples run, on the mock that they start and on a service that the environment names, and say what they should.
//!
//! `cargo test` builds them before it runs this; by itself (`--test examples`) it does not.
#![cfg(all(
    feature = "automation-anywhere-credential-vault",
    feature = "avepoint-cloud-governance",
    feature = "avepoint-identity",
    feature = "cloudneeti",
    feature = "workspace365-active-directory-sync",
    feature = "workspace365-health",
    feature = "workspace365-provisioning",
    feature = "workspace365-workspace",
))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use specwright_mock::Mock;

/// An example to run, without whatever service the environment of the tests names.
struct Example {
    command: Command,
}

impl Example {
    fn new(name: &str) -> Self {
        let mut command = Command::new(built(name));
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy().into_owned();
            if ["AUTOMATION_", "AVEPOINT_", "CLOUDNEETI_", "WORKSPACE365_"].iter().any(|api| name.starts_with(api)) {
                command.env_remove(variable);
            }
        }
        command.env_remove("ENVIRONMENT").env_remove("NEW_VALUE");
        Self { command }
    }

    fn argument(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    fn variable(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What it prints when all goes well.
    #[track_caller]
    fn succeeds(mut self) -> String {
        let output = self.command.output().unwrap();
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it prints when something does not.
    #[track_caller]
    fn fails(mut self) -> String {
        let output = self.command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        told(&output)
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The program, which must not be older than its sources.
#[track_caller]
fn built(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program = tests.parent().unwrap().with_file_name("examples").join(file);
    assert!(program.exists(), "{name} is not built: run `cargo build --examples` first, or all of `cargo test`");
    let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    for source in sources(name) {
        let stale = time(&source) > time(&program);
        assert!(!stale, "{name} is stale: run `cargo build --examples` first, or all of `cargo test`");
    }
    program
}

/// What an example is made of.
fn sources(name: &str) -> Vec<PathBuf> {
    let folder = folder();
    let single = folder.join(format!("{name}.rs"));
    let mut files = if single.exists() { vec![single] } else { entries(&folder.join(name)) };
    files.extend(entries(&folder.join("support")));
    files
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A service somewhere else, as far as an example can tell.
async fn service(spec: &str) -> Mock {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(format!("{spec}.yaml"));
    Mock::builder().spec(path).unwrap().start().await.unwrap()
}

#[test]
fn every_example_is_tested() {
    let tests = include_str!("examples.rs");
    let is_example =
        |path: &PathBuf| path.extension().is_some_and(|kind| kind == "rs") || path.join("main.rs").exists();
    let examples: Vec<_> = entries(&folder()).into_iter().filter(is_example).collect();
    assert_eq!(examples.len(), 8, "{examples:?}");
    for path in examples {
        let name = path.file_stem().unwrap().to_string_lossy();
        assert!(tests.contains(&format!("Example::new(\"{name}\")")), "{name} is run by no test");
    }
}

#[test]
fn tour() {
    let shown = Example::new("tour").succeeds();

    assert_eq!(shown.lines().last(), Some("73 of 73 operations answered, with 20 ways to authenticate"), "{shown}");
    assert!(shown.lines().next().unwrap().contains("OPERATION"), "{shown}");
}

#[test]
fn provision_tenant() {
    let shown = Example::new("provision_tenant").argument("contoso").argument("admin@contoso.com").succeeds();

    for line in ["is created, for admin@contoso.com", "are set up", "activated: ", "not yet (", "healthy after"] {
        assert!(shown.contains(line), "{line:?} is missing in:\n{shown}");
    }
}

#[test]
fn publish_announcement() {
    let folder = tempfile::TempDir::new().unwrap();
    let target = folder.path().join("downloaded.png");
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/support/picture.png");

    let shown = Example::new("publish_announcement").argument(&picture).argument(&target).succeeds();

    assert!(shown.contains("published as number 916"), "{shown}");
    assert_eq!(shown.matches("\nannouncement: ").count(), 5, "all pages are read:\n{shown}");
    assert_eq!(shown.matches("\nevent: ").count(), 5, "{shown}");
    let bytes = fs::read(&target).unwrap();
    assert!(shown.contains(&format!("{} bytes in {}", bytes.len(), target.display())), "{shown}");
    assert!(bytes.starts_with(b"\x89PNG"), "{bytes:?}");
    let missing = Example::new("publish_announcement").argument("no/such.png").fails();
    assert!(missing.contains("no/such.png") && missing.contains("Caused by"), "{missing}");
}

#[test]
fn sync_directory() {
    let shown = Example::new("sync_directory").succeeds();

    for line in ["groups: 2 calls", "users: 6 calls", "memberships: 5 calls", "0 of 13 calls failed"] {
        assert!(shown.contains(line), "{line:?} is missing in:\n{shown}");
    }
}

#[test]
fn sync_directory_reports_what_failed() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("users.csv");
    let sample = include_str!("../examples/sync_directory.csv");
    fs::write(&file, sample.replace("52e1b0d2-6f0c-4f5b-9c0e-1c7a54b2a004", "..")).unwrap();

    let shown = Example::new("sync_directory").argument(&file).fails();

    assert!(shown.contains("failed: user piet@example.com: "), "{shown}");
    assert!(shown.contains("1 of 13 calls failed"), "{shown}");
    fs::write(&file, sample.replace("false", "maybe")).unwrap();
    let unreadable = Example::new("sync_directory").argument(&file).fails();
    assert!(unreadable.contains("users.csv") && unreadable.contains("line: 6"), "{unreadable}");
}

#[test]
fn rotate_credential() {
    let shown = Example::new("rotate_credential").argument("SharePoint Login").argument("Username").succeeds();

    assert!(shown.contains("credential 12 has attribute 61"), "{shown}");
    assert!(shown.contains("value 30 was changed meanwhile: "), "{shown}");
    assert!(shown.contains("value 30 is replaced"), "{shown}");
    assert!(!shown.contains("Jane"), "{shown}");
    let missing = Example::new("rotate_credential").argument("Nothing").fails();
    assert!(missing.contains("there is no credential"), "{missing}");
}

#[test]
fn list_tasks() {
    for way in ["headers", "bearer", "app-secret", "app-certificate", "delegate"] {
        let shown = Example::new("list_tasks").argument(way).argument("2").succeeds();
        assert!(shown.contains("\npage 3\n") && !shown.contains("page 4"), "{way}:\n{shown}");
        assert_eq!(shown.matches("\n  ").count(), 5, "{way}:\n{shown}");
    }
    let unknown = Example::new("list_tasks").argument("magic").fails();
    assert!(unknown.contains("no way to sign in"), "{unknown}");
}

#[test]
fn plain_main() {
    let shown = Example::new("plain_main").succeeds();
    assert!(shown.contains("answered 200 with 2 tasks on the first page"), "{shown}");
    assert_eq!(shown.matches("\n  ").count(), 5, "{shown}");
}

#[test]
fn account_token() {
    let shown = Example::new("account_token").succeeds();

    assert!(shown.contains("account token of 44 characters"), "{shown}");
    assert!(shown.contains("asked for again, it is the same"), "{shown}");
    assert!(!shown.contains("mock-access-"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_another_service() {
    let mock = service("cloudneeti").await;

    let shown = Example::new("account_token")
        .variable("CLOUDNEETI_SERVER", mock.url())
        .variable("CLOUDNEETI_APIM_SUBSCRIPTION_KEY", "key")
        .variable("CLOUDNEETI_ACCOUNT_ACCESS_LICENSE_ID", "license-from-outside")
        .variable("CLOUDNEETI_ACCOUNT_ACCESS_ACCOUNT_ID", "account-from-outside")
        .variable("CLOUDNEETI_ACCOUNT_ACCESS_APPLICATION_ID", "application")
        .variable("CLOUDNEETI_ACCOUNT_ACCESS_SECRET", "secret")
        .succeeds();

    assert!(shown.starts_with("account token of "), "{shown}");
    let requests = mock.requests();
    assert_eq!(requests.len(), 1, "the token is asked for once");
    assert_eq!(requests[0].path(), "/authorize/license/license-from-outside/token");
    assert_eq!(requests[0].exact().query_value("accountId"), Some("account-from-outside"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_is_not_set_is_named() {
    let mock = service("workspace365-active-directory-sync").await;

    let shown =
        Example::new("sync_directory").variable("WORKSPACE365_ACTIVE_DIRECTORY_SYNC_SERVER", mock.url()).fails();

    assert!(shown.contains("WORKSPACE365_ACTIVE_DIRECTORY_SYNC_BASIC_SYNC_TOKEN"), "{shown}");
    assert!(mock.requests().is_empty());
}
