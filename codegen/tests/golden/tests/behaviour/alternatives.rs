//! Bodies and answers of several media types, over a real socket, also against servers that answer something else.

use specwright_goldens::alternatives::answers::{
    Either, EitherOutput, Feed, Files, Misplaced, MisplacedOutput, Report, ReportError, ReportOutput,
};
use specwright_goldens::alternatives::forms::SendFormError;
use specwright_goldens::alternatives::{Client, types};
use specwright_runtime::{Operation, Part, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::decoded;

/// What a request says: first line and headers, in small letters; its body.
type Asked = JoinHandle<(String, String)>;

/// Answers one request and gives what was asked.
async fn serve(status: &str, content_type: &str, body: impl Into<Vec<u8>>) -> (Client, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder(format!("http://{}", listener.local_addr().unwrap())).build().unwrap();
    let body = body.into();
    let mut answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !content_type.is_empty() {
        answer.push_str(&format!("Content-Type: {content_type}\r\n"));
    }
    let mut answer = format!("{answer}\r\n").into_bytes();
    answer.extend(body);
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let end = loop {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map(str::to_owned);
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        while bytes.len() < end + length {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
        }
        stream.write_all(&answer).await.unwrap();
        (head, String::from_utf8_lossy(&bytes[end..]).into_owned())
    });
    (client, asked)
}

async fn done() -> (Client, Asked) {
    serve("204 No Content", "", "").await
}

async fn made() -> (Client, Asked) {
    serve("201 Created", "application/json", r#"{"name":"Rex"}"#).await
}

/// The media type and the body of a request.
async fn sent(asked: Asked) -> (String, String) {
    let (head, body) = asked.await.unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
    (content_type.to_owned(), body)
}

fn pet() -> types::Pet {
    let mut pet = types::Pet::new("Rex");
    pet.tags = Some(vec!["a".into(), "b".into()]);
    pet
}

#[tokio::test]
async fn one_type_travels_under_each_of_its_names() {
    let (client, asked) = made().await;
    assert_eq!(client.create_pet(&pet()).await.unwrap().name, "Rex");
    assert_eq!(sent(asked).await, ("application/json".into(), r#"{"name":"Rex","tags":["a","b"]}"#.into()));
    let (client, asked) = made().await;
    client.create_pet(&pet()).with_content_type("text/json").dry(true).await.unwrap();
    let (head, _) = asked.await.unwrap();
    assert!(head.starts_with("post /pets?dry=true ") && head.contains("\r\ncontent-type: text/json\r\n"), "{head}");
    for media_type in ["application/json-patch+json", "application/merge-patch+json"] {
        let (client, asked) = done().await;
        client.change_pet(&[]).with_content_type(media_type).await.unwrap();
        assert_eq!(sent(asked).await, (media_type.to_owned(), "[]".to_owned()));
    }
}

#[tokio::test]
async fn every_kind_of_body_has_its_call() {
    let (client, asked) = made().await;
    client.create_pet_as_form(&pet()).dry(false).await.unwrap();
    assert_eq!(sent(asked).await, ("application/x-www-form-urlencoded".into(), "name=Rex&tags=a&tags=b".into()));
    let (client, asked) = made().await;
    client.create_pet_as_xml("<pet name='ä'/>").await.unwrap();
    assert_eq!(sent(asked).await, ("application/xml".into(), "<pet name='ä'/>".into()));
    let (client, asked) = made().await;
    client.create_pet_as_xml(String::from("<pet/>")).with_content_type("text/xml").await.unwrap();
    assert_eq!(sent(asked).await.0, "text/xml");
    let (client, asked) = made().await;
    client.create_pet_as_yaml("name: Rex").await.unwrap();
    assert_eq!(sent(asked).await, ("application/x-yaml".into(), "name: Rex".into()));
    let (client, asked) = made().await;
    client.create_pet_as_vnd_pet_list_json(&[pet()]).await.unwrap();
    let list = r#"[{"name":"Rex","tags":["a","b"]}]"#;
    assert_eq!(sent(asked).await, ("application/vnd.pet-list+json".into(), list.into()));
    let (client, asked) = made().await;
    client.create_pet_as_bytes("png").with_content_type("image/webp").await.unwrap();
    assert_eq!(sent(asked).await, ("image/webp".into(), "png".into()));
    let (client, asked) = done().await;
    client.replace_pet_as_text("ä").force(true).await.unwrap();
    assert_eq!(sent(asked).await, ("text/plain; charset=utf-8".into(), "ä".into()));
}

#[tokio::test]
async fn what_the_caller_says_of_a_body_stays() {
    let (client, asked) = done().await;
    let body = types::ReplacePetBody { name: Some("x".into()), ..types::ReplacePetBody::default() };
    client.replace_pet().with_content_type("text/json").body(&body).await.unwrap();
    assert_eq!(sent(asked).await, ("text/json".into(), r#"{"name":"x"}"#.into()));
}

#[tokio::test]
async fn rules_hold_for_every_kind_of_body() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let long = types::Pet::new("longer than ten");
    for error in [client.create_pet(&long).await.unwrap_err(), client.create_pet_as_form(&long).await.unwrap_err()] {
        assert_eq!(error.rule().map(|rule| rule.path()), Some("body.name"));
    }
}

#[tokio::test]
async fn parts_in_place_of_json() {
    let (client, asked) = done().await;
    let part = Part::from("png").file_name("a.png").header("X-Width", "3");
    client.put_picture_as_multipart(7, part).note_part("part").note("query").await.unwrap();
    let (head, body) = asked.await.unwrap();
    assert!(head.starts_with("put /pets/7/picture?note=query ") && head.contains("multipart/form-data; boundary="));
    assert!(body.contains("filename=\"a.png\"\r\nContent-Type: application/octet-stream\r\nx-width: 3\r\n\r\npng\r\n"));
    assert!(body.contains("name=\"note\"\r\n\r\npart\r\n"), "{body}");
    let (client, asked) = done().await;
    client.put_picture_as_bytes(7, "png").note("query").await.unwrap();
    assert_eq!(sent(asked).await, ("application/octet-stream".into(), "png".into()));
}

#[tokio::test]
async fn files_are_counted() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let rules = |error: specwright_runtime::Error<_>| -> Vec<String> {
        error.rules().iter().map(|rule| format!("{} {}", rule.path(), rule.rule())).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(rules(client.add_picture(1, none).await.unwrap_err()), ["body.files minItems 1"]);
    let call = client.add_picture(1, ["a", "b", "c", "d"]).more(["a"]);
    assert_eq!(rules(call.await.unwrap_err()), ["body.files maxItems 3", "body.more minItems 2"]);
    let (client, asked) = done().await;
    client.add_picture(1, none).without_rules().await.unwrap();
    assert!(sent(asked).await.0.starts_with("multipart/form-data"));
    let (client, asked) = done().await;
    client.add_picture(1, ["a"]).more(["b", "c"]).await.unwrap();
    assert_eq!(sent(asked).await.1.matches("; name=\"more\"").count(), 2);
}

#[tokio::test]
async fn parts_that_the_caller_joins() {
    let (client, asked) = serve("200 OK", "multipart/mixed; boundary=x", "--x--").await;
    let answer = client.batch("--y--").with_content_type("multipart/mixed; boundary=y").await.unwrap();
    assert_eq!(sent(asked).await, ("multipart/mixed; boundary=y".into(), "--y--".into()));
    assert_eq!(answer.content_type.as_deref(), Some("multipart/mixed; boundary=x"));
}

#[tokio::test]
async fn fields_of_a_form_are_spelled_in_their_styles() {
    let (client, asked) =
        serve("200 OK", "application/x-www-form-urlencoded", "access_token=a+b&expires_in=60&scopes=x&scopes=y").await;
    let form = types::SendFormBody {
        meta: Some([("k".to_owned(), "v w".to_owned())].into()),
        lines: Some(vec![pet(), types::Pet::new("Tom")]),
        ids: Some(vec![1, 2]),
        words: Some(vec!["a".into(), "b".into()]),
        plain: Some(vec!["a".into(), "b".into()]),
        pet: Some(types::Pet::new("Tim")),
        ..types::SendFormBody::default()
    };
    let token = client.send_form(&form).await.unwrap();
    assert_eq!((token.access_token.as_str(), token.expires_in), ("a b", Some(60)));
    assert_eq!(token.scopes, Some(vec!["x".to_owned(), "y".to_owned()]));
    let body = sent(asked).await.1.replace("%5B", "[").replace("%5D", "]");
    let mut fields: Vec<&str> = body.split('&').collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "ids=1%2C2",
            "lines[0][name]=Rex",
            "lines[0][tags][0]=a",
            "lines[0][tags][1]=b",
            "lines[1][name]=Tom",
            "meta[k]=v+w",
            "pet=%7B%22name%22%3A%22Tim%22%7D",
            "plain=a",
            "plain=b",
            "words=a%7Cb",
        ]
    );
}

#[tokio::test]
async fn forms_that_come_back_are_typed_failures_too() {
    let form = types::SendFormBody::default();
    let (client, _asked) =
        serve("400 Bad Request", "application/x-www-form-urlencoded", "code=7&message=no+way&again=true").await;
    match client.send_form(&form).await.unwrap_err().into_body() {
        Some(SendFormError::BadRequest(problem)) => {
            assert_eq!((problem.code, problem.message.as_deref(), problem.again), (7, Some("no way"), Some(true)));
        }
        other => panic!("{other:?}"),
    }
    let (client, _asked) = serve("200 OK", "application/x-www-form-urlencoded", "expires_in=soon").await;
    let error = client.send_form(&form).await.unwrap_err();
    assert!(error.is_decode() && error.bytes().is_some_and(|bytes| bytes == "expires_in=soon"), "{error}");
}

const JSON: &str = r#"{"code":1}"#;

#[test]
fn what_comes_is_told_by_its_media_type() {
    let report = |content_type, body| decoded::<Report>(200, content_type, body);
    for content_type in ["application/json", "Text/JSON; charset=utf-8", "application/problem+json", "text/x-unknown"] {
        let output = report(content_type, JSON).unwrap().unwrap();
        assert!(matches!(&output, ReportOutput::Ok(problem) if problem.code == 1), "{content_type}: {output:?}");
    }
    for content_type in ["text/csv", "TEXT/CSV; header=present; charset=utf-8"] {
        let output = report(content_type, "a;b").unwrap().unwrap();
        assert!(matches!(&output, ReportOutput::OkCsv(text) if text == "a;b"), "{content_type}: {output:?}");
    }
    for content_type in ["application/pdf", "application/zip; x=y"] {
        match report(content_type, "%PDF").unwrap().unwrap() {
            ReportOutput::OkBytes(file) => {
                assert_eq!((file.content_type.as_deref(), &*file.bytes), (Some(content_type), b"%PDF".as_slice()))
            }
            other => panic!("{other:?}"),
        }
    }
    // Another success of the same kind.
    assert!(matches!(decoded::<Report>(203, "text/csv", "a").unwrap().unwrap(), ReportOutput::OkCsv(_)));
    let error = report("application/xml", "<problem/>").unwrap_err().to_string();
    assert!(error.contains("in a body announced as `application/xml`"), "{error}");
}

#[test]
fn statuses_come_before_media_types() {
    let either = |status, content_type, body| decoded::<Either>(status, content_type, body).unwrap().unwrap();
    assert!(matches!(either(200, "image/webp", "png"), EitherOutput::OkBytes(_)));
    assert!(matches!(either(200, "application/json", JSON), EitherOutput::Ok(_)));
    assert!(matches!(either(202, "application/octet-stream", r#"{"access_token":"a"}"#), EitherOutput::Accepted(_)));
    assert!(matches!(either(206, "application/octet-stream", "x"), EitherOutput::Status2xxBytes(_)));
    assert!(matches!(either(206, "", "x"), EitherOutput::Status2xx(text) if text == "x"));
}

#[test]
fn failures_are_told_by_their_media_type_too() {
    let failure = |status, content_type, body| decoded::<Report>(status, content_type, body).unwrap().unwrap_err();
    let token = r#"{"access_token":"a"}"#;
    assert!(matches!(failure(404, "application/json", JSON), ReportError::NotFound(problem) if problem.code == 1));
    assert!(
        matches!(failure(404, "text/plain; charset=utf-8", "gone"), ReportError::NotFoundText(text) if text == "gone")
    );
    let problem = failure(404, "application/problem+json; charset=utf-8", token);
    assert!(matches!(problem, ReportError::NotFoundProblemJson(token) if token.access_token == "a"));
    assert!(matches!(failure(500, "text/plain", "broken"), ReportError::DefaultText(text) if text == "broken"));
    assert!(matches!(failure(502, "application/json", JSON), ReportError::Default(problem) if problem.code == 1));
    // HTML is nobody's type: it is kept as it came.
    assert!(decoded::<Report>(500, "text/html", "<html>").is_err());
}

#[test]
fn answers_without_a_body_have_none() {
    let output = decoded::<Misplaced>(205, "", "").unwrap().unwrap();
    assert!(matches!(output, MisplacedOutput::ResetContent));
    let error = decoded::<Misplaced>(200, "application/json", "").unwrap_err();
    assert_eq!(error.to_string(), "expected JSON, the body is empty");
}

#[test]
fn all_that_can_be_read_is_asked_for() {
    let accept = |info: &specwright_runtime::OperationInfo| info.accept;
    let less = "application/pdf; q=0.5, application/zip; q=0.5, text/csv; q=0.5";
    let failures = "application/problem+json, text/plain";
    assert_eq!(accept(Report::INFO), format!("application/json, text/json, {failures}, {less}"));
    assert_eq!(accept(Feed::INFO), "application/rss+xml, application/json");
    assert_eq!(accept(Files::INFO), "image/png, image/jpeg, text/csv");
    assert_eq!(accept(Either::INFO), "application/json, text/plain, image/*; q=0.5, application/octet-stream; q=0.5");
}

#[tokio::test]
async fn another_notation_is_asked_for_and_given_as_it_is() {
    let (client, asked) = serve("200 OK", "application/xml; charset=ISO-8859-1", b"<a>\xe4</a>").await;
    let answer = client.report().answer_as("application/xml").await.unwrap();
    assert!(asked.await.unwrap().0.contains("\r\naccept: application/xml\r\n"));
    assert_eq!(answer.text().unwrap(), "<a>ä</a>");

    let (client, _asked) = serve("200 OK", "application/vnd.report+json", r#"[{"code":2}]"#).await;
    let answer = client.report().answer_as("application/vnd.report+json").await.unwrap();
    assert_eq!(answer.json::<Vec<types::Problem>>().unwrap()[0].code, 2);
    assert!(answer.json::<types::Problem>().is_err());

    let (client, _asked) = serve("404 Not Found", "application/json", JSON).await;
    let error = client.report().answer_as("text/csv").await.unwrap_err();
    assert!(matches!(error.body(), Some(ReportError::NotFound(problem)) if problem.code == 1), "{error:?}");
}

#[tokio::test]
async fn other_json_is_asked_for_and_typed() {
    let (client, asked) = serve("200 OK", "application/json", r#"[{"code":2}]"#).await;
    let problems = client.report().answer_as_vnd_report_json().await.unwrap();
    assert!(asked.await.unwrap().0.contains("\r\naccept: application/vnd.report+json\r\n"));
    assert_eq!(problems[0].code, 2);

    let body = r#"{"member":[{"name":"Rex"}],"@id":"/report"}"#;
    let (client, _asked) = serve("200 OK", "application/ld+json", body).await;
    let page = client.report().answer_as_ld_json().send().await.unwrap();
    assert_eq!((page.status(), page.value().member[0].name.as_str()), (200, "Rex"));

    let (client, _asked) = serve("200 OK", "application/vnd.counts+json", r#"{"a":1.0}"#).await;
    assert_eq!(client.report().answer_as_vnd_counts_json().await.unwrap()["a"], 1);

    let (client, _asked) = serve("404 Not Found", "application/json", JSON).await;
    let error = client.report().answer_as_ld_json().await.unwrap_err();
    assert!(matches!(error.body(), Some(ReportError::NotFound(problem)) if problem.code == 1), "{error:?}");

    let (client, _asked) = serve("200 OK", "application/json", JSON).await;
    let error = client.report().answer_as_ld_json().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("missing field `member`"), "{error}");
}

#[tokio::test]
async fn other_json_answers_every_kind_of_body() {
    let token = r#"{"access_token":"a"}"#;
    let (client, asked) = serve("200 OK", "application/hal+json", token).await;
    assert_eq!(client.plan().dry(true).answer_as_hal_json().await.unwrap().access_token, "a");
    assert!(asked.await.unwrap().0.starts_with("put /plan?dry=true "));
    let (client, asked) = serve("200 OK", "application/hal+json", token).await;
    assert_eq!(client.plan_as_text("Rex").answer_as_hal_json().await.unwrap().access_token, "a");
    let (head, body) = asked.await.unwrap();
    assert!(head.contains("\r\naccept: application/hal+json\r\n") && body == "Rex", "{head}{body:?}");
}

#[tokio::test]
async fn one_of_several_answers_is_downloaded() {
    let (client, asked) = serve("200 OK", "application/pdf", "%PDF").await;
    let download = client.report().answer_as("application/pdf").download().await.unwrap();
    assert_eq!(download.content_type(), Some("application/pdf"));
    assert_eq!(download.collect(4).await.unwrap(), "%PDF");
    assert!(asked.await.unwrap().0.contains("\r\naccept: application/pdf\r\n"));

    let (client, _asked) = serve("404 Not Found", "text/plain", "gone").await;
    let error = client.report().answer_as("*/*").download().await.unwrap_err();
    match error.body() {
        Some(ReportError::NotFoundText(text)) => assert_eq!(text, "gone"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_nobody_asked_for_is_an_error_that_keeps_it() {
    let (client, _asked) = serve("200 OK", "text/html", "<html>Sign in</html>").await;
    let error = client.report().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.bytes().map(|bytes| &**bytes), Some(b"<html>Sign in</html>".as_slice()));
    assert!(error.to_string().contains("announced as `text/html`"), "{error}");

    let (client, _asked) = serve("200 OK", "application/rss+xml; charset=koi8-r", b"<a>\xc1</a>").await;
    let error = client.feed().await.unwrap_err();
    assert!(error.to_string().contains("it is announced as `koi8-r`"), "{error}");
    assert_eq!(error.bytes().map(|bytes| bytes.len()), Some(8));

    let xml = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\u{fc}</a>";
    let latin: Vec<u8> = xml.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (client, _asked) = serve("200 OK", "application/rss+xml", latin).await;
    assert_eq!(client.feed().await.unwrap(), xml);
}

#[tokio::test]
async fn bytes_are_told_by_what_came() {
    for content_type in ["image/jpeg", "text/csv", "application/never-heard-of"] {
        let (client, _asked) = serve("200 OK", content_type, "x").await;
        assert_eq!(client.files().await.unwrap().content_type.as_deref(), Some(content_type));
    }
    let value: Value = serde_json::from_str(JSON).unwrap();
    let (client, _asked) = serve("200 OK", "application/json", JSON).await;
    assert_eq!(client.files().await.unwrap().json::<Value>().unwrap(), value);
}
