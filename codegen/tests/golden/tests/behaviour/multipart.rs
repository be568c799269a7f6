//! Bodies made of parts and bodies that are streams, as somebody else's server reads them.

use specwright_goldens::multipart::files::GetPictureError;
use specwright_goldens::multipart::{Client, types};
use specwright_runtime::Part;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers one request with these bytes and gives what was asked.
async fn serve(answer: &'static str) -> (Client, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder(format!("http://{}", listener.local_addr().unwrap())).build().unwrap();
    let request = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let (head, length) = loop {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let body = bytes.split_off(end + 4);
                let head = String::from_utf8(std::mem::replace(&mut bytes, body)).unwrap();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map(str::to_owned);
                break (head, length.map_or(0, |length| length.parse().unwrap()));
            }
        };
        while bytes.len() < length {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        (head, bytes)
    });
    (client, request)
}

const DONE: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

/// `name`, or `name <file name> content type`, `=`, content.
async fn parts(request: JoinHandle<(String, Vec<u8>)>) -> Vec<String> {
    let (head, body) = request.await.unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap();
    let boundary = multer::parse_boundary(content_type).unwrap();
    let mut parser = multer::Multipart::with_reader(body.as_slice(), boundary);
    let mut parts = Vec::new();
    while let Some(field) = parser.next_field().await.unwrap() {
        let mut text = field.name().unwrap().to_owned();
        text.extend(field.file_name().map(|name| format!(" <{name}>")));
        text.extend(field.content_type().map(|name| format!(" {name}")));
        parts.push(format!("{text}={}", field.text().await.unwrap()));
    }
    parts
}

#[tokio::test]
async fn one_file() {
    let (client, request) = serve(DONE).await;
    client.put_picture("1", Part::from("png").file_name("me.png").content_type("image/png")).await.unwrap();
    assert_eq!(parts(request).await, ["file <me.png> image/png=png"]);
}

#[tokio::test]
async fn a_part_of_every_kind() {
    let (client, request) = serve(DONE).await;
    let note = types::Note::new("title");
    client
        .post_everything(7, b"pdf", "purpose", 2, &note)
        .attachments(["a", "b"])
        .mode(&types::PostEverythingBodyMode::Exact)
        .tags(&["x".into(), "y".into()])
        .notes(&[types::Note::new("1"), types::Note::new("2")])
        .labels(&[("k".to_owned(), "v".to_owned())].into())
        .ids(&[1, 2])
        .logo(Part::from("png").content_type("image/png"))
        .table("a;b")
        .sheet("<note/>")
        .cover(Part::text("https://example.com/cover"))
        .either([Part::from("1").file_name("1.txt"), Part::from("2")])
        .secret(&"hidden".into())
        .when(&specwright_runtime::DateTime::parse("2026-01-31T12:00:00Z").unwrap())
        .send_query(true)
        .send_part("now")
        .anything("any")
        .bar("foo")
        .with_part("extra", Part::text("more"))
        .await
        .unwrap();
    let octets = "application/octet-stream";
    assert_eq!(
        parts(request).await,
        [
            "file <file> application/pdf=pdf",
            "purpose=purpose",
            "count=2",
            r#"meta application/json={"title":"title"}"#,
            &format!("attachments <attachments> {octets}=a"),
            &format!("attachments <attachments> {octets}=b"),
            "mode=exact",
            "tags=x",
            "tags=y",
            r#"notes application/json={"title":"1"}"#,
            r#"notes application/json={"title":"2"}"#,
            r#"labels application/json; charset=utf-8={"k":"v"}"#,
            "ids application/json=[1,2]",
            "logo <logo> image/png=png",
            "table text/csv=a;b",
            "sheet <sheet> application/xml=<note/>",
            "cover=https://example.com/cover",
            &format!("either <1.txt> {octets}=1"),
            &format!("either <either> {octets}=2"),
            "secret=hidden",
            "when=2026-01-31T12:00:00Z",
            "send=now",
            &format!("anything <anything> {octets}=any"),
            "foo=foo",
            "extra=more",
        ]
    );
}

/// Name, further headers, and content of each part.
async fn labelled(request: JoinHandle<(String, Vec<u8>)>) -> Vec<String> {
    let (head, body) = request.await.unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap();
    let mut parser = multer::Multipart::with_reader(body.as_slice(), multer::parse_boundary(content_type).unwrap());
    let mut parts = Vec::new();
    while let Some(field) = parser.next_field().await.unwrap() {
        let mut text = field.name().unwrap().to_owned();
        for (name, value) in field.headers().iter().filter(|(name, _)| name.as_str().starts_with("x-")) {
            text.push_str(&format!(" {name}: {}", value.to_str().unwrap()));
        }
        parts.push(format!("{text}={}", field.text().await.unwrap()));
    }
    parts
}

#[tokio::test]
async fn parts_have_headers_of_their_own() {
    let (client, request) = serve(DONE).await;
    let point = types::PostLabelledBodyPoint { x: Some(1), y: Some(2), ..Default::default() };
    client
        .post_labelled(&types::Note::new("A"))
        .meta_x_language("de")
        .words(&["a".to_owned(), "b".to_owned()])
        .words_x_codes(&[1, 2])
        .point(&point)
        .point_x_unit(&types::PostLabelledBodyPointXUnit::Mm)
        .point_x_at(&types::Note::new("ä"))
        .file(Part::from("f").header("X-Lines", "1"))
        .await
        .unwrap();
    let of_point = "x-unit: mm x-at: {\"title\":\"\\u00e4\"}";
    assert_eq!(
        labelled(request).await,
        [
            "meta x-kind: note x-version: 2 x-language: de={\"title\":\"A\"}".to_owned(),
            "words x-codes: 1,2=a".to_owned(),
            "words x-codes: 1,2=b".to_owned(),
            format!("point[x] {of_point}=1"),
            format!("point[y] {of_point}=2"),
            "file x-lines: 1 x-source: client=f".to_owned(),
        ]
    );
}

#[tokio::test]
async fn headers_of_parts_are_checked_and_make_no_body() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let error = client.post_labelled(&types::Note::new("A")).await.unwrap_err();
    let broken: Vec<String> = error.rules().iter().map(ToString::to_string).collect();
    assert_eq!(broken, ["`body.meta.X-Language` breaks the rule `required`"]);
    let error = client.post_labelled(&types::Note::new("A")).meta_x_language("longer").await.unwrap_err();
    assert_eq!(error.rules()[0].to_string(), "`body.meta.X-Language` breaks the rule `maxLength 5`");
    let error = client.post_labelled(&types::Note::new("A")).meta_x_language("d\r\ne").await.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("header of part"), "{error}");

    let (client, request) = serve(DONE).await;
    client.put_labelled().await.unwrap();
    let (head, body) = request.await.unwrap();
    assert!(body.is_empty() && !head.contains("multipart"), "{head}");
    let (client, request) = serve(DONE).await;
    client.put_labelled().meta("m").await.unwrap();
    assert_eq!(labelled(request).await, ["meta x-kind: note=m"]);

    let (client, request) = serve(DONE).await;
    let file = Part::from("f").header("x-source", "another");
    client.post_labelled(&types::Note::new("A")).meta_x_language("de").file(file).await.unwrap();
    assert_eq!(labelled(request).await[1], "file x-source: another=f");
}

#[tokio::test]
async fn rules_of_parts_are_checked() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let broken = |error: specwright_runtime::Error<_>| {
        let rules: Vec<String> = error.rules().iter().map(|rule| format!("{} {}", rule.path(), rule.rule())).collect();
        rules
    };
    let note = types::Note::new("longer than ten");
    let call = client.post_everything(7, "pdf", "p", 0, &note).tags(&["longer".into()]);
    assert_eq!(
        broken(call.await.unwrap_err()),
        [
            "body.purpose minLength 3",
            "body.count minimum 1",
            "body.meta.title maxLength 10",
            "body.tags[0] maxLength 5"
        ]
    );
    let call = client.post_optional().title("longer");
    assert_eq!(broken(call.await.unwrap_err()), ["body.title maxLength 5", "body.file required"]);
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is() {
    let (client, request) = serve(DONE).await;
    client.post_optional().await.unwrap();
    let (head, body) = request.await.unwrap();
    assert!(!head.contains("content-type") && head.contains("content-length: 0\r\n") && body.is_empty(), "{head}");
    let (client, request) = serve(DONE).await;
    client.post_optional().title("t").file("x").await.unwrap();
    assert_eq!(parts(request).await, ["title=t", "file <file> application/octet-stream=x"]);
}

#[tokio::test]
async fn alternatives_are_parts_that_may_be_there() {
    let (client, request) = serve(DONE).await;
    client.put_either().kind(&2.into()).url("u").await.unwrap();
    assert_eq!(parts(request).await, ["kind=2", "url=u"]);
}

#[tokio::test]
async fn a_download_is_typed_like_its_call() {
    let (client, request) = serve("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Type: image/png\r\n\r\npng").await;
    let download = client.get_picture("1").download().await.unwrap();
    assert_eq!((download.content_type(), download.content_length()), (Some("image/png"), Some(3)));
    assert_eq!(download.collect(3).await.unwrap(), "png");
    assert!(request.await.unwrap().0.starts_with("GET /pictures/1 "));

    let (client, _request) = serve("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n{\"code\":1}").await;
    let error = client.get_picture("1").download().await.unwrap_err();
    assert!(matches!(error.body(), Some(GetPictureError::NotFound(problem)) if problem.code == 1), "{error:?}");
}

#[tokio::test]
async fn raw_bodies_are_streams_too() {
    let (client, request) = serve("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let body = specwright_runtime::Body::reader(&b"raw"[..], Some(3));
    client.put_raw(body).await.unwrap();
    let (head, body) = request.await.unwrap();
    assert!(head.contains("content-length: 3\r\n") && head.contains("content-type: application/octet-stream\r\n"));
    assert_eq!(body, b"raw");
}
