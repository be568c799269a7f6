//! Tokens: issued, renewed, expired, revoked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use crate::exchange::{Exchange, Target};
use crate::request::{Received, decode_form};
use crate::router::{Id, PathValues, decode};
use crate::state::{Issuer, State};

/// Tokens that are remembered; expired ones go first when there are more.
const MOST: usize = 10_000;

/// All tokens of a mock.
#[derive(Default)]
pub(crate) struct Tokens {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    issued: BTreeMap<String, Issued>,
    /// Ids of assertions.
    used: BTreeSet<String>,
    lifetime: Option<Duration>,
}

struct Issued {
    issuer: Issuer,
    purpose: Purpose,
    /// Never, if it is not known.
    expires: Option<Instant>,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Access,
    Renewal,
}

impl Tokens {
    /// From now on tokens live that long, whatever the document says.
    pub(crate) fn set_lifetime(&self, lifetime: Duration) {
        self.lock().lifetime = Some(lifetime);
    }

    /// Makes all tokens worthless.
    pub(crate) fn revoke(&self) {
        self.lock().issued.clear();
    }

    fn issue(&self, issuer: &Issuer, purpose: Purpose, lifetime: Option<Duration>) -> String {
        let word = if purpose == Purpose::Access { "access" } else { "refresh" };
        let token = format!("mock-{word}-{}", uuid::Uuid::new_v4().simple());
        let expires = lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime));
        let mut inner = self.lock();
        if inner.issued.len() >= MOST {
            let now = Instant::now();
            inner.issued.retain(|_, issued| issued.expires.is_none_or(|expires| expires > now));
        }
        inner.issued.insert(token.clone(), Issued { issuer: issuer.clone(), purpose, expires });
        token
    }

    /// Whether the token was issued for the scheme and is still good; else why not.
    pub(crate) fn check(&self, token: &str, api: usize, scheme: &str, purpose: Purpose) -> Result<(), &'static str> {
        let inner = self.lock();
        match inner.issued.get(token) {
            None => Err("is not a token that was issued here, or was revoked"),
            Some(issued) if issued.issuer.api != api || issued.issuer.scheme != scheme => {
                Err("was issued for something else")
            }
            Some(issued) if issued.purpose != purpose => Err("is not that kind of token"),
            Some(issued) if issued.expires.is_some_and(|expires| expires <= Instant::now()) => Err("has expired"),
            Some(_) => Ok(()),
        }
    }

    /// Whether an assertion of that id comes for the first time.
    pub(crate) fn is_new(&self, id: &str) -> bool {
        let mut inner = self.lock();
        if inner.used.len() >= MOST {
            inner.used.clear();
        }
        inner.used.insert(id.to_owned())
    }

    fn lifetime(&self) -> Option<Duration> {
        self.lock().lifetime
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The exchange that a request to an issuing operation is about: of those whose constants and inputs are all there the
/// one that has most of them.
pub(crate) fn meant<'s>(
    state: &'s State,
    id: Id,
    values: &PathValues,
    received: &Received,
) -> Option<(&'s Issuer, &'s Exchange)> {
    let issuers = state.issuers.get(&id)?;
    let known = issuers.iter().filter_map(|issuer| Some((issuer, state.exchange(issuer)?)));
    let fitting = known.filter(|(_, exchange)| {
        let constants = exchange.constants.iter();
        let inputs = exchange.inputs.iter().map(|(_, target)| target);
        let proof = exchange.assertion.iter().map(|assertion| &assertion.target);
        constants.into_iter().all(|(target, value)| sent(target, values, received).as_deref() == Some(value.as_str()))
            && inputs.chain(proof).all(|target| sent(target, values, received).is_some())
    });
    fitting.max_by_key(|(_, exchange)| exchange.inputs.len() + exchange.constants.len())
}

/// The text a request has at a target.
pub(crate) fn sent(target: &Target, values: &PathValues, received: &Received) -> Option<String> {
    match target {
        Target::Path(name) => decode(&values.iter().find(|(known, _)| known == name)?.1),
        Target::Query(name) => received.query_value(name),
        Target::Header(name) => received.header(name),
        Target::Body(pointer) => match serde_json::from_slice::<Value>(&received.body) {
            Ok(body) => match body.pointer(pointer)? {
                Value::String(text) => Some(text.clone()),
                Value::Null => None,
                other => Some(other.to_string()),
            },
            Err(_) => {
                let form = std::str::from_utf8(&received.body).ok()?;
                let name = pointer.strip_prefix('/')?;
                let mut pairs = crate::request::pairs(form);
                pairs
                    .find(|(known, _)| decode_form(known).as_deref() == Some(name))
                    .and_then(|(_, value)| decode_form(value))
            }
        },
    }
}

/// Puts fresh tokens into an answer that issues or renews.
pub(crate) fn fill_in(state: &State, id: Id, values: &PathValues, received: &Received, answer: &mut Value) {
    let exchanged = meant(state, id, values, received);
    let renewed = || {
        let renewers = state.renewers.get(&id)?;
        let mut known = renewers.iter().filter_map(|issuer| Some((issuer, state.exchange(issuer)?)));
        known.find(|(issuer, exchange)| {
            let target = exchange.refresh.as_ref().map(|refresh| &refresh.target);
            let token = target.and_then(|target| sent(target, values, received));
            token.is_some_and(|token| state.tokens.check(&token, issuer.api, &issuer.scheme, Purpose::Renewal).is_ok())
        })
    };
    let Some((issuer, exchange)) = exchanged.or_else(renewed) else { return };
    let refused = exchange.success.as_ref().and_then(|at| answer.pointer(at)) == Some(&Value::Bool(false));
    if refused {
        return;
    }
    let lifetime = lifetime(state, exchange, answer);
    let token = state.tokens.issue(issuer, Purpose::Access, lifetime);
    put(answer, &exchange.token, &json!(token));
    if let Some(lifetime) = state.tokens.lifetime() {
        put(answer, &exchange.lifetime, &json!(lifetime.as_secs()));
    }
    if let Some(refresh) = &exchange.refresh {
        let token = state.tokens.issue(issuer, Purpose::Renewal, None);
        put(answer, &refresh.token, &json!(token));
    }
}

fn lifetime(state: &State, exchange: &Exchange, answer: &Value) -> Option<Duration> {
    let told = || exchange.lifetime.iter().find_map(|pointer| answer.pointer(pointer)?.as_u64());
    state.tokens.lifetime().or_else(|| told().or(exchange.default_lifetime).map(Duration::from_secs))
}

/// Replaces the values at all of the places that are filled, or makes the first place.
fn put(answer: &mut Value, pointers: &[String], value: &Value) {
    let mut done = false;
    for pointer in pointers {
        if let Some(place) = answer.pointer_mut(pointer)
            && !place.is_null()
        {
            *place = value.clone();
            done = true;
        }
    }
    if let Some(first) = pointers.first().filter(|_| !done) {
        insert(answer, first, value.clone());
    }
}

/// Sets the value at a pointer; objects on the way are made.
pub(crate) fn insert(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Object(map) => map.entry(token).or_insert(Value::Null),
            _ => return,
        };
    }
    *place = value;
}
