//! Many calls at once on a client that has no token yet: one token is fetched for all.

use std::sync::Arc;
use std::time::Duration;

use specwright_clients::{automation_anywhere_credential_vault as vault, avepoint_cloud_governance as governance};
use specwright_mock::{Fault, Mock};
use tokio::sync::Barrier;

use crate::support::mock::mock_of;

const CALLERS: usize = 100;
/// How long the answer with the token is awaited, so that everybody comes in meanwhile.
const PAUSE: Fault = Fault::Delay(Duration::from_millis(300));

/// Makes that call in many tasks, all at once.
async fn at_once<C, F>(client: C, call: impl Fn(C) -> F)
where
    C: Clone,
    F: Future<Output = ()> + Send + 'static,
{
    let start = Arc::new(Barrier::new(CALLERS));
    let tasks: Vec<_> = (0..CALLERS)
        .map(|_| (call(client.clone()), Arc::clone(&start)))
        .map(|(call, start)| {
            tokio::spawn(async move {
                start.wait().await;
                call.await;
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Fails unless the first request was for the one token, and all others were calls that the mock has answered.
#[track_caller]
fn assert_fetched_once(mock: &Mock, exchange: &str, operation: &str) {
    let requests = mock.requests();
    let operations: Vec<&str> = requests.iter().filter_map(|request| request.operation()).collect();
    assert_eq!(operations[0], exchange);
    assert_eq!(operations[1..], [operation; CALLERS]);
    for request in requests {
        assert_eq!((request.status(), request.refusal()), (Some(200), None), "{request:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_control_room_is_signed_in_to_once() {
    let mock = mock_of(&["automation-anywhere-credential-vault"]).exchange_input("login", "password", "12345678");
    let mock = mock.start().await.unwrap();
    let client = vault::Client::builder(mock.url()).login("Ellie.Brown", "12345678").build().unwrap();
    mock.fault_for("authenticate", PAUSE);
    at_once(client, |vault| async move { drop(vault.get_vault_mode().await.unwrap()) }).await;
    assert_fetched_once(&mock, "authenticate", "getVaultMode");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_identity_service_is_asked_once() {
    let (api, identity) = ("avepoint-cloud-governance", "avepoint-identity");
    let mock = mock_of(&[api, identity]).exchange_input("app_secret", "client_secret", "hunter2");
    let mock = mock.start().await.unwrap();
    let [api, identity] = [api, identity].map(|id| mock.url_of(id).unwrap());
    let builder = governance::Client::builder(api.as_str()).identity_server(identity.as_str());
    let client = builder.app_secret("client", "hunter2", "someone@contoso.com").build().unwrap();
    mock.fault_for("requestToken", PAUSE);
    at_once(client, |client| async move { drop(client.list_my_tasks().await.unwrap()) }).await;
    assert_fetched_once(&mock, "requestToken", "listMyTasks");
}
