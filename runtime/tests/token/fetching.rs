//! Who fetches a token, and when.

use std::time::{Duration, Instant};

use serde_json::{Value, json as value};
use specwright_runtime::{ClientBuilder, ExchangeValue};

use super::api::{
    Counter, Delegated, Gateway, Guarded, Prefixed, Session, Sync, builder, count, echo, eventually, issuing, later,
    logged_in, secret, shown, text,
};
use super::server::{Server, answer, json};

#[tokio::test]
async fn the_first_call_fetches_and_the_others_use_it() {
    let server = issuing("3600");
    let vault = logged_in(&server);
    assert!(server.received().is_empty(), "nothing is fetched before it is needed");
    for _ in 0..3 {
        assert_eq!(vault.clone().call::<Session>().await.unwrap(), "token-1");
    }
    assert_eq!(vault.access_token("session").await.unwrap().expose(), "token-1");
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target()).collect();
    assert_eq!(targets, ["/login", "/session", "/session", "/session"]);
    let login = &received[0];
    assert_eq!(login.header("x-kind"), Some("bot"));
    assert_eq!(login.header("x-authorization"), None);
    assert_eq!(login.header("content-type"), Some("application/json"));
    let sent: Value = serde_json::from_str(login.text()).unwrap();
    assert_eq!(sent, value!({"mfa": "none", "user": {"name": "Ellie", "password": "hunter2"}}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_at_once_fetch_once() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match request.target() {
        "/login" => {
            std::thread::sleep(Duration::from_millis(100));
            json("200 OK", &format!(r#"{{"token": "token-{}"}}"#, issued.next()))
        }
        _ => echo(request),
    });
    let vault = logged_in(&server);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.call::<Session>().await.unwrap() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), "token-1");
    }
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (1, 100));
}

#[tokio::test]
async fn a_token_is_renewed_ahead_while_the_old_one_is_used() {
    let server = issuing("3600");
    let vault = logged_in(&server);
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    later(3200.0).await;
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    assert_eq!(count(&server, "/login"), 1);
    later(150.0).await;
    // Due: this call does not wait for the new one.
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    eventually("the second token", || count(&server, "/login") == 2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-2");
    later(4000.0).await;
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-3", "an old token is not used any more");
}

#[tokio::test]
async fn a_renewal_that_fails_leaves_the_old_token_in_use() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match (request.target(), request.target() == "/login") {
        (_, true) if issued.next() == 1 => json("200 OK", r#"{"token": "token-1", "expires_in": 100}"#),
        (_, true) => json("503 Service Unavailable", "{}"),
        _ => echo(request),
    });
    let vault = logged_in(&server);
    vault.call::<Session>().await.unwrap();
    later(80.0).await;
    for _ in 0..5 {
        assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    }
    eventually("the attempt to renew", || count(&server, "/login") == 2).await;
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    later(30.0).await;
    let error = vault.call::<Session>().await.unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("503"), "{error}");
}

#[tokio::test]
async fn odd_lifetimes_are_clamped() {
    for (lifetime, good_for) in [
        ("0", 0.9),
        ("-5", 0.9),
        ("1e18", 20.0 * 24.0 * 3600.0),
        ("\"3600\"", 3200.0),
        ("3600.5", 3200.0),
        ("null", 1e6),
        ("\"soon\"", 1e6),
        ("[1]", 1e6),
    ] {
        let server = issuing(lifetime);
        let vault = logged_in(&server);
        assert_eq!(vault.call::<Session>().await.unwrap(), "token-1", "{lifetime}");
        if good_for > 1.0 {
            later(good_for).await;
            assert_eq!(vault.call::<Session>().await.unwrap(), "token-1", "{lifetime}");
            assert_eq!(count(&server, "/login"), 1, "{lifetime}");
        }
        later(good_for * 2.0).await;
        let forever = good_for == 1e6;
        let expected = if forever { "token-1" } else { "token-2" };
        assert_eq!(vault.call::<Session>().await.unwrap(), expected, "{lifetime}");
    }
}

#[tokio::test]
async fn a_caller_who_leaves_does_not_take_the_token_along() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match request.target() {
        "/login" => {
            std::thread::sleep(Duration::from_millis(300));
            json("200 OK", &format!(r#"{{"token": "token-{}"}}"#, issued.next()))
        }
        _ => echo(request),
    });
    let vault = logged_in(&server);
    let hasty = vault.call::<Session>().with_timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(hasty.is_timeout(), "{hasty}");
    let started = Instant::now();
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(count(&server, "/login"), 1);
}

#[test]
fn a_fetch_that_dies_with_its_runtime_is_begun_anew() {
    let server = Server::replying(|request| match request.target() {
        "/login" => {
            std::thread::sleep(Duration::from_millis(200));
            json("200 OK", r#"{"token": "token"}"#)
        }
        _ => echo(request),
    });
    let vault = logged_in(&server);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let hasty = || vault.call::<Session>().with_timeout(Duration::from_millis(50));
    assert!(runtime().block_on(async { hasty().await }).unwrap_err().is_timeout());
    assert_eq!(runtime().block_on(async { vault.call::<Session>().await }).unwrap(), "token");
    assert_eq!(count(&server, "/login"), 2);
}

/// Issues `{kind}-N` for a delegate or for a refresh token `r-(N-1)`; refuses the refresh token `r-2`.
fn delegating() -> Server {
    let issued = Counter::default();
    Server::replying(move |request| {
        let target = request.target();
        match target.split('?').next() {
            Some("/refresh") if target.ends_with("=r-2") => json("400 Bad Request", r#"{"isSuccess": false}"#),
            Some(path @ ("/delegate" | "/refresh")) => {
                let (kind, number) = (&path[1..], issued.next());
                let refresh = if number == 4 { String::new() } else { format!(r#", "refresh_token": "r-{number}""#) };
                let value = format!(r#"{{"access_token": "{kind}-{number}", "duration": 100{refresh}}}"#);
                json("200 OK", &format!(r#"{{"isSuccess": true, "value": {value}}}"#))
            }
            _ => echo(request),
        }
    })
}

#[tokio::test]
async fn a_token_is_renewed_by_its_refresh_token() {
    let server = delegating();
    let vault = builder(&server).exchange("delegated", "delegate", [secret("hunter2")]).build().unwrap();
    for expected in ["delegate-1", "refresh-2", "delegate-3", "refresh-4", "refresh-5"] {
        assert_eq!(vault.call::<Delegated>().await.unwrap(), format!("Bearer {expected}"));
        later(101.0).await;
    }
    let received = server.received();
    let renewals: Vec<&str> =
        received.iter().map(|request| request.target()).filter(|target| *target != "/delegated").collect();
    let expected = [
        "/delegate",
        "/refresh?refreshToken=r-1",
        "/refresh?refreshToken=r-2",
        "/delegate",
        "/refresh?refreshToken=r-3",
        // The fourth answer brought none, so the third stays.
        "/refresh?refreshToken=r-3",
    ];
    assert_eq!(renewals, expected);
    for request in received.iter().filter(|request| request.target().starts_with("/refresh")) {
        assert!(!request.head.contains("hunter2") && request.body.is_empty());
        assert_eq!(request.header("content-length"), Some("0"));
    }
}

#[tokio::test]
async fn a_server_that_asks_to_be_left_alone_does_not_get_the_credentials_instead() {
    let asked = Counter::default();
    let server = Server::replying(move |request| match request.target().split('?').next() {
        Some("/refresh") if asked.next() == 1 => answer("503 X", &["Retry-After: 60"], b"{}"),
        Some("/delegate" | "/refresh") => json(
            "200 OK",
            r#"{"isSuccess": true, "value": {"access_token": "t", "duration": 100, "refresh_token": "r"}}"#,
        ),
        _ => echo(request),
    });
    let vault = builder(&server).exchange("delegated", "delegate", [secret("hunter2")]).build().unwrap();
    vault.call::<Delegated>().await.unwrap();
    later(80.0).await;
    vault.call::<Delegated>().await.unwrap();
    eventually("the attempt to renew", || count(&server, "/refresh") == 1).await;
    vault.call::<Delegated>().await.unwrap();
    later(25.0).await;
    let error = vault.call::<Delegated>().await.unwrap_err();
    assert!(error.is_credentials() && error.retry_after().is_some_and(|left| left.as_secs() == 34), "{error:?}");
    assert_eq!((count(&server, "/refresh"), count(&server, "/delegate")), (1, 1));
    later(35.0).await;
    vault.call::<Delegated>().await.unwrap();
    assert_eq!((count(&server, "/refresh"), count(&server, "/delegate")), (2, 1));
}

#[tokio::test]
async fn an_exchange_gets_the_keys_that_it_asks_for_itself() {
    let server = Server::replying(|request| match request.target().split('?').next() {
        Some("/license/A%2FB/token") if request.header("x-gateway-key") != Some("gate-key") => {
            json("401 Unauthorized", r#"{"message": "no key"}"#)
        }
        Some("/license/A%2FB/token") => json("200 OK", r#"{"token": "licensed"}"#),
        _ => echo(request),
    });
    let license = || [text("A/B"), secret("hunter2"), text("a&b")];
    let vault = builder(&server).exchange("guarded", "license", license()).api_key("gateway", "gate-key");
    let vault = vault.build().unwrap();
    assert_eq!(vault.call::<Guarded>().await.unwrap(), "Bearer licensed");
    assert_eq!(server.received()[0].target(), "/license/A%2FB/token?account=a%26b");
    let without = builder(&server).exchange("guarded", "license", license()).build().unwrap();
    let error = without.call::<Guarded>().await.unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("`.gateway(key)`"), "{error}");
    // The default lifetime counts where the answer has none.
    later(61.0).await;
    vault.call::<Guarded>().await.unwrap();
    assert_eq!(count(&server, "/license/A%2FB/token"), 2);
}

#[tokio::test]
async fn keys_have_prefixes_and_tokens_can_be_users() {
    let server = Server::replying(echo);
    for key in ["k-1", "Workspace365 k-1"] {
        let vault = builder(&server).api_key("prefixed", key).build().unwrap();
        assert_eq!(vault.call::<Prefixed>().await.unwrap(), "Workspace365 k-1");
    }
    let vault = builder(&server).basic_token("sync", "Aladdin").build().unwrap();
    assert_eq!(vault.call::<Sync>().await.unwrap(), "Basic QWxhZGRpbjo=");
    let refused = |builder: specwright_runtime::ClientBuilder| shown(&builder.build().unwrap_err());
    assert!(refused(builder(&server).basic_token("sync", "a:hunter2")).contains("colon"));
    assert!(!refused(builder(&server).basic_token("sync", "a:hunter2")).contains("hunter2"));
    assert!(refused(builder(&server).basic_token("basic", "t")).contains("in place of a user"));
    assert!(refused(builder(&server).bearer("sync", "t")).contains("does not take a token"));
    assert!(refused(builder(&server).api_key("sync", "t")).contains("does not take an API key"));
}

#[tokio::test]
async fn what_does_not_fit_is_told_when_building() {
    let server = issuing("1");
    let error = |scheme: &str, setter: &str, values: Vec<ExchangeValue>| {
        builder(&server).exchange(scheme, setter, values).build().unwrap_err().to_string()
    };
    assert!(error("session", "logon", vec![]).contains("has no exchange called `logon`"));
    assert!(error("nope", "login", vec![]).contains("`nope`"));
    assert!(error("session", "login", vec![text("a")]).contains("takes 2 values, not 1"));
    assert!(error("session", "login", vec![text("a"), text("b")]).contains("`password` of `.login`"));
    assert!(error("session", "login", vec![text("a"), secret("")]).contains("`password` of `.login` is empty"));
    let no_server = builder(&server).exchange_server("session", "https://h").build().unwrap_err();
    assert!(no_server.to_string().contains("has no token server of its own"), "{no_server}");
}

#[tokio::test]
async fn missing_credentials_name_all_ways_to_give_them() {
    let server = issuing("1");
    let vault = builder(&server).build().unwrap();
    let error = vault.call::<Session>().await.unwrap_err();
    let message = error.to_string();
    for part in [
        "`.session(key)`",
        "`.login(username, password)`",
        "`VAULT_SESSION`",
        "`VAULT_LOGIN_USERNAME` and `VAULT_LOGIN_PASSWORD`",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(error.is_credentials());
    assert!(server.received().is_empty());
    let keyed = builder(&server).api_key("gateway", "k").build().unwrap();
    keyed.call::<Gateway>().await.unwrap();
}

#[tokio::test]
async fn a_token_that_cannot_be_fetched_names_what_is_exchanged_for_it() {
    let server = issuing("1");
    let refused = async |builder: ClientBuilder, scheme: &str| {
        builder.build().unwrap().access_token(scheme).await.unwrap_err().to_string()
    };
    let login = "give the client builder `session` with `.login(username, password)`; \
                 from the environment: `VAULT_LOGIN_USERNAME` and `VAULT_LOGIN_PASSWORD`";
    let nothing = refused(builder(&server), "session").await;
    assert_eq!(nothing, format!("credentials are missing: {login}"));
    let given = refused(builder(&server).api_key("session", "k"), "session").await;
    assert_eq!(given, format!("`session` was given as it is sent; to have it fetched, {login}"));
    let key = refused(builder(&server).api_key("gateway", "k"), "gateway").await;
    assert_eq!(key, "`gateway` is sent as it was given: nothing is exchanged for it");
    assert_eq!(refused(builder(&server), "nope").await, "`nope` is not described by this API");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let server = issuing("3600");
    let values = [text("Ellie"), secret("hunter2")];
    let mut all = format!("{values:?}");
    let builder = builder(&server).exchange("session", "login", values);
    all += &format!("{builder:?}");
    let vault = builder.build().unwrap();
    all += &format!("{vault:?}");
    let token = vault.access_token("session").await.unwrap();
    all += &format!("{token:?} {token} {vault:?} {:?}", super::api::API);
    for hidden in ["hunter2", "token-1", "Ellie"] {
        assert!(!all.contains(hidden), "{all}");
    }
}
