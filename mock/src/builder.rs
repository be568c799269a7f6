//! What a mock serves, and how.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::error::StartError;
use crate::faults::{Fault, Faults};
use crate::load::{Loaded, load};
use crate::record::Record;
use crate::router::Router;
use crate::server::{Mock, listen};
use crate::state::{MockTokens, Settings, State, find_issuers};
use crate::tokens::Tokens;

/// Sets a mock up.
pub struct Builder {
    loaded: Vec<Loaded>,
    settings: Settings,
    lifetime: Option<Duration>,
    random: Option<(f64, u64, Vec<Fault>)>,
    port: u16,
}

impl Default for Builder {
    fn default() -> Self {
        let settings = Settings {
            credentials: BTreeMap::new(),
            exchange_inputs: BTreeMap::new(),
            mock_tokens: MockTokens::Refused,
            verifier: None,
            body_limit: 16 << 20,
            record_limit: 10_000,
            list_length: 5,
            page_size: 2,
        };
        Self { loaded: Vec::new(), settings, lifetime: None, random: None, port: 0 }
    }
}

impl Builder {
    /// Serves the document at `path`. One document is served at the root, several each below `/` and its id, which is
    /// the stem of its file.
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn spec(self, path: impl AsRef<Path>) -> Result<Self, StartError> {
        self.overlaid_spec(path, &[])
    }

    /// As [`spec`](Self::spec), with these OpenAPI overlays applied to the document, in order.
    ///
    /// # Errors
    /// The document or an overlay cannot be read, or an overlay cannot be applied.
    pub fn overlaid_spec(mut self, path: impl AsRef<Path>, overlays: &[PathBuf]) -> Result<Self, StartError> {
        self.loaded.push(load(path.as_ref(), overlays)?);
        Ok(self)
    }

    /// Accepts this value for a security scheme, and no other one that was not configured or issued. Of HTTP Basic the
    /// value is `user:password`, or the user alone where the document fixes the password.
    pub fn credential(mut self, scheme: &str, value: &str) -> Self {
        self.settings.credentials.entry(scheme.to_owned()).or_default().push(value.to_owned());
        self
    }

    /// Issues tokens by the exchange called `setter` only if that input has this value.
    pub fn exchange_input(mut self, setter: &str, input: &str, value: &str) -> Self {
        self.settings.exchange_inputs.insert((setter.to_owned(), input.to_owned()), value.to_owned());
        self
    }

    /// Accepts `mock-<scheme>` where a token that was issued is wanted: for people, who would have to get one first.
    pub fn accept_mock_tokens(mut self) -> Self {
        self.settings.mock_tokens = MockTokens::Accepted;
        self
    }

    /// Asks `verify` about the signature of each assertion: the first argument is what was signed, the second the
    /// signature.
    pub fn assertion_verifier(mut self, verify: impl Fn(&[u8], &[u8]) -> bool + Send + Sync + 'static) -> Self {
        self.settings.verifier = Some(Arc::new(verify));
        self
    }

    /// How long tokens live, whatever the document says.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// How many items lists have that come in pages [default: 5], and how many of them a page has unless the request
    /// says otherwise [default: 2].
    pub fn lists(mut self, length: usize, page: usize) -> Self {
        self.settings.list_length = length;
        self.settings.page_size = page;
        self
    }

    /// Largest body of a request in bytes [default: 16 MiB]; a larger one is refused with 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// How many requests are remembered [default: 10,000]; the oldest are forgotten first.
    pub fn record_limit(mut self, requests: usize) -> Self {
        self.settings.record_limit = requests;
        self
    }

    /// Lets a share of all answers, from 0 to 1, go wrong in one of these ways. The same seed gives the same faults.
    pub fn random_faults(mut self, rate: f64, seed: u64, faults: impl Into<Vec<Fault>>) -> Self {
        self.random = Some((rate, seed, faults.into()));
        self
    }

    /// The port on loopback [default: a free one].
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts serving on the runtime of the caller.
    ///
    /// # Errors
    /// There is no document, two have the same id, a credential is for no scheme, a rate is out of range, or the port
    /// cannot be listened on.
    pub async fn start(mut self) -> Result<Mock, StartError> {
        self.check()?;
        let (listener, address) = listen(self.port).await?;
        let mut secrets: BTreeSet<String> = BTreeSet::new();
        let mut apis = Vec::new();
        let several = self.loaded.len() > 1;
        for mut loaded in self.loaded.drain(..) {
            if several {
                loaded.api.mount = format!("/{}", loaded.api.id);
            }
            secrets.extend(loaded.secrets.iter().map(|name| name.to_ascii_lowercase()));
            apis.push(loaded.api);
        }
        let tokens = Tokens::default();
        if let Some(lifetime) = self.lifetime {
            tokens.set_lifetime(lifetime);
        }
        let (issuers, renewers) = find_issuers(&apis);
        let state = State {
            router: Router::new(&apis),
            apis,
            issuers,
            renewers,
            tokens,
            faults: self.random.map_or_else(Faults::default, |(rate, seed, kinds)| Faults::random(rate, seed, kinds)),
            record: Record::new(self.settings.record_limit, Arc::new(secrets)),
            settings: self.settings,
            base: format!("http://{address}"),
            salt: uuid::Uuid::new_v4().simple().to_string(),
        };
        Ok(Mock::run(listener, Arc::new(state)))
    }

    fn check(&self) -> Result<(), StartError> {
        if self.loaded.is_empty() {
            return Err(StartError::NoDocument);
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = self.loaded.iter().find(|loaded| !ids.insert(&loaded.api.id)) {
            return Err(StartError::SameId(twice.api.id.clone()));
        }
        let known = |scheme: &&String| self.loaded.iter().any(|loaded| loaded.api.schemes.contains_key(*scheme));
        if let Some(unknown) = self.settings.credentials.keys().find(|scheme| !known(scheme)) {
            return Err(StartError::UnknownScheme(unknown.clone()));
        }
        match &self.random {
            Some((rate, ..)) if !(0.0..=1.0).contains(rate) => Err(StartError::Rate(*rate)),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.loaded.iter().map(|loaded| loaded.api.id.as_str()).collect();
        f.debug_struct("Builder").field("apis", &ids).finish_non_exhaustive()
    }
}
