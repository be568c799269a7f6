//! What is sent, and what is refused before it is.

use std::time::Duration;

use specwright_runtime::{Delivery, Rules, Secret};

use super::api::{Client, Locker};
use super::server::{Server, answer, json};

fn client(server: &Server) -> Client {
    Client::builder(server.url("")).x_authorization("key").build().unwrap()
}

#[tokio::test]
async fn a_get_is_what_the_operation_says() {
    let server = Server::answering(json("200 OK", r#"{"id": "12", "new": true}"#));
    let vault = client(&server);
    let call = vault.get_locker("a/b c").consumed(false).tags(&["x", "y&z"]).trace("t 1");
    let response = call.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.value().id, Some(12));
    assert_eq!(response.value().extra["new"], true);

    let sent = server.only();
    assert_eq!(sent.line(), "GET /v2/lockers/a%2Fb%20c?consumed=false&tags=x&tags=y%26z HTTP/1.1");
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("x-trace"), Some("t 1"));
    assert_eq!(sent.header("x-authorization"), Some("key"));
    assert!(sent.header("user-agent").unwrap().starts_with("specwright/"));
    assert_eq!(sent.header("accept-encoding"), Some("gzip"));
    for name in ["content-length", "content-type", "referer", "cookie", "transfer-encoding"] {
        assert_eq!(sent.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_put_carries_json() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let body = Locker { name: Some("n".into()), password: Some(Secret::new("hunter2")), ..Locker::default() };
    client(&server).update_locker(7, &body).await.unwrap();
    let sent = server.only();
    assert_eq!(sent.line(), "PUT /v2/lockers/7 HTTP/1.1");
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.text(), r#"{"name":"n","password":"hunter2"}"#);
    assert_eq!(sent.header("content-length"), Some("33"));
}

#[tokio::test]
async fn an_empty_put_says_that_it_is_empty() {
    let server = Server::answering(answer("200 OK", &[], b"done"));
    let value = client(&server).sync().await.unwrap();
    assert_eq!(value, "done");
    let sent = server.only();
    assert_eq!(sent.header("content-length"), Some("0"));
    assert_eq!(sent.header("content-type"), None);
    assert_eq!(sent.header("x-authorization"), None);
}

#[tokio::test]
async fn the_path_of_the_server_is_kept() {
    for (prefix, target) in [
        ("/base", "/base/v2/lockers/1"),
        ("/base/", "/base/v2/lockers/1"),
        ("/a/b?k=v", "/a/b/v2/lockers/1?k=v"),
        ("/", "/v2/lockers/1"),
        ("", "/v2/lockers/1"),
        ("//", "/v2/lockers/1"),
        ("/p?", "/p/v2/lockers/1"),
        ("/p/../q", "/q/v2/lockers/1"),
        ("/a%2Fb/", "/a%2Fb/v2/lockers/1"),
        ("/p;x=1/", "/p;x=1/v2/lockers/1"),
        ("/ä b", "/%C3%A4%20b/v2/lockers/1"),
    ] {
        let server = Server::answering(json("200 OK", "{}"));
        let vault = Client::builder(server.url(prefix)).x_authorization("key").build().unwrap();
        vault.get_locker("1").await.unwrap();
        assert_eq!(server.only().target(), target);
    }
}

#[tokio::test]
async fn options_of_a_call() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = Client::builder(server.url(""))
        .x_authorization("key")
        .with(|builder| builder.default_header("X-A", "client").default_header("X-B", "client").user_agent("me"))
        .build()
        .unwrap();
    let call = vault.get_locker("1").0.with_header("x-a", "call").with_query("p q", "1&2").with_timeout(Duration::MAX);
    call.await.unwrap();
    let sent = server.only();
    assert_eq!(sent.target(), "/v2/lockers/1?p%20q=1%262");
    assert_eq!((sent.header("x-a"), sent.header("x-b")), (Some("call"), Some("client")));
    assert_eq!(sent.header("user-agent"), Some("me"));
}

#[tokio::test]
async fn cookies_forms_texts_and_bytes() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let vault = client(&server);
    vault.sync().0.cookie("a", "1;2").cookie("b", &[1, 2]).text("hällo").await.unwrap();
    vault.sync().0.form(&serde_json::json!({"a": "x y", "b": [1, 2]}), None).await.unwrap();
    vault.sync().0.bytes(vec![0, 255], "application/x-thing").await.unwrap();
    vault.sync().0.media_type("application/merge-patch+json").json(&[1], None).await.unwrap();
    let sent = server.received();
    assert_eq!(sent[0].header("cookie"), Some("a=1%3B2; b=1; b=2"));
    assert_eq!(sent[0].header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(sent[0].text(), "hällo");
    assert_eq!(sent[1].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(sent[1].text(), "a=x+y&b=1&b=2");
    assert_eq!(sent[2].header("content-type"), Some("application/x-thing"));
    assert_eq!(sent[2].body, [0, 255]);
    assert_eq!(sent[3].header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(sent[3].text(), "[1]");
}

#[tokio::test]
async fn values_stay_in_their_segment() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = client(&server);
    let values = [
        ("../x", "..%2Fx"),
        ("%2e%2e", "%252e%252e"),
        ("/", "%2F"),
        ("?", "%3F"),
        ("%", "%25"),
        ("a/../../b", "a%2F..%2F..%2Fb"),
        ("..;", "..%3B"),
        ("a;b=c", "a%3Bb%3Dc"),
        ("a b+c", "a%20b%2Bc"),
        ("a?b#c", "a%3Fb%23c"),
        ("a\\b", "a%5Cb"),
        ("ä€😀", "%C3%A4%E2%82%AC%F0%9F%98%80"),
        ("...", "..."),
    ];
    for (value, _) in values {
        vault.get_locker(value).await.unwrap();
    }
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target()).collect();
    assert_eq!(targets, values.map(|(_, sent)| format!("/v2/lockers/{sent}")));
}

#[tokio::test]
async fn values_that_would_leave_their_place_are_refused() {
    let server = Server::answering(json("200 OK", "{}"));
    let vault = client(&server);
    for (call, place) in [
        (vault.get_locker(""), "path parameter `id`"),
        (vault.get_locker("."), "path parameter `id`"),
        (vault.get_locker(".."), "path parameter `id`"),
        (vault.get_locker("a\u{7}hunter2"), "path parameter `id`"),
        (vault.get_locker("1").trace("a\r\nX-Evil: hunter2"), "header `X-Trace`"),
    ] {
        let error = call.await.unwrap_err();
        assert!(error.is_request() && !error.is_credentials() && error.status().is_none());
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(place), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let error = vault.get_locker("1").0.with_header("Content-Length", "5").await.unwrap_err();
    assert!(error.is_request(), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn rules_are_checked_unless_switched_off() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let vault = client(&server);
    let body = Locker { name: Some("hunter2".into()), ..Locker::default() };
    let error = vault.update_locker(1, &body).await.unwrap_err();
    assert!(error.is_rule() && error.is_request());
    let rule = error.rule().unwrap();
    assert_eq!((rule.path(), rule.rule(), error.rules().len()), ("body.name", "maxLength 5", 1));
    let expected = "updateLocker: PUT /v2/lockers/{id} was not sent: `body.name` breaks the rule `maxLength 5`";
    assert_eq!(error.to_string(), expected);
    assert!(server.received().is_empty());

    static LIMIT: Rules = Rules { maximum: Some(10.0), ..Rules::NONE };
    let call = vault.get_locker("1").0.rule("query", "limit", &11, &LIMIT).query("limit", &11);
    assert_eq!(call.await.unwrap_err().rule().unwrap().to_string(), "`query.limit` breaks the rule `maximum 10`");
    assert!(server.received().is_empty());

    vault.update_locker(1, &body).0.without_rules().await.unwrap();
    let lax = Client::builder(server.url("")).x_authorization("k").with(|b| b.check_rules(false)).build().unwrap();
    lax.update_locker(1, &body).await.unwrap();
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_client_of_your_own_is_used() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let own =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().http1_title_case_headers();
    let vault = Client::builder(server.url("")).with(|b| b.http_client(own.build().unwrap())).build().unwrap();
    vault.sync().await.unwrap();
    assert!(server.only().head.contains("\r\nContent-Length: 0\r\n"), "{}", server.only().head);
}

#[tokio::test]
async fn a_client_of_your_own_that_leaves_the_server_is_told_on() {
    let other = Server::answering(answer("200 OK", &[], b"elsewhere"));
    let elsewhere = format!("Location: {}", other.url("/x"));
    let server = Server::replying(move |request| match request.target() {
        "/sync" => answer("307 Temporary Redirect", &[&elsewhere], b""),
        _ => answer("200 OK", &[], b""),
    });
    let vault = Client::builder(server.url("")).with(|b| b.http_client(reqwest::Client::new())).build().unwrap();
    let error = vault.sync().await.unwrap_err();
    assert!(error.is_transport() && !error.is_retryable() && error.delivery() == Delivery::Answered, "{error}");
    assert!(error.to_string().contains("has followed a redirect to another server; build it with"), "{error}");
    assert_eq!(other.received().len(), 1, "nobody can keep such a client from it");
}

#[tokio::test]
async fn what_a_client_of_your_own_does_not_send_is_not_sent() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let own = reqwest::Client::builder().https_only(true).build().unwrap();
    let vault = Client::builder(server.url("")).with(|b| b.http_client(own)).build().unwrap();
    let error = vault.sync().await.unwrap_err();
    assert_eq!((error.attempts().len(), error.delivery(), error.is_retryable()), (1, Delivery::NotSent, false));
    assert!(error.to_string().contains("the HTTP client does not send this: "), "{error}");
}
