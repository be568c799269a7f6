//! What happens when the API says 401.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use specwright_runtime::{Authorization, BoxFuture, CredentialError, Credentials, Secret};

use super::api::{Basic, Counter, Session, Store, builder, count, echo, logged_in};
use super::server::{Received, Server, answer, json};

/// Issues `token-N`; the API accepts only those from that number on.
fn accepting_from(first: usize) -> Server {
    let issued = Counter::default();
    Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", &format!(r#"{{"token": "token-{}"}}"#, issued.next())),
        _ if number(request) < first => answer("401 Unauthorized", &[], b"no"),
        _ => echo(request),
    })
}

/// The number of the token that came.
fn number(request: &Received) -> usize {
    request.header("x-authorization").unwrap()["token-".len()..].parse().unwrap()
}

#[tokio::test]
async fn a_rejected_token_is_replaced_and_the_call_repeated_once() {
    let server = accepting_from(2);
    let vault = logged_in(&server);
    let stored = vault.call::<Store>().bytes("the body", "text/plain").query("q", &1).send().await.unwrap();
    assert_eq!(stored.value(), "token-2");
    let received = server.received();
    let stores: Vec<&Received> = received.iter().filter(|request| request.target() == "/store?q=1").collect();
    assert_eq!((stores.len(), count(&server, "/login")), (2, 2));
    for store in stores {
        assert_eq!(store.text(), "the body");
        assert_eq!(store.header("content-type"), Some("text/plain"));
    }
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let server = accepting_from(99);
    let vault = logged_in(&server);
    let error = vault.call::<Session>().await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.bytes().unwrap().as_ref(), b"no");
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (2, 2));
}

#[tokio::test]
async fn tokens_that_are_never_accepted_are_not_fetched_for_each_call() {
    let server = accepting_from(4);
    let vault = logged_in(&server);
    let refused = async || vault.call::<Session>().await.unwrap_err().status();
    for _ in 0..20 {
        assert_eq!(refused().await, Some(401));
    }
    // The first one and the one in its place. Another would be refused, too, for the moment.
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (2, 21));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(refused().await, Some(401));
    assert_eq!(refused().await, Some(401));
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (3, 24));
    // It does not last: what is fetched next is accepted.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-4");
    assert_eq!(count(&server, "/login"), 4);
}

#[tokio::test]
async fn tokens_that_were_accepted_are_replaced_at_once_however_often() {
    let valid = Arc::new(AtomicU64::new(1));
    let (issued, current) = (Counter::default(), Arc::clone(&valid));
    let server = Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", &format!(r#"{{"token": "token-{}"}}"#, issued.next())),
        _ if (number(request) as u64) < current.load(Ordering::SeqCst) => answer("401 Unauthorized", &[], b"no"),
        _ => echo(request),
    });
    let vault = logged_in(&server);
    for version in 1..=10 {
        valid.store(version, Ordering::SeqCst);
        assert_eq!(vault.call::<Session>().await.unwrap(), format!("token-{version}"));
    }
    assert_eq!(count(&server, "/login"), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_hear_of_it_at_once_fetch_once() {
    let server = accepting_from(2);
    let vault = logged_in(&server);
    vault.access_token("session").await.unwrap();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.call::<Session>().await.unwrap() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), "token-2");
    }
    assert_eq!(count(&server, "/login"), 2);
}

#[tokio::test]
async fn a_403_is_an_answer() {
    let server = Server::replying(|request| match request.target() {
        "/login" => json("200 OK", r#"{"token": "t"}"#),
        _ => answer("403 Forbidden", &[], b""),
    });
    assert_eq!(logged_in(&server).call::<Session>().await.unwrap_err().status(), Some(403));
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (1, 1));
}

#[tokio::test]
async fn fixed_keys_are_not_tried_twice() {
    let server = Server::answering(answer("401 Unauthorized", &[], b""));
    let vault = builder(&server).api_key("session", "k").basic("basic", "u", "p").build().unwrap();
    assert_eq!(vault.call::<Session>().await.unwrap_err().status(), Some(401));
    assert_eq!(vault.call::<Basic>().await.unwrap_err().status(), Some(401));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn when_no_other_token_can_be_had_that_is_the_error() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match request.target() {
        "/login" if issued.next() == 1 => json("200 OK", r#"{"token": "t"}"#),
        "/login" => json("500 Internal Server Error", r#"{"message": "closed"}"#),
        _ => answer("401 Unauthorized", &[], b""),
    });
    let error = logged_in(&server).call::<Session>().without_retries().await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
    assert!(error.to_string().contains("answered 500 Internal Server Error: closed"), "{error}");
    assert_eq!((count(&server, "/login"), count(&server, "/session")), (2, 1));
}

/// Credentials of a caller who can do better once told.
#[derive(Clone, Default)]
struct Own(Arc<AtomicU64>);

impl Credentials for Own {
    fn authorize<'a>(&'a self, request: &'a mut Authorization<'_>) -> BoxFuture<'a, Result<(), CredentialError>> {
        let version = self.0.load(Ordering::SeqCst);
        request.set_version(version);
        Box::pin(std::future::ready(request.key(&Secret::new(format!("token-{version}")))))
    }

    fn rejected(&self, version: u64) -> bool {
        self.0.compare_exchange(version, version + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

#[tokio::test]
async fn credentials_of_your_own_can_hear_of_it_too() {
    let server = accepting_from(1);
    let own = Own::default();
    let vault = builder(&server).credentials("session", own.clone()).build().unwrap();
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    assert_eq!(vault.call::<Session>().await.unwrap(), "token-1");
    assert_eq!((server.received().len(), own.0.load(Ordering::SeqCst)), (3, 1));
}
