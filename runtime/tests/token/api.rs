//! An API whose tokens are obtained in all the ways there are, in the shape that the generator emits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ::specwright_runtime as rt;

use super::server::{Received, Server, json};

pub(crate) static API: rt::ApiInfo = rt::ApiInfo {
    id: "vault",
    version: "1",
    schemes: &[
        rt::SchemeInfo {
            id: "session",
            setter: "session",
            kind: rt::SchemeKind::ApiKeyHeader("X-Authorization"),
            prefix: "",
            variables: &["VAULT_SESSION"],
            token: Some(&rt::TokenInfo { server: None, exchanges: &[LOGIN] }),
        },
        rt::SchemeInfo {
            id: "delegated",
            setter: "delegated",
            kind: rt::SchemeKind::Bearer,
            prefix: "",
            variables: &["VAULT_DELEGATED"],
            token: Some(&rt::TokenInfo { server: None, exchanges: &[DELEGATE] }),
        },
        rt::SchemeInfo {
            id: "app",
            setter: "app",
            kind: rt::SchemeKind::Bearer,
            prefix: "",
            variables: &["VAULT_APP"],
            token: Some(&rt::TokenInfo { server: Some(IDENTITY), exchanges: &[APP_SECRET, APP_CERTIFICATE, APP_HEX] }),
        },
        rt::SchemeInfo {
            id: "gateway",
            setter: "gateway",
            kind: rt::SchemeKind::ApiKeyHeader("X-Gateway-Key"),
            prefix: "",
            variables: &["VAULT_GATEWAY"],
            token: None,
        },
        rt::SchemeInfo {
            id: "guarded",
            setter: "guarded",
            kind: rt::SchemeKind::Bearer,
            prefix: "",
            variables: &["VAULT_GUARDED"],
            token: Some(&rt::TokenInfo { server: None, exchanges: &[LICENSE] }),
        },
        rt::SchemeInfo {
            id: "prefixed",
            setter: "prefixed",
            kind: rt::SchemeKind::ApiKeyHeader("Authorization"),
            prefix: "Workspace365 ",
            variables: &["VAULT_PREFIXED"],
            token: None,
        },
        rt::SchemeInfo {
            id: "sync",
            setter: "sync",
            kind: rt::SchemeKind::BasicToken { password: "" },
            prefix: "",
            variables: &["VAULT_SYNC"],
            token: None,
        },
        rt::SchemeInfo {
            id: "basic",
            setter: "basic",
            kind: rt::SchemeKind::Basic,
            prefix: "",
            variables: &["VAULT_BASIC_USER", "VAULT_BASIC_PASSWORD"],
            token: None,
        },
    ],
    server_variable: "VAULT_SERVER",
};

const PLAIN: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "",
    operation: &post("", ""),
    body: rt::ExchangeBody::None,
    inputs: &[],
    constants: &[],
    token: &[],
    lifetime: &[],
    default_lifetime: None,
    success: None,
    errors: &[],
    refresh: None,
    assertion: None,
};

const fn post(id: &'static str, path: &'static str) -> rt::OperationInfo {
    rt::OperationInfo { id, method: "POST", path, accept: "application/json", security: &[], idempotent: false }
}

const fn input(
    name: &'static str,
    kind: rt::InputKind,
    targets: &'static [rt::Target],
    variable: &'static str,
) -> rt::ExchangeInput {
    rt::ExchangeInput { name, kind, targets, variable }
}

const LOGIN: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "login",
    operation: &post("login", "/login"),
    body: rt::ExchangeBody::Json,
    inputs: &[
        input("username", rt::InputKind::Text, &[rt::Target::Body("/user/name")], "VAULT_LOGIN_USERNAME"),
        input("password", rt::InputKind::Secret, &[rt::Target::Body("/user/password")], "VAULT_LOGIN_PASSWORD"),
    ],
    constants: &[(rt::Target::Body("/mfa"), "none"), (rt::Target::Header("X-Kind"), "bot")],
    token: &["/result/token", "/token"],
    lifetime: &["/expires_in"],
    errors: &["/error", "/message"],
    ..PLAIN
};

const DELEGATE: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "delegate",
    operation: &post("getDelegateToken", "/delegate"),
    body: rt::ExchangeBody::Json,
    inputs: &[input("client_secret", rt::InputKind::Secret, &[rt::Target::Body("/secret")], "VAULT_DELEGATE_SECRET")],
    token: &["/value/access_token"],
    lifetime: &["/value/duration"],
    success: Some("/isSuccess"),
    errors: &["/errorMsg"],
    refresh: Some(rt::RefreshInfo {
        operation: &post("refreshToken", "/refresh"),
        body: rt::ExchangeBody::None,
        token: &["/value/refresh_token"],
        target: rt::Target::Query("refreshToken"),
    }),
    ..PLAIN
};

const IDENTITY: rt::TokenServerInfo = rt::TokenServerInfo {
    setter: "identity_server",
    discovery_setter: "identity_discovery",
    variable: "VAULT_IDENTITY_SERVER",
    addresses: &[("https://api.vault.invalid", "https://identity.vault.invalid")],
    discovery: Some(rt::DiscoveryInfo {
        operation: &rt::OperationInfo {
            id: "discover",
            method: "GET",
            path: "/.well-known/openid-configuration",
            accept: "application/json",
            security: &[],
            idempotent: true,
        },
        endpoint: "/token_endpoint",
        issuer: "/issuer",
    }),
};

const APP_SECRET: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "app_secret",
    // Not honoured: keys of this API do not go to another server, whatever the document says.
    operation: &rt::OperationInfo { security: &[&["gateway"]], ..post("connectToken", "/connect/token") },
    body: rt::ExchangeBody::Form,
    inputs: &[
        input("client_id", rt::InputKind::Text, &[rt::Target::Body("/client_id")], "VAULT_APP_SECRET_CLIENT_ID"),
        input("secret", rt::InputKind::Secret, &[rt::Target::Body("/client_secret")], "VAULT_APP_SECRET_SECRET"),
    ],
    constants: &[(rt::Target::Body("/grant_type"), "client_credentials")],
    token: &["/access_token"],
    lifetime: &["/expires_in"],
    errors: &["/error", "/error_description"],
    ..PLAIN
};

const APP_CERTIFICATE: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "app_certificate",
    inputs: &[
        input("client_id", rt::InputKind::Text, &[], "VAULT_APP_CERTIFICATE_CLIENT_ID"),
        input("key", rt::InputKind::Key, &[], "VAULT_APP_CERTIFICATE_KEY"),
        input("username", rt::InputKind::Text, &[rt::Target::Body("/username")], "VAULT_APP_CERTIFICATE_USERNAME"),
    ],
    assertion: Some(rt::AssertionInfo {
        target: rt::Target::Body("/client_assertion"),
        issuer: "client_id",
        claims: &[("username", "username")],
        lifetime: 9000,
        key: "key",
        key_id: rt::KeyId::Base64Url,
    }),
    ..APP_SECRET
};

const APP_HEX: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "app_hex",
    inputs: &[
        input("client_id", rt::InputKind::Text, &[], "VAULT_APP_HEX_CLIENT_ID"),
        input("key", rt::InputKind::Key, &[], "VAULT_APP_HEX_KEY"),
    ],
    assertion: Some(rt::AssertionInfo {
        target: rt::Target::Header("X-Assertion"),
        issuer: "client_id",
        claims: &[],
        lifetime: 60,
        key: "key",
        key_id: rt::KeyId::Hex,
    }),
    ..APP_SECRET
};

const LICENSE: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "license",
    operation: &rt::OperationInfo { security: &[&["gateway"]], ..post("getToken", "/license/{id}/token") },
    body: rt::ExchangeBody::Json,
    inputs: &[
        input("id", rt::InputKind::Text, &[rt::Target::Path("id")], "VAULT_LICENSE_ID"),
        input("secret", rt::InputKind::Secret, &[rt::Target::Body("/secret")], "VAULT_LICENSE_SECRET"),
        input("account", rt::InputKind::Text, &[rt::Target::Query("account")], "VAULT_LICENSE_ACCOUNT"),
    ],
    token: &["/token"],
    errors: &["/message"],
    default_lifetime: Some(60),
    ..PLAIN
};

/// Operations that answer with text.
macro_rules! operations {
    ($($name:ident $id:literal $method:literal $path:literal [$($scheme:literal)?];)*) => {$(
        #[derive(Debug, Clone, Copy)]
        pub(crate) enum $name {}

        impl rt::Operation for $name {
            type Output = String;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
                id: $id, method: $method, path: $path, accept: "", security: &[$(&[$scheme])?], idempotent: true,
            };

            fn decode(reply: &rt::Reply) -> rt::Decoded<Self::Output, Self::Error> {
                match reply.status() {
                    200 => Ok(Ok(reply.text()?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    )*};
}

operations! {
    Session "readSession" "GET" "/session" ["session"];
    Store "store" "POST" "/store" ["session"];
    Delegated "readDelegated" "GET" "/delegated" ["delegated"];
    App "readApp" "GET" "/app" ["app"];
    Gateway "readGateway" "GET" "/gateway" ["gateway"];
    Guarded "readGuarded" "GET" "/guarded" ["guarded"];
    Prefixed "readPrefixed" "GET" "/prefixed" ["prefixed"];
    Sync "readSync" "GET" "/sync" ["sync"];
    Basic "readBasic" "GET" "/basic" ["basic"];
}

pub(crate) fn builder(server: &Server) -> rt::ClientBuilder {
    rt::ClientBuilder::new(&API, server.url("")).timeout(Duration::from_secs(20))
}

pub(crate) fn text(text: &str) -> rt::ExchangeValue {
    rt::ExchangeValue::Text(text.to_owned())
}

pub(crate) fn secret(text: &str) -> rt::ExchangeValue {
    rt::ExchangeValue::Secret(text.into())
}

/// A client that logs in as Ellie with the password hunter2.
pub(crate) fn logged_in(server: &Server) -> rt::Client {
    builder(server).exchange("session", "login", [text("Ellie"), secret("hunter2")]).build().unwrap()
}

/// Counts, from 1.
#[derive(Default)]
pub(crate) struct Counter(AtomicUsize);

impl Counter {
    pub(crate) fn next(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// Issues the tokens `token-1`, `token-2` … with that lifetime at `/login`; everything else answers with the token that
/// came.
pub(crate) fn issuing(lifetime: &'static str) -> Server {
    let issued = Counter::default();
    Server::replying(move |request| match request.target() {
        "/login" => json("200 OK", &format!(r#"{{"token": "token-{}", "expires_in": {lifetime}}}"#, issued.next())),
        _ => echo(request),
    })
}

/// Answers with the token that came.
pub(crate) fn echo(request: &Received) -> Vec<u8> {
    let token = request.header("x-authorization").or(request.header("authorization")).unwrap_or("nothing");
    json("200 OK", token)
}

/// How many requests went to a path.
pub(crate) fn count(server: &Server, path: &str) -> usize {
    server.received().iter().filter(|request| request.target().split('?').next() == Some(path)).count()
}

/// Moves the clock of tokens on. It stands still while nothing is sent, so that nothing times out.
pub(crate) async fn later(seconds: f64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs_f64(seconds)).await;
    tokio::time::resume();
}

/// Waits until something holds that another task brings about.
pub(crate) async fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came about: {what}");
}

/// An error and everything behind it, in every way it can be shown.
pub(crate) fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut shown = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        shown += &format!(" {error} {error:?}");
        cause = error.source();
    }
    shown
}
