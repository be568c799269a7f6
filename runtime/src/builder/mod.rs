//! Setting up a client.

mod environment;
mod exchange;
#[cfg(not(target_arch = "wasm32"))]
mod network;
mod sending;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, header};

use self::exchange::{IssuerSetting, Offer};
use crate::auth::FixedCredentials;
use crate::gate::Gate;
use crate::headers::{header_name, header_value};
use crate::retry::Budget;
use crate::select::{Configured, Fixed, Given, Source};
use crate::shared::{Jitter, Shared};
use crate::site::Site;
use crate::transport::{Connector, causes};
use crate::{
    ApiInfo, ApiKey, Basic, Bearer, Client, Credentials, Interceptor, Metrics, Retries, SchemeInfo, SchemeKind, Secret,
    Server,
};

/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a body may stand still while it is received as a stream.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the body of an answer may be.
const MAX_RESPONSE_BYTES: usize = 32 * 1024 * 1024;
/// How much is kept of the body of a failure.
const MAX_ERROR_BYTES: usize = 64 * 1024;
/// How many retries there are when all goes wrong at once.
const RETRY_BUDGET: u32 = 100;
/// How a client introduces itself.
const USER_AGENT: &str = concat!("specwright/", env!("CARGO_PKG_VERSION"));

/// Credentials as they were given.
enum Setting {
    /// Ready to be sent.
    Ready(Source),
    /// To be exchanged for a token.
    Offer(Offer),
}

/// Sets up a [`Client`]. Setters do not fail; whatever is wrong comes out of [`build`](Self::build).
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    api: &'static ApiInfo,
    server: Server,
    credentials: Vec<(&'static SchemeInfo, Setting)>,
    issuers: Vec<(&'static SchemeInfo, IssuerSetting)>,
    headers: HeaderMap,
    timeout: Duration,
    stall_timeout: Duration,
    max_response_bytes: usize,
    max_error_bytes: usize,
    allow_plain_http: bool,
    check_rules: bool,
    attempt_timeout: Option<Duration>,
    retries: Retries,
    retry_budget: u32,
    redirects: u32,
    jitter_seed: Option<u64>,
    max_concurrent: Option<usize>,
    rate: Option<(u32, Duration)>,
    interceptors: Vec<Arc<dyn Interceptor>>,
    metrics: Option<Arc<dyn Metrics>>,
    connector: Connector,
    problem: Option<BuildError>,
}

impl ClientBuilder {
    /// A client of that API at that address.
    pub fn new(api: &'static ApiInfo, server: impl Into<Server>) -> Self {
        let builder = Self {
            api,
            server: server.into(),
            credentials: Vec::new(),
            issuers: Vec::new(),
            headers: HeaderMap::new(),
            timeout: TIMEOUT,
            stall_timeout: STALL_TIMEOUT,
            max_response_bytes: MAX_RESPONSE_BYTES,
            max_error_bytes: MAX_ERROR_BYTES,
            allow_plain_http: false,
            check_rules: true,
            attempt_timeout: None,
            retries: Retries::STANDARD,
            retry_budget: RETRY_BUDGET,
            redirects: 0,
            jitter_seed: None,
            max_concurrent: None,
            rate: None,
            interceptors: Vec::new(),
            metrics: None,
            connector: Connector::default(),
            problem: None,
        };
        // Browsers introduce themselves, and ask other origins whether they allow to say something else.
        if cfg!(target_arch = "wasm32") { builder } else { builder.user_agent(USER_AGENT) }
    }

    /// Ends a call after that time, from its start to the last byte of the answer. 60 seconds unless set.
    ///
    /// How long a stream takes is a matter of its length. So while a stream is sent, the time starts anew with each
    /// piece, unless the call has a limit of its own; and of a [`Download`](crate::Download) or of
    /// [`Events`](crate::Events) it covers the head only.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Gives up connecting after that time. 5 seconds unless set. Of a call that fails at this limit it is known that
    /// nothing was sent; at a limit of the whole call that is shorter, it is not. Does nothing on `wasm32`, where the
    /// browser connects and sets the limit; those of attempts and calls hold there, too.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connector.set_connect_timeout(timeout);
        self
    }

    /// Gives up receiving a [`Download`](crate::Download) or [`Events`](crate::Events) after that time without a byte. 30
    /// seconds unless set.
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall_timeout = timeout;
        self
    }

    /// Sets the `User-Agent` header. Unless set, it is that of specwright, or on `wasm32` that of the browser.
    pub fn user_agent(self, name: &str) -> Self {
        self.default_header(header::USER_AGENT.as_str(), name)
    }

    /// Sends a header with every request, unless the request has one of that name.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match header_name(name).and_then(|name| Ok((name, header_value(value)?))) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(problem) => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
                self.refuse(format!("the header `{shown}` {problem}"));
            }
        }
        self
    }

    /// Refuses answers with a longer body, counted after decompression, and longer events. 32 MiB unless set.
    ///
    /// Other limits are fixed: an answer has at most 100 headers and about 400 KiB of them (those of hyper), and JSON is
    /// nested at most 127 levels deep (that of serde_json). What is beyond is an error, too.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Keeps no more than so many bytes of a body that tells a failure in its [`Error`](crate::Error); 64 KiB unless set.
    /// The typed body is read before that, and is whole. See [`Error::is_body_cut`](crate::Error::is_body_cut).
    pub fn max_error_bytes(mut self, limit: usize) -> Self {
        self.max_error_bytes = limit;
        self
    }

    /// Lets credentials travel over plain http, where everybody on the way can read them.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Whether lengths, patterns and limits of the document are checked before anything is sent. They are unless set.
    pub fn check_rules(mut self, check: bool) -> Self {
        self.check_rules = check;
        self
    }

    /// Sets the credentials of a scheme.
    pub fn credentials(mut self, scheme: &str, credentials: impl Credentials) -> Self {
        match self.api.scheme(scheme) {
            Some(scheme) => self.configure(scheme, Setting::Ready(Source::Own(Arc::new(credentials)))),
            None => self.refuse_scheme(scheme, "is not described by this API"),
        }
        self
    }

    /// Sets the key of a scheme that takes one.
    pub fn api_key(mut self, scheme: &str, key: impl Into<Secret>) -> Self {
        let key = key.into();
        let takes_key = |kind| {
            use SchemeKind::{ApiKeyCookie, ApiKeyHeader, ApiKeyQuery};
            matches!(kind, ApiKeyCookie(_) | ApiKeyHeader(_) | ApiKeyQuery(_))
        };
        self.refuse_empty(scheme, &key);
        self.configure_if(scheme, takes_key, "does not take an API key", ApiKey::new(key));
        self
    }

    /// Sets user and password of a scheme that takes them.
    pub fn basic(mut self, scheme: &str, user: &str, password: impl Into<Secret>) -> Self {
        if user.contains(':') {
            self.refuse_scheme(scheme, "cannot take a user name with a colon in it");
        }
        let credentials = Basic::new(user, &password.into());
        let takes_basic = |kind| kind == SchemeKind::Basic;
        self.configure_if(scheme, takes_basic, "does not take user and password", credentials);
        self
    }

    /// Sets the token of a scheme that sends it in place of the user of `Authorization: Basic …`.
    pub fn basic_token(mut self, scheme: &str, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.refuse_empty(scheme, &token);
        if token.expose().contains(':') {
            self.refuse_scheme(scheme, "cannot take a token with a colon in it");
        }
        let password = match self.api.scheme(scheme).map(|scheme| scheme.kind) {
            Some(SchemeKind::BasicToken { password }) => password,
            _ => "",
        };
        let credentials = Basic::new(token.expose(), &password.into());
        let takes_token = |kind| matches!(kind, SchemeKind::BasicToken { .. });
        self.configure_if(scheme, takes_token, "does not take a token in place of a user", credentials);
        self
    }

    /// Sets the token of a scheme that takes one.
    pub fn bearer(mut self, scheme: &str, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.refuse_empty(scheme, &token);
        let token = Bearer::new(token);
        self.configure_if(scheme, |kind| kind == SchemeKind::Bearer, "does not take a token", token);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// The address is not one, a scheme or a header is not usable, or the machine has no usable certificates.
    pub fn build(self) -> Result<Client, BuildError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let connector = self.connector.clone();
        let base = self.server.clone().into_base()?;
        let transport = connector.connect(&base)?;
        let headers = self.headers.clone();
        let site = Site { base, headers, transport, allow_plain_http: self.allow_plain_http };
        Ok(Client::new(Shared {
            api: self.api,
            timeout: self.timeout,
            stall_timeout: self.stall_timeout,
            max_response_bytes: self.max_response_bytes,
            max_error_bytes: self.max_error_bytes,
            check_rules: self.check_rules,
            gate: Gate::new(self.max_concurrent, self.rate),
            interceptors: self.interceptors.clone(),
            metrics: self.metrics.clone(),
            attempt_timeout: self.attempt_timeout,
            retries: self.retries,
            redirects: self.redirects,
            budget: Budget::new(self.retry_budget),
            jitter: self
                .jitter_seed
                .map_or(Jitter::Thread, |seed| Jitter::Seeded(fastrand::Rng::with_seed(seed).into())),
            credentials: self.configured(&site, &connector)?,
            site,
        }))
    }

    /// The credentials, those that are exchanged included.
    fn configured(mut self, site: &Site, connector: &Connector) -> Result<Configured, BuildError> {
        let settings = std::mem::take(&mut self.credentials);
        let mut configured = Configured::new();
        let mut offers = Vec::new();
        for (scheme, setting) in settings {
            match setting {
                Setting::Ready(source) => configured.push(Given { scheme, source }),
                Setting::Offer(offer) => offers.push((scheme, offer)),
            }
        }
        let others = Arc::new(configured.clone());
        for (scheme, offer) in offers {
            let issuer = self.issuer(scheme, site, connector)?;
            let cell = self.cell(scheme, offer, issuer, Arc::clone(&others));
            configured.push(Given { scheme, source: Source::Token(Arc::new(cell)) });
        }
        Ok(configured)
    }

    /// Sets credentials if the scheme is there and of the right kind.
    fn configure_if(
        &mut self,
        id: &str,
        fits: impl FnOnce(SchemeKind) -> bool,
        otherwise: &str,
        credentials: impl FixedCredentials,
    ) {
        match self.api.scheme(id) {
            Some(scheme) if fits(scheme.kind) => {
                self.configure(scheme, Setting::Ready(Source::Fixed(Arc::new(Fixed::new(credentials)))));
            }
            Some(_) => self.refuse_scheme(id, otherwise),
            None => self.refuse_scheme(id, "is not described by this API"),
        }
    }

    /// Sets credentials, in place of earlier ones.
    fn configure(&mut self, scheme: &'static SchemeInfo, setting: Setting) {
        self.credentials.retain(|(known, _)| known.id != scheme.id);
        self.credentials.push((scheme, setting));
    }

    /// Refuses a key that is none, as it comes from a setting nobody has filled in: servers answer it with a 401 that says
    /// nothing.
    fn refuse_empty(&mut self, scheme: &str, key: &Secret) {
        if key.expose().trim().is_empty() {
            self.refuse_scheme(scheme, "was given nothing to send");
        }
    }

    /// Remembers a problem with a scheme.
    fn refuse_scheme(&mut self, id: &str, problem: &str) {
        self.refuse(format!("the security scheme `{id}` {problem}"));
    }

    /// Remembers the first problem.
    fn refuse(&mut self, problem: String) {
        self.problem.get_or_insert_with(|| BuildError::new(problem));
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.credentials.iter().map(|(scheme, _)| scheme.id).collect();
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.id)
            .field("server", &self.server)
            .field("credentials", &schemes)
            .finish_non_exhaustive()
    }
}

/// A client cannot be built from what was given.
#[derive(Debug)]
pub struct BuildError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl BuildError {
    /// An error with a message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds what caused it.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let source = self.source.as_deref().map(|source| source as &(dyn StdError + 'static));
        // The innermost cause says most.
        match causes(source).last() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

// No source: the message ends with the innermost cause, and those on the way to it say nothing more.
impl StdError for BuildError {}
