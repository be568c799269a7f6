//! A real HTTP server on a loopback port of its own. Its answers are scripted, its requests recorded.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Headers that every HTTP client sends for its own reasons; [`Expected`] is about all others.
const OF_THE_TRANSPORT: &[&str] = &["accept-encoding", "connection", "host", "user-agent"];

/// A server that is there until it is dropped.
pub(crate) struct Server {
    url: String,
    script: Arc<Script>,
    accepting: JoinHandle<()>,
}

/// What is still to be answered, and what has been asked.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Answer>>,
    received: Mutex<Vec<Received>>,
}

impl Server {
    /// Listens on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Arc::new(Script::default());
        let accepting = tokio::spawn(accept(listener, Arc::clone(&script)));
        Self { url, script, accepting }
    }

    /// The address, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Adds to the script: requests are answered in order.
    pub(crate) fn answers(&self, answer: Answer) {
        self.script.answers.lock().unwrap().push_back(answer);
    }

    /// Everything received since the last look.
    pub(crate) fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.script.received.lock().unwrap())
    }

    /// The one request received since the last look.
    #[track_caller]
    pub(crate) fn received_one(&self) -> Received {
        let received = self.received();
        let [one] = <[Received; 1]>::try_from(received).unwrap_or_else(|all| panic!("not one request but {all:#?}"));
        one
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, script: Arc<Script>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(stream, Arc::clone(&script)));
    }
}

async fn serve(stream: TcpStream, script: Arc<Script>) {
    let service = service_fn(move |request| reply(request, Arc::clone(&script)));
    let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    drop(served); // A client that hangs up is none of the server's business.
}

async fn reply(request: Request<Incoming>, script: Arc<Script>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter();
    let received = Received {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: headers.map(|(name, value)| (name.to_string(), text_of(value))).collect(),
        body: body.collect().await.unwrap().to_bytes(),
    };
    script.received.lock().unwrap().push(received);
    let answer = script.answers.lock().unwrap().pop_front();
    match answer.unwrap_or_else(|| Answer::new(599).text("the test has no answer for this")) {
        Answer { silent: true, .. } => std::future::pending().await,
        Answer { status, headers, body, .. } => {
            let mut response = Response::new(Full::new(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        }
    }
}

fn text_of(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

/// What a request is answered with.
pub(crate) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    silent: bool,
}

impl Answer {
    /// A status and nothing else.
    pub(crate) fn new(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), silent: false }
    }

    /// No answer, ever.
    pub(crate) fn silence() -> Self {
        Self { silent: true, ..Self::new(200) }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(HeaderName::from_static(name), value.parse().unwrap());
        self
    }

    /// Answers with JSON.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// Answers with text.
    pub(crate) fn text(self, body: &str) -> Self {
        self.bytes("text/plain", body.to_owned())
    }

    /// Answers with bytes, announced as `content_type`.
    pub(crate) fn bytes(mut self, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = body.into();
        self
    }
}

/// A request as it arrived: target and headers untouched, headers in their order.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Received {
    /// The values of a header, in order.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("no JSON was sent: {error} in `{text}`"))
    }

    /// Fails unless the request is the expected one: first line, body, and all headers but those of the transport.
    #[track_caller]
    pub(crate) fn assert_is(&self, expected: &Expected) {
        let line = format!("{} {}", self.method, self.target);
        assert_eq!(line, expected.line, "the request line");
        let mut headers: BTreeMap<&str, String> =
            expected.headers.iter().map(|(name, value)| (*name, value.clone())).collect();
        match &expected.body {
            Body::None => assert!(self.body.is_empty(), "{line} has a body: {:?}", self.body),
            Body::Empty => {
                assert!(self.body.is_empty(), "{line} has a body: {:?}", self.body);
                headers.insert("content-length", "0".to_owned());
            }
            Body::Json(json) => {
                assert_eq!(&self.json(), json, "the body of {line}");
                headers.insert("content-type", "application/json".to_owned());
                headers.insert("content-length", self.body.len().to_string());
            }
            Body::Form(form) => {
                assert_eq!(&String::from_utf8_lossy(&self.body), form, "the body of {line}");
                headers.insert("content-type", "application/x-www-form-urlencoded".to_owned());
                headers.insert("content-length", form.len().to_string());
            }
        }
        let own = self.headers.iter().filter(|(name, _)| !OF_THE_TRANSPORT.contains(&name.as_str()));
        let mut sent: Vec<(&str, &str)> = own.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sent.sort_unstable();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(sent, headers, "the headers of {line}");
    }
}

/// The body that a request has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    /// None, and no header speaks of one.
    None,
    /// None, and `Content-Length: 0` says so.
    Empty,
    /// That JSON, with its type and length.
    Json(Value),
    /// That form, byte by byte, with its type and length.
    Form(String),
}

/// What a request should be.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    line: String,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Expected {
    /// A method and a target, e.g. `GET /v1/things?all=true`; no headers, no body.
    pub(crate) fn new(line: &str) -> Self {
        Self { line: line.to_owned(), headers: Vec::new(), body: Body::None }
    }

    /// And that header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// And that body.
    pub(crate) fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// And that JSON as its body.
    pub(crate) fn json(self, body: Value) -> Self {
        self.body(Body::Json(body))
    }

    /// And that form as its body.
    pub(crate) fn form(self, body: &str) -> Self {
        self.body(Body::Form(body.to_owned()))
    }
}
