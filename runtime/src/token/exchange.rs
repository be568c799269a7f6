//! One fetch of a token: by the refresh token if there is one, else for the credentials.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;

use super::answer::{Issued, read_answer};
use super::issuer::{Endpoint, Issuer};
use super::request::{exchange_request, refresh_request};
use super::value::Values;
use crate::assertion::Assertion;
use crate::auth::Authorization;
use crate::clock;
use crate::request::{Draft, Request};
use crate::retry::{Verdict, judge_transport};
use crate::select::{Configured, select};
use crate::transport::{Reading, Stage, TransportError};
use crate::{ApiInfo, CredentialError, ExchangeInfo, OperationInfo, Reply, SchemeInfo, Secret};

/// How long the answer of a token endpoint may be.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// What is exchanged, and where.
pub(crate) struct Exchange {
    pub(crate) api: &'static ApiInfo,
    pub(crate) scheme: &'static SchemeInfo,
    pub(crate) info: &'static ExchangeInfo,
    pub(crate) values: Values,
    pub(crate) assertion: Option<Assertion>,
    pub(crate) issuer: Issuer,
    /// Credentials of the other schemes, for an exchange that asks for some itself. Only those that are given as they
    /// are: nothing can go in circles.
    pub(crate) others: Arc<Configured>,
}

/// A request with all its secrets, which a refusal might repeat.
struct Prepared {
    request: Request,
    secrets: Vec<Secret>,
}

impl Exchange {
    /// Fetches a token. A refusal of the refresh token, or `patience` without an answer, is no failure: there are still
    /// the credentials, unless the server asks to be left alone.
    pub(crate) async fn fetch(&self, refresh: Option<&Secret>, patience: Duration) -> Result<Issued, CredentialError> {
        if let Some(token) = refresh {
            match clock::timeout(patience, self.renew(token)).await {
                Ok(Ok(issued)) => return Ok(issued),
                Ok(Err(error)) if error.retry_after().is_some() => return Err(error),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        self.exchange().await
    }

    /// An error that says what was tried for what.
    pub(crate) fn problem(&self, what: &str) -> CredentialError {
        self.problem_of(self.info.operation, what)
    }

    /// The same, for any operation.
    fn problem_of(&self, operation: &OperationInfo, what: &str) -> CredentialError {
        let OperationInfo { id, method, path, .. } = operation;
        let (scheme, setter) = (self.scheme.id, self.info.setter);
        CredentialError::new(format!("no token for `{scheme}` by `.{setter}(…)`: {id}: {method} {path} {what}"))
    }

    /// Renews by the refresh token, which stays if no other comes in its place.
    async fn renew(&self, token: &Secret) -> Result<Issued, CredentialError> {
        let Some(info) = &self.info.refresh else { return Err(self.problem("cannot be renewed")) };
        let endpoint = self.issuer.endpoint().await?;
        let request = refresh_request(info, token);
        let prepared = self.authorize(&endpoint, Prepared { request, secrets: vec![token.clone()] }).await?;
        let (reply, secrets) = self.send(&endpoint, prepared).await?;
        let issued = read_answer(self.info, &reply, &secrets);
        let refused = |problem: String| self.problem_of(info.operation, &problem).told_by(&reply);
        let mut issued = issued.map_err(refused)?;
        issued.refresh.get_or_insert_with(|| token.clone());
        Ok(issued)
    }

    /// Exchanges the credentials; once more if the assertion was refused because the clocks differ.
    async fn exchange(&self) -> Result<Issued, CredentialError> {
        let endpoint = self.issuer.endpoint().await?;
        let (mut reply, mut secrets) = self.ask(&endpoint).await?;
        if let Some(assertion) = &self.assertion
            && matches!(reply.status(), 400 | 401)
            && assertion.set_clock(reply.headers())
        {
            (reply, secrets) = self.ask(&endpoint).await?;
            if !reply.status_code().is_success() {
                // It was not the clock, or the date was wrong itself.
                assertion.reset_clock();
            }
        }
        let refused = |problem: String| self.problem(&problem).told_by(&reply);
        read_answer(self.info, &reply, &secrets).map_err(refused)
    }

    /// Sends the credentials once.
    async fn ask(&self, endpoint: &Endpoint) -> Result<(Reply, Vec<Secret>), CredentialError> {
        let mut filling = exchange_request(self.info, &self.values);
        let mut secrets: Vec<Secret> = self.values.secrets().cloned().collect();
        if let Some(assertion) = &self.assertion {
            let audience = endpoint.audience(&exchange_request(self.info, &self.values).finish(self.info.body));
            let audience = audience.map_err(|bad| self.problem(&format!("was not sent: {bad}")))?;
            let signed = assertion.sign(&audience, &self.values)?;
            filling.put(assertion.target(), signed.expose());
            secrets.push(signed);
        }
        let prepared = Prepared { request: filling.finish(self.info.body), secrets };
        let prepared = self.authorize(endpoint, prepared).await?;
        self.send(endpoint, prepared).await
    }

    /// Adds what the operation itself asks for, if it is one of the API: keys given for the API go nowhere else.
    async fn authorize(&self, endpoint: &Endpoint, mut prepared: Prepared) -> Result<Prepared, CredentialError> {
        endpoint.site.check_private()?;
        if !self.issuer.is_api() {
            return Ok(prepared);
        }
        let info = prepared.request.info;
        let before = prepared.request.draft.clone();
        for given in select(self.api, info, &self.others)?.iter() {
            let mut authorization = Authorization::new(given.scheme, info, &mut prepared.request.draft);
            given.authorize(&mut authorization).await?;
        }
        prepared.secrets.extend(added(&before, &prepared.request.draft));
        Ok(prepared)
    }

    /// Sends, and reads the answer whatever it is.
    async fn send(&self, endpoint: &Endpoint, mut prepared: Prepared) -> Result<(Reply, Vec<Secret>), CredentialError> {
        let info = prepared.request.info;
        let unsent = |problem: &dyn std::fmt::Display| self.problem_of(info, &format!("was not sent: {problem}"));
        if let Some(bad) = prepared.request.flaws.take().and_then(|flaws| flaws.bad) {
            return Err(unsent(&bad));
        }
        let url = endpoint.url(&prepared.request).map_err(|bad| unsent(&bad))?;
        let Request { draft, body, .. } = prepared.request;
        let wire =
            endpoint.site.seal(info, &draft, body, url, (MAX_BYTES, Reading::Whole)).map_err(|bad| unsent(&bad))?;
        let came = endpoint.site.transport.send(wire).await.map_err(|error| self.broken(info, &error))?;
        Ok((came.reply, prepared.secrets))
    }

    /// An error of the connection.
    fn broken(&self, info: &OperationInfo, error: &TransportError) -> CredentialError {
        let what = match error.stage {
            Stage::Connect(_)
            | Stage::Refused
            | Stage::Barred
            | Stage::Upload
            | Stage::Exchange
            | Stage::Malformed
            | Stage::Opaque
            | Stage::Strayed
            | Stage::Slow(_) => {
                format!("got no answer: {error}")
            }
            Stage::Body | Stage::Unpack | Stage::TooLarge(_) => format!("was answered, but {error}"),
        };
        self.problem_of(info, &what).temporary_if(judge_transport(error) != Verdict::Final)
    }
}

/// What credentials have added to a request, in the spellings a server might repeat.
fn added(before: &Draft, after: &Draft) -> Vec<Secret> {
    let headers = after.headers.iter().filter(|(name, value)| before.headers.get(name) != Some(*value));
    let headers = headers.filter_map(|(_, value)| std::str::from_utf8(value.as_bytes()).ok());
    // Both with and without a prefix such as `Bearer `.
    let headers = headers.flat_map(|text| [Some(text), text.split_once(' ').map(|(_, rest)| rest)]).flatten();
    let pairs = after.query.iter().skip(before.query.len()).chain(after.cookies.iter().skip(before.cookies.len()));
    let pairs = pairs.filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned());
    headers.map(Secret::from).chain(pairs.map(Secret::from)).collect()
}
