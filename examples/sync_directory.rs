//! Pushes users, groups and memberships from a CSV file into Workspace 365, several at a time.
//!
//! ```sh
//! cargo run --example sync_directory -- examples/sync_directory.csv
//! ```
//!
//! It works on the real service when these are set, else on a mock:
//!
//! | variable | what |
//! |---|---|
//! | `WORKSPACE365_ACTIVE_DIRECTORY_SYNC_SERVER` | address of the instance, `https://portal.workspace365.net` |
//! | `WORKSPACE365_ACTIVE_DIRECTORY_SYNC_BASIC_SYNC_TOKEN` | token from the Active Directory settings of the environment |
//! | `ENVIRONMENT` | name of the environment; `example` unless set |

mod support;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use specwright_clients::workspace365_active_directory_sync::{Client, types};
use support::{KEY, Service};

/// Calls that are on their way at the same time.
const AT_ONCE: usize = 8;

/// One line of the file. A user without a group has empty fields there.
#[derive(Debug, Deserialize)]
struct Line {
    object_id: String,
    user_principal_name: String,
    first_name: String,
    last_name: String,
    active: bool,
    group_id: String,
    group_name: String,
}

/// What one call is for, and how it ended.
type Outcome = (String, Result<(), String>);

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let path = env::args().nth(1).map_or_else(sample_file, PathBuf::from);
    let environment = env::var("ENVIRONMENT").unwrap_or_else(|_| "example".to_owned());
    let lines = read(&path)?;

    let service = support::service("WORKSPACE365_ACTIVE_DIRECTORY_SYNC_SERVER").await?;
    let directory = match &service {
        Service::Real => Client::from_env(),
        Service::Mock(mock) => {
            Client::builder(support::url(mock, "workspace365-active-directory-sync")?).basic_sync_token(KEY)
        }
    }
    .build()?;

    // Memberships need both ends, so they come last.
    let work = [
        ("groups", groups(&directory, &environment, &lines)),
        ("users", users(&directory, &environment, &lines)),
        ("memberships", memberships(&directory, &environment, &lines)),
    ];
    let mut failures = Vec::new();
    let mut number = 0;
    for (name, calls) in work {
        number += calls.len();
        failures.extend(run(name, calls).await);
    }
    for (what, error) in &failures {
        println!("failed: {what}: {error}");
    }
    println!("{} of {number} calls failed", failures.len());
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path) -> Result<Vec<Line>> {
    let name = || path.display().to_string();
    let reader = csv::Reader::from_path(path).with_context(name)?;
    reader.into_deserialize().collect::<csv::Result<_>>().with_context(name)
}

/// Makes the calls, shows how far they are and gives those that failed.
async fn run(name: &'static str, calls: Vec<BoxFuture<'_, Outcome>>) -> Vec<(String, String)> {
    let style =
        ProgressStyle::with_template("{prefix:12} {bar:30} {pos}/{len}").unwrap_or(ProgressStyle::default_bar());
    let bar = ProgressBar::new(calls.len() as u64).with_style(style).with_prefix(name);
    let failures = stream::iter(calls)
        .buffer_unordered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .filter_map(async |(what, outcome)| Some((what, outcome.err()?)))
        .collect()
        .await;
    bar.finish();
    println!("{name}: {} calls", bar.length().unwrap_or_default());
    failures
}

fn groups<'a>(directory: &'a Client, environment: &'a str, lines: &'a [Line]) -> Vec<BoxFuture<'a, Outcome>> {
    let distinct: BTreeMap<_, _> = in_groups(lines).map(|line| (&line.group_id, &line.group_name)).collect();
    let calls = distinct.into_iter().map(|(id, name)| {
        let group = types::SyncGroup::new(name);
        async move { (format!("group {name}"), told(directory.put_group(environment, id, &group).await)) }.boxed()
    });
    calls.collect()
}

fn users<'a>(directory: &'a Client, environment: &'a str, lines: &'a [Line]) -> Vec<BoxFuture<'a, Outcome>> {
    let calls = lines.iter().map(|line| {
        let user = types::SyncUser {
            first_name: Some(line.first_name.clone()),
            last_name: Some(line.last_name.clone()),
            is_active: Some(if line.active { types::TextBoolean::True } else { types::TextBoolean::False }),
            ..types::SyncUser::new(&line.user_principal_name)
        };
        let call = async move { directory.put_user(environment, &line.object_id, &user).await };
        call.map(|answer| (format!("user {}", line.user_principal_name), told(answer))).boxed()
    });
    calls.collect()
}

fn memberships<'a>(directory: &'a Client, environment: &'a str, lines: &'a [Line]) -> Vec<BoxFuture<'a, Outcome>> {
    let calls = in_groups(lines).map(|line| {
        let call = directory.add_user_to_group(environment, &line.group_id, &line.object_id).into_future();
        call.map(|answer| (format!("{} in {}", line.user_principal_name, line.group_name), told(answer))).boxed()
    });
    calls.collect()
}

fn in_groups(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| !line.group_id.is_empty())
}

fn told<E: Error>(answer: Result<(), E>) -> Result<(), String> {
    answer.map_err(|error| error.to_string())
}

fn sample_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sync_directory.csv")
}
