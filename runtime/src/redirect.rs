//! Following redirects, for who asks for it: only where nothing can leak and nothing can be done twice.

use std::time::Duration;

use http::{HeaderMap, Method, header};
use url::Url;

use crate::transport::{Reading, Stage, TransportError, TransportReply, TransportRequest};
use crate::{Body, OperationInfo};

/// How many are followed at most, whatever is asked for.
const MOST: u32 = 5;

/// A message that may be sent on to where its answer points.
pub(crate) struct Redirects {
    /// How many may still be followed.
    left: u32,
    /// How many were.
    followed: u32,
    /// Credentials in the query, `name=value`, escaped.
    keys: Vec<String>,
    method: Method,
    /// Where it was sent last.
    url: Url,
    headers: HeaderMap,
    max_response_bytes: usize,
    connect_timeout: Option<Duration>,
    reading: Reading,
}

impl Redirects {
    /// Up to `limit` redirects of that message; `None` if it has to arrive where it is sent. `keys` are the credentials
    /// in its query.
    pub(crate) fn of<'k>(
        info: &OperationInfo,
        wire: &TransportRequest,
        limit: u32,
        keys: impl FnOnce() -> &'k [String],
    ) -> Option<Box<Self>> {
        let is_reading = matches!(wire.method, Method::GET | Method::HEAD) && wire.body.is_empty();
        // What may not be done twice may not be sent twice either, and who redirects may have acted.
        (limit > 0 && is_reading && info.idempotent).then(|| {
            Box::new(Self {
                left: limit.min(MOST),
                followed: 0,
                keys: keys().to_vec(),
                method: wire.method.clone(),
                url: wire.url.clone(),
                headers: wire.headers.clone(),
                max_response_bytes: wire.max_response_bytes,
                connect_timeout: wire.connect_timeout,
                reading: wire.reading,
            })
        })
    }

    /// How many were followed.
    pub(crate) fn followed(&self) -> u32 {
        self.followed
    }

    /// The message to send next; `None` if that is the answer.
    pub(crate) fn next(&mut self, reply: &TransportReply) -> Option<TransportRequest> {
        if self.left == 0 || !matches!(reply.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        self.url = target(&self.url, reply.headers(), &self.keys)?;
        self.left -= 1;
        self.followed += 1;
        Some(TransportRequest {
            method: self.method.clone(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: Body::default(),
            max_response_bytes: self.max_response_bytes,
            connect_timeout: self.connect_timeout,
            reading: self.reading,
        })
    }

    /// What a failure means after redirects: the server has seen something, even if no connection came about any more.
    pub(crate) fn explain(&self, mut error: TransportError) -> TransportError {
        if self.followed > 0 && matches!(error.stage, Stage::Connect(_) | Stage::Refused) {
            error.stage = Stage::Exchange;
        }
        error
    }
}

/// Where an answer of `url` points, if that is at the same origin. Keys are added that its query does not have.
fn target(url: &Url, headers: &HeaderMap, keys: &[String]) -> Option<Url> {
    let mut locations = headers.get_all(header::LOCATION).iter();
    let location = locations.next().filter(|_| locations.next().is_none())?;
    // UTF-8 that is not escaped is not allowed there, but common.
    let location = std::str::from_utf8(location.as_bytes()).ok()?.trim();
    let mut target = url.join(location).ok().filter(|_| !location.is_empty())?;
    let has_user = !target.username().is_empty() || target.password().is_some();
    if target.origin() != url.origin() || has_user {
        return None;
    }
    target.set_fragment(None);
    let mut query = target.query().unwrap_or_default().to_owned();
    for key in keys {
        let is_same = |pair: &str| name(pair) == name(key);
        if !query.split('&').any(is_same) {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(key);
        }
    }
    if !query.is_empty() {
        target.set_query(Some(&query));
    }
    Some(target)
}

/// The name in `name=value`.
fn name(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn locations(locations: &[&str]) -> HeaderMap {
        let value = |text: &&str| (header::LOCATION, HeaderValue::from_bytes(text.as_bytes()).unwrap());
        locations.iter().map(value).collect()
    }

    fn follow(location: &str) -> Option<String> {
        let url = Url::parse("https://h.example/v1/a/b?old=1").unwrap();
        target(&url, &locations(&[location]), &["api_key=k%201".into()]).map(String::from)
    }

    #[test]
    fn targets_of_the_same_origin() {
        for (location, path) in [
            ("c", "v1/a/c?api_key=k%201"),
            ("/c%2Fd/", "c%2Fd/?api_key=k%201"),
            ("../c?x=1#part", "v1/c?x=1&api_key=k%201"),
            ("?x=1", "v1/a/b?x=1&api_key=k%201"),
            ("?api_key=theirs", "v1/a/b?api_key=theirs"),
            ("//h.example/c", "c?api_key=k%201"),
            (" https://H.example:443/c ", "c?api_key=k%201"),
            ("/c/ü", "c/%C3%BC?api_key=k%201"),
        ] {
            assert_eq!(follow(location), Some(format!("https://h.example/{path}")), "{location}");
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for location in [
            "",
            " ",
            "http://h.example/c",
            "http://h.example:443/c",
            "https://h.example:8443/c",
            "https://h.example./c",
            "https://other.example/c",
            "https://h.example.other/c",
            "//other.example/c",
            "/\\other.example/c",
            "\\\\other.example/c",
            "https:\\\\other.example",
            "https://h.example@other.example/c",
            "https://me:hunter2@h.example/c",
            "https://me@h.example/c",
            "https://h.example:99999/",
            "https://",
            "file:///c",
            "data:,c",
            "javascript:c",
            "mailto:c@h.example",
        ] {
            assert_eq!(follow(location), None, "{location}");
        }
        let url = Url::parse("https://h.example/").unwrap();
        assert_eq!(target(&url, &locations(&[]), &[]), None);
        assert_eq!(target(&url, &locations(&["/a", "/b"]), &[]), None, "which one is meant?");
    }

    #[test]
    fn a_query_is_as_it_came() {
        let url = Url::parse("https://h.example/?old=1").unwrap();
        for (location, expected) in [("/c", "/c"), ("/c?", "/c?"), ("/c?a=%2F&a=1", "/c?a=%2F&a=1")] {
            let found = target(&url, &locations(&[location]), &[]).unwrap();
            assert_eq!(found.as_str(), format!("https://h.example{expected}"));
        }
    }
}
