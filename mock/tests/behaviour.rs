//! Pages, faults, recordings, the page for people, hostile requests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::time::{Duration, Instant};

use serde_json::json;
use specwright_mock::{Fault, Mock};
use support::{Answered, Call, listed, mock_of, mock_of_text};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HEALTH: &str = "workspace365-health";
const LIST: &str = "
openapi: 3.0.3
info: { title: Lists, version: '1' }
paths:
  /items:
    get:
      operationId: listItems
      x-pagination: { items: /items, next: /next, parameter: token, size: size }
      parameters:
        - { name: token, in: query, schema: { type: string } }
        - { name: size, in: query, schema: { type: integer, minimum: 1 } }
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties: { items: { type: array, items: { type: integer } }, next: { type: string, NULLABLE } }
              example: { items: [1, 2, 3], next: abc }
";

async fn health() -> Mock {
    mock_of(&[HEALTH]).credential("healthApiKey", "key").start().await.unwrap()
}

fn check(mock: &Mock) -> Call {
    Call::get(format!("{}/api/health", mock.url())).header("healthapikey", "key")
}

#[tokio::test]
async fn lists_come_in_pages() {
    for (spelling, last) in [("maxLength: 500", None), ("nullable: true", None)] {
        let (builder, _folder) = mock_of_text(&LIST.replace("NULLABLE", spelling));
        let mock = builder.start().await.unwrap();
        let get = |query: String| Call::get(format!("{}/items{query}", mock.url()));
        let (mut query, mut found) = (String::new(), Vec::new());
        let end = loop {
            let page = get(query).send().await.json();
            found.push(page["items"].clone());
            match page["next"].as_str() {
                Some(token) => query = format!("?token={token}"),
                None => break page.get("next").cloned(),
            }
        };
        assert_eq!(found, [json!([1, 2]), json!([3, 1]), json!([2])]);
        assert_eq!(end, last);
        assert_eq!(get("?size=4".to_owned()).send().await.json()["items"], json!([1, 2, 3, 1]));
        get("?token=guess".to_owned()).send().await.assert_refused(400, "query parameter `token`: is not a token");
        let exact = get(String::new()).header("prefer", "code=200").send().await;
        assert_eq!(exact.json(), json!({ "items": [1, 2, 3], "next": "abc" }));
    }
}

#[tokio::test]
async fn the_last_page_keeps_to_the_schema() {
    for (required, spelling, last) in
        [("[items, next]", "nullable: true", json!(null)), ("[items, next]", "maxLength: 500", json!(""))]
    {
        let text = LIST.replace("NULLABLE", spelling).replace("required: [items]", &format!("required: {required}"));
        let (builder, _folder) = mock_of_text(&text);
        let mock = builder.lists(1, 2).start().await.unwrap();
        let page = Call::get(format!("{}/items", mock.url())).send().await.json();
        assert_eq!(page, json!({ "items": [1], "next": last }));
    }
}

#[tokio::test]
async fn answers_go_wrong_as_told() {
    let mock = health().await;
    mock.next_fault(Fault::Status(503));
    mock.next_fault(Fault::Drop);
    mock.fault_for("getHealth", Fault::Answer(404));
    let own = check(&mock).send().await;
    assert_eq!((own.status.as_u16(), own.body.len()), (404, 0), "the operation's own fault comes first");
    let gateway = check(&mock).send().await;
    assert_eq!((gateway.status.as_u16(), gateway.header("content-type")), (503, Some("text/html")));
    assert!(check(&mock).try_send().await.is_err(), "dropped");
    check(&mock).send().await.assert_answered(200);
    mock.next_fault(Fault::TruncatedBody);
    let cut = check(&mock).try_send().await.unwrap_err();
    assert!(cut.is_incomplete_message(), "{cut:?}");
    mock.next_fault(Fault::GarbageBody);
    let garbage = check(&mock).send().await;
    assert_eq!((garbage.status.as_u16(), garbage.header("content-type")), (200, Some("application/json")));
    assert!(serde_json::from_slice::<serde_json::Value>(&garbage.body).is_err());
    let statuses: Vec<Option<u16>> = mock.requests().iter().map(specwright_mock::Recorded::status).collect();
    assert_eq!(statuses, [Some(404), Some(503), None, Some(200), Some(200), Some(200)]);
}

#[tokio::test]
async fn answers_take_their_time() {
    let mock = health().await;
    let pause = Duration::from_millis(150);
    mock.next_fault(Fault::Delay(pause));
    let start = Instant::now();
    check(&mock).send().await.assert_answered(200);
    assert!(start.elapsed() >= pause);
    mock.next_fault(Fault::SlowBody(Duration::from_millis(10)));
    let start = Instant::now();
    let slow = check(&mock).send().await;
    assert!(start.elapsed() >= pause, "sixteen pauses");
    assert_eq!(slow.json(), check(&mock).send().await.json());
}

#[tokio::test]
async fn chance_repeats_itself() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let builder = mock_of(&[HEALTH]).random_faults(0.5, 7, [Fault::Status(500), Fault::Status(503)]);
        let mock = builder.start().await.unwrap();
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(check(&mock).send().await.status.as_u16());
        }
        assert!([200, 500, 503].iter().all(|status| statuses.contains(status)), "{statuses:?}");
        seen.push(statuses);
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn recordings_show_no_secrets_unless_asked() {
    let mock = mock_of(&["automation-anywhere-credential-vault", "avepoint-identity", "avepoint-cloud-governance"]);
    let mock = mock.start().await.unwrap();
    let vault = mock.url_of("automation-anywhere-credential-vault").unwrap();
    let identity = mock.url_of("avepoint-identity").unwrap();
    let governance = mock.url_of("avepoint-cloud-governance").unwrap();
    let body = json!({ "username": "Ellie.Brown", "password": "hush" });
    Call::new("POST", format!("{vault}/v1/authentication")).json(&body).send().await.assert_answered(200);
    Call::get(format!("{vault}/nowhere")).header("x-authorization", "hush").header("cookie", "a=hush").send().await;
    let form = "grant_type=client_credentials&scope=x&username=u&client_id=i&client_secret=hush";
    Call::new("POST", format!("{identity}/connect/token")).body("application/x-www-form-urlencoded", form).send().await;
    Call::new("POST", format!("{governance}/auth/token/refresh?refreshToken=hush")).send().await;
    Call::new("POST", format!("{vault}/v1/authentication"))
        .body("application/json", "{\"password\": \"hush")
        .send()
        .await;

    let requests = mock.requests();
    assert_eq!(requests.len(), 5);
    let shown = Call::get(format!("{}/_mock/requests.json", mock.url())).send().await;
    for text in [format!("{requests:#?}"), String::from_utf8_lossy(&shown.body).into_owned()] {
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("[redacted]") && text.contains("Ellie.Brown"), "{text}");
    }
    assert_eq!(requests[0].operation(), Some("authenticate"));
    assert_eq!(requests[0].exact().json(), Some(body));
    assert_eq!(requests[1].exact().header("x-authorization"), Some("hush"));
    assert_eq!(requests[3].exact().query_value("refreshToken"), Some("hush"));
    assert_eq!(mock.take_requests().len(), 5);
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn old_recordings_make_room() {
    let mock = mock_of(&[HEALTH]).record_limit(3).start().await.unwrap();
    for _ in 0..5 {
        check(&mock).send().await;
    }
    let numbers: Vec<u64> = mock.requests().iter().map(specwright_mock::Recorded::number).collect();
    assert_eq!(numbers, [3, 4, 5]);
}

#[tokio::test]
async fn the_page_lists_everything_and_tells_no_secret() {
    let mock = mock_of(&[HEALTH, "cloudneeti"]).credential("healthApiKey", "hush").start().await.unwrap();
    assert_eq!(mock.page_url(), format!("{}/", mock.url()));
    let page = Call::get(mock.page_url()).send().await;
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    for part in ["/_mock/page.js", "/_mock/page.css"] {
        assert!(String::from_utf8_lossy(&page.body).contains(part));
        assert_eq!(Call::get(format!("{}{part}", mock.url())).send().await.status, 200);
    }
    let listed = listed(&mock).await;
    let ids: Vec<&str> = listed.iter().map(|operation| operation["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["getHealth", "getToken"]);
    assert!(!format!("{listed:?}").contains("hush"));
    assert!(mock.requests().is_empty(), "looking at the page is no request to an API");
}

#[tokio::test]
async fn a_document_with_an_operation_at_the_root_keeps_it() {
    let text = "
openapi: 3.0.3
info: { title: Root, version: '1' }
paths: { /: { get: { responses: { '204': { description: Fine. } } } } }
";
    let (builder, _folder) = mock_of_text(text);
    let mock = builder.start().await.unwrap();
    Call::get(format!("{}/", mock.url())).send().await.assert_answered(204);
    assert_eq!(mock.page_url(), format!("{}/_mock", mock.url()));
    assert_eq!(Call::get(mock.page_url()).send().await.header("content-type"), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn pictures_are_pictures() {
    let mock = mock_of(&["workspace365-workspace"]).start().await.unwrap();
    let listed = listed(&mock).await;
    let path = |part: &str| {
        let is_meant = |template: &str| template.contains(part) && template.ends_with("/content");
        let found = listed.iter().find(|operation| is_meant(operation["template"].as_str().unwrap())).unwrap();
        found["request"]["path"].as_str().unwrap().to_owned()
    };
    let get = |path: String| Call::get(format!("{}{path}", mock.url())).header("authorization", "Workspace365 key");
    assert_eq!(get(path("/appicons/")).send().await.header("content-type"), Some("image/svg+xml"));
    let picture = get(path("-blobs/")).send().await;
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert!(picture.body.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let mock = mock_of(&["automation-anywhere-credential-vault"]).body_limit(1000).start().await.unwrap();
    let call =
        Call::new("POST", format!("{}/v1/authentication", mock.url())).body("application/json", "x".repeat(1001));
    call.send().await.assert_refused(413, "more than 1000 bytes");
}

#[tokio::test]
async fn schemas_without_end_come_to_one() {
    let text = "
openapi: 3.0.3
info: { title: Endless, version: '1' }
paths:
  /x:
    get:
      parameters: [{ name: tree, in: query, schema: { $ref: '#/components/schemas/Union' } }]
      responses:
        '200':
          description: A tree.
          content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } }
components:
  schemas:
    Tree:
      type: object
      required: [left, right]
      properties: { left: { $ref: '#/components/schemas/Tree' }, right: { $ref: '#/components/schemas/Tree' } }
    Union:
      anyOf:
        - { type: integer }
        - { type: array, items: { $ref: '#/components/schemas/Union' } }
        - { oneOf: [{ $ref: '#/components/schemas/Other' }, { type: boolean }] }
    Other: { anyOf: [{ type: string, enum: [a] }, { type: object, additionalProperties: { $ref: '#/components/schemas/Union' } }] }
";
    let (builder, _folder) = mock_of_text(text);
    let mock = builder.start().await.unwrap();
    let answer =
        tokio::time::timeout(Duration::from_secs(20), Call::get(format!("{}/x", mock.url())).send()).await.unwrap();
    assert!(answer.json().pointer("/left/right").is_some());
}

/// What comes back over a connection for these bytes.
async fn raw(mock: &Mock, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(mock.url().strip_prefix("http://").unwrap()).await.unwrap();
    drop(stream.write_all(bytes).await);
    drop(stream.shutdown().await);
    let mut answer = Vec::new();
    drop(tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await);
    answer
}

#[tokio::test]
async fn hostile_requests_do_no_harm() {
    let mock = mock_of(&["workspace365-workspace", "avepoint-identity"]).start().await.unwrap();
    let mut seed: u64 = 11;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let pieces: &[&[u8]] = &[
        b"GET ",
        b"POST ",
        b"/workspace365-workspace/",
        b"/avepoint-identity/connect/token",
        b"%",
        b"%ff",
        b"/",
        b"{",
        b"..",
        b" HTTP/1.1\r\n",
        b"\r\n",
        b"Host: a\r\n",
        b"Authorization: Basic ====\r\n",
        b"Content-Length: 5\r\n",
        b"\x00\xff",
        b"Content-Type: multipart/form-data; boundary=\r\n",
        b"Content-Type: application/x-www-form-urlencoded\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Prefer: code=\xff, example==\r\n",
        b"?a=%zz&b&&=",
        b"api/activities",
        b"[[[[",
    ];
    for _ in 0..400 {
        let bytes: Vec<u8> = (0..random() % 14).flat_map(|_| pieces[random() % pieces.len()].to_vec()).collect();
        raw(&mock, &bytes).await;
    }
    let huge = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(1_000_000));
    raw(&mock, huge.as_bytes()).await;
    let answer: Answered = Call::get(format!("{}/_mock/operations.json", mock.url())).send().await;
    assert_eq!(answer.status, 200, "it is still there");
}

#[tokio::test]
async fn a_stopped_mock_is_gone() {
    let mock = health().await;
    let address = mock.url().strip_prefix("http://").unwrap().to_owned();
    let mut open = TcpStream::connect(&address).await.unwrap();
    mock.shutdown().await;
    assert_eq!(open.read(&mut [0; 1]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(&address).await.is_err());
}
