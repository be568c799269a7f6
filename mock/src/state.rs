//! Everything that a running mock knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::exchange::Exchange;
use crate::faults::Faults;
use crate::model::{Api, Operation};
use crate::record::Record;
use crate::router::{Id, Router};
use crate::tokens::Tokens;

/// Says whether a signature, the second argument, is that of the signed part of a JWT, the first one.
pub(crate) type Verifier = Arc<dyn Fn(&[u8], &[u8]) -> bool + Send + Sync>;

/// What the user of a mock decided.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Accepted values by security scheme.
    pub(crate) credentials: BTreeMap<String, Vec<String>>,
    /// Accepted values of the inputs of an exchange, by its setter and the name of the input.
    pub(crate) exchange_inputs: BTreeMap<(String, String), String>,
    pub(crate) mock_tokens: MockTokens,
    pub(crate) verifier: Option<Verifier>,
    pub(crate) body_limit: usize,
    pub(crate) record_limit: usize,
    pub(crate) list_length: usize,
    pub(crate) page_size: usize,
}

/// Whether `mock-<scheme>` is a credential although the document says how tokens are issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MockTokens {
    Accepted,
    Refused,
}

pub(crate) struct State {
    pub(crate) apis: Vec<Api>,
    pub(crate) router: Router,
    /// The schemes whose tokens an operation issues, by operation.
    pub(crate) issuers: BTreeMap<Id, Vec<Issuer>>,
    /// The schemes whose tokens an operation renews.
    pub(crate) renewers: BTreeMap<Id, Vec<Issuer>>,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    /// Own address, without a slash at its end.
    pub(crate) base: String,
    /// Makes page tokens those of this mock.
    pub(crate) salt: String,
}

/// An exchange of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issuer {
    pub(crate) api: usize,
    pub(crate) scheme: String,
    pub(crate) exchange: usize,
}

/// Names of parameters, headers and members that hold secrets, in lower case.
pub(crate) type Secrets = Arc<BTreeSet<String>>;

impl State {
    pub(crate) fn operation(&self, id: Id) -> Option<(&Api, &Operation)> {
        let api = self.apis.get(id.0)?;
        Some((api, api.operations.get(id.1)?))
    }

    pub(crate) fn exchange(&self, issuer: &Issuer) -> Option<&Exchange> {
        self.apis.get(issuer.api)?.schemes.get(&issuer.scheme)?.exchanges.get(issuer.exchange)
    }

    /// Whether tokens of the scheme are issued by an operation served here.
    pub(crate) fn is_issued(&self, api: usize, scheme: &str) -> bool {
        self.issuers.values().flatten().any(|issuer| issuer.api == api && issuer.scheme == scheme)
    }

    /// The address of an API.
    pub(crate) fn url_of(&self, api: &Api) -> String {
        format!("{}{}", self.base, api.mount)
    }
}

/// Which operations issue and which renew tokens.
pub(crate) fn find_issuers(apis: &[Api]) -> (BTreeMap<Id, Vec<Issuer>>, BTreeMap<Id, Vec<Issuer>>) {
    let (mut issuers, mut renewers) = (BTreeMap::new(), BTreeMap::new());
    for (api_index, api) in apis.iter().enumerate() {
        for (scheme, known) in &api.schemes {
            for (index, exchange) in known.exchanges.iter().enumerate() {
                let issuer = Issuer { api: api_index, scheme: scheme.clone(), exchange: index };
                let note = |into: &mut BTreeMap<Id, Vec<Issuer>>, reference: &str| {
                    if let Some(id) = find_operation(apis, api_index, reference) {
                        into.entry(id).or_default().push(issuer.clone());
                    }
                };
                note(&mut issuers, &exchange.operation);
                if let Some(refresh) = &exchange.refresh {
                    note(&mut renewers, &refresh.operation);
                }
            }
        }
    }
    (issuers, renewers)
}

/// An `operationId`, or `file.yaml#/paths/~1token/post`.
fn find_operation(apis: &[Api], from: usize, reference: &str) -> Option<Id> {
    let own = apis.get(from)?;
    let Some((file, pointer)) = reference.split_once('#') else {
        let index = own.operations.iter().position(|operation| operation.id == reference)?;
        return Some((from, index));
    };
    let target = if file.is_empty() { own.file.clone() } else { own.file.parent()?.join(file).canonicalize().ok()? };
    let api = apis.iter().position(|api| api.file == target)?;
    let mut steps = pointer.strip_prefix("/paths/")?.split('/');
    let path = steps.next()?.replace("~1", "/").replace("~0", "~");
    let method = steps.next()?;
    let is_meant = |operation: &Operation| {
        operation.template.text == path && operation.method.as_str().eq_ignore_ascii_case(method)
    };
    Some((api, apis.get(api)?.operations.iter().position(is_meant)?))
}
