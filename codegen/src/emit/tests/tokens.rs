//! A source of tokens that uses everything the model can say, with names and texts that mean harm.

use super::fixture::{HOSTILE, docs};
use crate::ir::*;

fn operation(id: &str, body: ExchangeBody) -> ExchangeOperation {
    ExchangeOperation {
        id: id.into(),
        method: Method::Post,
        path: "/a`b\"/{c}".into(),
        body,
        security: Security { alternatives: vec![vec![SchemeId(0)], vec![]] },
        idempotent: false,
    }
}

fn input(name: &str, kind: InputKind, target: Option<Target>) -> ExchangeInput {
    ExchangeInput { name: name.into(), kind, target, docs: docs(HOSTILE) }
}

pub(super) fn source() -> TokenSource {
    let exchange = Exchange {
        setter: "build".into(),
        docs: docs(HOSTILE),
        operation: operation("log\"In", ExchangeBody::Json),
        inputs: vec![
            input("type", InputKind::Text, Some(Target::Path("c".into()))),
            input("Type", InputKind::Secret, Some(Target::Body("/\"".into()))),
            input("key", InputKind::Key, None),
        ],
        constants: vec![(Target::Query("\"".into()), HOSTILE.into()), (Target::Header("X-\"".into()), String::new())],
        token: vec!["/a\"b".into()],
        lifetime: vec![],
        default_lifetime: Some(u32::MAX),
        success: Some("/\"".into()),
        errors: vec!["/\\".into()],
        refresh: Some(Refresh {
            operation: operation("refresh", ExchangeBody::Form),
            token: vec!["/r".into()],
            target: Target::Body("/\"".into()),
        }),
        assertion: Some(Assertion {
            target: Target::Body("/assertion".into()),
            issuer: 0,
            key: 2,
            claims: vec![("\"".into(), 0)],
            lifetime: 300,
            key_id: KeyId::Hex,
        }),
    };
    let server = TokenServer {
        name: "identity".into(),
        addresses: vec![("https://a.example/`".into(), "https://\"".into())],
        discovery: Some(Discovery {
            operation: operation("discover", ExchangeBody::None),
            endpoint: "/\"".into(),
            issuer: "/i".into(),
        }),
    };
    TokenSource { server: Some(server), exchanges: vec![exchange.clone(), exchange] }
}
