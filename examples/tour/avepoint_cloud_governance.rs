//! AvePoint Cloud Governance: five operations, by each way to sign in that the vendor describes.

use specwright_clients::avepoint_cloud_governance::{Client, ClientBuilder, types};

use super::avepoint_identity;
use super::summary::{count, token_for};
use super::support::{self, Failure};
use super::tour::{Tour, Visit};

const API: &str = "avepoint-cloud-governance";
const USER: &str = "someone@contoso.com";
const APP: &str = "ceb5e000-application";
const PROFILE: &str = "jLMX+secret-of-the-profile";
/// What the mock takes where no token is exchanged.
pub(crate) const CREDENTIALS: &[(&str, &str)] = &[
    ("clientId", "ceb5e000-client"),
    ("clientSecret", PROFILE),
    ("userPrincipalName", USER),
    ("bearerMicrosoftSso", "token-of-a-person"),
];

pub(crate) async fn visit(tour: &mut Tour) -> Result<(), Failure> {
    let url = tour.url(API);
    let governance = || Client::builder(url.as_str());

    let headers = governance().client_secret(PROFILE).user_principal_name(USER);
    tasks(tour, "three headers", headers.client_id("ceb5e000-client")).await?;
    let headers = governance().client_secret(PROFILE).user_principal_name(USER);
    one_page(tour, "two headers", headers).await?;
    one_page(tour, "bearer of a person", governance().bearer_microsoft_sso("token-of-a-person")).await?;
    apps(tour, governance).await?;
    tokens(tour, governance).await
}

/// As an app: with its secret or its certificate, the token endpoint given or looked up.
async fn apps(tour: &mut Tour, governance: impl Fn() -> ClientBuilder) -> Result<(), Failure> {
    let identity = tour.url(avepoint_identity::API);
    let secret = || governance().app_secret(APP, "application-secret", USER);
    one_page(tour, "app secret", secret().identity_server(identity.as_str())).await?;
    one_page(tour, "app secret, discovery", secret().identity_discovery(identity.as_str())).await?;

    let certificate = || -> Result<_, Failure> { Ok(governance().app_certificate(APP, support::throw_away_key()?, USER)) };
    one_page(tour, "app certificate", certificate()?.identity_server(identity.as_str())).await?;
    one_page(tour, "app certificate, discovery", certificate()?.identity_discovery(identity.as_str())).await
}

/// With a profile's secret exchanged for a token, by the client and by hand.
async fn tokens(tour: &mut Tour, governance: impl Fn() -> ClientBuilder) -> Result<(), Failure> {
    one_page(tour, "delegate", governance().delegate(PROFILE, USER)).await?;

    let nobody = governance().build()?;
    let mut visit = tour.anonymous(API);
    visit.call(nobody.get_user_access_token(), |answer| token_for(&answer.access_token, answer.duration)).await;
    let request = types::DelegateCredential::new(PROFILE, USER);
    let delegated = visit.call(nobody.get_delegate_access_token(&request), delegated).await;
    let Some(refresh) = delegated.and_then(|answer| answer.value?.refresh_token) else { return Ok(()) };
    let refreshed = visit.call(nobody.refresh_user_access_token(&refresh), self::delegated).await;
    let Some(token) = refreshed.and_then(|answer| answer.value?.access_token) else { return Ok(()) };
    one_page(tour, "delegated token that the caller brings", governance().delegate_token(token)).await
}

async fn tasks(tour: &mut Tour, way: &'static str, client: ClientBuilder) -> Result<(), Failure> {
    let governance = client.build()?;
    let mut visit = tour.visit(API, way);
    page(&mut visit, &governance).await;
    let pending = types::TaskApprovalStatus::PendingApproval;
    visit.call(governance.list_my_tasks_by_approval_status(&pending).top(20), found).await;
    Ok(())
}

async fn one_page(tour: &mut Tour, way: &'static str, client: ClientBuilder) -> Result<(), Failure> {
    page(&mut tour.visit(API, way), &client.build()?).await;
    Ok(())
}

async fn page(visit: &mut Visit<'_>, governance: &Client) {
    visit.call(governance.list_my_tasks().top(20), found).await;
}

fn found(page: &types::TaskPage) -> String {
    let tasks = page.value.as_deref().unwrap_or_default();
    let first = tasks.first().and_then(|task| task.title.as_deref()).unwrap_or_default();
    format!("{}, first {first:?}", count(tasks, "task"))
}

fn delegated(answer: &types::DelegatedAccessTokenResult) -> String {
    let value = answer.value.as_ref();
    match value.and_then(|value| value.access_token.as_ref()) {
        Some(token) => token_for(token, value.and_then(|value| value.duration)),
        None => format!("no token: {}", answer.error_msg.as_deref().unwrap_or_default()),
    }
}
