//! An answer as it came, and the ways to read it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::de::digits;
use crate::de::form::from_form;
use crate::{Binary, DecodeError, Decoded, OperationError, charset};

/// An answer as it came: status, headers and the whole body.
#[derive(Clone)]
// On the heap: it goes through many hands on its way to the caller.
pub struct Reply(Box<Message>);

#[derive(Clone)]
struct Message {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

/// What some servers put before JSON, although they must not.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Headers by which servers name a request in their logs, best first.
const REQUEST_ID_HEADERS: &[&str] = &[
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-ms-request-id",
    "x-ms-correlation-request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "apim-request-id",
    "x-github-request-id",
    "x-trace-id",
    "cf-ray",
];

impl Reply {
    /// An answer made by hand, e.g. to test [`Operation::decode`](crate::Operation::decode).
    pub fn new(status: StatusCode, headers: HeaderMap, bytes: impl Into<Bytes>) -> Self {
        Self(Box::new(Message { status, headers, bytes: bytes.into() }))
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// The status, with its name.
    pub(crate) fn status_code(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body as it came, decompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.0.bytes
    }

    /// What the body was announced as.
    pub fn content_type(&self) -> Option<&str> {
        self.0.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The name of the request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        let values = REQUEST_ID_HEADERS.iter().filter_map(|name| self.0.headers.get(*name)?.to_str().ok());
        // Names have no blanks; a key that some echo has put there (`Bearer …`) may.
        values.map(str::trim).find(|id| !id.is_empty() && id.len() <= 128 && !id.contains(' '))
    }

    /// The same with at most so many bytes of its body, and whether there were more. What is kept is a copy then: the rest
    /// would stay in memory otherwise.
    pub(crate) fn cut(mut self, limit: usize) -> (Self, bool) {
        let is_cut = self.0.bytes.len() > limit;
        if is_cut {
            self.0.bytes = Bytes::copy_from_slice(&self.0.bytes[..limit]);
        }
        (self, is_cut)
    }

    /// Headers and nothing else.
    pub(crate) fn into_headers(self) -> HeaderMap {
        self.0.headers
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// The body is not JSON, or not the JSON that `T` is made of.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let json = self.json_text()?;
        // Of a text it is known that it is UTF-8, all of it at once and quickly. Of bytes it would be found out string by
        // string.
        let json = std::str::from_utf8(json).map_err(|_| self.explain_encoding(json))?;
        let read = |json: &str| serde_json::from_str(json).map_err(|error| self.explain::<T>(json, &error));
        digits::watched(json, read)
    }

    /// Reads JSON that is one text, or the text itself where the server leaves the quotation marks out.
    ///
    /// # Errors
    /// The body is announced as JSON and is JSON of another kind, or it is no text, or `T` is not made of this text.
    pub fn json_or_text<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        // What is no UTF-8 is no JSON, but may be text.
        if let Ok(json) = std::str::from_utf8(self.json_text()?) {
            let error = match digits::watched(json, |json| serde_json::from_str(json)) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let is_announced = self.content_type().is_some_and(|announced| essence(announced).contains("json"));
            if is_announced && serde_json::from_str::<IgnoredAny>(json).is_ok() {
                return Err(self.explain::<T>(json, &error));
            }
        }
        serde_json::from_value(Value::String(self.text()?)).map_err(|error| DecodeError::json(&error, None))
    }

    /// Reads text: in UTF-8, or in UTF-16, Latin-1 or windows-1252 if it was announced so.
    ///
    /// # Errors
    /// The bytes are not text, or in another encoding.
    pub fn text(&self) -> Result<String, DecodeError> {
        charset::text(self.readable()?, self.content_type())
    }

    /// The body was announced as one of these media types, of which some may be ranges (`image/*`). Parameters do not
    /// count.
    pub fn is_of(&self, media_types: &[&str]) -> bool {
        let announced = self.content_type().map(essence).unwrap_or_default().to_ascii_lowercase();
        let fits = |own: &&str| match own.split_once('/') {
            Some((kind, "*")) => announced.split_once('/').is_some_and(|(of, _)| kind == "*" || kind == of),
            _ => announced == own.split(';').next().unwrap_or_default().trim(),
        };
        media_types.iter().any(fits)
    }

    /// Takes the bytes as they are.
    ///
    /// # Errors
    /// The bytes are compressed in a way that is not understood.
    pub fn binary(&self) -> Result<Binary, DecodeError> {
        self.readable()?;
        Ok(Binary { content_type: self.content_type().map(str::to_owned), bytes: self.0.bytes.clone() })
    }

    /// Reads a form (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// A field is missing or is not what `T` needs.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        from_form(self.readable()?)
    }

    /// Takes any body for nothing.
    ///
    /// # Errors
    /// None; other ways of reading have some.
    pub fn nothing(&self) -> Result<(), DecodeError> {
        Ok(())
    }

    /// Reads a success by `read`, whichever 2xx it is, and anything else as the failure that it is.
    ///
    /// # Errors
    /// The status is not documented, or the body is not what the status promises.
    pub fn answer<T, E: OperationError>(&self, read: fn(&Self) -> Result<T, DecodeError>) -> Decoded<T, E> {
        if self.0.status.is_success() { read(self).map(Ok) } else { self.failure() }
    }

    /// Reads a failure.
    ///
    /// # Errors
    /// The status is not documented, or the body is not what the status promises.
    pub fn failure<T, E: OperationError>(&self) -> Decoded<T, E> {
        E::decode(self).map(Err)
    }

    /// The error for a status that the document does not mention.
    pub fn undocumented(&self) -> DecodeError {
        DecodeError::undocumented(self.status())
    }

    /// The body, unless it is still compressed: then nothing in it means what it seems to.
    fn readable(&self) -> Result<&[u8], DecodeError> {
        match self.compression_problem().filter(|_| !self.0.bytes.is_empty()) {
            Some(problem) => Err(problem),
            None => Ok(&self.0.bytes),
        }
    }

    /// The body that should be JSON.
    fn json_text(&self) -> Result<&[u8], DecodeError> {
        let bytes = self.readable()?;
        Ok(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes))
    }

    /// What is wrong with the body if it is still compressed.
    pub(crate) fn compression_problem(&self) -> Option<DecodeError> {
        if !self.0.headers.contains_key(header::CONTENT_ENCODING) {
            return None;
        }
        let encodings = self.0.headers.get_all(header::CONTENT_ENCODING).iter();
        let plain = |value: &http::HeaderValue| {
            value.as_bytes().is_empty() || value.as_bytes().eq_ignore_ascii_case(b"identity")
        };
        let strange = encodings.into_iter().find(|value| !plain(value))?;
        // Only what is known is shown: what else stands there may be anything.
        let is_named = |name: &&&str| strange.as_bytes().eq_ignore_ascii_case(name.as_bytes());
        let name = ["br", "zstd", "deflate", "compress"].iter().find(is_named).unwrap_or(&"Content-Encoding");
        Some(DecodeError::new(format!("the body is compressed in a way that is not understood (`{name}`)")))
    }

    /// Reads again to find out where it failed: keeping track from the start would cost every good answer time.
    fn explain<T: DeserializeOwned>(&self, json: &str, error: &serde_json::Error) -> DecodeError {
        if json.trim_ascii().is_empty() {
            return DecodeError::new("expected JSON, the body is empty");
        }
        match serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json)) {
            Err(found) => self.found(&found),
            // What comes behind it is wrong.
            Ok(_) => self.announced(DecodeError::json(error, None), error),
        }
    }

    /// Says where bytes are no JSON that are no UTF-8 either.
    #[cold]
    fn explain_encoding(&self, json: &[u8]) -> DecodeError {
        match serde_path_to_error::deserialize::<_, Value>(&mut serde_json::Deserializer::from_slice(json)) {
            Err(found) => self.found(&found),
            Ok(_) => DecodeError::new("the body is not in UTF-8"),
        }
    }

    /// What was found to be wrong, and where.
    fn found(&self, found: &serde_path_to_error::Error<serde_json::Error>) -> DecodeError {
        let error = found.inner();
        self.announced(DecodeError::json(error, Some(found.path().to_string())), error)
    }

    /// Says that it was not announced as JSON, if it is none.
    fn announced(&self, found: DecodeError, error: &serde_json::Error) -> DecodeError {
        match self.content_type().map(essence) {
            Some(essence) if error.is_syntax() && !essence.contains("json") => {
                found.because(&format!(" in a body announced as `{essence}`"))
            }
            _ => found,
        }
    }
}

/// The media type without parameters, short enough for a message.
fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().chars().take(60).collect()
}

impl fmt::Debug for Reply {
    /// Shows neither headers nor body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status())
            .field("content_type", &self.content_type())
            .field("length", &self.0.bytes.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn reply(content_type: &'static str, body: &'static [u8]) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, http::HeaderValue::from_static(content_type));
        Reply::new(StatusCode::OK, headers, body)
    }

    #[test]
    fn reads_json_behind_a_byte_order_mark() {
        assert_eq!(reply("application/json", b"\xef\xbb\xbf[1]").json::<Vec<i64>>().unwrap(), [1]);
    }

    #[test]
    fn names_place_and_expectation_but_not_the_value() {
        let json = reply("application/json", b"{\"a\": [1,\n \"hunter2, expected x\"]}");
        let error = json.json::<BTreeMap<String, Vec<i64>>>().unwrap_err();
        assert_eq!(error.json_path(), Some("a[1]"));
        assert_eq!(error.line(), Some(2));
        assert_eq!(error.column(), Some(22));
        assert_eq!(error.to_string(), "invalid type: string, expected i64 at `a[1]` (line 2, column 22)");
    }

    #[test]
    fn says_when_it_is_no_json_at_all() {
        let error = reply("text/html; charset=utf-8", b"<html>").json::<Vec<i64>>().unwrap_err().to_string();
        assert!(error.contains("in a body announced as `text/html`"), "{error}");
        let error = reply("application/json", b"").json::<Vec<i64>>().unwrap_err().to_string();
        assert_eq!(error, "expected JSON, the body is empty");
    }

    #[test]
    fn refuses_unknown_compression() {
        let mut reply = reply("application/json", b"[1]");
        reply.0.headers.insert(header::CONTENT_ENCODING, http::HeaderValue::from_static("gzip, gzip"));
        assert!(reply.json::<Vec<i64>>().is_err());
        assert!(reply.binary().is_err());
    }

    #[test]
    fn reads_json_or_bare_text() {
        let read = |content_type, body: &'static str| reply(content_type, body.as_bytes()).json_or_text::<String>();
        for content_type in ["application/json; charset=utf-8", "text/plain", ""] {
            for (body, text) in [
                ("\"Deleted \\u00e4\"", "Deleted ä"),
                ("\u{feff}\"Deleted\"", "Deleted"),
                ("Deleted", "Deleted"),
                ("12 were deleted", "12 were deleted"),
                ("\"a\" was deleted", "\"a\" was deleted"),
                ("", ""),
            ] {
                assert_eq!(read(content_type, body).unwrap(), text, "{content_type}");
            }
        }
        assert_eq!(read("text/plain", "true").unwrap(), "true");
        let error = read("application/json", "{\"error\": 1}").unwrap_err();
        assert_eq!(error.to_string(), "invalid type: map, expected a string at `.` (line 1, column 0)");
        assert!(reply("text/plain", b"a\xe4").json_or_text::<String>().is_err());
        assert!(
            reply("text/plain", b"hunter2")
                .json_or_text::<crate::Uuid>()
                .is_err_and(|e| !e.to_string().contains("hunter2"))
        );
    }

    #[test]
    fn reads_text() {
        assert_eq!(reply("text/plain", "ä".as_bytes()).text().unwrap(), "ä");
        assert_eq!(reply("text/plain; charset=ISO-8859-1", b"\xe4").text().unwrap(), "ä");
        assert!(reply("text/plain", b"a\xe4").text().is_err());
    }
}
