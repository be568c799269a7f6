//! Whom to trust, and who we are, on the level of the connection.

use reqwest::tls::Version;

use crate::{BuildError, Secret};

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsVersion {
    /// TLS 1.2, the oldest that is spoken at all.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

/// Settings of encrypted connections.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    /// Certificates to trust, in PEM.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Nothing else is trusted.
    pub(crate) only_roots: bool,
    /// Certificate and key, in PEM.
    pub(crate) identity: Option<Secret>,
    /// The oldest version that is spoken.
    pub(crate) oldest: Option<TlsVersion>,
}

impl Tls {
    /// Takes over the settings.
    pub(crate) fn apply(&self, builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BuildError> {
        // If another crate switches on another library, reqwest would prefer that one.
        let mut builder = builder.tls_backend_rustls();
        let mut roots = Vec::new();
        for pem in &self.roots {
            let found = reqwest::Certificate::from_pem_bundle(pem).unwrap_or_default();
            if found.is_empty() {
                return Err(BuildError::new("a root certificate is not in PEM"));
            }
            roots.extend(found);
        }
        if self.only_roots && roots.is_empty() {
            return Err(BuildError::new("`only_given_roots()` without `root_certificates(…)` would trust nobody"));
        }
        if self.only_roots {
            builder = builder.tls_certs_only(roots);
        } else if !roots.is_empty() {
            builder = builder.tls_certs_merge(roots);
        }
        if let Some(pem) = &self.identity {
            // What reqwest says could repeat the key.
            let identity = reqwest::Identity::from_pem(pem.expose().as_bytes());
            let identity = identity
                .map_err(|_| BuildError::new("the client certificate needs a certificate and its key in PEM"))?;
            builder = builder.identity(identity);
        }
        Ok(match self.oldest {
            Some(TlsVersion::Tls12) => builder.tls_version_min(Version::TLS_1_2),
            Some(TlsVersion::Tls13) => builder.tls_version_min(Version::TLS_1_3),
            None => builder,
        })
    }
}
