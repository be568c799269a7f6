//! Apps registered in AvePoint Online Services: a secret or a certificate, exchanged at the identity service.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use specwright_clients::avepoint_cloud_governance::{Client, ClientBuilder, Environment};
use specwright_runtime::SigningKey;

use super::keys::tasks;
use crate::support::server::{Answer, Expected, Received, Server};

/// A private key with its certificate, and the public key alone.
const CHAIN: &[u8] = include_bytes!("../../runtime/tests/token/keys/chain.pem");
const PUBLIC: &[u8] = include_bytes!("../../runtime/tests/token/keys/public.pem");
/// SHA-1 of the certificate, as `openssl` and `basenc --base64url` have it, without padding.
const THUMBPRINT: &str = "DKejBVMoW-nrbKIGfmGR_eYGobc";

const USER: &str = "someone@contoso.com";

pub(super) fn with_secret(builder: ClientBuilder) -> ClientBuilder {
    builder.app_secret("my app", "hunter2&x", USER)
}

pub(super) fn with_certificate(builder: ClientBuilder) -> ClientBuilder {
    builder.app_certificate("my app", SigningKey::from_pem(CHAIN).unwrap(), USER)
}

/// The API and the identity service, which issues one token.
async fn servers() -> (Server, Server) {
    let (api, identity) = (Server::start().await, Server::start().await);
    api.answers(Answer::new(200).json(&json!({"value": []})));
    (api, identity)
}

fn token() -> Answer {
    Answer::new(200).json(&json!({"access_token": "issued", "expires_in": 3600}))
}

#[tokio::test]
async fn a_secret_is_sent_in_a_form() {
    let (api, identity) = servers().await;
    identity.answers(token());
    let client = with_secret(Client::builder(api.url())).identity_server(identity.url()).build().unwrap();

    client.list_my_tasks().await.unwrap();

    let sent = Expected::new("POST /connect/token").header("accept", "application/json").form(
        "grant_type=client_credentials&scope=cloudgovernance.fullcontrol.all\
         &client_id=my+app&client_secret=hunter2%26x&username=someone%40contoso.com",
    );
    identity.received_one().assert_is(&sent);
    api.received_one().assert_is(&tasks().header("authorization", "Bearer issued"));
}

#[tokio::test]
async fn a_certificate_signs_an_assertion() {
    let (api, identity) = servers().await;
    identity.answers(token());
    let client = with_certificate(Client::builder(api.url())).identity_server(identity.url()).build().unwrap();

    client.list_my_tasks().await.unwrap();

    let asked = identity.received_one();
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/connect/token"));
    assert_eq!(asked.header("content-type"), ["application/x-www-form-urlencoded"]);
    let mut fields = fields(&asked);
    let (name, assertion) = fields.pop().unwrap();
    let expected = [
        ("grant_type", "client_credentials"),
        ("scope", "cloudgovernance.fullcontrol.all"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("username", USER),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(name, "client_assertion");
    assert_is_signed(&assertion, &format!("{}/connect/token", identity.url()));
    api.received_one().assert_is(&tasks().header("authorization", "Bearer issued"));
}

/// The fields of a form, in order.
fn fields(request: &Received) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

/// Checks an assertion with another implementation of JWT.
fn assert_is_signed(assertion: &str, audience: &str) {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&["my app"]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    validation.validate_nbf = true;
    let key = DecodingKey::from_rsa_pem(PUBLIC).unwrap();
    let claims = decode::<Value>(assertion, &key, &validation).unwrap().claims;
    let header = decode_header(assertion).unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::RS256, Some("JWT")));
    assert_eq!((header.kid.as_deref(), header.x5t.as_deref()), (Some(THUMBPRINT), Some(THUMBPRINT)));
    assert_eq!(claims["aud"], audience, "one audience, not a list");
    assert_eq!((claims["sub"].as_str(), claims["username"].as_str()), (Some("my app"), Some(USER)));
    let seconds = |name: &str| claims[name].as_i64().unwrap();
    let lifetime = seconds("exp") - seconds("iat");
    assert!((1..=300).contains(&lifetime), "{lifetime} seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(seconds("iat").abs_diff(i64::try_from(now).unwrap()) < 60, "{claims}");
    let id: specwright_runtime::Uuid = claims["jti"].as_str().unwrap().parse().unwrap();
    assert_eq!(id.get_version_num(), 4);
}

#[tokio::test]
async fn the_token_endpoint_is_asked_for_when_wanted() {
    let (api, identity) = servers().await;
    let place = format!("{}/elsewhere/token", identity.url());
    identity.answers(Answer::new(200).json(&json!({"issuer": identity.url(), "token_endpoint": place})));
    identity.answers(token());
    let client = with_certificate(Client::builder(api.url())).identity_discovery(identity.url()).build().unwrap();

    client.list_my_tasks().await.unwrap();

    let received = identity.received();
    let [discovery, asked] = received.as_slice() else { panic!("{received:?}") };
    let sent = Expected::new("GET /.well-known/openid-configuration").header("accept", "application/json");
    discovery.assert_is(&sent);
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/elsewhere/token"));
    assert_is_signed(&fields(asked).pop().unwrap().1, &place);
    api.received_one().assert_is(&tasks().header("authorization", "Bearer issued"));
}

#[test]
fn insider_addresses_need_an_identity_service() {
    let client = |address| Client::builder(address).app_secret("client", "secret", USER);
    for known in [Environment::Commercial, Environment::UsGovernmentAdmin] {
        client(known).build().unwrap();
    }
    let error = client(Environment::InsiderUsEast).build().unwrap_err().to_string();
    assert!(error.contains("identity_server"), "{error}");
}
