//! A read, a write, and a read that needs a token.

use ::specwright_runtime as rt;

pub(crate) static API: rt::ApiInfo = rt::ApiInfo {
    id: "faults",
    version: "1",
    schemes: &[rt::SchemeInfo {
        id: "session",
        setter: "session",
        kind: rt::SchemeKind::Bearer,
        prefix: "",
        variables: &[],
        token: Some(&rt::TokenInfo { server: None, exchanges: &[LOGIN] }),
    }],
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

macro_rules! operation {
    ($name:ident, $info:expr) => {
        pub(crate) enum $name {}

        impl rt::Operation for $name {
            type Output = rt::Value;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &$info;

            fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, rt::Unexpected> {
                match reply.status() {
                    200 => Ok(Ok(reply.json()?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    };
}

operation!(Read, rt::OperationInfo { idempotent: true, ..operation("read", "GET", "/thing") });
operation!(Write, operation("write", "POST", "/thing"));
operation!(
    Guarded,
    rt::OperationInfo { idempotent: true, security: &[&["session"]], ..operation("guarded", "GET", "/guarded") }
);
