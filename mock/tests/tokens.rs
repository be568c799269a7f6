//! Tokens are issued, checked, renewed, and end.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use specwright_mock::Mock;
use support::{Answered, Call, mock_of};

const VAULT: &str = "automation-anywhere-credential-vault";
const GOVERNANCE: &str = "avepoint-cloud-governance";
const IDENTITY: &str = "avepoint-identity";

async fn login(mock: &Mock, password: &str) -> Answered {
    let body = json!({ "username": "Ellie.Brown", "password": password });
    Call::new("POST", format!("{}/v1/authentication", mock.url())).json(&body).send().await
}

async fn list(mock: &Mock, token: &str) -> Answered {
    Call::get(format!("{}/v2/credentialvault/credentials", mock.url())).header("x-authorization", token).send().await
}

fn text(answer: &Value, pointer: &str) -> String {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {answer}")).to_owned()
}

#[tokio::test]
async fn only_issued_tokens_are_taken_and_only_while_they_last() {
    let mock = mock_of(&[VAULT]).start().await.unwrap();
    list(&mock, "mock-xAuthorization").await.assert_refused(401, "is not a token that was issued here");
    let first = text(&login(&mock, "12345678").await.json(), "/token");
    let second = text(&login(&mock, "12345678").await.json(), "/token");
    assert_ne!(first, second, "each token is a new one");
    list(&mock, &first).await.assert_answered(200);
    mock.revoke_tokens();
    list(&mock, &first).await.assert_refused(401, "was revoked");

    mock.token_lifetime(Duration::from_millis(300));
    let short = text(&login(&mock, "12345678").await.json(), "/token");
    list(&mock, &short).await.assert_answered(200);
    tokio::time::sleep(Duration::from_millis(350)).await;
    list(&mock, &short).await.assert_refused(401, "has expired");
}

#[tokio::test]
async fn wrong_inputs_get_no_token() {
    let mock = mock_of(&[VAULT]).exchange_input("login", "password", "right").start().await.unwrap();
    assert!(login(&mock, "right").await.json()["token"].is_string());
    let refused = login(&mock, "wrong").await;
    assert!(refused.status.is_client_error());
    assert!(text(&refused.json(), "/message").contains("`password` is not the configured one"), "{refused:?}");
}

#[tokio::test]
async fn delegate_tokens_are_renewed() {
    let mock = mock_of(&[GOVERNANCE]).start().await.unwrap();
    mock.token_lifetime(Duration::from_secs(7));
    let body = json!({ "clientSecret": "secret", "userPrincipalName": "someone@contoso.com" });
    let issued = Call::new("POST", format!("{}/auth/token/delegate", mock.url())).json(&body).send().await.json();
    assert_eq!(issued["value"]["duration"], 7);
    let tasks = |token: String| {
        Call::get(format!("{}/tasks/my", mock.url())).header("authorization", &format!("Bearer {token}"))
    };
    tasks(text(&issued, "/value/access_token")).send().await.assert_answered(200);
    let renewal = text(&issued, "/value/refresh_token");
    tasks(renewal.clone()).send().await.assert_refused(401, "is not that kind of token");

    let renew = |token: &str| Call::new("POST", format!("{}/auth/token/refresh?refreshToken={token}", mock.url()));
    let renewed = renew(&renewal).send().await.json();
    let token = text(&renewed, "/value/access_token");
    assert_ne!(token, text(&issued, "/value/access_token"));
    tasks(token).send().await.assert_answered(200);
    renew("guess").send().await.assert_refused(400, "refresh token `refreshToken`: is not a token that was issued");
    mock.revoke_tokens();
    renew(&renewal).send().await.assert_refused(400, "was revoked");
}

/// Claims of an assertion that is as it should be.
fn claims(audience: &str) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    json!({
        "iss": "app", "sub": "app", "aud": audience, "jti": uuid::Uuid::new_v4().to_string(), "nbf": now, "iat": now,
        "exp": now + 300, "username": "u",
    })
}

fn assertion(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(head), part(claims), URL_SAFE_NO_PAD.encode("signature"))
}

async fn exchange(mock: &Mock, proof: &str) -> Answered {
    let form = format!("grant_type=client_credentials&scope=cloudgovernance.fullcontrol.all&username=u&{proof}");
    let url = format!("{}/connect/token", mock.url_of(IDENTITY).unwrap());
    Call::new("POST", url).body("application/x-www-form-urlencoded", form).send().await
}

async fn with_assertion(mock: &Mock, assertion: &str) -> Answered {
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    exchange(mock, &format!("client_assertion_type={kind}&client_assertion={assertion}")).await
}

#[tokio::test]
async fn tokens_of_one_api_are_issued_by_another() {
    let mock = mock_of(&[GOVERNANCE, IDENTITY]).start().await.unwrap();
    let tasks = |token: &str| {
        let url = format!("{}/tasks/my", mock.url_of(GOVERNANCE).unwrap());
        Call::get(url).header("authorization", &format!("Bearer {token}"))
    };
    tasks("mock-bearerAppRegistration")
        .send()
        .await
        .assert_refused(401, "`bearerAppRegistration`: what was sent is not a token");
    let issued = exchange(&mock, "client_id=app&client_secret=secret").await.json();
    assert_eq!(issued["expires_in"], 3600);
    tasks(&text(&issued, "/access_token")).send().await.assert_answered(200);
    let by_assertion = with_assertion(&mock, &signed(&mock, &json!({})).await).await.json();
    tasks(&text(&by_assertion, "/access_token")).send().await.assert_answered(200);
}

/// An assertion with some claims changed; null takes a claim away.
async fn signed(mock: &Mock, change: &Value) -> String {
    let discovery = format!("{}/.well-known/openid-configuration", mock.url_of(IDENTITY).unwrap());
    let discovery = Call::get(discovery).send().await.json();
    let mut claims = claims(discovery["token_endpoint"].as_str().unwrap());
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
    }
    assertion(&json!({ "alg": "RS256", "typ": "JWT", "kid": "1", "x5t": "1" }), &claims)
}

#[tokio::test]
async fn discovery_names_the_mock_itself() {
    let mock = mock_of(&[GOVERNANCE, IDENTITY]).start().await.unwrap();
    let own = mock.url_of(IDENTITY).unwrap();
    let discovery = Call::get(format!("{own}/.well-known/openid-configuration")).send().await.json();
    assert_eq!(discovery["issuer"], own);
    assert_eq!(discovery["token_endpoint"], format!("{own}/connect/token"));
}

#[tokio::test]
async fn assertions_are_looked_at() {
    let mock = mock_of(&[GOVERNANCE, IDENTITY]).start().await.unwrap();
    for (change, reason) in [
        (json!({ "exp": 1 }), "has expired"),
        (json!({ "exp": 99_999_999_999_u64 }), "lives longer than 300 seconds"),
        (
            json!({ "aud": "https://identity.avepointonlineservices.com/connect/token" }),
            "`aud` is not http://127.0.0.1",
        ),
        (json!({ "sub": "other" }), "`iss` and `sub` differ"),
        (json!({ "jti": null }), "has no `jti`"),
        (json!({ "username": "other" }), "`username` is not what the request says"),
    ] {
        let refused = with_assertion(&mock, &signed(&mock, &change).await).await;
        assert_eq!(refused.status, 400);
        let body = refused.json();
        assert_eq!(body["error"], "invalid_client");
        assert!(text(&body, "/error_description").contains(reason), "{body}");
    }
    let once = signed(&mock, &json!({})).await;
    with_assertion(&mock, &once).await.assert_answered(200);
    assert!(text(&with_assertion(&mock, &once).await.json(), "/error_description").contains("was used before"));
    let own = format!("{}/connect/token", mock.url_of(IDENTITY).unwrap());
    let other = assertion(&json!({ "alg": "HS256", "kid": "1" }), &claims(&own));
    assert!(text(&with_assertion(&mock, &other).await.json(), "/error_description").contains("`alg` is not RS256"));
    assert!(text(&with_assertion(&mock, "guess").await.json(), "/error_description").contains("is not three parts"));
}

#[tokio::test]
async fn signatures_are_put_to_the_caller() {
    let mock = mock_of(&[GOVERNANCE, IDENTITY]);
    let mock = mock
        .assertion_verifier(|signed, signature| signed.contains(&b'.') && signature == b"other")
        .start()
        .await
        .unwrap();
    let refused = with_assertion(&mock, &signed(&mock, &json!({})).await).await;
    assert!(text(&refused.json(), "/error_description").contains("has a signature of another key"));
}

#[tokio::test]
async fn the_exchange_that_fits_most_closely_is_meant() {
    let mock = mock_of(&["cloudneeti"]).exchange_input("account_access", "account_id", "right").start().await.unwrap();
    let body = json!({ "APIApplicationId": "i", "Secret": "s" });
    let ask = |query: &str| {
        let call = Call::new("POST", format!("{}/authorize/license/1/token{query}", mock.url())).json(&body);
        call.header("ocp-apim-subscription-key", "k")
    };
    assert!(text(&ask("").send().await.json(), "/result/token").starts_with("mock-access-"));
    assert!(text(&ask("?accountId=right").send().await.json(), "/result/token").starts_with("mock-access-"));
    assert!(text(&ask("?accountId=wrong").send().await.json(), "/message").contains("`account_id`"));
}
