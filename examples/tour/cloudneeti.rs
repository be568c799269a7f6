//! Cloudneeti: one operation, which issues license tokens and account tokens.

use anyhow::Result;
use specwright_clients::cloudneeti::{Client, types};
use specwright_mock::Builder;

use super::summary;
use super::visit::Tour;

const API: &str = "cloudneeti";
const LICENSE: &str = "7b0c7d5e-license";
const ACCOUNT: &str = "3d9f2a41-account";
const PORTAL_KEY: &str = "portal-key";
const SECRET: &str = "application-secret";
const APPLICATION: &str = "5c1e8f90-application";

pub(crate) fn prepare(mock: Builder) -> Builder {
    mock.credential("apimSubscriptionKey", PORTAL_KEY)
        .exchange_input("license_access", "secret", SECRET)
        .exchange_input("account_access", "secret", SECRET)
}

pub(crate) async fn visit(tour: &mut Tour) -> Result<()> {
    let url = tour.url(API)?;
    let keyed = || Client::builder(url.as_str()).apim_subscription_key(PORTAL_KEY);
    let application = types::TokenRequest::new(APPLICATION, SECRET);

    let cloudneeti = keyed().build()?;
    let mut visit = tour.visit(API, "subscription key");
    visit.call(cloudneeti.get_token(LICENSE, &application), token).await;
    visit.call(cloudneeti.get_token(LICENSE, &application).account_id(ACCOUNT), token).await;

    // The tokens that calls described elsewhere take.
    let licensed = keyed().license_access(LICENSE, APPLICATION, SECRET).build()?;
    let mut visit = tour.visit(API, "licence token");
    visit.token(licensed.access_token("licenseToken")).await;

    let accounted = keyed().account_access(LICENSE, ACCOUNT, APPLICATION, SECRET).build()?;
    let mut visit = tour.visit(API, "account token");
    visit.token(accounted.access_token("accountToken")).await;
    Ok(())
}

fn token(answer: &types::TokenResponse) -> String {
    answer.token().map_or_else(|| "no token".to_owned(), summary::token)
}
