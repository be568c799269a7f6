//! A request as it arrived.

use bytes::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, Uri};
use percent_encoding::percent_decode_str;

/// A request with its whole body.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) method: Method,
    /// Untouched.
    pub(crate) path: String,
    /// Name, decoded, and value, still encoded; in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        let query = pairs(uri.query().unwrap_or_default());
        let query = query.map(|(name, value)| (decode_lossy(name), value.to_owned())).collect();
        Self { method, path: uri.path().to_owned(), query, headers, body }
    }

    /// The values of a header as text; bytes that are none are replaced.
    pub(crate) fn header_values(&self, name: &str) -> impl Iterator<Item = String> + '_ {
        self.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.header_values(name).next()
    }

    /// A query parameter, decoded.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| decode_lossy(value))
    }

    /// A cookie, decoded.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let all: Vec<String> = self.header_values("cookie").collect();
        let pairs = all.iter().flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    }
}

/// The pairs of a query or a form, still encoded.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Decodes as forms do, where a plus is a blank; `None` if it is not UTF-8.
pub(crate) fn decode_form(text: &str) -> Option<String> {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(String::from)
}

/// As [`decode_form`]; what is no text is replaced.
pub(crate) fn decode_lossy(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
