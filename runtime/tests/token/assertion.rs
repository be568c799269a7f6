//! Signed assertions, checked with another implementation of JWT.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;
use specwright_runtime::{Client, ExchangeValue, SigningKey};

use super::api::{App, Counter, builder, later, shown, text};
use super::keys::CHAIN;
use super::server::{Received, Server, answer, json};

/// SHA-1 of `keys/cert.der`, as `openssl x509 -fingerprint` and `basenc --base64url` have it.
const THUMBPRINT: &str = "DKejBVMoW-nrbKIGfmGR_eYGobc";

/// A client that signs, whose tokens come from that server.
fn signing(identity: &Server) -> Client {
    let key = ExchangeValue::Key(SigningKey::from_pem(CHAIN).unwrap());
    let values = [text("my app"), key, text("Ellie")];
    let builder = builder(identity).exchange("app", "app_certificate", values);
    builder.exchange_server("app", identity.url("/id")).build().unwrap()
}

/// Fields of a form.
fn field(request: &Received, name: &str) -> String {
    let mut fields = url::form_urlencoded::parse(&request.body);
    fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// Header and claims of an assertion, whose signature and audience are right.
fn verified(assertion: &str, audience: &str) -> (Header, Value) {
    let key = DecodingKey::from_rsa_pem(include_bytes!("keys/public.pem")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&["my app"]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    validation.validate_nbf = true;
    let claims = decode::<Value>(assertion, &key, &validation).unwrap().claims;
    (decode_header(assertion).unwrap(), claims)
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

#[tokio::test]
async fn an_assertion_says_who_to_whom_and_for_how_long() {
    let issued = Counter::default();
    let server = Server::replying(move |request| match request.target() {
        "/id/connect/token" => json("200 OK", &format!(r#"{{"access_token": "{}", "expires_in": 60}}"#, issued.next())),
        _ => json("200 OK", ""),
    });
    let vault = signing(&server);
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        vault.call::<App>().await.unwrap();
        later(61.0).await;
    }
    let received = server.received();
    let asked: Vec<&Received> = received.iter().filter(|request| request.line().starts_with("POST")).collect();
    assert_eq!(asked.len(), 3);
    for request in asked {
        assert_eq!(
            (field(request, "username"), field(request, "grant_type")),
            ("Ellie".into(), "client_credentials".into())
        );
        assert!(!request.text().contains("client_id="), "an input without a target is not sent");
        let (header, claims) = verified(&field(request, "client_assertion"), &server.url("/id/connect/token"));
        assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::RS256, Some("JWT")));
        assert_eq!((header.kid.as_deref(), header.x5t.as_deref()), (Some(THUMBPRINT), Some(THUMBPRINT)));
        assert_eq!((&claims["iss"], &claims["sub"]), (&"my app".into(), &"my app".into()));
        assert_eq!(claims["username"], "Ellie");
        let time = |name: &str| claims[name].as_i64().unwrap();
        assert_eq!(time("exp") - time("iat"), 300, "however long the document says");
        assert_eq!(time("nbf"), time("iat"));
        assert!(time("iat").abs_diff(now()) < 10);
        let id: specwright_runtime::Uuid = claims["jti"].as_str().unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 4);
        assert!(ids.insert(id));
    }
}

#[tokio::test]
async fn a_key_can_be_named_in_hexadecimal() {
    let server = Server::answering(json("200 OK", r#"{"access_token": "t"}"#));
    let key = ExchangeValue::Key(SigningKey::from_pem(CHAIN).unwrap());
    let vault =
        builder(&server).exchange("app", "app_hex", [text("my app"), key]).exchange_server("app", server.url(""));
    vault.build().unwrap().access_token("app").await.unwrap();
    let asked = server.only();
    let (header, claims) = verified(asked.header("x-assertion").unwrap(), &server.url("/connect/token"));
    assert_eq!(header.kid.as_deref(), Some("0CA7A30553285BE9EB6CA2067E6191FDE606A1B7"));
    assert_eq!(header.x5t.as_deref(), Some(THUMBPRINT));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
    assert_eq!(asked.text(), "grant_type=client_credentials");
}

/// When an assertion says that it was made.
fn issued_at(request: &Received) -> i64 {
    let assertion = field(request, "client_assertion");
    jsonwebtoken::dangerous::insecure_decode::<Value>(&assertion).unwrap().claims["iat"].as_i64().unwrap()
}

/// Refuses every assertion that is off by more than a minute from a clock that is that far ahead.
fn with_clock(ahead: i64, seen: Arc<Mutex<Vec<i64>>>) -> Server {
    Server::replying(move |request| {
        if request.line().starts_with("GET") {
            return json("200 OK", "");
        }
        let theirs = now() + ahead;
        let assertion = field(request, "client_assertion");
        let issued = issued_at(request);
        seen.lock().unwrap().push(issued - now());
        let date = UNIX_EPOCH + Duration::from_secs(u64::try_from(theirs).unwrap());
        let date = format!("Date: {}", httpdate::fmt_http_date(date));
        let headers = ["Content-Type: application/json", date.as_str()];
        match issued.abs_diff(theirs) <= 60 {
            true => answer("200 OK", &headers, br#"{"access_token": "t", "expires_in": 60}"#),
            false => {
                let body = format!(r#"{{"error": "invalid_client", "error_description": "{assertion} expired"}}"#);
                answer("400 Bad Request", &headers, body.as_bytes())
            }
        }
    })
}

#[tokio::test]
async fn a_wrong_clock_is_set_by_the_server() {
    for ahead in [7200, -7200] {
        let seen: Arc<Mutex<Vec<i64>>> = Arc::default();
        let server = with_clock(ahead, Arc::clone(&seen));
        let vault = signing(&server);
        vault.call::<App>().await.unwrap();
        later(61.0).await;
        vault.call::<App>().await.unwrap();
        let seen = seen.lock().unwrap().clone();
        assert_eq!(seen.len(), 3, "the second token needs no second correction: {seen:?}");
        assert!(seen[0].abs() < 5 && seen[1].abs_diff(ahead) < 5 && seen[2].abs_diff(ahead) < 5, "{seen:?}");
    }
}

#[tokio::test]
async fn a_refusal_for_another_reason_is_not_repeated() {
    let date = format!("Date: {}", httpdate::fmt_http_date(SystemTime::now()));
    let far = "Date: Thu, 01 Jan 2015 00:00:00 GMT".to_owned();
    for (status, date, requests) in [
        ("400 Bad Request", date.clone(), 1),
        ("401 Unauthorized", "X: no date".into(), 1),
        ("401 Unauthorized", "Date: yesterday".into(), 1),
        ("403 Forbidden", far.clone(), 1),
        ("500 Internal Server Error", far.clone(), 1),
        ("401 Unauthorized", far, 2),
    ] {
        let headers = ["Content-Type: application/json", date.as_str()];
        let server = Server::answering(answer(status, &headers, br#"{"error": "invalid_client"}"#));
        let vault = signing(&server);
        let error = vault.call::<App>().without_retries().await.unwrap_err();
        assert!(error.to_string().ends_with(&format!("answered {status}: invalid_client")), "{error}");
        assert_eq!(server.received().len(), requests, "{status} {date}");
        // A date that did not help is not believed any longer.
        later(1.1).await;
        vault.call::<App>().without_retries().await.unwrap_err();
        let issued = issued_at(&server.received()[requests]);
        assert!(issued.abs_diff(now()) < 10, "{status} {date}");
    }
}

#[tokio::test]
async fn an_assertion_that_the_server_repeats_is_not_shown() {
    let server = Server::replying(|request| {
        let body = format!(r#"{{"error": "bad: {}"}}"#, field(request, "client_assertion"));
        json("400 Bad Request", &body)
    });
    let error = signing(&server).call::<App>().await.unwrap_err();
    assert!(error.to_string().ends_with("answered 400 Bad Request: bad: [redacted]"), "{error}");
    assert!(!shown(&error).contains("eyJ"));
}
