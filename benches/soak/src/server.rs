//! The server: answers, fails, and keeps a record of what it did.
//!
//! HTTP by hand, since the faults are below what an HTTP library would do.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::api::SECRET;

/// How long the client's patience is certainly over.
const SLOW: Duration = Duration::from_secs(2);
/// How often nobody listens, and for how long.
const OPEN: Duration = Duration::from_secs(2);
const CLOSED: Duration = Duration::from_millis(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    ResetBefore,
    ResetAfter,
    CutBody,
    Slow,
    BadJson,
    TooMany,
    Unavailable,
    Unauthorized,
}

const FAULTS: [Fault; 8] = [
    Fault::ResetBefore,
    Fault::ResetAfter,
    Fault::CutBody,
    Fault::Slow,
    Fault::BadJson,
    Fault::TooMany,
    Fault::Unavailable,
    Fault::Unauthorized,
];

struct State {
    /// Faults, of 100 requests.
    percent: u8,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    /// Numbers that were written, and how often.
    written: BTreeMap<u64, u32>,
    faults: BTreeMap<String, u64>,
    /// Number of the only token that is good.
    token: u64,
}

struct Request {
    method: String,
    path: String,
    token: Option<u64>,
    body: Vec<u8>,
}

/// Serves until the process is killed. The address is the only line of output.
pub(crate) async fn serve(percent: u8) -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("{address}");
    let state = Arc::new(State { percent, record: Mutex::default() });
    let mut listener = Some(listener);
    loop {
        let current = match listener.take() {
            Some(listener) => listener,
            None => listen(address).await,
        };
        let closes = tokio::time::Instant::now() + OPEN;
        while let Ok(Ok((stream, _))) = tokio::time::timeout_at(closes, current.accept()).await {
            let state = Arc::clone(&state);
            tokio::spawn(async move { connection(&state, stream).await });
        }
        drop(current);
        state.count("refused connections");
        sleep(CLOSED).await;
    }
}

/// Listens again; somebody's outgoing connection may have the port for a moment.
async fn listen(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(_) => sleep(Duration::from_millis(1)).await,
        }
    }
}

/// Answers one request after the other; ends with the connection.
async fn connection(state: &State, mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    loop {
        let fault = (fastrand::u8(..100) < state.percent).then(|| FAULTS[fastrand::usize(..FAULTS.len())]);
        if fault == Some(Fault::ResetBefore) && fastrand::bool() {
            // Not before a request has begun to arrive: else nobody would be hit.
            if stream.readable().await.is_err() {
                return;
            }
            state.count("reset before the request is read");
            return reset(stream);
        }
        let Some(request) = read_request(&mut stream, &mut buffer).await else { return };
        let outcome = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/token") => answer(&mut stream, "200 OK", &state.issue()).await,
            ("GET", "/record") => answer(&mut stream, "200 OK", &state.report()).await,
            _ => match state.act(&request, fault) {
                Reaction::Answer(status, body) => answer(&mut stream, status, &body).await,
                Reaction::Fail(fault, body) => return fail(state, stream, fault, &body).await,
            },
        };
        if outcome.is_err() {
            return;
        }
    }
}

/// What is done with a request.
enum Reaction {
    Answer(&'static str, String),
    /// Fails the connection, which would have carried this body.
    Fail(Fault, String),
}

impl State {
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, what: &str) {
        *self.record().faults.entry(what.to_owned()).or_default() += 1;
    }

    fn issue(&self) -> String {
        format!(r#"{{"token": "{SECRET}-{}", "expires_in": 20}}"#, self.record().token)
    }

    /// `{"written": [[number, times], …], "faults": {…}}`
    fn report(&self) -> String {
        let record = self.record();
        let written: Vec<String> = record.written.iter().map(|(number, times)| format!("[{number},{times}]")).collect();
        let faults: Vec<String> = record.faults.iter().map(|(what, times)| format!("\"{what}\":{times}")).collect();
        format!(r#"{{"written":[{}],"faults":{{{}}}}}"#, written.join(","), faults.join(","))
    }

    fn act(&self, request: &Request, fault: Option<Fault>) -> Reaction {
        let error = |status| Reaction::Answer(status, "{}".to_owned());
        if request.token != Some(self.record().token) {
            return error("401 Unauthorized");
        }
        match fault {
            Some(Fault::TooMany) => {
                self.count("429");
                return error("429 Too Many Requests\r\nRetry-After: 0");
            }
            Some(Fault::Unavailable) => {
                self.count("503");
                return error("503 Service Unavailable");
            }
            Some(Fault::Unauthorized) => {
                self.count("401, token made invalid");
                self.record().token += 1;
                return error("401 Unauthorized");
            }
            Some(Fault::ResetBefore) => return Reaction::Fail(Fault::ResetBefore, String::new()),
            _ => {}
        }
        let (status, number) = match request.path.strip_prefix("/items/") {
            Some(number) => ("200 OK", number.parse().ok()),
            None => ("201 Created", number_in(&request.body)),
        };
        let Some(number) = number else { return error("400 Bad Request") };
        if status == "201 Created" {
            *self.record().written.entry(number).or_default() += 1;
        }
        let body = format!(r#"{{"number": {number}, "padding": "{}"}}"#, "x".repeat(200));
        match fault {
            Some(Fault::BadJson) => {
                self.count("no JSON");
                Reaction::Answer(status, format!("{SECRET}{body}"))
            }
            Some(fault) => Reaction::Fail(fault, body),
            None => Reaction::Answer(status, body),
        }
    }
}

fn number_in(body: &[u8]) -> Option<u64> {
    serde_json::from_slice::<serde_json::Value>(body).ok()?.get("number")?.as_u64()
}

async fn answer(stream: &mut TcpStream, status: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).await
}

/// Ends a connection in the way of that fault.
async fn fail(state: &State, mut stream: TcpStream, fault: Fault, body: &str) {
    match fault {
        Fault::ResetBefore => {
            state.count("reset after the request was read");
            reset(stream);
        }
        Fault::CutBody => {
            state.count("body cut");
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 1);
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
        Fault::Slow => {
            state.count("slow");
            sleep(SLOW).await;
            let _ = answer(&mut stream, "200 OK", body).await;
        }
        _ => {
            state.count("reset after the server has acted");
            reset(stream);
        }
    }
}

/// Closes a connection without a goodbye.
fn reset(stream: TcpStream) {
    let _ = stream.set_zero_linger();
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).ok()?;
    let mut line = head.lines().next()?.split(' ');
    let (method, path) = (line.next()?.to_owned(), line.next()?.to_owned());
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    };
    let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    let token = header("authorization").and_then(|value| value.rsplit('-').next()?.parse().ok());
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let rest = buffer.split_off(end + length);
    let body = std::mem::replace(buffer, rest).split_off(end);
    Some(Request { method, path, token, body })
}
