//! Clients that are set up by environment variables. Each runs in a process of its own: this one again, with one test.

use std::ffi::OsString;
use std::process::Command;

use specwright_runtime::{Call, ClientBuilder, Operation};

use super::api::{API, App, Basic, Gateway, Prefixed, Session, Sync, echo};
use super::server::{Server, json};

/// What the other process says.
fn run(variables: &[(&str, &str)]) -> String {
    let variables: Vec<(&str, OsString)> =
        variables.iter().map(|(name, value)| (*name, OsString::from(value))).collect();
    run_os(&variables)
}

fn run_os(variables: &[(&str, OsString)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["environment::other_process", "--exact", "--ignored", "--nocapture"]);
    let output = command.env_clear().envs(variables.iter().cloned()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "`other_process` did not run:\n{said}");
    assert!(!said.contains("hunter"), "{said}");
    said
}

/// What runs in the other process: calls whatever is configured, and says what came of it. Proves nothing by itself; the
/// tests below start it with variables of their own and look at what it says.
#[tokio::test]
#[ignore = "the body of the processes that the tests of this file start; reads the environment it is given"]
async fn other_process() {
    match ClientBuilder::from_env(&API).build() {
        Err(error) => println!("error: {error} {error:?}"),
        Ok(client) => {
            println!("{client:?}");
            say(client.call::<Session>()).await;
            say(client.call::<App>()).await;
            say(client.call::<Gateway>()).await;
            say(client.call::<Prefixed>()).await;
            say(client.call::<Sync>()).await;
            say(client.call::<Basic>()).await;
        }
    }
}

async fn say<O: Operation<Output = String>>(call: Call<'_, O>) {
    match call.await {
        Ok(text) => println!("{}: {text}", O::INFO.id),
        Err(error) => println!("{}: error: {error}", O::INFO.id),
    }
}

/// Issues tokens at `/login` and `/id/connect/token`.
fn server() -> Server {
    Server::replying(|request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "by login"}"#),
        "/id/connect/token" => json("200 OK", r#"{"access_token": "by app"}"#),
        "/gateway" => json("200 OK", request.header("x-gateway-key").unwrap()),
        _ => echo(request),
    })
}

#[test]
fn everything_can_come_from_the_environment() {
    let server = server();
    let said = run(&[
        ("VAULT_SERVER", &server.url("")),
        ("VAULT_LOGIN_USERNAME", "Ellie"),
        ("VAULT_LOGIN_PASSWORD", "hunter2"),
        ("VAULT_IDENTITY_SERVER", &server.url("/id")),
        ("VAULT_APP_CERTIFICATE_CLIENT_ID", "app"),
        ("VAULT_APP_CERTIFICATE_USERNAME", "Ellie"),
        ("VAULT_APP_CERTIFICATE_KEY", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/token/keys/chain.pem")),
        ("VAULT_GATEWAY", "key"),
        ("VAULT_PREFIXED", "key"),
        ("VAULT_SYNC", "Aladdin"),
        ("VAULT_BASIC_USER", "Aladdin"),
        ("VAULT_BASIC_PASSWORD", "open sesame"),
    ]);
    for expected in [
        "readSession: by login",
        "readApp: Bearer by app",
        "readGateway: key",
        "readPrefixed: Workspace365 key",
        "readSync: Basic QWxhZGRpbjo=",
        "readBasic: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    ] {
        assert!(said.contains(expected), "{expected} in {said}");
    }
}

#[test]
fn what_is_not_set_is_missing_only_when_it_is_needed() {
    let server = server();
    let said = run(&[("VAULT_SERVER", &server.url("")), ("VAULT_SESSION", "fixed"), ("VAULT_GATEWAY", "")]);
    assert!(said.contains("readSession: fixed"), "{said}");
    assert!(said.contains("readGateway: error") && said.contains("from the environment: `VAULT_GATEWAY`"), "{said}");
}

#[test]
fn what_is_wrong_is_named_and_not_shown() {
    let address = ("VAULT_SERVER", "https://vault.invalid");
    for (variables, expected) in [
        (vec![], "the environment variable `VAULT_SERVER` is not set (the address of the server)"),
        (vec![("VAULT_SERVER", "")], "`VAULT_SERVER` is not set"),
        (vec![("VAULT_SERVER", "ftp://hunter2@vault.invalid")], "is not the address of a server"),
        (vec![address, ("VAULT_LOGIN_PASSWORD", "hunter2")], {
            "the environment variable `VAULT_LOGIN_USERNAME` is not set (it belongs to `VAULT_LOGIN_PASSWORD`, which is)"
        }),
        (vec![address, ("VAULT_BASIC_USER", "hunter2"), ("VAULT_BASIC_PASSWORD", "")], {
            "`VAULT_BASIC_PASSWORD` is not set (it belongs to `VAULT_BASIC_USER`"
        }),
        (
            vec![
                address,
                ("VAULT_SESSION", "hunter2"),
                ("VAULT_LOGIN_USERNAME", "hunter2"),
                ("VAULT_LOGIN_PASSWORD", "hunter2"),
            ],
            "two ways to authenticate by `session`: `VAULT_SESSION` and `VAULT_LOGIN_USERNAME`, `VAULT_LOGIN_PASSWORD`",
        ),
        (
            vec![
                address,
                ("VAULT_APP_CERTIFICATE_CLIENT_ID", "app"),
                ("VAULT_APP_CERTIFICATE_USERNAME", "Ellie"),
                ("VAULT_APP_CERTIFICATE_KEY", "/nowhere/hunter2.pem"),
            ],
            "`VAULT_APP_CERTIFICATE_KEY` has to be the path of a PEM file: the PEM file cannot be read",
        ),
    ] {
        let said = run(&variables);
        assert!(said.contains(expected), "{expected} in {said}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_unicode_is_named_and_not_shown() {
    use std::os::unix::ffi::OsStringExt;
    let broken = OsString::from_vec(b"hunter2\xff".to_vec());
    let said = run_os(&[("VAULT_SERVER", "https://vault.invalid".into()), ("VAULT_SESSION", broken.clone())]);
    assert!(said.contains("`VAULT_SESSION` is not valid Unicode"), "{said}");
    let said = run_os(&[("VAULT_SERVER", broken)]);
    assert!(said.contains("`VAULT_SERVER` is not valid Unicode"), "{said}");
}
