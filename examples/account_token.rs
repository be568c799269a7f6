//! Gets a token for one cloud account from Cloudneeti and says how long it is and how long it lives, never what it is.
//!
//! ```sh
//! cargo run --example account_token
//! ```
//!
//! It works on the real service when these are set, else on a mock:
//!
//! | variable | what |
//! |---|---|
//! | `CLOUDNEETI_SERVER` | `https://api.cloudneeti.com`, or `https://trialapi.cloudneeti.com` |
//! | `CLOUDNEETI_APIM_SUBSCRIPTION_KEY` | primary key from the profile on the API portal |
//! | `CLOUDNEETI_ACCOUNT_ACCESS_LICENSE_ID`, `…_ACCOUNT_ID` | which license, and which cloud account |
//! | `CLOUDNEETI_ACCOUNT_ACCESS_APPLICATION_ID`, `…_SECRET` | the API application |

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use specwright_clients::cloudneeti::Client;
use support::{KEY, Service};

#[tokio::main]
async fn main() -> Result<()> {
    let service = support::service("CLOUDNEETI_SERVER").await?;
    let cloudneeti = match &service {
        Service::Real => Client::from_env(),
        Service::Mock(mock) => Client::builder(support::url(mock, "cloudneeti")?)
            .apim_subscription_key(KEY)
            .account_access("license", "account", "application", KEY),
    }
    .build()?;

    // Asked for once, then kept; all clones of the client share it.
    let token = cloudneeti.access_token("accountToken").await?;
    let again = cloudneeti.access_token("accountToken").await?;
    println!("account token of {} characters", token.expose().chars().count());
    println!("asked for again, it is {}", if token == again { "the same" } else { "another" });
    match lifetime(token.expose()) {
        Some(left) => println!("valid for {} more seconds", left.as_secs()),
        None => println!("it does not say how long it is valid; the API application's settings do"),
    }
    Ok(())
}

/// What is left of a token that is a JWT and says when it ends.
fn lifetime(token: &str) -> Option<Duration> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let end = UNIX_EPOCH + Duration::from_secs(claims.get("exp")?.as_u64()?);
    Some(end.duration_since(SystemTime::now()).unwrap_or_default())
}
