//! Credentials that are exchanged for a token, and where.

use std::sync::{Arc, Mutex};

use http::header;

use super::{BuildError, ClientBuilder, Setting};
use crate::assertion::Assertion;
use crate::select::Configured;
use crate::server::Base;
use crate::site::Site;
use crate::token::cell::TokenCell;
use crate::token::exchange::Exchange;
use crate::token::issuer::{Discovery, Issuer};
use crate::token::value::{ExchangeValue, Values};
use crate::transport::Connector;
use crate::{ExchangeInfo, SchemeInfo, Server, TokenServerInfo};

/// What is to be exchanged for a token.
pub(super) struct Offer {
    info: &'static ExchangeInfo,
    values: Values,
}

/// Where it is to be exchanged, as it was given.
pub(super) enum IssuerSetting {
    /// At that address.
    Server(Server),
    /// At an address that this one tells.
    Discovery(Server),
}

impl ClientBuilder {
    /// Sets what is exchanged for the token of a scheme: the values of the exchange that is called `setter`, in the
    /// order of its inputs. The token is fetched on first use, kept, renewed ahead of its end, and fetched once more
    /// when the server answers 401 to it.
    pub fn exchange(mut self, scheme: &str, setter: &str, values: impl IntoIterator<Item = ExchangeValue>) -> Self {
        let known = self.api.scheme(scheme);
        let exchange = known.and_then(|known| Some((known, known.exchanges().iter().find(|e| e.setter == setter)?)));
        let Some((known, info)) = exchange else {
            self.refuse_scheme(scheme, &format!("has no exchange called `{setter}`"));
            return self;
        };
        match Values::new(info, values.into_iter().collect()) {
            Ok(values) => self.configure(known, Setting::Offer(Offer { info, values })),
            Err(problem) => self.refuse_scheme(scheme, &format!("cannot be used: {problem}")),
        }
        self
    }

    /// Sets the address of the server that issues the tokens of a scheme.
    pub fn exchange_server(self, scheme: &str, server: impl Into<Server>) -> Self {
        self.issued_at(scheme, IssuerSetting::Server(server.into()))
    }

    /// Sets the address of an issuer that tells where it issues the tokens of a scheme (OpenID Connect Discovery).
    pub fn exchange_discovery(self, scheme: &str, issuer: impl Into<Server>) -> Self {
        self.issued_at(scheme, IssuerSetting::Discovery(issuer.into()))
    }

    /// Sets where tokens are issued, in place of an earlier setting.
    fn issued_at(mut self, scheme: &str, setting: IssuerSetting) -> Self {
        let Some(known) = self.api.scheme(scheme) else {
            self.refuse_scheme(scheme, "is not described by this API");
            return self;
        };
        match (token_server(known), &setting) {
            (None, _) => self.refuse_scheme(scheme, "has no token server of its own"),
            (Some(TokenServerInfo { discovery: None, .. }), IssuerSetting::Discovery(_)) => {
                self.refuse_scheme(scheme, "has a token server that does not tell its token endpoint");
            }
            (Some(_), _) => {
                self.issuers.retain(|(other, _)| other.id != known.id);
                self.issuers.push((known, setting));
            }
        }
        self
    }

    /// Where the tokens of a scheme are issued: where the caller says, else where the address of the API says, else at
    /// the API itself if nothing else is known of.
    pub(super) fn issuer(
        &mut self,
        scheme: &'static SchemeInfo,
        api: &Site,
        connector: &Connector,
    ) -> Result<Issuer, BuildError> {
        let Some(info) = token_server(scheme) else { return Ok(Issuer::Api(api.clone())) };
        let given = self.issuers.iter().position(|(known, _)| known.id == scheme.id);
        match given.map(|position| self.issuers.swap_remove(position).1) {
            Some(IssuerSetting::Server(server)) => other_site(api, server.into_base()?, connector).map(Issuer::Other),
            Some(IssuerSetting::Discovery(server)) => {
                let site = other_site(api, server.into_base()?, connector)?;
                let info = info.discovery.as_ref().ok_or_else(|| BuildError::new("there is nothing to discover"))?;
                let found = Mutex::new(None);
                let connector = connector.clone();
                Ok(Issuer::Discovered(Box::new(Discovery { info, site, connector, found })))
            }
            None => {
                let is_ours =
                    |known: &&str| Server::from(*known).into_base().is_ok_and(|known| known.is_same(&api.base));
                let Some((_, address)) = info.addresses.iter().find(|(known, _)| is_ours(known)) else {
                    return Err(BuildError::new(describe_missing_server(scheme, info)));
                };
                other_site(api, Server::from(*address).into_base()?, connector).map(Issuer::Other)
            }
        }
    }

    /// The token that an offer is exchanged for.
    pub(super) fn cell(
        &self,
        scheme: &'static SchemeInfo,
        offer: Offer,
        issuer: Issuer,
        others: Arc<Configured>,
    ) -> TokenCell {
        let Offer { info, values } = offer;
        let assertion = info.assertion.as_ref().and_then(|info| Assertion::new(info, &values));
        let exchange = Exchange { api: self.api, scheme, info, values, assertion, issuer, others };
        TokenCell::new(exchange, self.timeout)
    }
}

/// The server that issues the tokens of a scheme, if it is not the API's own.
pub(super) fn token_server(scheme: &SchemeInfo) -> Option<&'static TokenServerInfo> {
    scheme.token?.server.as_ref()
}

/// The way to another server than the API's. The headers for the API stay away from it; they may hold keys.
fn other_site(api: &Site, base: Base, connector: &Connector) -> Result<Site, BuildError> {
    let mut headers = api.headers.clone();
    if !base.is_same_origin(&api.base) {
        let name = headers.remove(header::USER_AGENT);
        headers.clear();
        headers.extend(name.map(|name| (header::USER_AGENT, name)));
    }
    let transport = connector.connect(&base)?;
    Ok(Site { base, headers, transport, allow_plain_http: api.allow_plain_http })
}

/// Says how to tell where tokens are issued.
fn describe_missing_server(scheme: &SchemeInfo, info: &TokenServerInfo) -> String {
    let mut ways = vec![format!("`.{}(url)`", info.setter)];
    if !info.discovery_setter.is_empty() {
        ways.push(format!("`.{}(url)`", info.discovery_setter));
    }
    let known: Vec<&str> = info.addresses.iter().map(|(address, _)| *address).collect();
    let known = if known.is_empty() { String::new() } else { format!(" (known for {})", known.join(", ")) };
    format!(
        "it is not known where the tokens of `{}` are issued for this address{known}: say so with {}, or in the \
         environment as `{}`",
        scheme.id,
        ways.join(" or "),
        info.variable
    )
}
