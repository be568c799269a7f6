//! The operations of an API as a table.

use crate::compile::Compiled;
use crate::ir::{Operation, PayloadKind, Security};

/// One operation, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id of the API.
    pub api: String,
    /// HTTP method.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// Id in the document.
    pub operation_id: String,
    /// How it is called in Rust.
    pub call: String,
    /// Security schemes: `a + b` together, `a | b` either.
    pub credentials: String,
    /// Document and heading it was transcribed from, if it says so.
    pub source: String,
}

/// Every operation of `compiled`, in document order.
pub fn list(compiled: &Compiled) -> Vec<Listed> {
    let api = &compiled.api;
    let rows = api.operations.iter().zip(&compiled.names.operations).map(|(op, names)| {
        let required = op.parameters.iter().zip(&names.parameters).filter(|(p, _)| p.required && p.constant.is_none());
        let mut arguments: Vec<&str> = required.map(|(_, name)| name.as_str()).collect();
        match op.payload.as_ref().filter(|payload| payload.required).map(|payload| &payload.kind) {
            Some(PayloadKind::Multipart(parts)) => {
                let required = parts.iter().zip(&names.parts).filter(|(part, _)| part.required);
                arguments.extend(required.map(|(_, name)| name.as_str()));
            }
            Some(_) => arguments.push(names.body.as_str()),
            None => {}
        }
        Listed {
            api: api.id.clone(),
            method: op.method.as_str(),
            path: op.path.clone(),
            operation_id: op.id.clone(),
            call: format!("{}({})", names.method, arguments.join(", ")),
            credentials: credentials(compiled, &op.security),
            source: source(op),
        }
    });
    rows.collect()
}

fn credentials(compiled: &Compiled, security: &Security) -> String {
    let set = |ids: &Vec<crate::ir::SchemeId>| {
        let names: Vec<&str> =
            ids.iter().filter_map(|id| compiled.api.schemes.get(id.0)).map(|s| s.id.as_str()).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(" + ") }
    };
    if security.alternatives.is_empty() {
        return "none".to_owned();
    }
    security.alternatives.iter().map(set).collect::<Vec<_>>().join(" | ")
}

fn source(op: &Operation) -> String {
    op.source.as_ref().map(|s| format!("{}: {}", s.document, s.heading)).unwrap_or_default()
}
