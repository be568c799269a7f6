//! A signed statement of who is calling, in place of a secret: a JWT (RFC 7523), signed with RS256.

#[cfg_attr(all(feature = "assertion", not(target_arch = "wasm32")), path = "key.rs")]
#[cfg_attr(not(all(feature = "assertion", not(target_arch = "wasm32"))), path = "no_key.rs")]
mod key;
#[cfg(all(feature = "assertion", not(target_arch = "wasm32")))]
mod pem;
#[cfg(all(feature = "pfx", not(target_arch = "wasm32")))]
mod pfx;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use self::key::SigningKey;
use crate::clock;
use crate::token::value::{ExchangeValue, Values};
use crate::{AssertionInfo, CredentialError, KeyId, Secret, Target};

/// Longest time an assertion is valid, in seconds.
const MAX_LIFETIME: u32 = 300;
/// Clocks that differ by no more seconds are not corrected.
const TOLERATED_SKEW: i64 = 30;

/// Makes assertions.
pub(crate) struct Assertion {
    info: &'static AssertionInfo,
    key: SigningKey,
    /// How many seconds the server's clock is ahead of ours.
    skew: AtomicI64,
}

impl Assertion {
    /// Assertions signed by the key among the values; `None` if there is no key.
    pub(crate) fn new(info: &'static AssertionInfo, values: &Values) -> Option<Self> {
        match values.get(info.key)? {
            ExchangeValue::Key(key) => Some(Self { info, key: key.clone(), skew: AtomicI64::new(0) }),
            ExchangeValue::Text(_) | ExchangeValue::Secret(_) => None,
        }
    }

    /// Where it is sent.
    pub(crate) fn target(&self) -> Target {
        self.info.target
    }

    /// A fresh assertion for that token endpoint.
    pub(crate) fn sign(&self, audience: &str, values: &Values) -> Result<Secret, CredentialError> {
        let thumbprint = self.key.thumbprint();
        let encoded = URL_SAFE_NO_PAD.encode(thumbprint);
        let key_id = match self.info.key_id {
            KeyId::Base64Url => encoded.clone(),
            KeyId::Hex => thumbprint.iter().map(|byte| format!("{byte:02X}")).collect(),
        };
        let header = serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": key_id, "x5t": encoded});
        let claims = Value::Object(self.claims(audience, values)?);
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes())?);
        Ok(Secret::new(format!("{signed}.{signature}")))
    }

    /// Who says what to whom, and for how long.
    fn claims(&self, audience: &str, values: &Values) -> Result<Map<String, Value>, CredentialError> {
        let issuer = values.text(self.info.issuer).unwrap_or_default();
        let now = self.now();
        let mut claims = Map::new();
        for (claim, input) in self.info.claims {
            claims.insert((*claim).to_owned(), Value::from(values.text(input).unwrap_or_default()));
        }
        let lifetime = self.info.lifetime.clamp(1, MAX_LIFETIME);
        let id = uuid::Builder::from_random_bytes(self.key.random()?).into_uuid();
        for (claim, value) in [
            ("aud", Value::from(audience)),
            ("iss", Value::from(issuer)),
            ("sub", Value::from(issuer)),
            ("jti", Value::from(Uuid::to_string(&id))),
            ("nbf", Value::from(now)),
            ("iat", Value::from(now)),
            ("exp", Value::from(now.saturating_add(i64::from(lifetime)))),
        ] {
            claims.insert(claim.to_owned(), value);
        }
        Ok(claims)
    }

    /// The time in seconds since 1970, by the server's clock in as far as it is known.
    fn now(&self) -> i64 {
        seconds(clock::system_time()).saturating_add(self.skew.load(Ordering::Relaxed))
    }

    /// Sets the clock by the `Date` of an answer. `true`: it was wrong enough to have been the reason for a refusal.
    pub(crate) fn set_clock(&self, headers: &HeaderMap) -> bool {
        let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else { return false };
        let theirs = seconds(theirs);
        let is_wrong = theirs.abs_diff(self.now()) > TOLERATED_SKEW.unsigned_abs();
        if is_wrong {
            self.skew.store(theirs.saturating_sub(seconds(clock::system_time())), Ordering::Relaxed);
        }
        is_wrong
    }

    /// Goes by our own clock again.
    pub(crate) fn reset_clock(&self) {
        self.skew.store(0, Ordering::Relaxed);
    }
}

/// Seconds since 1970.
fn seconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds),
    }
}
