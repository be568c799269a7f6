//! Private key and certificates in one PEM text.

use rustls_pki_types::pem::{PemObject, SectionKind};

use crate::CredentialError;

/// The DER of a private key and of certificates.
pub(super) type KeyAndCertificates = (Vec<u8>, Vec<Vec<u8>>);

/// Any section of a PEM text that is known by name.
struct Section(SectionKind, Vec<u8>);

impl PemObject for Section {
    fn from_pem(kind: SectionKind, der: Vec<u8>) -> Option<Self> {
        Some(Self(kind, der))
    }
}

/// Takes a text apart. Errors show nothing of it.
pub(super) fn parse_pem(text: &[u8]) -> Result<KeyAndCertificates, CredentialError> {
    let refuse = |problem: &str| Err(CredentialError::new(problem));
    let has = |word: &[u8]| text.windows(word.len()).any(|window| window == word);
    if has(b"BEGIN ENCRYPTED PRIVATE KEY") || has(b"Proc-Type: 4,ENCRYPTED") {
        return refuse("the private key in the PEM text is encrypted; decrypt it, e.g. with `openssl pkey`");
    }
    let mut key = None;
    let mut certificates = Vec::new();
    for section in Section::pem_slice_iter(text) {
        // The cause is not passed on: it may quote the text.
        let Ok(Section(kind, der)) = section else { return refuse("the PEM text is damaged") };
        match kind {
            SectionKind::PrivateKey | SectionKind::RsaPrivateKey if key.is_some() => {
                return refuse("there is more than one private key in the PEM text");
            }
            SectionKind::PrivateKey | SectionKind::RsaPrivateKey => key = Some(der),
            SectionKind::EcPrivateKey => return refuse("the private key in the PEM text is not an RSA key"),
            SectionKind::Certificate => certificates.push(der),
            _ => {}
        }
    }
    match key {
        Some(key) => Ok((key, certificates)),
        None => refuse("there is no private key in the PEM text"),
    }
}
