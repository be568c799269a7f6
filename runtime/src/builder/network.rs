//! How connections are made. On `wasm32` the browser makes them, and there is nothing to set.

use super::ClientBuilder;
use crate::Secret;
#[cfg(feature = "tls")]
use crate::TlsVersion;
use crate::transport::Way;

impl ClientBuilder {
    /// Sends through a client of your own, e.g. for a proxy or certificates of your own.
    ///
    /// Its settings take the place of ours, `connect_timeout` included. Build it with
    /// `reqwest::redirect::Policy::none()` and `referer(false)`: a client that follows redirects carries keys in
    /// headers to wherever it is sent. (A call that has ended at another server fails, but that server has seen them.)
    /// If it may speak HTTP/2, `retry(reqwest::retry::never())` keeps it from sending again by itself what a server gives
    /// back; for the call to do that, the feature `http2` has to be on.
    ///
    /// Not on `wasm32`.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.connector.way = Way::Http(client);
        self
    }

    /// Sends everything through a proxy: `http://host:port`, or `http://user:password@host:port`. In place of what the
    /// environment says (`HTTPS_PROXY` and the like). What goes to this machine itself goes there directly.
    ///
    /// Encrypted connections stay encrypted up to the server; the proxy sees its name only.
    ///
    /// Not on `wasm32`.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.connector.proxy = Some(url.into());
        self
    }

    /// Trusts these certificates, too, beside those the platform trusts: one or more in PEM. May be called several times. Not
    /// on `wasm32`.
    #[cfg(feature = "tls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connector.tls.roots.push(pem.into());
        self
    }

    /// Trusts no certificates but those of [`root_certificates`](Self::root_certificates). Not on `wasm32`.
    #[cfg(feature = "tls")]
    pub fn only_given_roots(mut self) -> Self {
        self.connector.tls.only_roots = true;
        self
    }

    /// Proves who the caller is with a certificate: the certificate, those in between if there are any, and its key, in
    /// PEM. Shown to every server that asks for one and has a trusted certificate itself. Not on `wasm32`.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, pem: impl Into<Secret>) -> Self {
        self.connector.tls.identity = Some(pem.into());
        self
    }

    /// Speaks no version older than this. [`TlsVersion::Tls12`] unless set. Not on `wasm32`.
    #[cfg(feature = "tls")]
    pub fn min_tls_version(mut self, version: TlsVersion) -> Self {
        self.connector.tls.oldest = Some(version);
        self
    }
}
