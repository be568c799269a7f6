//! Creates an environment of Workspace 365, sets it up, activates it and waits until its instance is healthy.
//!
//! ```sh
//! cargo run --example provision_tenant -- contoso admin@contoso.com
//! ```
//!
//! It works on the real service when these are set, else on a mock:
//!
//! | variable | what |
//! |---|---|
//! | `WORKSPACE365_PROVISIONING_SERVER` | address of the instance, `https://portal.workspace365.net` |
//! | `WORKSPACE365_PROVISIONING_PROVISIONING_KEY` | its provisioning key |
//! | `WORKSPACE365_HEALTH_SERVER`, `WORKSPACE365_HEALTH_HEALTH_API_KEY` | the same instance, and its key for health checks |

mod support;

use std::env;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use specwright_clients::workspace365_health::types::{HealthCheckResult, HealthStatus};
use specwright_clients::workspace365_provisioning::types::{self, CreatedEnvironment};
use specwright_clients::{workspace365_health as health, workspace365_provisioning as provisioning};
use specwright_mock::Fault;
use support::{KEY, Service};

const DEADLINE: Duration = Duration::from_secs(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "contoso".to_owned());
    let mail = arguments.next().unwrap_or_else(|| "admin@contoso.com".to_owned());

    let service = support::service("WORKSPACE365_PROVISIONING_SERVER").await?;
    let (portal, checks) = match &service {
        Service::Real => (provisioning::Client::from_env().build()?, health::Client::from_env().build()?),
        Service::Mock(mock) => {
            // An instance that has just got work to do is not healthy at once.
            mock.fault_for("getHealth", Fault::Status(500));
            let portal = provisioning::Client::builder(support::url(mock, "workspace365-provisioning")?)
                .provisioning_key(KEY)
                .build()?;
            (portal, health::Client::builder(support::url(mock, "workspace365-health")?).health_api_key(KEY).build()?)
        }
    };

    let name = create(&portal, &name, &mail).await?;
    configure(&portal, &name).await?;
    println!("activated: {}", portal.activate_environment(&name).await?);
    wait_until_healthy(&checks).await
}

/// The server may change the name that was asked for; its own is what the other calls take.
async fn create(portal: &provisioning::Client, name: &str, mail: &str) -> Result<String> {
    let answer = portal.create_environment(&types::NewEnvironment::new(name, mail, "Admin", "-")).await?;
    let created = match &answer {
        CreatedEnvironment::Text(created) => Some(created.as_str()),
        CreatedEnvironment::CreatedEnvironmentInfo(info) => info.created_name(),
        CreatedEnvironment::Other(_) => None,
    };
    let created = created.with_context(|| format!("the name of the environment is not in {answer:?}"))?;
    println!("environment {created:?} is created, for {mail}");
    Ok(created.to_owned())
}

async fn configure(portal: &provisioning::Client, name: &str) -> Result<()> {
    let exchange = types::ExchangeSettings {
        server_type: Some(types::ExchangeServerType::Office365),
        default_ews_url: Some("https://outlook.office365.com/ews/exchange.asmx".to_owned()),
        ..types::ExchangeSettings::default()
    };
    let share_point = types::SharePointSettings {
        default_url: Some(format!("https://{name}.sharepoint.com")),
        authentication_type: Some(types::SharePointAuthenticationType::Online),
        ..types::SharePointSettings::default()
    };
    portal.set_exchange_settings(name, &exchange).await?;
    portal.set_share_point_settings(name, &share_point).await?;
    println!("mail and documents are set up");
    Ok(())
}

/// Asks less and less often, up to the deadline. A refused key is no reason to go on asking.
async fn wait_until_healthy(checks: &health::Client) -> Result<()> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(500);
    loop {
        // This loop asks again by itself.
        let state = match checks.get_health().without_retries().await {
            Ok(answer) if answer.overall_status == Some(HealthStatus::Ok) => {
                println!("healthy after {:.1} s, version {}", start.elapsed().as_secs_f32(), version(&answer));
                return Ok(());
            }
            Ok(answer) => ailing(&answer),
            Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => return Err(error.into()),
            Err(error) => error.to_string(),
        };
        if start.elapsed() + pause > DEADLINE {
            bail!("not healthy after {} s: {state}", start.elapsed().as_secs());
        }
        println!("not yet ({state}); asking again in {:.1} s", pause.as_secs_f32());
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn version(answer: &HealthCheckResult) -> &str {
    answer.product_version.as_deref().unwrap_or("unknown")
}

/// The parts that are not well.
fn ailing(answer: &HealthCheckResult) -> String {
    let parts = answer.components.iter().flatten().filter(|part| part.status != Some(HealthStatus::Ok));
    let names: Vec<_> = parts.filter_map(|part| part.component.as_deref()).collect();
    format!("not well: {}", names.join(", "))
}
