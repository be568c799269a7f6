//! Bytes that travel as base64 text.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use bytes::Bytes;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::de::messages;

/// Reads with or without padding, since servers differ.
const TOLERANT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
/// `+` and `/`.
const READ_STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
/// `-` and `_`.
const READ_URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// Bytes that travel as base64 text.
///
/// Written in the standard alphabet with padding; read in the standard or the URL-safe one, with or without padding,
/// line breaks allowed.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(Bytes);

impl Base64 {
    /// Wraps bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// The text it travels as.
    pub fn to_text(&self) -> String {
        encode(&self.0)
    }

    /// Reads text; `None` when it is not base64.
    pub fn from_text(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let engine = if text.contains(['-', '_']) { &READ_URL_SAFE } else { &READ_STANDARD };
        engine.decode(text).ok().map(Self::from)
    }
}

/// Standard alphabet, with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

impl fmt::Debug for Base64 {
    /// Shows the length only: such fields hold files and keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Reads the text without keeping a copy of it.
struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Base64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64 text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Base64, E> {
        Base64::from_text(text).ok_or_else(|| E::custom(messages::BASE64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling() {
        for text in ["+/+/", "-_-_", "+/\n+/"] {
            assert_eq!(Base64::from_text(text).unwrap().as_bytes(), [0xfb, 0xff, 0xbf]);
        }
        assert_eq!(Base64::from_text("YQ").unwrap().as_bytes(), b"a");
        assert_eq!(Base64::from_text("YQ==").unwrap().as_bytes(), b"a");
        assert!(Base64::from_text("Y!").is_none());
    }

    #[test]
    fn round_trips_and_names_itself_in_errors() {
        let value: Base64 = serde_json::from_str("\"aGk=\"").unwrap();
        assert_eq!(value.as_ref(), b"hi");
        assert_eq!(serde_json::to_string(&value).unwrap(), "\"aGk=\"");
        assert_eq!(format!("{value:?}"), "Base64(2 bytes)");
        let error = serde_json::from_str::<Base64>("\"!!\"").unwrap_err().to_string();
        assert!(error.starts_with("expected base64 text"), "{error}");
        assert!(!error.contains("!!"), "{error}");
    }
}
