//! Where tokens are issued.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use url::Url;

use crate::encode::BadValue;
use crate::request::Request;
use crate::retry::{Verdict, judge_transport};
use crate::site::Site;
use crate::token::exchange::MAX_BYTES;
use crate::transport::{Connector, Reading};
use crate::{CredentialError, DiscoveryInfo, Server};

/// Where tokens are issued.
pub(crate) enum Issuer {
    /// At the API's own address.
    Api(Site),
    /// At an address that was given.
    Other(Site),
    /// At an address that another one tells.
    Discovered(Box<Discovery>),
}

/// A place that answers with tokens.
#[derive(Clone)]
pub(crate) struct Endpoint {
    /// The address.
    pub(crate) site: Site,
    /// The path of the operation is part of the address already.
    is_whole: bool,
}

/// An address that tells where tokens are issued, and what it told.
pub(crate) struct Discovery {
    pub(crate) info: &'static DiscoveryInfo,
    pub(crate) site: Site,
    pub(crate) connector: Connector,
    pub(crate) found: Mutex<Option<Endpoint>>,
}

impl Issuer {
    /// Where to send requests for tokens.
    pub(crate) async fn endpoint(&self) -> Result<Endpoint, CredentialError> {
        match self {
            Self::Api(site) | Self::Other(site) => Ok(Endpoint { site: site.clone(), is_whole: false }),
            Self::Discovered(discovery) => discovery.endpoint().await,
        }
    }

    /// Tokens are issued by the API itself.
    pub(crate) fn is_api(&self) -> bool {
        matches!(self, Self::Api(_))
    }
}

impl Endpoint {
    /// The URL that a request goes to.
    pub(crate) fn url(&self, request: &Request) -> Result<Url, BadValue> {
        if self.is_whole {
            return Ok(self.site.base.with_query(&request.draft.query));
        }
        self.site.url(request.info, &request.path, &request.draft.query)
    }

    /// The address that an assertion is meant for.
    pub(crate) fn audience(&self, request: &Request) -> Result<String, BadValue> {
        let mut url = self.url(request)?;
        url.set_query(None);
        Ok(url.into())
    }
}

impl Discovery {
    /// What was told, asked for once.
    async fn endpoint(&self) -> Result<Endpoint, CredentialError> {
        let known = self.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let endpoint = self.read(&self.ask().await?)?;
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(endpoint.clone());
        Ok(endpoint)
    }

    /// Asks. The answer decides where credentials go, so the connection has to be as safe as theirs.
    async fn ask(&self) -> Result<Value, CredentialError> {
        self.site.check_private()?;
        let request = Request::new(self.info.operation, false);
        let unsent = |bad: BadValue| self.problem(&format!("was not sent: {bad}"));
        let url = self.site.url(request.info, &request.path, &request.draft.query).map_err(unsent)?;
        let wire =
            self.site.seal(request.info, &request.draft, None, url, (MAX_BYTES, Reading::Whole)).map_err(unsent)?;
        let reply = self.site.transport.send(wire).await;
        let reply = reply.map_err(|error| {
            let problem = self.problem(&format!("got no usable answer: {error}"));
            problem.temporary_if(judge_transport(&error) != Verdict::Final)
        })?;
        let reply = reply.reply;
        if !reply.status_code().is_success() {
            return Err(self.problem(&format!("answered {}", reply.status())).told_by(&reply));
        }
        reply.json().map_err(|_| self.problem("did not answer with JSON"))
    }

    /// Reads the answer.
    fn read(&self, answer: &Value) -> Result<Endpoint, CredentialError> {
        let text = |pointer: &str| {
            let text = answer.pointer(pointer).and_then(Value::as_str);
            text.ok_or_else(|| self.problem(&format!("told nothing at `{pointer}`")))
        };
        let issuer = Server::from(text(self.info.issuer)?).into_base();
        if !issuer.is_ok_and(|issuer| issuer.is_same(&self.site.base)) {
            return Err(self.problem(&format!("says at `{}` that it is another than the one asked", self.info.issuer)));
        }
        let place = self.info.endpoint;
        let base = Server::from(text(place)?).into_base();
        let base = base.map_err(|_| self.problem(&format!("told no usable address at `{place}`")))?;
        if self.site.base.is_https() && !base.is_https() {
            return Err(self.problem(&format!("told an address without https at `{place}`")));
        }
        let transport = match base.is_same_origin(&self.site.base) {
            true => Arc::clone(&self.site.transport),
            false => {
                let way = self.connector.connect(&base);
                way.map_err(|error| self.problem("told an unreachable address").with_source(error))?
            }
        };
        // Whether credentials may travel there is checked before they do, as for any endpoint.
        Ok(Endpoint { site: Site { base, transport, ..self.site.clone() }, is_whole: true })
    }

    /// An error that says who was asked.
    fn problem(&self, what: &str) -> CredentialError {
        let operation = self.info.operation;
        let (id, method, path) = (operation.id, operation.method, operation.path);
        let base = &self.site.base;
        CredentialError::new(format!("the token endpoint of {base:?} is not known: {id}: {method} {path} {what}"))
    }
}

#[cfg(all(test, feature = "tls"))]
mod tests {

    use http::HeaderMap;
    use serde_json::json;

    use super::*;
    use crate::OperationInfo;

    static INFO: DiscoveryInfo = DiscoveryInfo {
        operation: &OperationInfo {
            id: "discover",
            method: "GET",
            path: "/.well-known/openid-configuration",
            accept: "",
            security: &[],
            idempotent: true,
        },
        endpoint: "/token_endpoint",
        issuer: "/issuer",
    };

    #[test]
    fn an_issuer_with_https_cannot_send_credentials_elsewhere_without() {
        let base = Server::from("https://id.invalid/t").into_base().unwrap();
        let connector = Connector::default();
        let transport = connector.connect(&base).unwrap();
        let site = Site { base, headers: HeaderMap::new(), transport, allow_plain_http: true };
        let discovery = Discovery { info: &INFO, site, connector, found: Mutex::new(None) };
        let read =
            |endpoint: &str| discovery.read(&json!({"issuer": "https://id.invalid/t/", "token_endpoint": endpoint}));
        for endpoint in ["http://127.0.0.1:1/token", "http://id.invalid/t/token"] {
            let error = read(endpoint).err().unwrap().to_string();
            assert!(error.contains("without https"), "{error}");
        }
        let found = read("https://other.invalid/token/").unwrap();
        assert_eq!(format!("{:?}", found.site.base), "https://other.invalid/token/");
    }
}
