//! What is written about credentials: where they go, where tokens come from, and in which environment variables they
//! are looked for.

use super::docs::Text;
use super::markdown::Span;
use super::wording::quoted;
use crate::ir::{Api, Exchange, ExchangeOperation, InputKind, Location, Scheme, SchemeKind, TokenServer, TokenSource};
use crate::names::{ApiNames, ExchangeNames, SchemeNames, TokenServerNames};

/// Schemes with their names.
pub(crate) fn schemes<'a>(
    api: &'a Api,
    names: &'a ApiNames,
) -> impl Iterator<Item = (&'a Scheme, &'a SchemeNames)> + Clone {
    api.schemes.iter().zip(&names.credentials.schemes)
}

/// About the method that takes ready credentials.
pub(crate) fn scheme_text(scheme: &Scheme, names: &SchemeNames) -> Text {
    let mut text = Text::about(&scheme.docs, &format!("Credentials of the scheme {}.", quoted(&scheme.id)));
    text.own(how_sent(&scheme.kind));
    if let Some(token) = &names.token {
        let others: Vec<String> = token.exchanges.iter().map(|e| format!("[`{0}`](Self::{0})", e.setter)).collect();
        text.own(format!("A token given here is not renewed; one that {} gets is.", listed(&others, "or")));
    }
    text.own(variables(names.variables.iter().map(|name| name.as_str())));
    text
}

fn how_sent(kind: &SchemeKind) -> String {
    let sent = format!("Sent as {}", carried(kind));
    match kind {
        SchemeKind::ApiKey { prefix, .. } if !prefix.is_empty() => {
            format!("{sent}; a key that begins so already is sent as it is.")
        }
        _ => format!("{sent}."),
    }
}

/// What travels with a request.
pub(crate) fn carried(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::ApiKey { location, name, prefix } => {
            let place = match location {
                Location::Header => "header",
                Location::Query => "query parameter",
                Location::Cookie => "cookie",
            };
            match prefix.as_str() {
                "" => format!("{place} {}", quoted(name)),
                prefix => format!("{place} {}, as {}", quoted(name), quoted(&format!("{prefix}…"))),
            }
        }
        SchemeKind::Basic => "`Authorization: Basic …`".to_owned(),
        SchemeKind::BasicToken { password } if password.is_empty() => {
            "`Authorization: Basic …`, as the user with an empty password".to_owned()
        }
        SchemeKind::BasicToken { .. } => {
            "`Authorization: Basic …`, as the user with a password that is always the same".to_owned()
        }
        SchemeKind::Bearer => "`Authorization: Bearer …`".to_owned(),
    }
}

/// What the method that takes ready credentials takes.
pub(crate) fn arguments(kind: &SchemeKind) -> &'static [&'static str] {
    match kind {
        SchemeKind::Basic => &["user", "password"],
        SchemeKind::ApiKey { .. } => &["key"],
        SchemeKind::BasicToken { .. } | SchemeKind::Bearer => &["token"],
    }
}

/// About the method that takes what is exchanged for a token.
pub(crate) fn exchange_text(
    (scheme, names): (&Scheme, &SchemeNames),
    exchange: &Exchange,
    own: &ExchangeNames,
) -> Text {
    let mut text = Text::about(&exchange.docs, &format!("Gets tokens for the scheme {}.", quoted(&scheme.id)));
    let server = names.token.as_ref().and_then(|token| token.server.as_ref());
    let from = server.map(|server| format!(" of the server that [`{0}`](Self::{0}) names", server.setter));
    text.own(format!(
        "The token for [`{0}`](Self::{0}) comes from {1}{2}. It is fetched when it is needed first, shared by all \
         clones of the client, and {3}.",
        names.setter,
        route(&exchange.operation),
        from.unwrap_or_default(),
        renewal(exchange),
    ));
    text.list(exchange.inputs.iter().zip(&own.inputs).map(|(input, name)| {
        let about = match input.kind {
            InputKind::Key => Some("Private key with its certificate; it signs and is not sent."),
            InputKind::Text | InputKind::Secret => input.docs.description.as_deref(),
        };
        vec![Span::own(format!("`{name}`:")), Span::foreign(about)]
    }));
    text.own(variables(own.variables.iter().map(|name| name.as_str())));
    text
}

fn renewal(exchange: &Exchange) -> String {
    let first = match &exchange.refresh {
        Some(refresh) => format!("renewed through {}", route(&refresh.operation)),
        None => "renewed".to_owned(),
    };
    match (exchange.lifetime.is_empty(), exchange.default_lifetime) {
        (true, None) => format!("{first} when it is refused"),
        _ => format!("{first} before it expires"),
    }
}

/// About the method that names the server of the tokens.
pub(crate) fn server_text(scheme: &Scheme, server: &TokenServer, names: &TokenServerNames) -> Text {
    let mut text = Text::of(format!("The server that issues the tokens of {}.", quoted(&scheme.id)));
    if server.addresses.is_empty() {
        text.own("It has to be given.");
    } else {
        text.own("By default it follows from the address of the API; for other addresses it has to be given:");
        let pair = |(api, issuer): &(String, String)| vec![Span::own(format!("{}: {}", quoted(api), quoted(issuer)))];
        text.list(server.addresses.iter().map(pair));
    }
    text.own(variables([names.variable.as_str()]));
    text
}

/// About the method that has the server of the tokens asked where they are requested.
pub(crate) fn discovery_text(operation: &ExchangeOperation) -> Text {
    let mut text = Text::new();
    text.own(format!(
        "Asks this server, by {}, where tokens are requested, instead of taking the documented path.",
        route(operation)
    ));
    text
}

/// About the client that is made from environment variables.
pub(crate) fn environment_text(api: &Api, names: &ApiNames) -> Text {
    let mut text = Text::of("Begins a client with what the environment says.");
    text.own(
        "A variable that is not set, or set to nothing, leaves things as they are. Credentials that are set in part, or \
         in two ways for one scheme, are an error of [`build`](ClientBuilder::build). What is set on the builder \
         afterwards takes the place of what was found.",
    );
    let mut rows = vec![(names.credentials.server.as_str(), "address of the API, which has to be set".to_owned())];
    for (scheme, names) in schemes(api, names) {
        rows.extend(scheme_rows(scheme, names));
    }
    let rows = rows.into_iter().map(|(variable, holds)| [format!("`{variable}`"), holds]);
    text.table(["variable", "what it holds"], rows);
    text
}

fn scheme_rows<'a>(scheme: &'a Scheme, names: &'a SchemeNames) -> Vec<(&'a str, String)> {
    let setter = link(names.setter.as_str());
    let pairs = names.variables.iter().zip(arguments(&scheme.kind));
    let mut rows: Vec<_> =
        pairs.map(|(variable, argument)| (variable.as_str(), format!("`{argument}` of {setter}"))).collect();
    if let (Some(source), Some(names)) = (&scheme.token, &names.token) {
        rows.extend(
            names
                .server
                .iter()
                .map(|server| (server.variable.as_str(), format!("address for {}", link(server.setter.as_str())))),
        );
        for (exchange, names) in source.exchanges.iter().zip(&names.exchanges) {
            rows.extend(exchange_rows(exchange, names));
        }
    }
    rows
}

fn exchange_rows<'a>(exchange: &'a Exchange, names: &'a ExchangeNames) -> Vec<(&'a str, String)> {
    let inputs = exchange.inputs.iter().zip(&names.inputs).zip(&names.variables);
    let row = |((input, name), variable): ((&crate::ir::ExchangeInput, _), &'a crate::names::VariableName)| {
        let what = match input.kind {
            InputKind::Key => "path of a PEM file with key and certificate, ",
            InputKind::Text | InputKind::Secret => "",
        };
        (variable.as_str(), format!("{what}`{name}` of {}", link(names.setter.as_str())))
    };
    inputs.map(row).collect()
}

fn link(method: &str) -> String {
    format!("[`{method}`](ClientBuilder::{method})")
}

/// The call as it is sent.
pub(crate) fn route(operation: &ExchangeOperation) -> String {
    quoted(&format!("{} {}", operation.method.as_str(), operation.path))
}

fn variables<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    format!("[`credentials_from_env`](Self::credentials_from_env) reads {}.", listed(&names, "and"))
}

/// `a`, `b` and `c`.
fn listed(words: &[String], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}

/// Some scheme has a source of tokens.
pub(crate) fn has_tokens(api: &Api) -> bool {
    api.schemes.iter().any(|scheme| scheme.token.is_some())
}

/// About the method that hands out tokens.
pub(crate) fn access_token_text(api: &Api) -> Text {
    let with_token =
        |scheme: &&Scheme| scheme.token.as_ref().is_some_and(|token: &TokenSource| !token.exchanges.is_empty());
    let ids: Vec<String> = api.schemes.iter().filter(with_token).map(|scheme| quoted(&scheme.id)).collect();
    let mut text = Text::of("The token that calls are sent with, fetched or renewed if need be.");
    text.own(format!("`scheme` is the name of the scheme in the document: {}.", listed(&ids, "or")));
    text.section("Errors");
    text.own("The scheme gets no tokens, nothing to exchange for one was given, or the server refused.");
    text
}
