//! A type that is not generated, as a user might have it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount in the smallest unit of its currency, written `5.20 EUR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Hundredths.
    pub cents: u64,
    /// Three letters.
    pub currency: String,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{:02} {}", self.cents / 100, self.cents % 100, self.currency))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parse = || {
            let (amount, currency) = text.split_once(' ')?;
            let (whole, cents) = amount.split_once('.')?;
            let cents = whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
            Some(Self { cents, currency: currency.to_owned() })
        };
        parse().ok_or_else(|| de::Error::custom("this is no amount of money"))
    }
}
