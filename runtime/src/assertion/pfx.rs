//! Private key and certificates in a PKCS#12 file.

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;

use super::pem::KeyAndCertificates;
use crate::{CredentialError, Secret};

/// Takes a file apart.
pub(super) fn parse_pfx(bytes: &[u8], password: &Secret) -> Result<KeyAndCertificates, CredentialError> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password.expose()).map_err(|error| explain(&error))?;
    let refuse = |problem: &str| Err(CredentialError::new(problem));
    let key = match archive.keys.as_slice() {
        [only] => only.key.as_der().to_vec(),
        [] => return refuse("there is no private key in the PFX file"),
        [..] => return refuse("there is more than one private key in the PFX file"),
    };
    Ok((key, archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect()))
}

/// What is wrong with a file. The cause is not passed on: it may quote what it could not read.
fn explain(error: &Error) -> CredentialError {
    CredentialError::new(match error {
        Error::MacError(_) => "the PFX file cannot be opened: the password is wrong or the file is damaged",
        _ => "the PFX file cannot be read: it is damaged, or protected in a way that is not supported",
    })
}
