//! The address of a server.

use std::fmt;

use url::{Host, Url};

use crate::BuildError;

/// Where an API is served: scheme, host, port and the path that all operations start with.
///
/// `https://example.com/base` and `https://example.com/base/` mean the same. Query parameters in the address are sent
/// with each request. A text that is no address is refused by [`ClientBuilder::build`](crate::ClientBuilder::build).
#[derive(Clone, PartialEq, Eq)]
pub struct Server(Result<Url, Malformed>);

/// A text that is no URL, with what is safe to show of it.
#[derive(Clone, PartialEq, Eq)]
struct Malformed {
    /// The text without user, password and query.
    shown: String,
    /// What is wrong with it.
    problem: String,
}

impl Server {
    /// The address, checked: absolute, http or https, without user, password and fragment.
    pub(crate) fn into_base(self) -> Result<Base, BuildError> {
        let mut url = self.0.map_err(|malformed| {
            BuildError::new(format!("`{}` is not the address of a server: {}", malformed.shown, malformed.problem))
        })?;
        let refuse = |problem: &str| {
            let shown = show(url.as_str());
            Err(BuildError::new(format!("`{shown}` is not the address of a server: {problem}")))
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("it must start with http:// or https://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("user and password do not belong into it; give credentials to the builder");
        }
        if url.fragment().is_some() {
            return refuse("it has a fragment (`#`)");
        }
        if url.query() == Some("") {
            url.set_query(None);
        }
        let is_loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            None => false,
        };
        Ok(Base { is_https: url.scheme() == "https", is_loopback, url })
    }
}

impl From<Url> for Server {
    fn from(url: Url) -> Self {
        Self(Ok(url))
    }
}

impl From<&str> for Server {
    fn from(text: &str) -> Self {
        let text = text.trim();
        let malformed = |problem| Malformed { shown: show(text), problem };
        // The parser drops line breaks and tabs: `good\n.example` would be `good.example`.
        if text.chars().any(char::is_control) {
            return Self(Err(malformed("it contains control characters".to_owned())));
        }
        Self(Url::parse(text).map_err(|problem| malformed(problem.to_string())))
    }
}

impl From<String> for Server {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match &self.0 {
            Ok(url) => show(url.as_str()),
            Err(malformed) => malformed.shown.clone(),
        };
        f.debug_tuple("Server").field(&shown).finish()
    }
}

/// What may be shown of an address: nothing before an `@`, nothing after a `?` or `#`.
fn show(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text: String = text[..end].chars().filter(|c| !c.is_control()).take(200).collect();
    let (scheme, rest) = text.split_once("://").unwrap_or(("", &text));
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    if scheme.is_empty() { rest.to_owned() } else { format!("{scheme}://{rest}") }
}

/// A checked address.
#[derive(Clone)]
pub(crate) struct Base {
    url: Url,
    is_https: bool,
    is_loopback: bool,
}

impl Base {
    /// The path of the address, to which paths of operations are appended.
    pub(crate) fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// The address with another path. `path` and `query` are escaped already; `path` starts with `/`.
    ///
    /// `None` if the URL parser reads something else than what was written: the request would go elsewhere.
    pub(crate) fn with_path(&self, path: &str, query: &[String]) -> Option<Url> {
        let mut url = self.with_query(query);
        url.set_path(path);
        let unchanged = url.path() == path || path.is_empty();
        unchanged.then_some(url)
    }

    /// The address itself, with these query parameters, escaped already.
    pub(crate) fn with_query(&self, query: &[String]) -> Url {
        let mut url = self.url.clone();
        if query.is_empty() {
            return url;
        }
        let query: Vec<&str> = self.url.query().into_iter().chain(query.iter().map(String::as_str)).collect();
        url.set_query(Some(&query.join("&")));
        url
    }

    /// Both are the same address; a slash at the end and the query make no difference.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.is_same_origin(other) && self.path() == other.path()
    }

    /// Both are at the same scheme, host and port.
    pub(crate) fn is_same_origin(&self, other: &Self) -> bool {
        self.origin() == other.origin()
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> url::Origin {
        self.url.origin()
    }

    /// Nobody can listen in: the connection is encrypted or does not leave the machine.
    pub(crate) fn is_private(&self) -> bool {
        self.is_https() || self.is_loopback()
    }

    /// The connection is encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    /// The connection does not leave the machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Host and port, to be shown.
    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host(), self.port())
    }

    /// The address as it may be shown, without a slash at its end.
    #[cfg(feature = "tracing")]
    pub(crate) fn without_query(&self) -> String {
        show(self.url.as_str()).trim_end_matches('/').to_owned()
    }

    /// The host.
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, also if it is the usual one.
    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&show(self.url.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Base {
        Server::from(text).into_base().unwrap()
    }

    #[test]
    fn keeps_prefix_and_query() {
        let join = |text: &str, query: &[String]| {
            let base = base(text);
            base.with_path(&format!("{}/v1/x%2Fy", base.path()), query).unwrap().to_string()
        };
        assert_eq!(join("https://h", &[]), "https://h/v1/x%2Fy");
        assert_eq!(join("https://h/", &[]), "https://h/v1/x%2Fy");
        assert_eq!(join("https://h:81/p", &[]), "https://h:81/p/v1/x%2Fy");
        assert_eq!(join("https://h/p?", &[]), "https://h/p/v1/x%2Fy");
        assert_eq!(join("https://h/p/q/", &[]), "https://h/p/q/v1/x%2Fy");
        assert_eq!(join("https://h/p?k=1", &["a=b".into(), "c=d".into()]), "https://h/p/v1/x%2Fy?k=1&a=b&c=d");
    }

    #[test]
    fn refuses_paths_that_would_be_folded() {
        assert!(base("https://h/p").with_path("/p/../x", &[]).is_none());
        assert!(base("https://h/p").with_path("/p/%2E%2e/x", &[]).is_none());
    }

    #[test]
    fn tells_who_can_listen() {
        for text in ["https://h", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]", "http://LOCALHOST"] {
            assert!(base(text).is_private(), "{text}");
        }
        for text in ["http://h", "http://localhost.example", "http://10.0.0.1", "http://127.0.0.1.example"] {
            assert!(!base(text).is_private(), "{text}");
        }
    }

    #[test]
    fn refuses_bad_addresses_without_showing_secrets() {
        for text in [
            "h.example/path?key=hunter2",
            "https://user:hunter2@h/",
            "https://u:hunter2@",
            "https://u:hunter2@h:99999/",
            "ftp://h/?hunter2",
            "https://h/#hunter2",
            "https://good\n.example/?hunter2",
            "",
        ] {
            let server = Server::from(text);
            let error = server.clone().into_base().unwrap_err().to_string();
            assert!(!format!("{error} {server:?}").contains("hunter2"), "{error} {server:?}");
        }
    }
}
