//! What is not as the document says is refused, with a reason.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use serde_json::json;
use specwright_mock::{Mock, StartError};
use support::{Call, mock_of, mock_of_text, spec};

const VAULT: &str = "automation-anywhere-credential-vault";

async fn vault() -> Mock {
    mock_of(&[VAULT]).credential("xAuthorization", "token").start().await.unwrap()
}

fn signed(method: &str, mock: &Mock, target: &str) -> Call {
    Call::new(method, format!("{}{target}", mock.url())).header("x-authorization", "token")
}

#[tokio::test]
async fn paths() {
    let mock = vault().await;
    let none = signed("GET", &mock, "/v2/credentialvault/credentialz").send().await;
    none.assert_refused(404, "the most similar paths are /v2/credentialvault/credentials");
    let slash = signed("GET", &mock, "/v2/credentialvault/credentials/").send().await;
    slash.assert_refused(404, "no document has this path");
    let method = signed("PATCH", &mock, "/v2/credentialvault/credentials").send().await;
    method.assert_refused(405, "PATCH is not documented");
    assert_eq!(method.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
    let id = signed("GET", &mock, "/v2/credentialvault/credentials/twelve").send().await;
    id.assert_refused(400, "path parameter `id`: ");
    assert!(!id.header("x-mock-refusal").unwrap().contains("twelve"));
}

#[tokio::test]
async fn head_and_options() {
    let mock = vault().await;
    let head = signed("HEAD", &mock, "/v2/credentialvault/credentials").send().await;
    head.assert_answered(200);
    assert!(head.body.is_empty());
    let options = signed("OPTIONS", &mock, "/v2/credentialvault/credentials").send().await;
    options.assert_answered(204);
    assert_eq!(options.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
}

#[tokio::test]
async fn credentials() {
    let mock = vault().await;
    let url = format!("{}/v2/credentialvault/credentials", mock.url());
    let none = Call::get(&url).send().await;
    none.assert_refused(401, "no credentials were sent; needed is header `X-Authorization` (`xAuthorization`)");
    let wrong = Call::get(&url).header("x-authorization", "guess").send().await;
    wrong.assert_refused(401, "`xAuthorization`: what was sent is not a token that was issued here");
    Call::get(&url).header("x-authorization", "token").send().await.assert_answered(200);
}

#[tokio::test]
async fn credentials_with_a_prefix_and_with_a_fixed_password() {
    let mock = mock_of(&["workspace365-workspace", "workspace365-active-directory-sync"]);
    let mock = mock.credential("workspace365Token", "key").credential("basicSyncToken", "token").start().await.unwrap();
    let url = format!("{}/example/api/announcements", mock.url_of("workspace365-workspace").unwrap());
    let bare = Call::get(&url).header("authorization", "key").send().await;
    bare.assert_refused(401, "does not begin with the prefix");
    Call::get(&url).header("authorization", "Workspace365 key").send().await.assert_answered(200);

    let url = format!(
        "{}/example/ActiveDirectorySyncAPI/Users/1/",
        mock.url_of("workspace365-active-directory-sync").unwrap()
    );
    let delete = |pair: &str| {
        use base64::Engine;
        let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
        Call::new("DELETE", &url).header("authorization", &value)
    };
    delete("token:").send().await.assert_answered(200);
    let password = delete("token:password").send().await;
    password.assert_refused(401, "does not have the fixed password");
    assert!(password.header("www-authenticate").unwrap().starts_with("Basic"));
    delete("other:").send().await.assert_refused(401, "is not the configured value");
    delete("token").send().await.assert_refused(401, "has no colon");
}

#[tokio::test]
async fn one_of_several_credentials_is_enough_and_each_is_whole() {
    let mock = mock_of(&["avepoint-cloud-governance"]).start().await.unwrap();
    let get = || Call::get(format!("{}/tasks/my", mock.url()));
    get().header("clientsecret", "s").header("userprincipalname", "u").send().await.assert_answered(200);
    let half = get().header("clientsecret", "s").send().await;
    half.assert_refused(401, "header `clientSecret` (`clientSecret`) and header `userPrincipalName`");
    let unknown = get().header("authorization", "Bearer guess").send().await;
    unknown.assert_refused(401, "`bearerMicrosoftSso`: what was sent is not a known token");
    get().header("authorization", "Bearer mock-bearerMicrosoftSso").send().await.assert_answered(200);
}

#[tokio::test]
async fn query_parameters() {
    let mock = vault().await;
    let get = |query: &str| signed("GET", &mock, &format!("/v2/credentialvault/credentials?{query}"));
    get("consumed=false").send().await.assert_answered(200);
    get("consumed=no").send().await.assert_refused(400, "query parameter `consumed`: ");
    get("consumd=false")
        .send()
        .await
        .assert_refused(400, "query parameter `consumd`: is not declared; there are `consumed`");
    get("consumed=true&consumed=false").send().await.assert_refused(400, "was sent more than once");
}

#[tokio::test]
async fn constant_headers() {
    let mock = mock_of(&["workspace365-provisioning"]).start().await.unwrap();
    let listed = support::listed(&mock).await;
    let operation = &listed[0];
    let url = format!("{}{}", mock.url(), operation["request"]["path"].as_str().unwrap());
    let call = || Call::new(operation["method"].as_str().unwrap(), &url).header("provisioningkey", "key");
    call().send().await.assert_refused(400, "header `X-Requested-With`: is required");
    call().header("x-requested-with", "curl").send().await.assert_refused(400, "header `X-Requested-With`: ");
}

#[tokio::test]
async fn bodies() {
    let mock = vault().await;
    let post = || signed("POST", &mock, "/v1/authentication");
    post().send().await.assert_refused(400, "a body is required");
    post().json(&json!({ "username": "a" })).send().await.assert_refused(400, "\"password\" is a required property");
    let number = post().json(&json!({ "username": 12, "password": "hush" })).send().await;
    number.assert_refused(400, "/username: ");
    assert_eq!(number.json()["at"], "/username");
    post()
        .body("text/plain", "a")
        .send()
        .await
        .assert_refused(415, "`text/plain` is not taken; the operation takes application/json");
    post().body("application/json; charset=latin1", "{}").send().await.assert_refused(415, "not as `latin1`");
    let broken = post().body("application/json", "{\"password\": \"hush\",").send().await;
    broken.assert_refused(400, "the body is not JSON: line 1, column");
    let deep = post().body("application/json", "[".repeat(100_000)).send().await;
    deep.assert_refused(400, "the body is not JSON");
    let get = signed("GET", &mock, "/v2/credentialvault/credentials").json(&json!({})).send().await;
    get.assert_refused(400, "the operation takes none");
    for request in mock.requests() {
        assert!(!request.refusal().unwrap_or_default().contains("hush"));
    }
}

#[tokio::test]
async fn forms() {
    let mock = mock_of(&["avepoint-identity"]).start().await.unwrap();
    let post = |form: &str| {
        Call::new("POST", format!("{}/connect/token", mock.url()))
            .body("application/x-www-form-urlencoded", form.to_owned())
    };
    let right = "grant_type=client_credentials&scope=cloudgovernance.fullcontrol.all&username=a%40b&client_id=i&client_secret=s";
    post(right).send().await.assert_answered(200);
    post(&right.replace("client_credentials", "password")).send().await.assert_refused(400, "/grant_type");
    post(&right.replace("&client_id=i", "")).send().await.assert_refused(400, "required property");
    post(&format!("{right}&scope=x")).send().await.assert_refused(400, "/scope: was sent more than once");
}

#[tokio::test]
async fn parts() {
    let document = "
openapi: 3.0.3
info: { title: Files, version: '1' }
paths:
  /files:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: { type: string, format: binary }
                note: { type: string }
      responses: { '204': { description: Stored. } }
";
    let (builder, _folder) = mock_of_text(document);
    let mock = builder.start().await.unwrap();
    let post = |parts: &[(&str, &str)]| {
        let all: String = parts
            .iter()
            .map(|(name, text)| {
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{text}\r\n")
            })
            .collect();
        Call::new("POST", format!("{}/files", mock.url()))
            .body("multipart/form-data; boundary=b", format!("{all}--b--\r\n"))
    };
    post(&[("file", "content")]).send().await.assert_answered(204);
    post(&[("note", "content")]).send().await.assert_refused(400, "part `file`: is required");
    post(&[("file", "")]).send().await.assert_refused(400, "part `file`: is empty");
    post(&[("file", "a"), ("nota", "a")]).send().await.assert_refused(400, "part `nota`: is not declared");
    let bare = Call::new("POST", format!("{}/files", mock.url())).body("multipart/form-data", "x");
    bare.send().await.assert_refused(415, "the content type is wrong");
}

#[tokio::test]
async fn styles() {
    let document = "
openapi: 3.0.3
info: { title: Styles, version: '1' }
paths:
  /{list}/x:
    get:
      parameters:
        - { name: list, in: path, required: true, schema: { type: array, items: { type: integer } } }
        - { name: csv, in: query, explode: false, schema: { type: array, items: { type: integer }, maxItems: 2 } }
        - { name: many, in: query, schema: { type: array, items: { type: boolean } } }
        - { name: pipe, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: integer } } }
        - name: deep
          in: query
          style: deepObject
          schema: { type: object, properties: { size: { type: integer } }, additionalProperties: false }
        - { name: deeplist, in: query, style: deepObject, schema: { type: array, items: { type: integer } } }
        - { name: json, in: query, content: { application/json: { schema: { type: object, required: [a] } } } }
        - { name: X-List, in: header, schema: { type: array, items: { type: integer } } }
        - { name: both, in: query, schema: { anyOf: [{ type: integer }, { type: string, pattern: '^-$' }] } }
      responses: { '204': { description: Fine. } }
";
    let (builder, _folder) = mock_of_text(document);
    let mock = builder.start().await.unwrap();
    let get = |target: &str| Call::get(format!("{}{target}", mock.url()));
    for good in [
        "/1,2/x",
        "/1/x?csv=1,2",
        "/1/x?many=true&many=false",
        "/1/x?pipe=1%7C2",
        "/1/x?deeplist%5B%5D=1&deeplist%5B%5D=2",
        "/1/x?deep%5Bsize%5D=1",
        "/1/x?json=%7B%22a%22%3A1%7D",
        "/1/x?both=5",
        "/1/x?both=-",
    ] {
        get(good).send().await.assert_answered(204);
    }
    get("/1/x").header("x-list", "1, 2").send().await.assert_answered(204);
    get("/1/x").header("x-list", "1, b").send().await.assert_refused(400, "header `X-List`: /1: ");
    for (bad, saying) in [
        ("/1,b/x", "path parameter `list`: /1: "),
        ("/1/x?csv=1,2,3", "query parameter `csv`: "),
        ("/1/x?csv=1%2C2", "query parameter `csv`: /0: "),
        ("/1/x?many=maybe", "query parameter `many`: /0: "),
        ("/1/x?deep%5Bsiz%5D=1", "query parameter `deep`: "),
        ("/1/x?deep=1", "query parameter `deep`: has to be made of pairs"),
        ("/1/x?deeplist%5B0%5D=a", "query parameter `deeplist`: /0: "),
        ("/1/x?deep%5Bsize%5D=a", "query parameter `deep`: /size: "),
        ("/1/x?json=%7B%7D", "\"a\" is a required property"),
        ("/1/x?json=a", "is not JSON"),
        ("/1/x?csv=1,%202", "query parameter `csv`: /1: "),
        ("/1/x?both=a", "query parameter `both`: "),
        ("/%FF/x", "is not UTF-8"),
    ] {
        get(bad).send().await.assert_refused(400, saying);
    }
}

#[tokio::test]
async fn wishes_for_what_is_not_documented() {
    let mock = vault().await;
    let get = || signed("GET", &mock, "/v2/credentialvault/credentials");
    get().header("prefer", "code=418").send().await.assert_refused(400, "418 is not documented; there are 200");
    get().header("prefer", "code=abc").send().await.assert_refused(400, "`code` is no status");
    get().header("prefer", "example=nothing").send().await.assert_refused(400, "no such example");
    let mock = mock_of(&["cloudneeti"]).start().await.unwrap();
    let post = |example: &str| {
        let body = json!({ "APIApplicationId": "i", "Secret": "s" });
        let call = Call::new("POST", format!("{}/authorize/license/1/token", mock.url())).json(&body);
        call.header("ocp-apim-subscription-key", "k").header("prefer", &format!("example={example}"))
    };
    assert!(post("flat").send().await.json()["token"].is_string());
    assert!(post("wrapped").send().await.json()["result"]["token"].is_string());
}

#[tokio::test]
async fn a_length_where_the_document_wants_one() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let document = "
openapi: 3.0.3
info: { title: Lengths, version: '1' }
paths:
  /x:
    put:
      responses: { '204': { description: Done. }, '411': { description: No length. } }
";
    let (builder, _folder) = mock_of_text(document);
    let mock = builder.start().await.unwrap();
    let address = mock.url().strip_prefix("http://").unwrap();
    for (headers, status) in [("", "411"), ("Content-Length: 0\r\n", "204")] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
}

#[tokio::test]
async fn mocks_that_cannot_start() {
    assert!(matches!(Mock::builder().start().await, Err(StartError::NoDocument)));
    let unknown = mock_of(&[VAULT]).credential("xAuthorisation", "a").start().await;
    assert!(matches!(unknown, Err(StartError::UnknownScheme(scheme)) if scheme == "xAuthorisation"));
    assert!(matches!(mock_of(&[VAULT, VAULT]).start().await, Err(StartError::SameId(_))));
    assert!(matches!(mock_of(&[VAULT]).random_faults(1.5, 1, []).start().await, Err(StartError::Rate(_))));
    let missing = Mock::builder().spec(spec("nothing")).unwrap_err().to_string();
    assert!(missing.contains("nothing.yaml cannot be served"), "{missing}");
}
