//! Cloudneeti: one operation, which issues license tokens and account tokens.

use specwright_clients::cloudneeti::{Client, types};

use super::support::Failure;
use super::summary;
use super::tour::Tour;

const API: &str = "cloudneeti";
const LICENSE: &str = "7b0c7d5e-license";
const ACCOUNT: &str = "3d9f2a41-account";
const APPLICATION: &str = "5c1e8f90-application";
/// What the mock takes for the key of the API portal.
pub(crate) const CREDENTIALS: &[(&str, &str)] = &[("apimSubscriptionKey", "portal-key")];

pub(crate) async fn visit(tour: &mut Tour) -> Result<(), Failure> {
    let url = tour.url(API);
    let keyed = || Client::builder(url.as_str()).apim_subscription_key("portal-key");
    let application = types::TokenRequest::new(APPLICATION, "application-secret");

    let cloudneeti = keyed().build()?;
    let mut visit = tour.visit(API, "subscription key");
    visit.call(cloudneeti.get_token(LICENSE, &application), token).await;
    visit.call(cloudneeti.get_token(LICENSE, &application).account_id(ACCOUNT), token).await;

    // The tokens that calls described elsewhere take.
    let licensed = keyed().license_access(LICENSE, APPLICATION, "application-secret").build()?;
    let mut visit = tour.visit(API, "licence token");
    visit.token(licensed.access_token("licenseToken")).await;

    let accounted = keyed().account_access(LICENSE, ACCOUNT, APPLICATION, "application-secret").build()?;
    let mut visit = tour.visit(API, "account token");
    visit.token(accounted.access_token("accountToken")).await;
    Ok(())
}

fn token(answer: &types::TokenResponse) -> String {
    answer.token().map_or_else(|| "no token".to_owned(), summary::token)
}
