//! Settings from environment variables.
//!
//! Messages name variables and never show what is in them. A variable that is set to nothing counts as not set.

use std::env::{self, VarError};

use super::exchange::token_server;
use super::{BuildError, ClientBuilder};
use crate::token::value::ExchangeValue;
use crate::{ApiInfo, ExchangeInfo, ExchangeInput, InputKind, SchemeInfo, SchemeKind, SigningKey};

impl ClientBuilder {
    /// A client of that API, set up by the environment: its address from
    /// [`ApiInfo::server_variable`], credentials as in [`credentials_from_env`](Self::credentials_from_env).
    ///
    /// What is wrong with a variable, or missing, comes out of [`build`](Self::build). On `wasm32` there is no environment:
    /// all of it is missing.
    pub fn from_env(api: &'static ApiInfo) -> Self {
        let (server, problem) = match read(api.server_variable) {
            Ok(Some(server)) => (server, None),
            Ok(None) => (String::new(), Some(missing(api.server_variable, "the address of the server"))),
            Err(problem) => (String::new(), Some(problem)),
        };
        let mut builder = Self::new(api, server);
        builder.problem = problem.map(BuildError::new);
        builder.credentials_from_env()
    }

    /// Sets the credentials that the environment has variables for ([`SchemeInfo::variables`],
    /// [`ExchangeInput::variable`]), in place of earlier ones; all others stay. Also the addresses of token servers
    /// ([`TokenServerInfo::variable`](crate::TokenServerInfo::variable)).
    ///
    /// Credentials that are set in part, or in two ways for one scheme, come out of [`build`](Self::build) as an error.
    pub fn credentials_from_env(mut self) -> Self {
        for scheme in self.api.schemes {
            self = match (read_scheme(scheme), token_server_address(scheme)) {
                (Ok(found), Ok(address)) => self.with_found(scheme, found).with_address(scheme, address),
                (Err(problem), _) | (_, Err(problem)) => {
                    self.refuse(problem);
                    self
                }
            };
        }
        self
    }

    /// Sets what was found for a scheme.
    fn with_found(self, scheme: &'static SchemeInfo, found: Option<Found>) -> Self {
        match found {
            None => self,
            Some(Found::Exchange(info, values)) => self.exchange(scheme.id, info.setter, values),
            Some(Found::Ready(texts)) => match (scheme.kind, texts.as_slice()) {
                (SchemeKind::Basic, [user, password]) => self.basic(scheme.id, user, password.as_str()),
                (SchemeKind::Bearer, [token]) => self.bearer(scheme.id, token.as_str()),
                (SchemeKind::BasicToken { .. }, [token]) => self.basic_token(scheme.id, token.as_str()),
                (_, [key]) => self.api_key(scheme.id, key.as_str()),
                _ => self,
            },
        }
    }

    /// Sets the address of a token server, if there was one.
    fn with_address(self, scheme: &'static SchemeInfo, address: Option<String>) -> Self {
        match address {
            Some(address) => self.exchange_server(scheme.id, address),
            None => self,
        }
    }
}

/// What the environment holds for a scheme.
enum Found {
    /// Credentials as they are sent.
    Ready(Vec<String>),
    /// What is exchanged for a token.
    Exchange(&'static ExchangeInfo, Vec<ExchangeValue>),
}

/// What the environment holds for a scheme: at most one of the ways there are.
fn read_scheme(scheme: &SchemeInfo) -> Result<Option<Found>, String> {
    let mut found = read_group(scheme.variables)?.map(|texts| (scheme.variables.to_vec(), Found::Ready(texts)));
    for exchange in scheme.exchanges() {
        let variables: Vec<&'static str> = exchange.inputs.iter().map(|input| input.variable).collect();
        let Some(texts) = read_group(&variables)? else { continue };
        if let Some((others, _)) = &found {
            return Err(format!(
                "the environment has two ways to authenticate by `{}`: {} and {}",
                scheme.id,
                quoted(others),
                quoted(&variables)
            ));
        }
        let values = exchange.inputs.iter().zip(texts).map(|(input, text)| read_value(input, text));
        found = Some((variables, Found::Exchange(exchange, values.collect::<Result<_, _>>()?)));
    }
    Ok(found.map(|(_, found)| found))
}

/// The value of an input. That of a key is the path of a PEM file.
fn read_value(input: &ExchangeInput, text: String) -> Result<ExchangeValue, String> {
    Ok(match input.kind {
        InputKind::Text => ExchangeValue::Text(text),
        InputKind::Secret => ExchangeValue::Secret(text.into()),
        InputKind::Key => ExchangeValue::Key(SigningKey::read(&text).map_err(|problem| {
            format!("the environment variable `{}` has to be the path of a PEM file: {problem}", input.variable)
        })?),
    })
}

/// The address of the server that issues the tokens of a scheme.
fn token_server_address(scheme: &SchemeInfo) -> Result<Option<String>, String> {
    token_server(scheme).map_or(Ok(None), |server| read(server.variable))
}

/// Variables that belong together: all of them, or none.
fn read_group(variables: &[&'static str]) -> Result<Option<Vec<String>>, String> {
    let read: Vec<Option<String>> = variables.iter().map(|variable| read(variable)).collect::<Result<_, _>>()?;
    let is_set = |index: &usize| read[*index].is_some();
    let (set, unset): (Vec<usize>, Vec<usize>) = (0..variables.len()).partition(is_set);
    match (set.first(), unset.first()) {
        (None, _) => Ok(None),
        (Some(_), None) => Ok(Some(read.into_iter().flatten().collect())),
        (Some(set), Some(unset)) => {
            Err(missing(variables[*unset], &format!("it belongs to `{}`, which is", variables[*set])))
        }
    }
}

/// The text of a variable, if there is one.
fn read(variable: &str) -> Result<Option<String>, String> {
    match env::var(variable) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("the environment variable `{variable}` is not valid Unicode")),
    }
}

/// Says what is missing, and what it is.
fn missing(variable: &str, what: &str) -> String {
    format!("the environment variable `{variable}` is not set ({what})")
}

/// Names in a sentence.
fn quoted(variables: &[&str]) -> String {
    format!("`{}`", variables.join("`, `"))
}
