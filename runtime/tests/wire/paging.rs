//! Lists that come in pages.

use std::io::Write;
use std::pin::Pin;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use specwright_runtime as rt;

use super::api::Client;
use super::server::{Server, json};

#[derive(Debug, Clone, Copy)]
pub(crate) enum ListNames {}

/// `[items, next]`.
type Page = (Option<Vec<String>>, rt::Value);

impl rt::Operation for ListNames {
    type Output = Page;
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "listNames",
        method: "GET",
        path: "/names",
        accept: "application/json",
        security: &[],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
        match reply.status() {
            200 => Ok(Ok(reply.json()?)),
            _ => Err(reply.undocumented()),
        }
    }
}

impl rt::Paged for ListNames {
    type Item = String;
    const PARAMETER: &'static str = "page token";

    fn next_token(page: &Self::Output) -> Option<String> {
        page.1.as_str().map(str::to_owned)
    }

    fn items(page: Self::Output) -> Vec<Self::Item> {
        page.0.unwrap_or_default()
    }
}

fn list(client: &Client) -> rt::Call<'_, ListNames> {
    client.list_names().0
}

/// Answers with these bodies in order; a body that is no JSON is a 503.
fn scripted(bodies: &[&str]) -> (Server, Client) {
    let mut answers: Vec<Vec<u8>> = bodies
        .iter()
        .map(|body| if body.starts_with('[') { json("200 OK", body) } else { json("503 Service Unavailable", "{}") })
        .collect();
    answers.reverse();
    let answers = Mutex::new(answers);
    let server = Server::start(move |mut stream| {
        let answer = answers.lock().unwrap().pop();
        stream.write_all(&answer.unwrap_or_else(|| json("410 Gone", "{}"))).unwrap_or_default();
    });
    let client = Client::builder(server.url("")).with(|b| b.without_retries()).build().unwrap();
    (server, client)
}

fn targets(server: &Server) -> Vec<String> {
    server.received().iter().map(|request| request.target().to_owned()).collect()
}

const THREE: [&str; 3] = [r#"[["a", "b"], "t&1"]"#, r#"[["c"], "ü 2"]"#, r#"[["d"], null]"#];
const THREE_TARGETS: [&str; 3] =
    ["/names?filter=x", "/names?filter=x&page%20token=t%261", "/names?filter=x&page%20token=%C3%BC%202"];

#[tokio::test]
async fn pages_follow_their_tokens_and_keep_the_other_parameters() {
    let (server, client) = scripted(&THREE);
    let mut pages = list(&client).query("filter", "x").pages();
    assert_eq!(pages.next_token(), None);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.status(), first.value().0.as_ref().unwrap().len()), (200, 2));
    assert_eq!(pages.next_token(), Some("t&1"));
    assert_eq!(targets(&server).len(), 1, "nothing is asked for ahead");
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next_token(), Some("ü 2"));
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next_token(), None);
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert_eq!(targets(&server), THREE_TARGETS);
}

#[tokio::test]
async fn items_are_those_of_all_pages() {
    let (server, client) = scripted(&THREE);
    let mut items = list(&client).query("filter", "x").items();
    let mut names = Vec::new();
    while let Some(name) = items.next().await {
        names.push(name.unwrap());
    }
    assert_eq!(names.concat(), "abcd");
    assert_eq!(targets(&server), THREE_TARGETS);

    let (_server, client) = scripted(&THREE);
    assert_eq!(list(&client).items().collect_all().await.unwrap().concat(), "abcd");

    let (_server, client) = scripted(&THREE);
    let mut items = list(&client).items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(items.collect_all().await.unwrap().concat(), "bcd", "what is left of a page is not lost");
}

#[tokio::test]
async fn both_are_streams() {
    async fn next<S: rt::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        std::future::poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
    }
    let (_server, client) = scripted(&THREE);
    let mut items = list(&client).items();
    assert_eq!(next(&mut items).await.unwrap().unwrap(), "a");
    assert_eq!(rt::Stream::size_hint(&items), (1, None));
    let mut pages = list(&client).pages();
    assert_eq!(next(&mut pages).await.unwrap().unwrap().into_value().0.unwrap(), ["c"]);
}

#[tokio::test]
async fn pages_without_items_are_passed() {
    let bodies = [r#"[[], "1"]"#, r#"[null, "2"]"#, r#"[["a"], "3"]"#, r#"[[], "4"]"#, r#"[[], ""]"#];
    let (server, client) = scripted(&bodies);
    assert_eq!(list(&client).items().collect_all().await.unwrap(), ["a"]);
    assert_eq!(targets(&server).len(), 5, "an empty token is none");
}

#[tokio::test]
async fn a_token_of_the_call_is_where_it_starts() {
    let (server, client) = scripted(&[r#"[["c"], "ü 2"]"#, r#"[["d"], null]"#]);
    let pages = list(&client).query("page token", "t&1").query("filter", "x").pages();
    assert_eq!(pages.next_token(), Some("t&1"));
    assert_eq!(rt_items(pages).await, ["c", "d"]);
    assert_eq!(targets(&server), ["/names?page%20token=t%261&filter=x", "/names?filter=x&page%20token=%C3%BC%202"]);
}

async fn rt_items(mut pages: rt::Pages<ListNames>) -> Vec<String> {
    let mut items = Vec::new();
    while let Some(page) = pages.next().await {
        items.extend(page.unwrap().into_value().0.unwrap_or_default());
    }
    items
}

#[tokio::test]
async fn a_token_that_was_sent_before_is_an_error() {
    let (server, client) = scripted(&[r#"[["a"], "1"]"#, r#"[["b"], "secret"]"#, r#"[["c"], "1"]"#]);
    let mut pages = list(&client).pages();
    for _ in 0..3 {
        assert!(pages.next().await.unwrap().is_ok(), "the page that points back is handed out");
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.is_repeated() && !error.is_too_many() && error.call().is_none());
    assert_eq!((error.page(), error.token()), (4, Some("1")));
    let told = "page 4: listNames: GET /names was not sent: its token led to an earlier page, so there is no end";
    assert_eq!(error.to_string(), told);
    assert!(pages.next().await.is_none());
    assert_eq!(server.received().len(), 3);

    let (server, client) = scripted(&[r#"[["a"], "1"]"#]);
    let error = list(&client).query("page token", "1").items().collect_all().await.unwrap_err();
    assert!(error.error().is_repeated(), "the caller's own token counts: {error}");
    assert_eq!((error.items(), server.received().len()), (["a".to_owned()].as_slice(), 1));
}

#[tokio::test]
async fn there_are_no_more_pages_than_allowed() {
    let (server, client) = scripted(&THREE);
    let error = list(&client).items().with_max_pages(2).collect_all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "page 3: listNames: GET /names was not sent: there are more than 2 pages (after 3 items)"
    );
    let (items, error) = error.into_parts();
    assert_eq!(items.concat(), "abc");
    assert!(error.is_too_many() && error.token() == Some("ü 2"));
    assert_eq!(server.received().len(), 2);

    let (_server, client) = scripted(&THREE);
    assert_eq!(list(&client).items().with_max_pages(3).collect_all().await.unwrap().len(), 4, "three are three");
}

#[tokio::test]
async fn an_error_ends_the_pages_and_tells_where_to_go_on() {
    let (server, client) = scripted(&[THREE[0], "no", r#"[["c"], null]"#]);
    let mut pages = list(&client).pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!((error.page(), error.token()), (2, Some("t&1")));
    assert_eq!(error.call().unwrap().status(), Some(503));
    assert!(error.to_string().starts_with("page 2: listNames: GET /names answered 503 Service Unavailable"), "{error}");
    assert!(!format!("{error:?} {pages:?}").contains("t&1"), "{error:?} {pages:?}");
    assert!(pages.next().await.is_none());
    assert_eq!(pages.next_token(), Some("t&1"));
    assert_eq!(error.into_call().unwrap().status(), Some(503));

    let token = pages.next_token().unwrap().to_owned();
    assert_eq!(list(&client).query("page token", &token).items().collect_all().await.unwrap(), ["c"]);
    assert_eq!(targets(&server)[2], "/names?page%20token=t%261");
}

#[tokio::test]
async fn what_was_collected_before_an_error_is_kept() {
    let (_server, client) = scripted(&[THREE[0], THREE[1], "no"]);
    let error = list(&client).items().collect_all().await.unwrap_err();
    assert_eq!((error.items().concat().as_str(), error.error().page()), ("abc", 3));
    assert!(!format!("{error:?}").contains("\"a\""), "{error:?}");
    let error = rt::PageError::from(error);
    assert_eq!(error.call().unwrap().status(), Some(503));
    fn boxed<E: std::error::Error + Send + Sync + 'static>(error: E) -> Box<dyn std::error::Error + Send + Sync> {
        Box::new(error)
    }
    assert!(boxed(error).to_string().starts_with("page 3: "));
}

#[tokio::test]
async fn each_page_has_the_time_of_a_call() {
    let (_server, client) = slow(Duration::from_millis(150));
    let call = || list(&client).with_timeout(Duration::from_millis(400));
    assert_eq!(call().items().collect_all().await.unwrap().len(), 4, "600 ms in all");
    let error = list(&client).with_timeout(Duration::from_millis(20)).items().collect_all().await.unwrap_err();
    assert!(error.error().call().unwrap().is_timeout(), "{error}");
}

/// Four pages, each after `pause`.
fn slow(pause: Duration) -> (Server, Client) {
    let count = Mutex::new(0);
    let server = Server::start(move |mut stream| {
        thread::sleep(pause);
        let mut count = count.lock().unwrap();
        *count += 1;
        let next = if *count % 4 == 0 { "null".to_owned() } else { format!("\"{count}\"") };
        let _ = stream.write_all(&json("200 OK", &format!(r#"[["a"], {next}]"#)));
    });
    let client = Client::builder(server.url("")).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn waiting_can_be_given_up_without_losing_a_page() {
    let (server, client) = slow(Duration::from_millis(150));
    let mut items = list(&client).items();
    assert!(tokio::time::timeout(Duration::from_millis(20), items.next()).await.is_err());
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(server.received().len(), 1, "the call on its way was waited for");
}

#[tokio::test]
async fn a_dropped_list_asks_no_more() {
    let (server, client) = slow(Duration::from_millis(50));
    let mut items = list(&client).items();
    assert!(items.next().await.unwrap().is_ok());
    let asked = tokio::time::timeout(Duration::from_millis(10), items.next()).await;
    assert!(asked.is_err(), "the second page is on its way");
    drop(items);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(server.received().len() <= 2, "{:?}", targets(&server));

    let (server, client) = slow(Duration::ZERO);
    drop((list(&client).pages(), list(&client).items()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(server.received().is_empty(), "nothing is sent until a page is asked for");
}

#[tokio::test]
async fn lists_outlive_the_client_and_move_between_threads() {
    let (_server, client) = scripted(&THREE);
    let items = list(&client).items();
    drop(client);
    let names = tokio::spawn(items.collect_all()).await.unwrap().unwrap();
    assert_eq!(names.concat(), "abcd");
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_with_the_first_page() {
    let (server, client) = scripted(&THREE);
    let error = list(&client).with_header("x", "a\nb").items().collect_all().await.unwrap_err();
    assert!(error.error().page() == 1 && error.error().call().unwrap().is_request(), "{error}");
    assert!(server.received().is_empty());
}
