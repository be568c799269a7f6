//! What a caller gives for an exchange.

use std::fmt;

use crate::{ExchangeInfo, ExchangeInput, InputKind, Secret, SigningKey};

/// One of the things that are exchanged for a token.
#[derive(Clone)]
pub enum ExchangeValue {
    /// A text that may be seen: a user name, an id.
    Text(String),
    /// A text that must not be seen: a password.
    Secret(Secret),
    /// A key that signs.
    Key(SigningKey),
}

impl ExchangeValue {
    /// What it is.
    fn kind(&self) -> InputKind {
        match self {
            Self::Text(_) => InputKind::Text,
            Self::Secret(_) => InputKind::Secret,
            Self::Key(_) => InputKind::Key,
        }
    }

    /// What is sent; a key is not.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Secret(secret) => Some(secret.expose()),
            Self::Key(_) => None,
        }
    }
}

impl fmt::Debug for ExchangeValue {
    /// Shows what it is, not what it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(f)
    }
}

/// The values of an exchange, one for each of its inputs.
pub(crate) struct Values {
    inputs: &'static [ExchangeInput],
    given: Vec<ExchangeValue>,
}

impl Values {
    /// Values for the inputs, in their order; an error says what does not fit.
    pub(crate) fn new(info: &ExchangeInfo, given: Vec<ExchangeValue>) -> Result<Self, String> {
        let inputs = info.inputs;
        if inputs.len() != given.len() {
            return Err(format!("`.{}` takes {} values, not {}", info.setter, inputs.len(), given.len()));
        }
        for (input, value) in inputs.iter().zip(&given) {
            if input.kind != value.kind() {
                return Err(format!("`{}` of `.{}` is not of the right kind", input.name, info.setter));
            }
            if value.text().is_some_and(str::is_empty) {
                return Err(format!("`{}` of `.{}` is empty", input.name, info.setter));
            }
        }
        Ok(Self { inputs, given })
    }

    /// Inputs with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static ExchangeInput, &ExchangeValue)> {
        self.inputs.iter().zip(&self.given)
    }

    /// The value of an input.
    pub(crate) fn get(&self, name: &str) -> Option<&ExchangeValue> {
        self.iter().find(|(input, _)| input.name == name).map(|(_, value)| value)
    }

    /// The text of an input.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// All that must not be seen.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.given.iter().filter_map(|value| match value {
            ExchangeValue::Secret(secret) => Some(secret),
            ExchangeValue::Text(_) | ExchangeValue::Key(_) => None,
        })
    }
}
