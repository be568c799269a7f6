//! A plain HTTP client, and the specs of this repository.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::PathBuf;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::HeaderMap;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use specwright_mock::{Builder, Mock};
use tokio::net::TcpStream;

pub(crate) const SPECS: &[&str] = &[
    "automation-anywhere-credential-vault",
    "avepoint-cloud-governance",
    "avepoint-identity",
    "cloudneeti",
    "workspace365-active-directory-sync",
    "workspace365-health",
    "workspace365-provisioning",
    "workspace365-workspace",
];

pub(crate) fn spec(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name).with_extension("yaml")
}

/// A mock of some of the specs.
pub(crate) fn mock_of(names: &[&str]) -> Builder {
    names.iter().fold(Mock::builder(), |builder, name| builder.spec(spec(name)).unwrap())
}

/// A mock of a document given as text.
pub(crate) fn mock_of_text(text: &str) -> (Builder, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.yaml");
    std::fs::write(&path, text).unwrap();
    (Mock::builder().spec(path).unwrap(), folder)
}

pub(crate) struct Call {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn new(method: &str, url: impl Into<String>) -> Self {
        Self { method: method.parse().unwrap(), url: url.into(), headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self::new("GET", url)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Sends over a connection of its own.
    pub(crate) async fn try_send(self) -> Result<Answered, hyper::Error> {
        let rest = self.url.strip_prefix("http://").unwrap();
        let (authority, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let stream = TcpStream::connect(authority).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let driving = tokio::spawn(connection);
        let target = if target.is_empty() { "/" } else { target };
        let has_length = self.headers.iter().any(|(name, _)| name == "content-length");
        let says_length = [Method::PUT, Method::POST, Method::PATCH].contains(&self.method) && !has_length;
        let mut request = Request::builder().method(self.method).uri(target).header("host", authority);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if says_length && self.body.is_empty() {
            request = request.header("content-length", "0");
        }
        let response = sender.send_request(request.body(Full::new(self.body)).unwrap()).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        driving.abort();
        Ok(Answered { status: head.status, headers: head.headers, body })
    }

    pub(crate) async fn send(self) -> Answered {
        self.try_send().await.unwrap()
    }
}

impl Answered {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Fails unless the answer is a refusal of that status that says this.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, saying: &str) {
        let reason = self.header("x-mock-refusal").unwrap_or_else(|| panic!("not refused: {self:?}"));
        assert_eq!(self.status.as_u16(), status, "{reason}");
        assert!(reason.contains(saying), "`{reason}` does not say `{saying}`");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    }

    #[track_caller]
    pub(crate) fn assert_answered(&self, status: u16) {
        assert_eq!(self.header("x-mock-refusal"), None, "{:?}", self.status);
        assert_eq!(self.status.as_u16(), status);
        assert!(self.header("x-request-id").is_some());
    }
}

/// The operations as the page lists them, with a request that each would accept.
pub(crate) async fn listed(mock: &Mock) -> Vec<Value> {
    let apis = Call::get(format!("{}/_mock/operations.json", mock.url())).send().await.json();
    apis.as_array().unwrap().iter().flat_map(|api| api["operations"].as_array().unwrap().clone()).collect()
}

/// The listed request of an operation.
pub(crate) fn sample(mock: &Mock, operation: &Value) -> Call {
    let request = &operation["request"];
    let path = request["path"].as_str().unwrap();
    let queries = ["query", "optional_query"].map(|key| request[key].as_str().unwrap());
    let query = queries.into_iter().filter(|query| !query.is_empty()).collect::<Vec<_>>().join("&");
    let url = format!("{}{path}{}{query}", origin(mock), if query.is_empty() { "" } else { "?" });
    let mut call = Call::new(operation["method"].as_str().unwrap(), url);
    for pair in request["headers"].as_array().unwrap() {
        call = call.header(pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
    }
    if let Some(body) = request["body"].as_str() {
        call.body = Bytes::from(body.to_owned());
    }
    call
}

pub(crate) fn origin(mock: &Mock) -> &str {
    mock.url()
}
