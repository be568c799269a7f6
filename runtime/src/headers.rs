//! The one place where header names and values are made.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::encode::has_control;

/// Headers that say where a message ends or how the connection is used. They belong to the transport: a caller who
/// could set them could make two parties read one message in two ways.
const RESERVED: &[&str] =
    &["connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// The usual media type. `Debug` shows it.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Makes a header name.
pub(crate) fn header_name(name: &str) -> Result<HeaderName, &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a header name")?;
    if RESERVED.contains(&name.as_str()) {
        return Err("is set by the transport alone");
    }
    Ok(name)
}

/// Makes a header value, which `Debug` does not show. The error does not echo it either.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, &'static str> {
    sealed(text, || HeaderValue::from_bytes(text.as_bytes()))
}

/// The same of a text that lasts, which needs no copy.
pub(crate) fn constant_value(text: &'static str) -> Result<HeaderValue, &'static str> {
    if text == "application/json" {
        // What most of them are, and there is nothing to look at in it.
        return Ok(JSON);
    }
    sealed(text, || HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes())))
}

fn sealed<E>(text: &str, value: impl FnOnce() -> Result<HeaderValue, E>) -> Result<HeaderValue, &'static str> {
    if has_control(text) {
        return Err("contains control characters");
    }
    let mut value = value().map_err(|_| "cannot be a header value")?;
    value.set_sensitive(true);
    Ok(value)
}

/// Sets a header of a message. Once for all who do: the map's own way is long, and would be copied to each of them.
#[inline(never)]
pub(crate) fn put(headers: &mut HeaderMap, name: &HeaderName, value: &HeaderValue) {
    headers.insert(name, value.clone());
}

/// Headers of a message that is being prepared, one value per name. There are few, and they are copied for each attempt:
/// a list does that with less effort than a map.
#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Sets a header, in place of any of that name.
    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// The header of that name.
    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Takes the header of that name away.
    pub(crate) fn remove(&mut self, name: &HeaderName) {
        self.0.retain(|(known, _)| known != name);
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_control_bytes_and_hides_the_rest() {
        for text in ["a\r\nb: c", "a\n", "a\0", "a\tb", "\u{7f}", "\u{85}"] {
            assert_eq!(header_value(text), Err("contains control characters"));
            assert_eq!(constant_value(text), header_value(text));
        }
        assert!(!format!("{:?}", header_value("hunter2").unwrap()).contains("hunter2"));
        assert!(constant_value("hunter2").unwrap().is_sensitive());
        assert_eq!(header_value("ä").unwrap().as_bytes(), "ä".as_bytes());
    }

    #[test]
    fn refuses_names_of_the_transport() {
        assert!(header_name("Content-Length").is_err());
        assert!(header_name("transfer-encoding").is_err());
        assert!(header_name("X-Y").is_ok());
        assert!(header_name("X Y").is_err());
    }
}
