//! Calls of generated clients.

use serde_json::Value;
use specwright_mock::{Fault, Mock};

use super::server::{Server, answer};
use super::stage::play;

fn spec(name: &str) -> String {
    format!("{}/../../specs/{name}.yaml", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn answers_and_failures_are_typed() {
    let mock = Mock::builder().spec(spec("automation-anywhere-credential-vault")).unwrap();
    let mock = mock.exchange_input("login", "password", "hunter2").start().await.unwrap();
    mock.fault_for("getCredential", Fault::Drop);
    mock.fault_for("getCredential", Fault::Status(503));
    mock.fault_for("getCredential", Fault::Answer(200));
    mock.fault_for("getCredential", Fault::Answer(404));
    let url = mock.url_of("automation-anywhere-credential-vault").unwrap();
    let Some(facts) = tokio::task::spawn_blocking(move || play("vault", &url)).await.unwrap() else { return };
    assert!(facts["id"].is_i64() && facts["name"].is_string() && facts["created_on"].is_string(), "{facts}");
    assert_eq!(facts["status"], 404);
    assert!(facts["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{facts}");
    let operations: Vec<String> =
        mock.requests().iter().map(|request| request.operation().unwrap_or_default().to_owned()).collect();
    let expected = ["authenticate", "getCredential", "getCredential", "getCredential", "getCredential"];
    assert_eq!(operations, expected, "signed in once, and repeated what failed");
}

#[test]
fn values_stay_in_their_segment() {
    let server = Server::answering(answer("200 OK", &["Content-Type: image/png"], b"png"));
    let Some(facts) = play("icon", &server.url("/base")) else { return };
    let targets: Vec<String> = server.received().iter().map(|request| request.target().to_owned()).collect();
    assert_eq!(
        targets,
        [
            "/base/a%2F..%2Fb%3Fc%3Dd%23e/api/appicons/global/1/content",
            "/base/%252e%252e/api/appicons/global/1/content",
            "/base/Zo%C3%AB%20%5C%20%3B%20%3A%40%26%3D%2B%24%2C/api/appicons/global/1/content",
        ]
    );
    assert_eq!(facts.as_array().unwrap()[..3], [Value::Null, Value::Null, Value::Null]);
    assert_eq!(facts[3]["is_request"], true, "{facts}");
}

#[tokio::test]
async fn forms_arrive_whole() {
    let server = Server::answering(answer("200 OK", &[], b""));
    let Some(facts) = play("picture", &server.url("")) else { return };
    assert_eq!(facts, Value::Null);
    let request = server.only();
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
    let boundary = multer::parse_boundary(request.header("content-type").unwrap()).unwrap();
    let body = request.body.clone();
    let mut form = multer::Multipart::with_reader(std::io::Cursor::new(body), boundary);
    let field = form.next_field().await.unwrap().unwrap();
    assert_eq!((field.name(), field.file_name()), (Some("file"), Some("ü.png")));
    assert_eq!(field.bytes().await.unwrap().to_vec(), [0xff, 0x00, 0x0d, 0x0a]);
    assert!(form.next_field().await.unwrap().is_none());
}
