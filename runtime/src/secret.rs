//! Text that is never shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text that must not be shown: a password, a key, a token.
///
/// `Debug` and `Display` print a placeholder, the memory is wiped when the value is dropped, and there is no way to
/// read it by accident: [`expose`](Self::expose) is the only door. It serialises as the text it holds, since that is
/// how it is sent.
#[derive(Clone)]
pub struct Secret(SecretString);

/// Stands for the text wherever it would be printed.
const PLACEHOLDER: &str = "[redacted]";

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text. Say at the call why it may be seen there.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACEHOLDER)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACEHOLDER)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl PartialEq for Secret {
    /// Takes the same time wherever two texts of equal length differ, so that timing tells nothing about a prefix.
    fn eq(&self, other: &Self) -> bool {
        let (left, right) = (self.expose().as_bytes(), other.expose().as_bytes());
        let difference = left.iter().zip(right).fold(0, |seen, (a, b)| seen | (a ^ b));
        left.len() == right.len() && std::hint::black_box(difference) == 0
    }
}

impl Eq for Secret {}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_not_shown() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "[redacted] [redacted] Some([redacted])");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn compares_and_travels_as_text() {
        let secret: Secret = serde_json::from_str("\"a\\u00e4\"").unwrap();
        assert_eq!(secret, Secret::from("aä"));
        assert_ne!(secret, Secret::from("aäb"));
        assert_ne!(secret, Secret::from("aö"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"aä\"");
    }
}
