//! What the examples share: the real service if the environment names it, else a mock in this process.
#![allow(dead_code, reason = "each example uses the part it needs")]

use std::env;
use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use specwright_mock::Mock;
use specwright_runtime::SigningKey;

/// Anything that keeps an example from going on.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// A key for a mock. Real ones come from the environment, a key store or a file, never from code.
pub(crate) const KEY: &str = "00000000-0000-0000-0000-000000000000";

/// What an example works on.
pub(crate) enum Service {
    /// The service that the environment names.
    Real,
    /// A mock of all APIs, which stops when it is dropped.
    Mock(Mock),
}

/// The real service if that variable is set, else a mock.
pub(crate) async fn service(variable: &str) -> Result<Service, Failure> {
    if env::var_os(variable).is_some() {
        return Ok(Service::Real);
    }
    let mock = mock().await?;
    println!("{variable} is not set: this is a mock, at {}", mock.url());
    Ok(Service::Mock(mock))
}

/// A mock of all APIs.
pub(crate) async fn mock() -> Result<Mock, Failure> {
    let mut builder = Mock::builder();
    for spec in specs()? {
        builder = builder.spec(spec)?;
    }
    Ok(builder.start().await?)
}

/// The documents in `specs/`, in the order of their names.
pub(crate) fn specs() -> Result<Vec<PathBuf>, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    Ok(specwright_codegen::find_documents(&[folder])?)
}

/// A key with a certificate, made for this run.
pub(crate) fn throw_away_key() -> Result<SigningKey, Failure> {
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256)?;
    let certificate = CertificateParams::new(vec!["example.com".to_owned()])?.self_signed(&key)?;
    Ok(SigningKey::from_pem(&format!("{}{}", key.serialize_pem(), certificate.pem()))?)
}
