//! What the examples share: the real service if the environment names it, else a mock in this process.
#![allow(dead_code, reason = "each example uses the part it needs")]

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rcgen::{Certificate, CertificateParams, KeyPair, PKCS_RSA_SHA256, PublicKeyData};
use specwright_mock::{Builder, Mock};
use specwright_runtime::SigningKey;

/// A credential for a mock, which takes any. Real ones come from the environment, a key store or a file, never from
/// code.
pub(crate) const KEY: &str = "00000000-0000-0000-0000-000000000000";

/// A small PNG.
pub(crate) const PICTURE: &[u8] = include_bytes!("picture.png");

/// What an example works on.
pub(crate) enum Service {
    /// The service that the environment names.
    Real,
    /// A mock of all APIs, which stops when it is dropped.
    Mock(Mock),
}

/// Where a mock serves that API.
pub(crate) fn url(mock: &Mock, api: &str) -> Result<String> {
    mock.url_of(api).with_context(|| format!("the mock does not serve {api}"))
}

/// The real service if that variable is set, else a mock.
pub(crate) async fn service(variable: &str) -> Result<Service> {
    if env::var_os(variable).is_some() {
        return Ok(Service::Real);
    }
    // Among the kinds of tokens that one header takes, a mock knows only those that were issued or configured.
    let mock = builder()?.credential("bearerMicrosoftSso", KEY).start().await?;
    println!("{variable} is not set, so this is a mock: {}", mock.page_url());
    Ok(Service::Mock(mock))
}

/// A mock of all APIs, each below its own address, that is still to be started.
pub(crate) fn builder() -> Result<Builder> {
    specs()?.into_iter().try_fold(Mock::builder(), |builder, spec| Ok(builder.spec(spec)?))
}

/// The documents in `specs/`, in the order of their names.
pub(crate) fn specs() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    Ok(specwright_codegen::find_documents(&[folder])?)
}

/// A key and a certificate for it, made for this run.
pub(crate) struct Certified {
    key: KeyPair,
    certificate: Certificate,
}

impl Certified {
    pub(crate) fn new() -> Result<Self> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
        let certificate = CertificateParams::new(vec!["example.com".to_owned()])?.self_signed(&key)?;
        Ok(Self { key, certificate })
    }

    /// What an app signs with, read as from a PEM file.
    pub(crate) fn signing_key(&self) -> Result<SigningKey> {
        Ok(SigningKey::from_pem(format!("{}{}", self.key.serialize_pem(), self.certificate.pem()))?)
    }

    /// Says whether a signature was made with the key.
    pub(crate) fn verifier(&self) -> impl Fn(&[u8], &[u8]) -> bool + Send + Sync + use<> {
        let public = self.key.subject_public_key_info();
        move |text, signature| {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &public).verify(text, signature).is_ok()
        }
    }
}
