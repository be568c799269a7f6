//! Names around credentials: methods of the builder, and environment variables.

use super::scope::Scope;
use super::{ValueName, VariableName};
use crate::diag::{Sink, codes};
use crate::ir::{Api, Exchange, Scheme, SchemeKind, TokenServer, TokenSource};

/// Names around credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct CredentialNames {
    /// Environment variable of the server's address.
    pub server: VariableName,
    /// Per scheme.
    pub schemes: Vec<SchemeNames>,
}

/// Names of one scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemeNames {
    /// Method of the builder.
    pub setter: ValueName,
    /// Environment variable per argument of the method.
    pub variables: Vec<VariableName>,
    /// Where its tokens come from.
    pub token: Option<TokenNames>,
}

/// Names of a source of tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenNames {
    /// Of the server that issues them.
    pub server: Option<TokenServerNames>,
    /// Per exchange.
    pub exchanges: Vec<ExchangeNames>,
}

/// Names of a server that issues tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenServerNames {
    /// Method of the builder that takes its address.
    pub setter: ValueName,
    /// Method of the builder that has it asked where tokens are requested, if it can be.
    pub discovery: Option<ValueName>,
    /// Environment variable of its address.
    pub variable: VariableName,
}

/// Names of one exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeNames {
    /// Method of the builder.
    pub setter: ValueName,
    /// Argument per input.
    pub inputs: Vec<ValueName>,
    /// Environment variable per input.
    pub variables: Vec<VariableName>,
}

/// `ClientBuilder` has these methods of its own.
const RESERVED_BUILDER: &[&str] = &[
    "allow_plain_http",
    "attempt_timeout",
    "build",
    "check_rules",
    "clone",
    "configure",
    "connect_timeout",
    "credentials",
    "credentials_from_env",
    "default_header",
    "fmt",
    "follow_redirects",
    "max_response_bytes",
    "retries",
    "stall_timeout",
    "timeout",
    "user_agent",
    "without_retries",
];

/// What has no other name yet: a method of the builder is also a part of the variables.
struct Claims {
    methods: Scope,
    variables: Scope,
    prefix: String,
}

impl Claims {
    fn variable(&mut self, words: &[&str]) -> VariableName {
        self.variables.claim_variable(&format!("{} {}", self.prefix, words.join(" ")))
    }
}

/// Methods that take ready credentials come first: they are there for every scheme, whatever it can be exchanged for.
pub(super) fn claim(api: &Api, sink: &Sink) -> CredentialNames {
    let mut claims =
        Claims { methods: Scope::new(RESERVED_BUILDER), variables: Scope::new(&[]), prefix: api.id.clone() };
    let server = claims.variable(&["server"]);
    let mut schemes: Vec<SchemeNames> = api.schemes.iter().map(|scheme| claim_scheme(&mut claims, scheme)).collect();
    claims.methods.moved.clear();
    for (scheme, names) in api.schemes.iter().zip(&mut schemes) {
        names.token = scheme.token.as_ref().map(|source| claim_token(&mut claims, source));
    }
    for (wanted, given) in claims.methods.moved {
        let message = format!("the builder has a method `{wanted}` already; this one is called `{given}`");
        sink.report(&codes::NAME_CLASH, api.place.clone(), message).help("give another `setter` in `x-token`");
    }
    CredentialNames { server, schemes }
}

fn claim_scheme(claims: &mut Claims, scheme: &Scheme) -> SchemeNames {
    let wanted = scheme.rust_name.as_deref().unwrap_or(&scheme.id);
    let setter = claims.methods.claim_value_or(wanted, &[format!("{wanted} auth")], "auth");
    let variables = match scheme.kind {
        SchemeKind::Basic => {
            vec![claims.variable(&[setter.as_str(), "user"]), claims.variable(&[setter.as_str(), "password"])]
        }
        SchemeKind::ApiKey { .. } | SchemeKind::BasicToken { .. } | SchemeKind::Bearer => {
            vec![claims.variable(&[setter.as_str()])]
        }
    };
    SchemeNames { setter, variables, token: None }
}

fn claim_token(claims: &mut Claims, source: &TokenSource) -> TokenNames {
    let server = source.server.as_ref().map(|server| claim_server(claims, server));
    let exchanges = source.exchanges.iter().map(|exchange| claim_exchange(claims, exchange)).collect();
    TokenNames { server, exchanges }
}

fn claim_server(claims: &mut Claims, server: &TokenServer) -> TokenServerNames {
    TokenServerNames {
        setter: claims.methods.claim_value(&format!("{} server", server.name), "token_server"),
        discovery: server
            .discovery
            .as_ref()
            .map(|_| claims.methods.claim_value(&format!("{} discovery", server.name), "token_discovery")),
        variable: claims.variable(&[&server.name, "server"]),
    }
}

fn claim_exchange(claims: &mut Claims, exchange: &Exchange) -> ExchangeNames {
    let wanted = &exchange.setter;
    let setter = claims.methods.claim_value_or(wanted, &[format!("{wanted} token")], "exchange");
    let mut arguments = Scope::new(&[]);
    let inputs: Vec<ValueName> =
        exchange.inputs.iter().map(|input| arguments.claim_value(&input.name, "input")).collect();
    let variables = inputs.iter().map(|input| claims.variable(&[setter.as_str(), input.as_str()])).collect();
    ExchangeNames { setter, inputs, variables }
}
