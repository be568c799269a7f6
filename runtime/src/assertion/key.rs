//! A private key with its certificate.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};

use super::pem;
use crate::CredentialError;

/// An RSA key (2048 to 8192 bits) with its certificate: signs statements of who is calling, in place of a secret. None can be
/// made on `wasm32`.
///
/// Neither is ever sent; the certificate only names the key. Cheap to clone. `Debug` shows nothing.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    pair: KeyPair,
    /// SHA-1 of the certificate, which is how servers call it.
    thumbprint: [u8; 20],
}

impl SigningKey {
    /// Reads a PEM text with the private key (PKCS#8 or PKCS#1, not encrypted) and its certificate, in any order. Of
    /// several certificates the one that belongs to the key is taken.
    ///
    /// # Errors
    /// There is not exactly one private key, it is not RSA, or no certificate belongs to it.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self, CredentialError> {
        let (key, certificates) = pem::parse_pem(text.as_ref())?;
        Self::from_parts(&key, &certificates)
    }

    /// Reads a PEM file; see [`from_pem`](Self::from_pem).
    ///
    /// # Errors
    /// The file cannot be read, or is not what [`from_pem`](Self::from_pem) needs.
    pub fn from_pem_file(path: impl AsRef<Path>) -> Result<Self, CredentialError> {
        let text = std::fs::read(path)
            .map_err(|error| CredentialError::new(format!("the PEM file cannot be read: {error}")))?;
        Self::from_pem(text)
    }

    /// The key in the file that an environment variable names.
    pub(crate) fn read(path: &str) -> Result<Self, String> {
        Self::from_pem_file(path).map_err(|error| error.to_string())
    }

    /// Takes a private key (PKCS#8 or PKCS#1) and its certificate (X.509), both in DER.
    ///
    /// # Errors
    /// The key is not an RSA key, or the certificate does not belong to it.
    pub fn from_der(key: &[u8], certificate: &[u8]) -> Result<Self, CredentialError> {
        Self::from_parts(key, &[certificate])
    }

    /// Reads a PKCS#12 file (`.pfx`, `.p12`), also one with the old encryption that Windows writes. Of several
    /// certificates the one that belongs to the key is taken.
    ///
    /// # Errors
    /// The file is damaged, the password is wrong, there is not exactly one private key, it is not RSA, or no
    /// certificate belongs to it.
    #[cfg(feature = "pfx")]
    pub fn from_pfx(bytes: &[u8], password: &crate::Secret) -> Result<Self, CredentialError> {
        let (key, certificates) = super::pfx::parse_pfx(bytes, password)?;
        Self::from_parts(&key, &certificates)
    }

    /// Finds the certificate of a key.
    fn from_parts(key: &[u8], certificates: &[impl AsRef<[u8]>]) -> Result<Self, CredentialError> {
        let pair = KeyPair::from_pkcs8(key).or_else(|_| KeyPair::from_der(key));
        let pair =
            pair.map_err(|error| CredentialError::new(format!("the private key is not a usable RSA key ({error})")))?;
        // A certificate holds the public key byte for byte.
        let public = pair.public_key().as_ref();
        let holds_key = |certificate: &&[u8]| certificate.windows(public.len()).any(|window| window == public);
        let certificate = certificates.iter().map(AsRef::as_ref).find(holds_key).ok_or_else(|| {
            CredentialError::new(match certificates.len() {
                0 => "there is no certificate beside the private key",
                _ => "the certificate does not belong to the private key",
            })
        })?;
        let mut thumbprint = [0; 20];
        thumbprint.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref());
        Ok(Self(Arc::new(Inner { pair, thumbprint })))
    }

    /// SHA-1 of the certificate.
    pub(super) fn thumbprint(&self) -> &[u8] {
        &self.0.thumbprint
    }

    /// A signature with RS256.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CredentialError> {
        let mut signature = vec![0; self.0.pair.public_modulus_len()];
        let signed = self.0.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.map_err(|_| CredentialError::new("the assertion cannot be signed with this key"))?;
        Ok(signature)
    }

    /// Bytes that nobody can guess.
    pub(super) fn random(&self) -> Result<[u8; 16], CredentialError> {
        let mut bytes = [0; 16];
        rand::fill(&mut bytes).map_err(|_| CredentialError::new("the system has no random numbers"))?;
        Ok(bytes)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}
