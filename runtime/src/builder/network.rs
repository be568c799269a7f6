//! How connections are made.

use super::ClientBuilder;
use crate::Secret;
#[cfg(feature = "tls")]
use crate::TlsVersion;

impl ClientBuilder {
    /// Sends everything through a proxy: `http://host:port`, or `http://user:password@host:port`. In place of what the
    /// environment says (`HTTPS_PROXY` and the like). What goes to this machine itself goes there directly.
    ///
    /// Encrypted connections stay encrypted up to the server; the proxy sees its name only.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts these certificates, too, beside those the platform trusts: one or more in PEM. May be called several times.
    #[cfg(feature = "tls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(pem.into());
        self
    }

    /// Trusts no certificates but those of [`root_certificates`](Self::root_certificates).
    #[cfg(feature = "tls")]
    pub fn only_given_roots(mut self) -> Self {
        self.tls.only_roots = true;
        self
    }

    /// Proves who the caller is with a certificate: the certificate, those in between if there are any, and its key, in
    /// PEM. Shown to every server that asks for one and has a trusted certificate itself.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, pem: impl Into<Secret>) -> Self {
        self.tls.identity = Some(pem.into());
        self
    }

    /// Speaks no version older than this. [`TlsVersion::Tls12`] unless set.
    #[cfg(feature = "tls")]
    pub fn min_tls_version(mut self, version: TlsVersion) -> Self {
        self.tls.oldest = Some(version);
        self
    }
}
