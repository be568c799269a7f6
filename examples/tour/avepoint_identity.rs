//! AvePoint Online Services, identity: two operations, which need no credentials but those in the body.

use anyhow::Result;
use specwright_clients::avepoint_identity::{Client, types};
use specwright_runtime::Secret;

use super::summary::{count, token_for};
use super::visit::Tour;

pub(crate) const API: &str = "avepoint-identity";
/// An app that is registered there, and who it acts for.
pub(crate) const APP: &str = "ceb5e000-application";
pub(crate) const APP_SECRET: &str = "application-secret";
pub(crate) const USER: &str = "someone@contoso.com";

/// Gives the token that it got.
pub(crate) async fn visit(tour: &mut Tour) -> Result<Option<Secret>> {
    let identity = Client::builder(tour.url(API)?).build()?;
    let mut visit = tour.anonymous(API);

    let grant = types::ClientSecretGrant::new(
        types::GrantType::ClientCredentials,
        types::Scope::CloudGovernanceFullControl,
        USER,
        APP,
        APP_SECRET,
    );

    visit
        .call(identity.get_discovery_document(), |document| {
            let grants = document.grant_types_supported.as_deref().unwrap_or_default();
            format!("issuer {:?}, {}", document.issuer.as_deref().unwrap_or_default(), count(grants, "kind of grant"))
        })
        .await;
    let request = types::TokenRequest::ClientSecretGrant(grant);
    let answer =
        visit.call(identity.request_token(&request), |answer| token_for(&answer.access_token, answer.expires_in)).await;
    Ok(answer.map(|answer| answer.access_token))
}
