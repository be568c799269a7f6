//! A server that points elsewhere: nothing is sent there, and no credentials above all.

use specwright_clients::{
    automation_anywhere_credential_vault as vault, avepoint_cloud_governance as governance, cloudneeti,
    workspace365_active_directory_sync as sync, workspace365_health as health,
    workspace365_provisioning as provisioning, workspace365_workspace as workspace,
};
use specwright_runtime::BoxFuture;

use super::apps::{with_certificate, with_secret};
use crate::support::server::{Answer, Server};

const STATUSES: &[u16] = &[301, 302, 303, 307, 308];

/// A call to that address with credentials that are sent as they are; the status it fails with.
type Call = fn(String) -> BoxFuture<'static, Option<u16>>;

/// A call of an operation with a body or without one, for each kind of credentials.
macro_rules! call {
    ($api:ident, |$builder:ident| $given:expr, |$client:ident| $call:expr) => {
        |url| {
            Box::pin(async move {
                let $builder = $api::Client::builder(url.as_str());
                let $client = $given.build().unwrap();
                $call.await.unwrap_err().status()
            })
        }
    };
}

const CALLS: &[Call] = &[
    call!(vault, |builder| builder.x_authorization("hunter2"), |client| client.delete_locker(1)),
    call!(vault, |builder| builder.x_authorization("hunter2"), |client| client.create_locker(&locker())),
    call!(governance, |builder| builder.client_secret("hunter2").user_principal_name("u"), |client| {
        client.list_my_tasks()
    }),
    call!(governance, |builder| builder.bearer_microsoft_sso("hunter2"), |client| client.list_my_tasks()),
    call!(cloudneeti, |builder| builder.apim_subscription_key("hunter2"), |client| {
        client.get_token("1", &cloudneeti::types::TokenRequest::new("a", "hunter2"))
    }),
    call!(sync, |builder| builder.basic_sync_token("hunter2"), |client| client.delete_user("e", "1")),
    call!(health, |builder| builder.health_api_key("hunter2"), |client| client.get_health()),
    call!(provisioning, |builder| builder.provisioning_key("hunter2"), |client| client.activate_environment("e")),
    call!(workspace, |builder| builder.workspace365_token("hunter2"), |client| client.list_user_apps("e", "u")),
];

fn locker() -> vault::types::NewLocker {
    vault::types::NewLocker::new("hunter2")
}

#[tokio::test]
async fn redirected_calls_end_where_they_began() {
    let (server, third) = (Server::start().await, Server::start().await);
    for status in STATUSES {
        for call in CALLS {
            server.answers(Answer::new(*status).header("location", &format!("{}/there", third.url())));
            assert_eq!(call(server.url().to_owned()).await, Some(*status));
            server.received_one();
        }
    }
    assert!(third.received().is_empty());
}

/// Asks for a token at the first address, which for apps is that of the identity service too.
type Exchange = fn(String) -> BoxFuture<'static, String>;

macro_rules! exchange {
    ($api:ident, $scheme:literal, |$builder:ident, $url:ident| $given:expr) => {
        |$url| {
            Box::pin(async move {
                let $builder = $api::Client::builder($url.as_str());
                $given.build().unwrap().access_token($scheme).await.unwrap_err().to_string()
            })
        }
    };
}

const EXCHANGES: &[Exchange] = &[
    exchange!(vault, "xAuthorization", |builder, url| builder.login("u", "hunter2")),
    exchange!(cloudneeti, "licenseToken", |builder, url| {
        builder.apim_subscription_key("hunter2").license_access("1", "a", "hunter2")
    }),
    exchange!(governance, "delegateToken", |builder, url| builder.delegate("hunter2", "u")),
    exchange!(governance, "bearerAppRegistration", |builder, url| {
        with_secret(builder).identity_server(url.as_str())
    }),
    exchange!(governance, "bearerAppRegistration", |builder, url| {
        with_certificate(builder).identity_server(url.as_str())
    }),
    exchange!(governance, "bearerAppRegistration", |builder, url| {
        with_secret(builder).identity_discovery(url.as_str())
    }),
];

#[tokio::test]
async fn redirected_exchanges_end_where_they_began() {
    let (server, third) = (Server::start().await, Server::start().await);
    for status in STATUSES {
        for exchange in EXCHANGES {
            server.answers(Answer::new(*status).header("location", &format!("{}/there", third.url())));
            let error = exchange(server.url().to_owned()).await;
            assert!(error.contains(&format!("answered {status}")), "{error}");
            server.received_one();
        }
    }
    assert!(third.received().is_empty());
}
