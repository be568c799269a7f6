//! Addresses and their variables.

use openapiv3::Server;

use super::Lint;
use super::walk::OperationAt;
use crate::diag::{Place, codes};

pub(super) fn check_root(lint: &Lint<'_>) {
    check(lint, &lint.document.openapi.servers, &lint.document.place().child("servers"));
}

pub(super) fn check_operation(lint: &Lint<'_>, at: &OperationAt<'_>) {
    check(lint, &at.operation.servers, &at.place.child("servers"));
}

fn check(lint: &Lint<'_>, servers: &[Server], place: &Place) {
    for (i, server) in servers.iter().enumerate() {
        check_server(lint, server, &place.index(i));
    }
}

fn check_server(lint: &Lint<'_>, server: &Server, place: &Place) {
    let variables = server.variables.as_ref();
    let mut used = Vec::new();
    let mut rest = server.url.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, left)) = after.split_once('}') else {
            let message = format!("a brace in `{}` is not closed", server.url);
            lint.sink.report(&codes::INVALID_SERVER, place.child("url"), message);
            break;
        };
        used.push(name);
        if !variables.is_some_and(|known| known.contains_key(name)) {
            let message = format!("the variable `{name}` of the address is not declared");
            lint.sink
                .report(&codes::INVALID_SERVER, place.child("url"), message)
                .help(format!("declare it: `variables: {{ {name}: {{ default: … }} }}`"));
        }
        rest = left;
    }
    for (name, variable) in variables.into_iter().flatten() {
        let here = place.descend(["variables", name]);
        if !used.contains(&name.as_str()) {
            let message = format!("the variable `{name}` does not occur in the address");
            lint.sink.report(&codes::INVALID_SERVER, here.key(), message);
        }
        if !variable.enumeration.is_empty() && !variable.enumeration.contains(&variable.default) {
            let message = format!("the default of `{name}` is not one of its values");
            lint.sink.report(&codes::INVALID_SERVER, here.child("default"), message);
        }
    }
}
