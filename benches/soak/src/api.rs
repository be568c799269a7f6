//! The API that is called: two operations and a token, in the shape that the generator emits.

use specwright_runtime as rt;

/// What all secrets of a run contain.
pub(crate) const SECRET: &str = "hunter2";

pub(crate) static API: rt::ApiInfo = rt::ApiInfo {
    id: "soak",
    version: "1",
    schemes: &[rt::SchemeInfo {
        id: "token",
        setter: "token",
        kind: rt::SchemeKind::Bearer,
        prefix: "",
        variables: &[],
        token: Some(&rt::TokenInfo { server: None, exchanges: &[LOGIN] }),
    }],
    server_variable: "SOAK_SERVER",
};

const LOGIN: rt::ExchangeInfo = rt::ExchangeInfo {
    setter: "login",
    operation: &rt::OperationInfo {
        id: "login",
        method: "POST",
        path: "/token",
        accept: "application/json",
        security: &[],
        idempotent: false,
    },
    body: rt::ExchangeBody::Json,
    inputs: &[rt::ExchangeInput {
        name: "password",
        kind: rt::InputKind::Secret,
        targets: &[rt::Target::Body("/password")],
        variable: "SOAK_PASSWORD",
    }],
    constants: &[],
    token: &["/token"],
    lifetime: &["/expires_in"],
    default_lifetime: None,
    success: None,
    errors: &["/error"],
    refresh: None,
    assertion: None,
};

macro_rules! operation {
    ($name:ident, $method:literal, $path:literal, $status:literal, $idempotent:literal) => {
        pub(crate) enum $name {}

        impl rt::Operation for $name {
            type Output = rt::Value;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
                id: stringify!($name),
                method: $method,
                path: $path,
                accept: "application/json",
                security: &[&["token"]],
                idempotent: $idempotent,
            };

            fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, rt::Unexpected> {
                match reply.status() {
                    $status => Ok(Ok(reply.json()?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    };
}

operation!(ReadItem, "GET", "/items/{number}", 200, true);
operation!(WriteItem, "POST", "/items", 201, false);
