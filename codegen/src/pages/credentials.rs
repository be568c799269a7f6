//! How callers prove who they are.

use super::Subject;
use super::outline::Key;
use super::sheet::Sheet;
use super::text::{self, paragraphs};
use crate::ir::{Exchange, Operation, Scheme, Security, TokenServer};
use crate::names::{ExchangeNames, SchemeNames, TokenServerNames, VariableName};
use crate::plan::{carried, credential_arguments, quoted, route, schemes};

pub(super) fn write(subject: &Subject<'_>, sheet: &mut Sheet) {
    sheet.own(subject.outline.heading(Key::Credentials));
    let (api, names) = (subject.plan.api, subject.plan.names);
    if api.schemes.is_empty() {
        sheet.own("The document knows no credentials.");
        return;
    }
    write_usual(subject, sheet);
    let rows = schemes(api, names).flat_map(|(scheme, names)| rows(scheme, names));
    sheet.table(&["Builder method", "What travels", "Environment variables", "In the spec"], rows);
    sheet.own(format!(
        "`Client::from_env()` reads the variables, and the address of the API from `{}`.",
        names.credentials.server
    ));
    for (scheme, names) in schemes(api, names) {
        write_scheme(subject, scheme, names, sheet);
    }
}

/// One row for ready credentials, and one for each way to get them.
fn rows(scheme: &Scheme, names: &SchemeNames) -> Vec<Vec<String>> {
    let id = quoted(&scheme.id);
    let mut rows = vec![vec![setter(scheme, names), carried(&scheme.kind), variables(&names.variables), id.clone()]];
    let exchanges = scheme.token.iter().flat_map(|token| &token.exchanges);
    let exchange_names = names.token.iter().flat_map(|token| &token.exchanges);
    rows.extend(exchanges.zip(exchange_names).map(|(exchange, own)| {
        let sent = format!("a token of {}, as above", route(&exchange.operation));
        vec![exchange_setter(own), sent, variables(&own.variables), id.clone()]
    }));
    rows
}

fn exchange_setter(names: &ExchangeNames) -> String {
    let inputs: Vec<&str> = names.inputs.iter().map(|name| name.as_str()).collect();
    format!("`.{}({})`", names.setter, inputs.join(", "))
}

fn variables(names: &[VariableName]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Which credentials the operations take that take any.
fn write_usual(subject: &Subject<'_>, sheet: &mut Sheet) {
    let operations = &subject.plan.api.operations;
    let is_open = |op: &&Operation| op.security.alternatives.iter().all(Vec::is_empty);
    let open = operations.iter().filter(is_open).count();
    let mut kinds: Vec<(&Security, usize)> = Vec::new();
    for op in operations.iter().filter(|op| !is_open(op)) {
        match kinds.iter_mut().find(|(security, _)| **security == op.security) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&op.security, 1)),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for (security, count) in kinds {
        let who = if count == operations.len() {
            "All operations take".to_owned()
        } else {
            format!("{count} of {} operations take", operations.len())
        };
        match security.alternatives.as_slice() {
            [one] => lines.push(format!("- {who} {}.", text::credentials(subject, one))),
            sets => {
                lines.push(format!("- {who} one of:"));
                lines.extend(sets.iter().map(|set| format!("  - {}", text::credentials(subject, set))));
            }
        }
    }
    if open > 0 {
        lines.push(format!("- {open} of {} operations take none.", operations.len()));
    }
    sheet.block(lines);
}

/// One scheme in full, and how tokens for it are fetched.
fn write_scheme(subject: &Subject<'_>, scheme: &Scheme, names: &SchemeNames, sheet: &mut Sheet) {
    let about = [scheme.docs.summary.as_deref(), scheme.docs.description.as_deref()];
    let mut lines = about.into_iter().map(|text| paragraphs(subject, text)).filter(|lines| !lines.is_empty());
    if let Some(first) = lines.next() {
        sheet.own(format!("**`{}`**", names.setter));
        sheet.block(first);
        lines.for_each(|more| sheet.block(more));
    }
    let Some((token, names)) = scheme.token.as_ref().zip(names.token.as_ref()) else { return };
    for (exchange, own) in token.exchanges.iter().zip(&names.exchanges) {
        write_exchange(subject, exchange, own, sheet);
    }
    if let Some((server, own)) = token.server.as_ref().zip(names.server.as_ref()) {
        write_server(server, own, sheet);
    }
}

/// One way to get tokens.
fn write_exchange(subject: &Subject<'_>, exchange: &Exchange, names: &ExchangeNames, sheet: &mut Sheet) {
    sheet.own(format!("**`{}`**", names.setter));
    let about = [exchange.docs.summary.as_deref(), exchange.docs.description.as_deref()];
    about.into_iter().for_each(|text| sheet.block(paragraphs(subject, text)));
    let lives = match (exchange.lifetime.is_empty(), exchange.default_lifetime) {
        (false, _) => "It is renewed before the lifetime that the answer states is over".to_owned(),
        (true, Some(seconds)) => format!("It is renewed before {seconds} seconds are over"),
        (true, None) => "It is kept until the server refuses it".to_owned(),
    };
    let refresh = match &exchange.refresh {
        Some(refresh) => format!(", through {} as long as that works", route(&refresh.operation)),
        None => String::new(),
    };
    sheet.own(format!("The token is fetched when it is needed first and shared by all clones. {lives}{refresh}."));
}

/// Who issues the tokens, where that is not the API.
fn write_server(server: &TokenServer, names: &TokenServerNames, sheet: &mut Sheet) {
    let mut ways = format!("`.{}(address)`, variable `{}`", names.setter, names.variable);
    if let Some(discovery) = &names.discovery {
        ways.push_str(&format!("; or `.{discovery}(address)`, which asks that server where tokens are requested"));
    }
    sheet.own(format!("Tokens come from a server of their own: {ways}. For these addresses it is known:"));
    let rows = server.addresses.iter().map(|(api, issuer)| vec![quoted(api), quoted(issuer)]);
    sheet.table(&["Address of the API", "Where its tokens come from"], rows);
}

fn setter(scheme: &Scheme, names: &SchemeNames) -> String {
    format!("`.{}({})`", names.setter, credential_arguments(&scheme.kind).join(", "))
}
