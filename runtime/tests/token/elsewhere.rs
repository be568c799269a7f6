//! Tokens that are issued at another address, and credentials that must not go to a third.

use std::sync::{Arc, OnceLock};

use specwright_runtime::ClientBuilder;

use super::api::{API, App, Counter, Session, builder, count, echo, logged_in, secret, shown, text};
use super::server::{Server, answer, json};

fn offered(builder: ClientBuilder) -> ClientBuilder {
    builder.exchange("app", "app_secret", [text("my app"), secret("hunter2&x")])
}

/// Issues `app-N` at `/connect/token`.
fn identity() -> Server {
    let issued = Counter::default();
    Server::replying(move |_| json("200 OK", &format!(r#"{{"access_token": "app-{}"}}"#, issued.next())))
}

#[tokio::test]
async fn the_token_server_gets_the_exchange_and_nothing_else() {
    let (server, identity) = (Server::replying(echo), identity());
    let vault = offered(builder(&server)).exchange_server("app", identity.url("/base"));
    let vault = vault.default_header("X-Tenant-Key", "hunter3").user_agent("me/1").api_key("gateway", "hunter4");
    let vault = vault.build().unwrap();
    assert_eq!(vault.call::<App>().await.unwrap(), "Bearer app-1");
    let asked = identity.only();
    assert_eq!(asked.line(), "POST /base/connect/token HTTP/1.1");
    let text = asked.text();
    // Their order is that of `serde_json::Map`, which another crate of the program may switch.
    let mut fields: Vec<&str> = text.split('&').collect();
    fields.sort_unstable();
    assert_eq!(fields, ["client_id=my+app", "client_secret=hunter2%26x", "grant_type=client_credentials"]);
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("user-agent"), Some("me/1"));
    assert!(!asked.head.contains("hunter"), "{}", asked.head);
    let called = server.only();
    assert_eq!(called.header("x-tenant-key"), Some("hunter3"));
    assert!(!called.head.contains("hunter2"));
}

#[tokio::test]
async fn redirects_get_no_credentials() {
    let third = Server::answering(json("200 OK", r#"{"token": "t", "access_token": "t"}"#));
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("Location: {}", third.url("/login"));
        let moved = answer(status, &[&location], b"");
        let server = Server::answering(moved.clone());
        let error = logged_in(&server).call::<Session>().await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains(&status[..3]), "{error}");
        let api = Server::replying(move |request| match request.target() {
            "/login" => json("200 OK", r#"{"token": "t"}"#),
            _ => moved.clone(),
        });
        let error = logged_in(&api).call::<Session>().await.unwrap_err();
        assert_eq!(error.status().map(|s| s.to_string()).as_deref(), Some(&status[..3]));
    }
    assert!(third.received().is_empty());
}

#[test]
fn it_has_to_be_known_where_tokens_are_issued() {
    let built = |address: &str| offered(ClientBuilder::new(&API, address)).build();
    built("https://api.vault.invalid").unwrap();
    built("https://API.vault.invalid:443/").unwrap();
    for address in ["https://other.invalid", "http://api.vault.invalid", "https://api.vault.invalid/x"] {
        let error = built(address).unwrap_err().to_string();
        for part in ["`.identity_server(url)`", "`.identity_discovery(url)`", "`VAULT_IDENTITY_SERVER`", "`app`"] {
            assert!(error.contains(part), "{error}");
        }
    }
}

#[tokio::test]
async fn credentials_for_a_token_do_not_travel_unprotected() {
    let server = Server::replying(echo);
    for builder in [
        offered(builder(&server)).exchange_server("app", "http://identity.invalid"),
        offered(builder(&server)).exchange_discovery("app", "http://identity.invalid"),
    ] {
        let error = builder.build().unwrap().call::<App>().await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains("allow_plain_http()"), "{error}");
    }
    assert!(server.received().is_empty());
}

/// An issuer that answers discovery with a document in which `SELF` is its own address.
fn issuer(document: &str) -> Arc<Server> {
    let own: Arc<OnceLock<String>> = Arc::default();
    let (document, known) = (document.to_owned(), Arc::clone(&own));
    let server = Server::replying(move |request| match request.target() {
        "/t/.well-known/openid-configuration" => json("200 OK", &document.replace("SELF", known.get().unwrap())),
        "/special?v=2" => json("200 OK", r#"{"access_token": "special"}"#),
        _ => answer("404 Not Found", &[], b""),
    });
    own.set(server.url("")).unwrap();
    Arc::new(server)
}

#[tokio::test]
async fn the_token_endpoint_is_discovered_once() {
    let server = Server::replying(echo);
    let issuer = issuer(r#"{"issuer": "SELF/t/", "token_endpoint": "SELF/special?v=2"}"#);
    let vault = offered(builder(&server)).exchange_discovery("app", issuer.url("/t")).default_header("X-K", "hunter3");
    let vault = vault.build().unwrap();
    assert_eq!(vault.call::<App>().await.unwrap(), "Bearer special");
    assert_eq!(count(&issuer, "/t/.well-known/openid-configuration"), 1);
    assert!(!issuer.received()[0].head.contains("hunter"));
    assert_eq!(issuer.received()[1].line(), "POST /special?v=2 HTTP/1.1");
}

#[tokio::test]
async fn discovery_is_not_believed_blindly() {
    let server = Server::replying(echo);
    let long = format!(r#"{{"issuer": "SELF/t", "token_endpoint": "SELF/special", "x": "{}"}}"#, "y".repeat(70_000));
    for (document, expected) in [
        (r#"{"issuer": "https://evil.invalid", "token_endpoint": "SELF/special"}"#, "another than the one asked"),
        (r#"{"issuer": "SELF", "token_endpoint": "SELF/special"}"#, "another than the one asked"),
        (r#"{"token_endpoint": "SELF/special"}"#, "told nothing at `/issuer`"),
        (r#"{"issuer": "SELF/t"}"#, "told nothing at `/token_endpoint`"),
        (r#"{"issuer": "SELF/t", "token_endpoint": "/special"}"#, "no usable address at `/token_endpoint`"),
        (r#"{"issuer": "SELF/t", "token_endpoint": "ftp://h/special"}"#, "no usable address at `/token_endpoint`"),
        (r#"{"issuer": "SELF/t", "token_endpoint": "http://evil.invalid/special"}"#, "would travel unprotected"),
        ("nonsense hunter2", "did not answer with JSON"),
        (&long, "longer than 65536 bytes"),
    ] {
        let issuer = issuer(document);
        let vault = offered(builder(&server)).exchange_discovery("app", issuer.url("/t")).build().unwrap();
        let error = vault.call::<App>().await.unwrap_err();
        assert!(error.is_credentials() && error.to_string().contains(expected), "{error}");
        assert!(!shown(&error).contains("hunter2"));
        assert_eq!(issuer.received().len(), 1, "{document}");
        assert!(!issuer.only().head.contains("hunter2"));
    }
    assert!(server.received().is_empty());
}
