//! AvePoint Cloud Governance: five operations, by each way to sign in that the vendor describes.

use std::time::Duration;

use anyhow::Result;
use specwright_clients::avepoint_cloud_governance::{Client, ClientBuilder, types};
use specwright_mock::Builder;
use specwright_runtime::Secret;

use super::avepoint_identity::{self, APP, APP_SECRET, USER};
use super::summary::{count, token_for};
use super::support::Certified;
use super::visit::Tour;

const API: &str = "avepoint-cloud-governance";
const CLIENT: &str = "ceb5e000-client";
const PROFILE: &str = "jLMX+secret-of-the-profile";
const PERSON: &str = "token-of-a-person";

pub(crate) fn prepare(mock: Builder, certified: &Certified) -> Builder {
    mock.credential("clientId", CLIENT)
        .credential("clientSecret", PROFILE)
        .credential("userPrincipalName", USER)
        .credential("bearerMicrosoftSso", PERSON)
        .exchange_input("app_secret", "client_secret", APP_SECRET)
        .exchange_input("delegate", "client_secret", PROFILE)
        .assertion_verifier(certified.verifier())
}

/// `app_token` is one that was got by hand.
pub(crate) async fn visit(tour: &mut Tour, certified: &Certified, app_token: Option<Secret>) -> Result<()> {
    let url = tour.url(API)?;
    let governance = || Client::builder(url.as_str());

    let headers = || governance().client_secret(PROFILE).user_principal_name(USER);
    tasks(tour, "three headers", headers().client_id(CLIENT)).await?;
    tasks(tour, "two headers", headers()).await?;
    tasks(tour, "token of a person", governance().bearer_microsoft_sso(PERSON)).await?;
    if let Some(token) = app_token {
        tasks(tour, "token of an app", governance().bearer_app_registration(token)).await?;
    }

    let identity = tour.url(avepoint_identity::API)?;
    let secret = || governance().app_secret(APP, APP_SECRET, USER);
    tasks(tour, "app secret", secret().identity_server(identity.as_str())).await?;
    tasks(tour, "app secret, discovery", secret().identity_discovery(identity.as_str())).await?;
    let certificate = || -> Result<_> { Ok(governance().app_certificate(APP, certified.signing_key()?, USER)) };
    tasks(tour, "app certificate", certificate()?.identity_server(identity.as_str())).await?;
    tasks(tour, "app certificate, discovery", certificate()?.identity_discovery(identity.as_str())).await?;

    by_hand(tour, governance).await?;
    delegate_and_refresh(tour, governance()).await
}

/// Both lists, the first one in all its pages.
async fn tasks(tour: &mut Tour, way: &'static str, client: ClientBuilder) -> Result<()> {
    let governance = client.build()?;
    let mut visit = tour.visit(API, way);
    visit.call(governance.list_my_tasks().top(20).items().collect_all(), |tasks| found(tasks)).await;
    let pending = types::TaskApprovalStatus::PendingApproval;
    visit
        .call(governance.list_my_tasks_by_approval_status(&pending).top(20), |page| {
            found(page.value.as_deref().unwrap_or_default())
        })
        .await;
    Ok(())
}

/// The calls that hand out tokens, and one of these tokens as the caller's own.
async fn by_hand(tour: &mut Tour, governance: impl Fn() -> ClientBuilder) -> Result<()> {
    let nobody = governance().build()?;
    let mut visit = tour.anonymous(API);
    visit.call(nobody.get_user_access_token(), |answer| token_for(&answer.access_token, answer.duration)).await;
    let request = types::DelegateCredential::new(PROFILE, USER);
    let delegated = visit.call(nobody.get_delegate_access_token(&request), token).await;
    let Some(refresh) = delegated.and_then(|answer| answer.value?.refresh_token) else { return Ok(()) };
    let refreshed = visit.call(nobody.refresh_user_access_token(&refresh), token).await;
    let Some(token) = refreshed.and_then(|answer| answer.value?.access_token) else { return Ok(()) };
    tasks(tour, "delegated token", governance().delegate_token(token)).await
}

/// The client exchanges the secret for a token, and renews it when it has ended.
async fn delegate_and_refresh(tour: &mut Tour, client: ClientBuilder) -> Result<()> {
    let governance = client.delegate(PROFILE, USER).build()?;
    let short = Duration::from_secs(2);
    tour.token_lifetime(short);
    let mut visit = tour.visit(API, "delegate");
    visit.call(governance.list_my_tasks().top(20), |page| found(page.value.as_deref().unwrap_or_default())).await;
    tokio::time::sleep(short + Duration::from_millis(200)).await;
    let mut visit = tour.visit(API, "delegate, refreshed");
    visit.call(governance.list_my_tasks().top(20), |page| found(page.value.as_deref().unwrap_or_default())).await;
    tour.token_lifetime(Duration::from_secs(3600));
    Ok(())
}

fn found(tasks: &[types::Task]) -> String {
    let first = tasks.first().and_then(|task| task.title.as_deref()).unwrap_or_default();
    format!("{}, first {first:?}", count(tasks, "task"))
}

fn token(answer: &types::DelegatedAccessTokenResult) -> String {
    let value = answer.value.as_ref();
    match value.and_then(|value| value.access_token.as_ref()) {
        Some(token) => token_for(token, value.and_then(|value| value.duration)),
        None => format!("no token: {}", answer.error_msg.as_deref().unwrap_or_default()),
    }
}
