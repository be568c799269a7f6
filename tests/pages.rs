//! Lists that come in pages, on the wire: those of Workspace 365 and of AvePoint Cloud Governance.
#![cfg(all(feature = "workspace365-workspace", feature = "avepoint-cloud-governance"))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::sync::LazyLock;

use serde_json::{Value, json};
use specwright_clients::avepoint_cloud_governance as governance;
use specwright_clients::workspace365_workspace as workspace;

use support::assert_hides;
use support::server::{Answer, Expected, Server};
use support::spec::Spec;

static WORKSPACE: LazyLock<Spec> = LazyLock::new(|| Spec::open("workspace365-workspace"));
static GOVERNANCE: LazyLock<Spec> = LazyLock::new(|| Spec::open("avepoint-cloud-governance"));

const KEY: &str = "Workspace365 00000000-0000-0000-0000-000000000000";

fn workspace_client(server: &Server) -> workspace::Client {
    workspace::Client::builder(server.url()).workspace365_token(KEY).without_retries().build().unwrap()
}

/// Answers with these pages, in order.
async fn serving(pages: &[Value]) -> Server {
    let server = Server::start().await;
    for page in pages {
        server.answers(Answer::new(200).json(page));
    }
    server
}

fn assert_asked(server: &Server, lines: &[&str], header: (&'static str, &str)) {
    let received = server.received();
    assert_eq!(received.len(), lines.len(), "{received:#?}");
    for (request, line) in received.iter().zip(lines) {
        request.assert_is(&Expected::new(line).header("accept", "application/json").header(header.0, header.1));
    }
}

/// The items that a page shows, and the token of the one after it.
fn parts(page: &Value, items: &str, next: &str) -> (Vec<Value>, Option<String>) {
    (page[items].as_array().unwrap().clone(), page[next].as_str().map(str::to_owned))
}

#[tokio::test]
async fn announcements_of_the_examples_are_one_list() {
    let operation = WORKSPACE.operation("listAnnouncements");
    let [first, last] = ["all", "filtered"].map(|name| operation.named_answer_example(200, name));
    let server = serving(&[first.clone(), last.clone()]).await;
    let client = workspace_client(&server);
    let (mut expected, token) = parts(&first, "items", "nextPageToken");
    let (more, end) = parts(&last, "items", "nextPageToken");
    assert!(token.is_some() && end.is_none(), "the examples are a page in the middle and the last one");
    expected.extend(more);

    let items = client.list_announcements("example").page_size(2).categories("12").items().collect_all().await.unwrap();

    assert_eq!(serde_json::to_value(&items).unwrap(), Value::Array(expected));
    let next = format!(
        "GET /example/api/announcements?pageSize=2&categories=12&pageToken={}",
        token.unwrap().replace('=', "%3D")
    );
    assert_asked(&server, &["GET /example/api/announcements?pageSize=2&categories=12", &next], ("authorization", KEY));
}

#[tokio::test]
async fn events_of_the_examples_are_one_list() {
    let operation = WORKSPACE.operation("listEvents");
    let [mut first, last] = ["all", "filtered"].map(|name| operation.named_answer_example(200, name));
    // The document shows last pages only.
    first["nextPageToken"] = json!("a+b/c==");
    let server = serving(&[first.clone(), json!({"items": [], "nextPageToken": "empty"}), last.clone()]).await;
    let client = workspace_client(&server);

    let mut events = client.list_events("example").items();
    let mut read = Vec::new();
    while let Some(event) = events.next().await {
        read.push(serde_json::to_value(event.unwrap()).unwrap());
    }

    let expected: Vec<Value> = [first, last].iter().flat_map(|page| parts(page, "items", "nextPageToken").0).collect();
    assert_eq!(read, expected);
    let lines = ["", "?pageToken=a%2Bb%2Fc%3D%3D", "?pageToken=empty"];
    let lines = lines.map(|query| format!("GET /example/api/events{query}"));
    assert_asked(&server, &lines.each_ref().map(String::as_str), ("authorization", KEY));
}

/// The documents' only page, with a token, and the one after it, whose token is not there.
fn task_pages(operation: &str) -> [Value; 2] {
    let page = GOVERNANCE.operation(operation).answer_example(200);
    let last = json!({ "value": page["value"] });
    [page, last]
}

async fn governance_client(pages: &[Value]) -> (Server, governance::Client) {
    let server = serving(pages).await;
    let client =
        governance::Client::builder(server.url()).bearer_app_registration("token").without_retries().build().unwrap();
    (server, client)
}

#[tokio::test]
async fn tasks_of_the_example_are_one_list() {
    let pages = task_pages("listMyTasks");
    let (server, client) = governance_client(&pages).await;

    let tasks = client.list_my_tasks().top(1).items().collect_all().await.unwrap();

    assert_eq!(serde_json::to_value(&tasks).unwrap(), json!([pages[0]["value"][0], pages[0]["value"][0]]));
    let lines = ["GET /tasks/my?top=1", "GET /tasks/my?top=1&nexttoken=200"];
    assert_asked(&server, &lines, ("authorization", "Bearer token"));
}

#[tokio::test]
async fn tasks_by_approval_status_are_one_list() {
    let pages = task_pages("listMyTasksByApprovalStatus");
    let (server, client) = governance_client(&pages).await;

    let call = client.list_my_tasks_by_approval_status(&governance::types::TaskApprovalStatus::PendingConfirm);
    let tasks = call.items().collect_all().await.unwrap();

    assert_eq!(serde_json::to_value(&tasks).unwrap(), json!([pages[0]["value"][0], pages[0]["value"][0]]));
    let lines = ["GET /tasks/my/v2?taskApprovalStatus=1", "GET /tasks/my/v2?taskApprovalStatus=1&nexttoken=200"];
    assert_asked(&server, &lines, ("authorization", "Bearer token"));
}

#[tokio::test]
async fn a_failure_in_between_keeps_what_came_and_is_typed() {
    let operation = WORKSPACE.operation("listEvents");
    let mut first = operation.named_answer_example(200, "all");
    first["nextPageToken"] = json!("hidden-token");
    let refusal = operation.answer_examples(401).into_iter().next().unwrap_or_else(|| json!({}));
    let server = serving(std::slice::from_ref(&first)).await;
    server.answers(Answer::new(401).json(&refusal));
    let client = workspace_client(&server);

    let error = client.list_events("example").items().collect_all().await.unwrap_err();

    assert_eq!(error.items().len(), first["items"].as_array().unwrap().len());
    let failed = error.error();
    assert_eq!((failed.page(), failed.token()), (2, Some("hidden-token")));
    let body = failed.call().unwrap().body();
    assert!(matches!(body, Some(workspace::events::ListEventsError::Unauthorized(_))), "{error:?}");
    assert_hides(&["hidden-token", KEY], &format!("{error} {error:?}"));

    let last = operation.named_answer_example(200, "filtered");
    server.answers(Answer::new(200).json(&last));
    let token = failed.token().unwrap();
    let rest = client.list_events("example").page_token(token).items().collect_all().await.unwrap();
    assert_eq!(rest.len(), 1, "it goes on where it failed");
    assert_eq!(server.received()[2].target, "/example/api/events?pageToken=hidden-token");
}

#[tokio::test]
async fn pages_come_with_status_and_headers() {
    let page = WORKSPACE.operation("listAnnouncements").named_answer_example(200, "all");
    let server = Server::start().await;
    server.answers(Answer::new(200).header("x-request-id", "r-1").json(&page));
    server.answers(Answer::new(200).header("x-request-id", "r-2").json(&page));
    let client = workspace_client(&server);

    let mut pages = client.list_announcements("example").pages();
    for id in ["r-1", "r-2"] {
        let page = pages.next().await.unwrap().unwrap();
        assert_eq!((page.status(), page.request_id(), page.value().items.len()), (200, Some(id), 2));
    }
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.is_repeated(), "the same token again would go round for ever: {error}");
    assert!(pages.next().await.is_none());
    assert_eq!(server.received().len(), 2);
}
