//! Points in time that keep the text they came as.
//!
//! Servers write dates in more ways than RFC 3339 has, and some compare the text they get back with the text they sent.
//! So the text is the value: it goes back as it came, and the parts are read out of it when asked for.

mod calendar;
mod date;
mod date_time;
#[cfg(feature = "time")]
mod offset;
mod parse;

use std::fmt;

pub use self::date::Date;
pub use self::date_time::DateTime;
#[cfg(feature = "time")]
pub use self::offset::OffsetDateTime;

/// A text that is not a date, or not a date with a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeError(pub(crate) &'static str);

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for TimeError {}

/// What both types do alike: text in, text out.
macro_rules! text_value {
    ($name:ident, $what:literal) => {
        impl $name {
            /// Keeps a text as it is, whatever it says. See [`is_valid`](Self::is_valid).
            pub fn verbatim(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Reads a text; it is kept as it is.
            ///
            /// # Errors
            #[doc = concat!("The text is not ", $what, ".")]
            pub fn parse(text: &str) -> Result<Self, TimeError> {
                let value = Self::verbatim(text);
                if value.is_valid() { Ok(value) } else { Err(TimeError($what)) }
            }

            /// The text, as it came.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TimeError;

            fn from_str(text: &str) -> Result<Self, TimeError> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = TimeError;

            fn try_from(text: &str) -> Result<Self, TimeError> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            /// Takes any text: one odd date should not cost the whole answer.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }
    };
}
use text_value;
