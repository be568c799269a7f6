//! A running mock.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::builder::Builder;
use crate::credentials::{described, mock_value};
use crate::error::StartError;
use crate::faults::Fault;
use crate::handle::handle;
use crate::model::Carrier;
use crate::page;
use crate::record::Recorded;
use crate::state::State;

/// How long a client may take to send its headers.
const HEADER_TIME: Duration = Duration::from_secs(30);

/// A running mock. Stops when it is dropped.
pub struct Mock {
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

impl Mock {
    /// A mock that serves nothing yet.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn run(listener: TcpListener, state: Arc<State>) -> Self {
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { state, accepting }
    }

    /// The address, without a slash at its end. With one document this is the address of its API.
    pub fn url(&self) -> &str {
        &self.state.base
    }

    /// The address of an API by its id, the stem of its file; `None` if it is not served.
    pub fn url_of(&self, api: &str) -> Option<String> {
        self.state.apis.iter().find(|known| known.id == api).map(|api| self.state.url_of(api))
    }

    /// The address of the page for people.
    pub fn page_url(&self) -> String {
        format!("{}{}", self.state.base, page::path(&self.state))
    }

    /// The ids of the APIs, in the order they were given.
    pub fn apis(&self) -> impl Iterator<Item = &str> {
        self.state.apis.iter().map(|api| api.id.as_str())
    }

    /// How many operations an API has.
    pub fn operations_of(&self, api: &str) -> usize {
        self.state.apis.iter().filter(|known| known.id == api).map(|api| api.operations.len()).sum()
    }

    /// For people: each security scheme of an API, how it is sent, and a value that is accepted if one is known that is
    /// no secret.
    pub fn credentials_of(&self, api: &str) -> Vec<String> {
        let Some(index) = self.state.apis.iter().position(|known| known.id == api) else { return Vec::new() };
        let Some(api) = self.state.apis.get(index) else { return Vec::new() };
        let line = |name: &String| {
            let how = described(api, std::slice::from_ref(name));
            let value = self.accepted(index, name);
            format!("{how}: {value}")
        };
        api.schemes
            .iter()
            .filter(|(_, scheme)| scheme.carrier != Carrier::Elsewhere)
            .map(|(name, _)| line(name))
            .collect()
    }

    fn accepted(&self, api: usize, scheme: &str) -> String {
        let mock = mock_value(scheme);
        let mock_tokens = self.state.settings.mock_tokens == crate::state::MockTokens::Accepted;
        if self.state.settings.credentials.contains_key(scheme) {
            "the configured value".to_owned()
        } else if !self.state.is_issued(api, scheme) {
            format!("for example `{mock}`")
        } else if mock_tokens {
            format!("`{mock}`, or a token that was issued")
        } else {
            "a token that was issued".to_owned()
        }
    }

    /// Everything received so far, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.record.all()
    }

    /// Everything received since the last call of this method, in order; it is forgotten.
    pub fn take_requests(&self) -> Vec<Recorded> {
        self.state.record.take()
    }

    /// The next request, whatever it is, goes wrong. Several faults wait in a line.
    pub fn next_fault(&self, fault: Fault) {
        self.state.faults.push(fault);
    }

    /// The next request of an operation goes wrong. Several faults wait in a line.
    pub fn fault_for(&self, operation: &str, fault: Fault) {
        self.state.faults.push_for(operation, fault);
    }

    /// Tokens issued from now on live that long, whatever the document says. Answers tell it in whole seconds.
    pub fn token_lifetime(&self, lifetime: Duration) {
        self.state.tokens.set_lifetime(lifetime);
    }

    /// Makes all tokens that were issued worthless.
    pub fn revoke_tokens(&self) {
        self.state.tokens.revoke();
    }

    /// Stops: all connections end.
    pub async fn shutdown(mut self) {
        self.accepting.abort();
        // Cancelled, which is what was asked for.
        drop((&mut self.accepting).await);
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("url", &self.state.base).finish_non_exhaustive()
    }
}

/// Listens on loopback.
pub(crate) async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(StartError::Listen)?;
    let address = listener.local_addr().map_err(StartError::Listen)?;
    Ok((listener, address))
}

/// Connections end with the task that accepts them.
async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(serve(stream, Arc::clone(&state)))),
                // Too many open files, most likely: others have to end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, state: Arc<State>) {
    // Answers are small and shall not wait for one another.
    drop(stream.set_nodelay(true));
    let service = service_fn(move |request| handle(Arc::clone(&state), request));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    // A client that hangs up, or is hung up on, is nothing to tell.
    drop(server.serve_connection(TokioIo::new(stream), service).await);
}
