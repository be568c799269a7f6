//! The one place where header names and values are made.

use http::{HeaderName, HeaderValue};

/// Headers that say where a message ends or how the connection is used. They belong to the transport: a caller who
/// could set them could make two parties read one message in two ways.
const RESERVED: &[&str] =
    &["connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

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
    if text.chars().any(char::is_control) {
        return Err("contains control characters");
    }
    let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| "cannot be a header value")?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_control_bytes_and_hides_the_rest() {
        for text in ["a\r\nb: c", "a\n", "a\0", "a\tb", "\u{7f}"] {
            assert_eq!(header_value(text), Err("contains control characters"));
        }
        assert!(!format!("{:?}", header_value("hunter2").unwrap()).contains("hunter2"));
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
