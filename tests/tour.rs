//! The tour, as the test suite takes it: every operation of every spec is called and answered, by every way to
//! authenticate, and the mock saw the credentials that were meant.
#![cfg(all(
    feature = "automation-anywhere-credential-vault",
    feature = "avepoint-cloud-governance",
    feature = "avepoint-identity",
    feature = "cloudneeti",
    feature = "workspace365-active-directory-sync",
    feature = "workspace365-health",
    feature = "workspace365-provisioning",
    feature = "workspace365-workspace",
))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "its `main` is for people")]
#[path = "../examples/tour/main.rs"]
mod tour;

use std::collections::BTreeSet;

use tour::visit::{Kind, Row, Tour};

/// What must not be seen: credentials that the clients are given, values in bodies, and the tokens of the mock.
const SECRETS: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "12345678",
    "4613e4c6-aa59-45d0-88c9-c99feddf3959",
    "ABC123",
    "Jane.Smith",
    "application-secret",
    "jLMX+secret-of-the-profile",
    "mock-access-",
    "mock-refresh-",
    "portal-key",
    "qwerty",
    "token-of-a-person",
];

/// The distinct proofs of the requests of a kind.
fn proofs(tour: &Tour, kind: Kind, api: &str) -> BTreeSet<String> {
    let rows = tour.rows.iter().filter(|row| row.kind == kind && row.api == api);
    rows.map(|row| row.proof.clone()).collect()
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn is_success(row: &Row) -> bool {
    row.answer.is_ok() && row.status.is_some_and(|status| (200..300).contains(&status))
}

#[tokio::test]
async fn everything_is_called_and_answers() {
    let (tour, coverage) = tour::run().await.unwrap();
    let table = tour::table::render(&tour, &coverage);

    let failed: Vec<_> = tour.rows.iter().filter(|row| !is_success(row)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!(coverage.missing, Vec::<String>::new());
    assert_eq!(coverage.operations, 73);
    assert!(coverage.is_complete());
    assert_eq!(table.lines().last(), Some("73 of 73 operations answered, with 20 ways to authenticate"), "{table}");

    // What proves who is calling is what was meant, and as many kinds of it as the documents have.
    assert_eq!(
        proofs(&tour, Kind::Call, "avepoint-cloud-governance"),
        set(&[
            "clientid + clientsecret + userprincipalname",
            "clientsecret + userprincipalname",
            "authorization: Bearer",
            "none",
            "body clientSecret + body userPrincipalName",
            "?refreshToken",
        ])
    );
    assert_eq!(
        proofs(&tour, Kind::Token, "avepoint-identity"),
        set(&["none", "body client_secret", "body client_assertion"])
    );
    assert_eq!(proofs(&tour, Kind::Token, "avepoint-cloud-governance").len(), 2, "exchanged, and refreshed");
    assert_eq!(proofs(&tour, Kind::Call, "workspace365-active-directory-sync"), set(&["authorization: Basic"]));
    assert_eq!(proofs(&tour, Kind::Call, "workspace365-workspace"), set(&["authorization: Workspace365"]));
    assert_eq!(proofs(&tour, Kind::Call, "workspace365-health"), set(&["healthapikey"]));
    assert_eq!(proofs(&tour, Kind::Call, "workspace365-provisioning"), set(&["provisioningkey"]));
    assert_eq!(proofs(&tour, Kind::Call, "cloudneeti"), set(&["ocp-apim-subscription-key"]));

    let shown = tour::table::markdown(&tour, &coverage);
    assert!(include_str!("../README.md").contains(&shown), "README.md does not show this table:\n{shown}");
    for secret in SECRETS {
        assert!(!table.contains(secret), "`{secret}` is shown");
    }
}
