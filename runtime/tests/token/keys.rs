//! Keys and certificates in the forms they come in.

use specwright_runtime::SigningKey;

use super::api::shown;

pub(crate) const CHAIN: &[u8] = include_bytes!("keys/chain.pem");
const KEY: &[u8] = include_bytes!("keys/key.pem");
const CERTIFICATE: &[u8] = include_bytes!("keys/cert.pem");

#[test]
fn keys_are_read_in_all_forms() {
    SigningKey::from_pem([KEY, CERTIFICATE].concat()).unwrap();
    SigningKey::from_pem([CERTIFICATE, KEY].concat()).unwrap();
    SigningKey::from_pem(CHAIN).unwrap();
    SigningKey::from_pem(std::str::from_utf8(CHAIN).unwrap().replace('\n', "\r\n")).unwrap();
    SigningKey::from_pem(include_str!("keys/pkcs1.pem")).unwrap();
    SigningKey::from_pem_file(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/token/keys/chain.pem")).unwrap();
    SigningKey::from_der(include_bytes!("keys/key.der"), include_bytes!("keys/cert.der")).unwrap();
}

#[test]
fn what_is_no_key_is_told_and_not_shown() {
    let refused = |text: &[u8]| SigningKey::from_pem(text).unwrap_err().to_string();
    let other: &[u8] = include_bytes!("keys/other.pem");
    assert_eq!(refused(KEY), "there is no certificate beside the private key");
    assert_eq!(refused(CERTIFICATE), "there is no private key in the PEM text");
    assert_eq!(refused(b"hunter2"), "there is no private key in the PEM text");
    assert_eq!(refused(&[KEY, other].concat()), "the certificate does not belong to the private key");
    assert_eq!(refused(&[KEY, KEY, CERTIFICATE].concat()), "there is more than one private key in the PEM text");
    assert!(refused(include_bytes!("keys/encrypted.pem")).contains("is encrypted"));
    assert!(refused(include_bytes!("keys/ec.pem")).contains("not a usable RSA key"));
    let damaged = String::from_utf8(CHAIN.to_vec()).unwrap().replace("MII", "M!I");
    assert_eq!(refused(damaged.as_bytes()), "the PEM text is damaged");
    assert_eq!(refused(&KEY[..KEY.len() - 30]), "the PEM text is damaged");
    let missing = SigningKey::from_pem_file("/nowhere/hunter2.pem").unwrap_err();
    assert!(missing.to_string().starts_with("the PEM file cannot be read: "));
    assert!(!shown(&missing).contains("hunter2"));
    let swapped = SigningKey::from_der(include_bytes!("keys/cert.der"), include_bytes!("keys/key.der")).unwrap_err();
    assert!(swapped.to_string().contains("not a usable RSA key"), "{swapped}");
    assert_eq!(format!("{:?}", SigningKey::from_pem(CHAIN).unwrap()), "SigningKey([redacted])");
}

#[cfg(feature = "pfx")]
#[test]
fn pfx_files_are_read_with_new_and_old_protection() {
    let read = |bytes: &[u8], password: &str| SigningKey::from_pfx(bytes, &password.into());
    read(include_bytes!("keys/modern.pfx"), "hunter2").unwrap();
    read(include_bytes!("keys/legacy.pfx"), "hunter2").unwrap();
    read(include_bytes!("keys/nopassword.pfx"), "").unwrap();
    let refused = |bytes: &[u8], password: &str| {
        let error = read(bytes, password).unwrap_err();
        assert!(!shown(&error).contains("hunter"), "{error}");
        error.to_string()
    };
    for file in [&include_bytes!("keys/modern.pfx")[..], include_bytes!("keys/legacy.pfx")] {
        assert!(refused(file, "hunter3").contains("the password is wrong"));
        assert!(refused(&file[..file.len() / 2], "hunter2").contains("it is damaged"));
    }
    assert!(refused(include_bytes!("keys/nokey.pfx"), "hunter2").contains("no private key"));
    assert!(refused(b"hunter2", "hunter2").contains("it is damaged"));
}
