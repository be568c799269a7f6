//! Links: from an answer to the next call, over a socket.

use specwright_goldens::links::users::{CreateUser, CreateUserError, GetUser};
use specwright_goldens::links::{Client, types};
use specwright_runtime::{Error, Response};

use crate::socket::{answer, message};

/// A created user, a client that talks to the same server, and what it is asked from now on.
async fn created(headers: &str, user: &str) -> (Client, Response<types::User>, tokio::task::JoinHandle<Vec<String>>) {
    let answers = vec![message("201 Created", headers, user), message("200 OK", "", "{\"id\": 1}")];
    let (address, requests) = answer(answers).await;
    let client = Client::builder(address).build().unwrap();
    let response = client.create_user(&types::NewUser::new("A")).send().await.unwrap();
    (client, response, requests)
}

const USER: &str = "{\"id\": 12, \"tags\": [\"a\", \"b\"], \"profile\": {\"name\": \"A\"}}";

#[tokio::test]
async fn a_number_becomes_a_text() {
    let (client, response, requests) = created("", USER).await;
    let user = CreateUser::link_get_user(&client, &response).unwrap().await.unwrap();
    assert_eq!(user.id, 1);
    let requests = requests.await.unwrap();
    assert!(requests[1].starts_with("GET /users/12 HTTP/1.1\r\n"), "{requests:?}");
}

#[tokio::test]
async fn values_go_where_the_link_says() {
    let (client, response, requests) = created("X-Since: 2026-01-02\r\n", USER).await;
    CreateUser::link_posts(&client, &response, "tenant", true, "asked").unwrap().await.unwrap();
    let request = &requests.await.unwrap()[1];
    let line = "GET /users/12/posts?tenant=tenant&client=true&limit=10&since=2026-01-02&tags=a&tags=b HTTP/1.1\r\n";
    assert!(request.starts_with(line), "{request}");
    assert!(request.contains("x-trace: trace-12-asked-201\r\n"), "{request}");
}

#[tokio::test]
async fn a_part_of_the_body_is_the_next_body() {
    let (client, response, requests) = created("", USER).await;
    CreateUser::link_rename(&client, &response).unwrap().await.unwrap();
    let request = &requests.await.unwrap()[1];
    assert!(request.starts_with("PUT /users/12 ") && request.ends_with("\r\n\r\n{\"name\":\"A\"}"), "{request}");
}

#[tokio::test]
async fn what_the_answer_cannot_tell_is_asked_for() {
    let (client, response, requests) = created("", USER).await;
    let user: Response<types::User> = CreateUser::link_get_user(&client, &response).unwrap().send().await.unwrap();
    assert!(format!("{:?}", GetUser::link_again(&client, &user, "7").unwrap()).contains("getUser"));
    assert!(format!("{:?}", CreateUser::link_photo(&client, &response, "png").unwrap()).contains("putPhoto"));
    assert!(format!("{:?}", CreateUser::link_nothing(&client, &response).unwrap()).contains("listRoles"));
    drop(requests);
}

/// A user who could not be created, a client that talks to the same server, and what it is asked from now on.
async fn refused(
    head: &str,
    headers: &str,
    body: &str,
) -> (Client, Error<CreateUserError>, tokio::task::JoinHandle<Vec<String>>) {
    let answers = vec![message(head, headers, body), message("200 OK", "", "{\"id\": 1}")];
    let (address, requests) = answer(answers).await;
    let client = Client::builder(address).build().unwrap();
    let error = client.create_user(&types::NewUser::new("A")).send().await.unwrap_err();
    (client, error, requests)
}

#[tokio::test]
async fn a_failure_leads_on_by_its_headers_and_its_body() {
    let (client, error, requests) = refused("409 Conflict", "X-Id: 7\r\n", "{\"id\": 12}").await;
    assert!(matches!(error.body(), Some(CreateUserError::Conflict(conflict)) if conflict.id == 12));
    CreateUser::link_other(&client, &error).unwrap().await.unwrap();
    assert!(requests.await.unwrap()[1].starts_with("GET /users/7 HTTP/1.1\r\n"));

    let (client, error, requests) = refused("409 Conflict", "", "{\"id\": 12}").await;
    CreateUser::link_get_user_of_error(&client, &error).unwrap().await.unwrap();
    assert!(requests.await.unwrap()[1].starts_with("GET /users/12 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn any_other_status_leads_on_too() {
    let (client, error, requests) = refused("503 Service Unavailable", "X-Id: a\r\n", "busy").await;
    let posts = CreateUser::link_traced(&client, &error, "tenant", false).unwrap();
    posts.await.unwrap();
    let request = &requests.await.unwrap()[1];
    assert!(request.starts_with("GET /users/1/posts?") && request.contains("x-trace: 503-a\r\n"), "{request}");
}

#[tokio::test]
async fn what_a_failure_does_not_have_is_named() {
    let (client, error, _) = refused("409 Conflict", "", "{\"id\": 12}").await;
    let missing = CreateUser::link_other(&client, &error).unwrap_err();
    assert_eq!((missing.link(), missing.value()), ("Other", "$response.header.X-Id"));
    // Nothing of the answer is needed.
    assert!(format!("{:?}", CreateUser::link_roles(&client, &error).unwrap()).contains("listRoles"));

    let nobody = Client::builder("http://127.0.0.1:1").without_retries().build().unwrap();
    let error = nobody.create_user(&types::NewUser::new("A")).send().await.unwrap_err();
    let missing = CreateUser::link_other(&nobody, &error).unwrap_err().to_string();
    assert_eq!(missing, "the link `Other` cannot be followed: $response: the call failed without an answer");
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let (client, response, _) = created("X-Since: 2026-01-02\r\n", "{\"id\": 12}").await;
    let error = CreateUser::link_rename(&client, &response).unwrap_err();
    assert_eq!((error.link(), error.value()), ("Rename", "$response.body#/profile"));
    let error = CreateUser::link_posts(&client, &response, "t", false, "asked").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the link `Posts` cannot be followed: $response.body#/tags: the answer does not have it"
    );
}
