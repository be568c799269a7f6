//! Reads and writes: some with a token or a key, some answered with events or bytes.

use ::specwright_runtime as rt;

pub(crate) static API: rt::ApiInfo = rt::ApiInfo {
    id: "faults",
    version: "1",
    schemes: &[
        rt::SchemeInfo {
            id: "session",
            setter: "session",
            kind: rt::SchemeKind::Bearer,
            prefix: "",
            variables: &[],
            token: Some(&rt::TokenInfo { server: None, exchanges: &[LOGIN] }),
        },
        rt::SchemeInfo {
            id: "key",
            setter: "key",
            kind: rt::SchemeKind::ApiKeyQuery("api_key"),
            prefix: "",
            variables: &[],
            token: None,
        },
    ],
    server_variable: "FAULTS_SERVER",
};

const fn operation(id: &'static str, method: &'static str, path: &'static str) -> rt::OperationInfo {
    rt::OperationInfo { id, method, path, accept: "application/json", security: &[], idempotent: false }
}

const LOGIN: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "login",
    operation: &operation("login", "POST", "/login"),
    body: rt::ExchangeBody::Json,
    inputs: &[rt::ExchangeInput {
        name: "password",
        kind: rt::InputKind::Secret,
        targets: &[rt::Target::Body("/password")],
        variable: "FAULTS_PASSWORD",
    }],
    constants: &[],
    token: &["/token"],
    lifetime: &["/lives"],
    default_lifetime: None,
    success: None,
    errors: &["/message"],
    refresh: None,
    assertion: None,
};

fn nothing(_: &rt::Reply) -> Result<(), rt::DecodeError> {
    Ok(())
}

macro_rules! operation {
    ($name:ident, $info:expr) => {
        operation!($name, $info, rt::Value, rt::Reply::json);
    };
    ($name:ident, $info:expr, $output:ty, $read:expr) => {
        pub(crate) enum $name {}

        impl rt::Operation for $name {
            type Output = $output;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &$info;

            fn decode(reply: &rt::Reply) -> rt::Decoded<$output, rt::Unexpected> {
                match reply.status() {
                    200 => Ok(Ok($read(reply)?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    };
}

operation!(Read, rt::OperationInfo { idempotent: true, ..operation("read", "GET", "/thing") });
operation!(Write, operation("write", "POST", "/thing"));
operation!(Put, rt::OperationInfo { idempotent: true, ..operation("put", "PUT", "/thing") });
operation!(Ask, operation("ask", "GET", "/thing"));
operation!(Peek, rt::OperationInfo { idempotent: true, ..operation("peek", "HEAD", "/thing") }, (), nothing);
operation!(
    Fetch,
    rt::OperationInfo { idempotent: true, ..operation("fetch", "GET", "/file") },
    rt::Binary,
    rt::Reply::binary
);
operation!(Keyed, rt::OperationInfo { idempotent: true, security: &[&["key"]], ..operation("keyed", "GET", "/thing") });
operation!(
    Guarded,
    rt::OperationInfo { idempotent: true, security: &[&["session"]], ..operation("guarded", "GET", "/guarded") }
);
operation!(
    GuardedWrite,
    rt::OperationInfo { security: &[&["session"]], ..operation("guardedWrite", "POST", "/guarded") }
);

macro_rules! events {
    ($name:ident, $info:expr, $done:expr, $lost:expr) => {
        operation!($name, $info);

        impl rt::EventSource for $name {
            type Data = i64;
            const EVENTS: &'static rt::EventsInfo = &rt::EventsInfo { done: $done, lost: $lost };

            fn decode_data(data: &rt::Reply) -> Result<i64, rt::DecodeError> {
                data.json()
            }
        }
    };
}

events!(
    Watch,
    rt::OperationInfo { idempotent: true, ..operation("watch", "GET", "/events") },
    &[],
    rt::WhenLost::AskAgain
);
events!(Log, rt::OperationInfo { idempotent: true, ..operation("log", "GET", "/log") }, &[], rt::WhenLost::End);
events!(Chat, operation("chat", "POST", "/chat"), &["[DONE]"], rt::WhenLost::AskAgain);
