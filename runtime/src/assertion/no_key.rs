//! Stands in where the feature `assertion` is off, and on `wasm32`: the type is there, since builders name it, but has no
//! values.

use std::convert::Infallible;

use crate::CredentialError;

/// An RSA key with its certificate. Can be made with the feature `assertion` of specwright-runtime only, and not on `wasm32`.
#[derive(Debug, Clone)]
pub struct SigningKey(Infallible);

impl SigningKey {
    /// There is none.
    pub(crate) fn read(_path: &str) -> Result<Self, String> {
        Err(if cfg!(target_arch = "wasm32") {
            "there are no files on wasm32".to_owned()
        } else {
            "keys need the feature `assertion` of specwright-runtime".to_owned()
        })
    }

    /// There is none.
    pub(super) fn thumbprint(&self) -> &[u8] {
        match self.0 {}
    }

    /// There is none.
    pub(super) fn sign(&self, _: &[u8]) -> Result<Vec<u8>, CredentialError> {
        match self.0 {}
    }

    /// There is none.
    pub(super) fn random(&self) -> Result<[u8; 16], CredentialError> {
        match self.0 {}
    }
}
