//! `specwright mock`.

use std::time::Duration;

use specwright_mock::{Fault, Mock, StartError};
use tokio::runtime;

use crate::args::MockArgs;
use crate::check::{find, print};
use crate::{Failure, Outcome};

pub(crate) fn run(args: &MockArgs) -> Outcome {
    let usage = |error: &dyn std::fmt::Display| Failure::Usage(error.to_string());
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(|error| usage(&error))?;
    runtime.block_on(async {
        let mock = start(args).await?;
        print(&greeting(&mock))?;
        tokio::signal::ctrl_c().await.map_err(|error| usage(&error))?;
        mock.shutdown().await;
        eprintln!("stopped");
        Ok(())
    })
}

async fn start(args: &MockArgs) -> Result<Mock, Failure> {
    let failure = |error: StartError| Failure::Usage(error.to_string());
    let mut builder = Mock::builder().port(args.port).accept_mock_tokens();
    let paths = find(&args.paths())?;
    let overlays = args.changes.overlays(&paths)?;
    for path in paths {
        builder = builder.overlaid_spec(path, &overlays).map_err(failure)?;
    }
    if let Some((rate, faults)) = faults(args) {
        builder = builder.random_faults(rate, args.seed, faults);
    }
    builder.start().await.map_err(failure)
}

/// The share of answers that go wrong, and how. A delay alone is for all of them.
fn faults(args: &MockArgs) -> Option<(f64, Vec<Fault>)> {
    let delay = args.delay.map(|milliseconds| Fault::Delay(Duration::from_millis(milliseconds)));
    match (args.fail_rate, delay) {
        (None, None) => None,
        (None, Some(delay)) => Some((1.0, vec![delay])),
        (Some(rate), delay) => {
            let kinds = [Fault::Drop, Fault::Status(500), Fault::Status(503), Fault::TruncatedBody, Fault::GarbageBody];
            Some((rate, delay.into_iter().chain(kinds).collect()))
        }
    }
}

fn greeting(mock: &Mock) -> String {
    let mut text = format!("{}  operations, credentials, and a form to try them\n\n", mock.page_url());
    for api in mock.apis() {
        let url = mock.url_of(api).unwrap_or_default();
        let count = mock.operations_of(api);
        let operations = if count == 1 { "operation" } else { "operations" };
        text.push_str(&format!("{url}  {api}, {count} {operations}\n"));
        for credential in mock.credentials_of(api) {
            text.push_str(&format!("    {credential}\n"));
        }
    }
    text.push_str("\nCtrl-C stops it.\n");
    text
}
