//! AvePoint Online Services, identity: two operations, which need no credentials but those in the body.

use specwright_clients::avepoint_identity::{Client, types};

use super::support::Failure;
use super::summary::{count, token_for};
use super::tour::Tour;

pub(crate) const API: &str = "avepoint-identity";

pub(crate) async fn visit(tour: &mut Tour) -> Result<(), Failure> {
    let identity = Client::builder(tour.url(API)).build()?;
    let mut visit = tour.anonymous(API);

    let grant = types::ClientSecretGrant::new(
        types::GrantType::ClientCredentials,
        types::Scope::CloudGovernanceFullControl,
        "someone@contoso.com",
        "ceb5e000-application",
        "application-secret",
    );

    visit
        .call(identity.get_discovery_document(), |document| {
            let grants = document.grant_types_supported.as_deref().unwrap_or_default();
            format!("issuer {:?}, {}", document.issuer.as_deref().unwrap_or_default(), count(grants, "kind of grant"))
        })
        .await;
    visit
        .call(identity.request_token(&types::TokenRequest::ClientSecretGrant(grant)), |answer| {
            token_for(&answer.access_token, answer.expires_in)
        })
        .await;
    Ok(())
}
