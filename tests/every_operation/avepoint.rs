//! AvePoint: Cloud Governance and the identity service.

use specwright_clients::avepoint_cloud_governance::tasks::{ListMyTasksByApprovalStatusError, ListMyTasksError};
use specwright_clients::avepoint_cloud_governance::tokens::{
    GetDelegateAccessTokenError, GetUserAccessTokenError, RefreshUserAccessTokenError,
};
use specwright_clients::avepoint_cloud_governance::types::{DelegateCredential, TaskApprovalStatus};
use specwright_clients::avepoint_identity::tokens::RequestTokenError;
use specwright_clients::{avepoint_cloud_governance as governance, avepoint_identity as identity};
use specwright_runtime::Secret;

use super::api::{self, Api, Row, example};
use crate::support::server::{Answer, Expected, Server};
use crate::support::spec::Spec;

pub(super) struct Governance;

impl Api for Governance {
    type Client = governance::Client;
    const SPEC: &'static str = "avepoint-cloud-governance";
    const CREDENTIALS: &'static [(&'static str, &'static str)] =
        &[("clientId", "ceb5e…"), ("clientSecret", "jLMX+"), ("userPrincipalName", "someone@contoso.com")];
    const HEADERS: &'static [(&'static str, &'static str)] =
        &[("clientid", "ceb5e…"), ("clientsecret", "jLMX+"), ("userprincipalname", "someone@contoso.com")];
    const CALLS: &'static [Row<governance::Client>] = &[
        row!(
            "getUserAccessToken",
            "GET /auth/token/user?redirect_uri=https%3A%2F%2Fapp.contoso.com%2Fsigned-in",
            GetUserAccessTokenError[302 Found],
            |client| client.get_user_access_token().redirect_uri("https://app.contoso.com/signed-in")
        ),
        row!(
            "getDelegateAccessToken",
            "POST /auth/token/delegate",
            GetDelegateAccessTokenError[400 BadRequest(body), 500 InternalServerError(body)],
            |client| client.get_delegate_access_token(&example::<Governance, _>("getDelegateAccessToken"))
        ),
        row!(
            "refreshUserAccessToken",
            "POST /auth/token/refresh?refreshToken=[redacted]",
            RefreshUserAccessTokenError[400 BadRequest(body), 500 InternalServerError(body)],
            |client| client.refresh_user_access_token(&issued(client).await)
        ),
        row!(
            "listMyTasks",
            "GET /tasks/my?isconfirmtask=false&filter=title%20eq%20%27value1%27&orderby=dueDate&search=value1&top=200&skip=0",
            ListMyTasksError[400 BadRequest(body), 401 Unauthorized(body), 500 InternalServerError(body)],
            |client| {
                let call = client.list_my_tasks().is_confirm_task(false).filter("title eq 'value1'");
                call.order_by("dueDate").search("value1").top(200).skip("0")
            }
        ),
        row!(
            "listMyTasksByApprovalStatus",
            "GET /tasks/my/v2?taskApprovalStatus=0&top=200",
            ListMyTasksByApprovalStatusError[400 BadRequest(body), 401 Unauthorized(body), 500 InternalServerError(body)],
            |client| client.list_my_tasks_by_approval_status(&TaskApprovalStatus::PendingApproval).top(200)
        ),
    ];

    fn client(url: &str, prefer: &str) -> governance::Client {
        let builder = governance::Client::builder(url).default_header("prefer", prefer);
        let [id, secret, user] = Self::CREDENTIALS else { unreachable!() };
        builder.client_id(id.1).client_secret(secret.1).user_principal_name(user.1).without_retries().build().unwrap()
    }
}

/// A token that renews another one: the mock takes none that it has not issued.
async fn issued(client: &governance::Client) -> Secret {
    let credential = example::<Governance, DelegateCredential>("getDelegateAccessToken");
    let answer = client.get_delegate_access_token(&credential).with_header("prefer", "code=200").await.unwrap();
    answer.value.unwrap().refresh_token.unwrap()
}

pub(super) struct Identity;

impl Api for Identity {
    type Client = identity::Client;
    const SPEC: &'static str = "avepoint-identity";
    const CREDENTIALS: &'static [(&'static str, &'static str)] = &[];
    const HEADERS: &'static [(&'static str, &'static str)] = &[];
    const CALLS: &'static [Row<identity::Client>] = &[
        row!("getDiscoveryDocument", "GET /.well-known/openid-configuration", Unexpected, |client| client
            .get_discovery_document()),
        row!("requestToken", "POST /connect/token", RequestTokenError[400 BadRequest(body)], |client| {
            client.request_token(&example::<Identity, _>("requestToken"))
        }),
    ];

    fn client(url: &str, prefer: &str) -> identity::Client {
        identity::Client::builder(url).default_header("prefer", prefer).without_retries().build().unwrap()
    }
}

#[tokio::test]
async fn each_documented_answer_is_typed() {
    api::each_documented_answer_is_typed::<Governance>().await;
    api::each_documented_answer_is_typed::<Identity>().await;
}

#[tokio::test]
async fn each_sends_exactly_what_the_document_shows() {
    api::each_sends_exactly_what_the_document_shows::<Governance>().await;
    api::each_sends_exactly_what_the_document_shows::<Identity>().await;
}

#[tokio::test]
async fn tokens_are_asked_for_in_a_form() {
    let server = Server::start().await;
    let operation = "requestToken";
    server.answers(Answer::new(200).json(&Spec::open(Identity::SPEC).operation(operation).answer_example(200)));

    let client = identity::Client::builder(server.url()).without_retries().build().unwrap();
    let answer = client.request_token(&example::<Identity, _>(operation)).await.unwrap();

    let sent = Expected::new("POST /connect/token").header("accept", "application/json").form(
        "grant_type=client_credentials&scope=cloudgovernance.fullcontrol.all\
         &username=%7Busername%7D&client_id=%7BclientId%7D&client_secret=**",
    );
    server.received_one().assert_is(&sent);
    assert_eq!(answer.access_token.expose(), "eyJhbGciOiJSUzI1NiIsImtpZCI6IkQ2MzA1NzRFRDdDRDdBR...");
    assert_eq!(answer.expires_in, Some(3600));
}
