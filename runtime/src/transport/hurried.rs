//! Connections for calls that say themselves how long connecting may take.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::TransportError;
use super::network::Connector;
use crate::server::Base;

/// How many limits are remembered. There are few in a program; each has its own connections.
const MAX_LIMITS: usize = 8;

/// The HTTP library knows one limit for all connections of a client, so each limit gets a client, made when it is first
/// asked for.
pub(super) struct Hurried {
    connector: Connector,
    base: Base,
    /// The one that was asked for last comes last.
    clients: Mutex<Vec<(Duration, reqwest::Client)>>,
}

impl Hurried {
    /// Clients like those that the connector makes for that address.
    pub(super) fn new(connector: Connector, base: Base) -> Self {
        Self { connector, base, clients: Mutex::default() }
    }

    /// The client whose connections have that limit.
    ///
    /// # Errors
    /// It cannot be set up, though another one could.
    pub(super) fn client(&self, limit: Duration) -> Result<reqwest::Client, TransportError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let known = clients.iter().position(|(known, _)| *known == limit).map(|index| clients.remove(index).1);
        let client = match known {
            Some(client) => client,
            None => {
                let connector = Connector { connect_timeout: limit, ..self.connector.clone() };
                connector.client(&self.base).map_err(TransportError::not_sent)?
            }
        };
        if clients.len() >= MAX_LIMITS {
            clients.remove(0);
        }
        clients.push((limit, client.clone()));
        Ok(client)
    }
}
