//! Who gets to see credentials.

use std::time::Duration;

use specwright_runtime::{Authorization, BoxFuture, CredentialError, Credentials, Delivery, Secret};

use super::api::{Client, Locker};
use super::server::{Server, json};

#[tokio::test]
async fn missing_credentials_are_named_and_nothing_is_sent() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = Client::builder(server.url("")).build().unwrap();
    let error = vault.get_locker("1").await.unwrap_err();
    assert!(error.is_credentials() && error.is_request());
    let shown = error.to_string();
    for part in ["`xAuthorization` with `.x_authorization(key)`", "`basicAuth` with `.basic_auth(user, password)`"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert!(server.received().is_empty());
}

#[test]
fn keys_that_are_none_are_refused() {
    type Change = fn(specwright_runtime::ClientBuilder) -> specwright_runtime::ClientBuilder;
    let changes: [Change; 3] =
        [|b| b.bearer("token", ""), |b| b.api_key("queryKey", " "), |b| b.api_key("session", "")];
    for change in changes {
        let error = Client::builder("https://vault.example").with(change).build().unwrap_err().to_string();
        assert!(error.ends_with("was given nothing to send"), "{error}");
    }
    // A password may be empty.
    Client::builder("https://vault.example").with(|b| b.basic("basicAuth", "user", "")).build().unwrap();
}

#[tokio::test]
async fn each_scheme_goes_to_its_place() {
    let server = Server::answering(json("200 OK", "{}"));
    let built = |change: fn(specwright_runtime::ClientBuilder) -> specwright_runtime::ClientBuilder| {
        Client::builder(server.url("")).with(change).build().unwrap()
    };
    built(|b| b.basic("basicAuth", "Aladdin", Secret::new("open sesame"))).get_locker("1").await.unwrap();
    built(|b| b.bearer("token", "abc.def")).get_locker("1").await.unwrap();
    built(|b| b.api_key("queryKey", "a&b").api_key("session", "s=1")).get_locker("1").consumed(true).await.unwrap();
    let sent = server.received();
    assert_eq!(sent[0].header("authorization"), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert_eq!(sent[1].header("authorization"), Some("Bearer abc.def"));
    assert_eq!(sent[2].target(), "/v2/lockers/1?consumed=true&api_key=a%26b");
    assert_eq!(sent[2].header("cookie"), Some("sid=s=1"));
    assert_eq!(sent[2].header("authorization"), None);
}

#[tokio::test]
async fn credentials_do_not_travel_unprotected() {
    // Nobody listens there, and nobody is asked: the refusal comes first.
    let vault = Client::builder("http://vault.invalid").x_authorization("hunter2");
    let vault = vault.with(|b| b.timeout(Duration::from_secs(1))).build().unwrap();
    let error = vault.get_locker("1").await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
    assert!(error.to_string().contains("allow_plain_http()"), "{error}");
    // Without credentials plain http is fine, and with consent too: then only the name is not found.
    let open = Client::builder("http://vault.invalid").x_authorization("hunter2").with(|b| b.allow_plain_http());
    let open = open.with(|b| b.timeout(Duration::from_secs(1))).build().unwrap();
    assert!(!open.get_locker("1").await.unwrap_err().is_credentials());
    assert!(!vault.sync().await.unwrap_err().is_credentials());
}

#[tokio::test]
async fn a_key_with_a_line_break_is_refused_and_not_shown() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = Client::builder(server.url("")).x_authorization("hunter2\n").build().unwrap();
    for _ in 0..2 {
        let error = vault.get_locker("1").await.unwrap_err();
        assert!(error.is_credentials());
        assert_eq!((error.delivery(), error.attempts().len()), (Delivery::NotSent, 1));
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("`xAuthorization` contains control characters"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let builder = Client::builder("http://127.0.0.1:1/base?sig=hunter2").x_authorization("hunter2");
    let builder = builder.with(|b| b.default_header("X-Other", "hunter2").api_key("queryKey", "hunter2"));
    let mut shown = format!("{:?}", builder.0);
    let vault = builder.build().unwrap();
    shown += &format!("{vault:?}");
    let body = Locker { password: Some("hunter2".into()), ..Locker::default() };
    shown += &format!("{body:?}");
    let call = vault.update_locker(1, &body).0.with_header("X-Own", "hunter2").with_query("own", "hunter2");
    shown += &format!("{call:?}");
    let error = call.await.unwrap_err();
    shown += &format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown += &format!("{cause} {cause:?}");
        source = cause.source();
    }
    assert!(error.is_connect(), "{error}");
    assert!(shown.contains("could not connect to 127.0.0.1:1"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains("aHVudGVyMg"), "{shown}");
}

#[test]
fn the_builder_knows_its_schemes() {
    let error = |change: fn(specwright_runtime::ClientBuilder) -> specwright_runtime::ClientBuilder| {
        Client::builder("https://h").with(change).build().unwrap_err().to_string()
    };
    assert!(error(|b| b.bearer("nope", "t")).contains("`nope` is not described"));
    assert!(error(|b| b.bearer("basicAuth", "t")).contains("does not take a token"));
    assert!(error(|b| b.api_key("token", "t")).contains("does not take an API key"));
    assert!(error(|b| b.basic("basicAuth", "a:b", "p")).contains("colon"));
    assert!(error(|b| b.default_header("X", "a\nhunter2")).contains("`X` contains control characters"));
}

/// Takes its time, like one that fetches a token.
struct Slow;

impl Credentials for Slow {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if request.operation().method == "PUT" {
                return Err(CredentialError::new("no token to be had").with_source("the vault is sealed"));
            }
            request.header("X-Token", &Secret::new(format!("for {}", request.scheme().id)))
        })
    }
}

#[tokio::test]
async fn credentials_of_your_own() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = Client::builder(server.url("")).with(|b| b.credentials("xAuthorization", Slow)).build().unwrap();
    vault.get_locker("1").await.unwrap();
    assert_eq!(server.only().header("x-token"), Some("for xAuthorization"));
    let error = vault.update_locker(1, &Locker::default()).await.unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("no token to be had"));
    // What the message does not say is behind it.
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the vault is sealed");
    assert_eq!(server.received().len(), 1);
    // The deadline of the call covers them.
    let error = vault.get_locker("1").0.with_timeout(Duration::from_millis(1)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
