//! Lists the caller's tasks in AvePoint Cloud Governance, page by page, signing in as the argument says.
//!
//! ```sh
//! cargo run --example list_tasks -- app-certificate 50
//! ```
//!
//! The first argument is `environment` (whatever the variables have), `headers`, `bearer`, `app-secret`,
//! `app-certificate` or `delegate`; the second one is the number of tasks on a page. It works on the real service when
//! `AVEPOINT_CLOUD_GOVERNANCE_SERVER` is set, for example to `https://go-api.avepointonlineservices.com`, else on a
//! mock. The other variables begin with `AVEPOINT_CLOUD_GOVERNANCE_`, too:
//!
//! | argument | variables |
//! |---|---|
//! | `headers` | `CLIENT_ID`, `CLIENT_SECRET`, `USER_PRINCIPAL_NAME` |
//! | `bearer` | `BEARER_MICROSOFT_SSO` |
//! | `app-secret` | `APP_SECRET_CLIENT_ID`, `APP_SECRET_CLIENT_SECRET`, `APP_SECRET_USERNAME` |
//! | `app-certificate` | `APP_CERTIFICATE_CLIENT_ID`, `APP_CERTIFICATE_KEY` (a PEM file), `APP_CERTIFICATE_USERNAME` |
//! | `delegate` | `DELEGATE_CLIENT_SECRET`, `DELEGATE_USER_PRINCIPAL_NAME` |

mod support;

use std::env;

use anyhow::{Context, Result, bail};
use specwright_clients::avepoint_cloud_governance::{Client, ClientBuilder, types};
use specwright_runtime::SigningKey;
use support::{Certified, KEY, Service};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let way = arguments.next().unwrap_or_else(|| "headers".to_owned());
    let page_size: i32 = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let service = support::service("AVEPOINT_CLOUD_GOVERNANCE_SERVER").await?;
    let governance = match &service {
        Service::Real if way == "environment" => Client::from_env(),
        Service::Real => sign_in(Client::builder(given("SERVER")?), &way, given, read_key)?,
        Service::Mock(mock) => {
            let builder = Client::builder(support::url(mock, "avepoint-cloud-governance")?)
                .identity_server(support::url(mock, "avepoint-identity")?);
            sign_in(builder, &way, |_| Ok(KEY.to_owned()), |_| Certified::new()?.signing_key())?
        }
    }
    .build()?;

    let mut number = 0;
    let mut pages = governance.list_my_tasks().top(page_size).pages();
    while let Some(page) = pages.next().await {
        let page = page?.into_value();
        let tasks = page.value.unwrap_or_default();
        number += 1;
        println!("page {number}");
        for task in &tasks {
            println!("  {}", describe(task));
        }
    }
    Ok(())
}

/// The same client, whichever way it proves who is calling.
fn sign_in(
    builder: ClientBuilder,
    way: &str,
    value: impl Fn(&str) -> Result<String>,
    key: impl Fn(String) -> Result<SigningKey>,
) -> Result<ClientBuilder> {
    Ok(match way {
        "headers" => builder
            .client_id(value("CLIENT_ID")?)
            .client_secret(value("CLIENT_SECRET")?)
            .user_principal_name(value("USER_PRINCIPAL_NAME")?),
        "bearer" => builder.bearer_microsoft_sso(value("BEARER_MICROSOFT_SSO")?),
        "app-secret" => builder.app_secret(
            value("APP_SECRET_CLIENT_ID")?,
            value("APP_SECRET_CLIENT_SECRET")?,
            value("APP_SECRET_USERNAME")?,
        ),
        "app-certificate" => builder.app_certificate(
            value("APP_CERTIFICATE_CLIENT_ID")?,
            key(value("APP_CERTIFICATE_KEY")?)?,
            value("APP_CERTIFICATE_USERNAME")?,
        ),
        "delegate" => builder.delegate(value("DELEGATE_CLIENT_SECRET")?, value("DELEGATE_USER_PRINCIPAL_NAME")?),
        other => bail!("{other:?} is no way to sign in; see the head of this file"),
    })
}

/// A variable of this API.
fn given(name: &str) -> Result<String> {
    let name = format!("AVEPOINT_CLOUD_GOVERNANCE_{name}");
    env::var(&name).with_context(|| name)
}

fn read_key(path: String) -> Result<SigningKey> {
    let text = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    Ok(SigningKey::from_pem(&text)?)
}

fn describe(task: &types::Task) -> String {
    let title = task.title.as_deref().unwrap_or("without a title");
    let from = task.requester_display_name.as_deref().unwrap_or("somebody");
    match &task.status {
        Some(status) => format!("{title}, from {from}: {status:?}"),
        None => format!("{title}, from {from}"),
    }
}
