//! The server that issues tokens for an API that is served elsewhere.

use serde_json::Value;

use super::fields::Fields;
use super::target::check_filled;
use super::{Reader, route};
use crate::diag::Place;
use crate::ir::{Discovery, TokenServer};

pub(super) fn read_server(cx: &Reader<'_>, value: &Value, place: Place) -> Option<TokenServer> {
    let fields = Fields::open(cx, value, place, "`server`", &["name", "addresses", "discovery"])?;
    let name = fields.need_identifier("name");
    let addresses = read_addresses(cx, &fields);
    let discovery = fields.get("discovery").map(|(value, at)| read_discovery(cx, value, at));
    Some(TokenServer {
        name: name?,
        addresses,
        discovery: discovery.map_or(Some(None), |discovery| discovery.map(Some))?,
    })
}

/// Addresses of the API, and where the tokens for each come from. Without any, callers give the address.
fn read_addresses(cx: &Reader<'_>, fields: &Fields<'_, '_>) -> Vec<(String, String)> {
    let Some((value, at)) = fields.get("addresses") else { return Vec::new() };
    let Some(map) = value.as_object() else {
        cx.invalid(at, "`addresses` maps addresses of this API to where its tokens come from");
        return Vec::new();
    };
    let servers = &cx.document.openapi.servers;
    let mut addresses = Vec::new();
    for (api, issuer) in map {
        let here = at.child(api);
        if !servers.iter().any(|server| server.url == *api) {
            let known: Vec<String> = servers.iter().map(|server| format!("`{}`", server.url)).collect();
            let report = cx.misfit(here.key(), format!("`{api}` is not an address of this API"));
            report.help(format!("`servers` has {}", known.join(", ")));
        }
        match issuer.as_str() {
            Some(text) if is_safe(text) => addresses.push((api.clone(), text.to_owned())),
            _ => {
                cx.invalid(here, "tokens come from an https address");
            }
        }
    }
    addresses
}

/// Credentials go there, so it is https, or this machine.
fn is_safe(address: &str) -> bool {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let plain =
        |start: &str| address.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']));
    address.strip_prefix("https://").is_some_and(|host| !host.is_empty()) || local.into_iter().any(plain)
}

fn read_discovery(cx: &Reader<'_>, value: &Value, place: Place) -> Option<Discovery> {
    let fields = Fields::open(cx, value, place, "`discovery`", &["operation", "endpoint", "issuer"])?;
    let (reference, at) = fields.need_text("operation")?;
    let route = route::find(cx, reference, &at)?;
    check_filled(cx, &route, &[], &at);
    let mut pointers = ["endpoint", "issuer"].into_iter().map(|key| {
        fields.need(key)?;
        let (pointer, at) = fields.pointer(key)?;
        if route.answers(cx, &pointer, true).is_none() {
            let message = format!("`{pointer}` is not declared in an answer of `{}`", route.name());
            cx.misfit(at, message).also(route.place().key(), "the operation");
        }
        Some(pointer)
    });
    let (endpoint, issuer) = (pointers.next().flatten(), pointers.next().flatten());
    Some(Discovery { operation: route.lower(cx, true, &at), endpoint: endpoint?, issuer: issuer? })
}
