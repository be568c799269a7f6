//! An HTTP/1.1 server on loopback that records what it gets and answers what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server. Its thread ends with the test process.
pub(crate) struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

/// A request, byte by byte.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The first line.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// The target of the first line.
    pub(crate) fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap()
    }

    /// All values of a header.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// The only value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(values.len() < 2, "{name} came twice: {}", self.head);
        values.first().copied()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Server {
    /// Answers every request with these bytes, and closes.
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| stream.write_all(&answer).unwrap_or_default())
    }

    /// Answers each request with the bytes that are made for it, and closes.
    pub(crate) fn replying(answer: impl Fn(&Received) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::serve(move |request, mut stream| stream.write_all(&answer(request)).unwrap_or_default())
    }

    /// Reads a request and hands the connection over.
    pub(crate) fn start(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::serve(move |_, stream| answer(stream))
    }

    /// Reads requests and hands them over with their connections.
    pub(crate) fn serve(answer: impl Fn(&Received, TcpStream) + Send + Sync + 'static) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        let serve = move |mut stream| {
            if let Some(request) = read_request(&mut stream) {
                record.lock().unwrap().push(request.clone());
                answer(&request, stream);
            }
        };
        Self { received, ..Self::raw(serve) }
    }

    /// Hands every connection over, with nothing read.
    pub(crate) fn raw(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), serve)
    }

    /// The same, at that address.
    pub(crate) fn at(address: SocketAddr, serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(stream));
            }
        });
        Self { address, received: Arc::default() }
    }

    /// `http://127.0.0.1:port` and that path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What came so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The only request that came.
    pub(crate) fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received.into_iter().next().unwrap()
    }
}

/// A head and as much body as it announces, or as many chunks as there are.
fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut request = read_head(stream)?;
    if request.header("transfer-encoding") == Some("chunked") {
        request.body = read_chunks(stream, std::mem::take(&mut request.body))?;
        return Some(request);
    }
    let length: usize = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut missing = vec![0; length.saturating_sub(request.body.len())];
    stream.read_exact(&mut missing).ok()?;
    request.body.extend(missing);
    Some(request)
}

/// What is in chunks, of which the first bytes have been read.
fn read_chunks(stream: &mut TcpStream, begun: Vec<u8>) -> Option<Vec<u8>> {
    let mut input = BufReader::new(begun.as_slice().chain(stream));
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim_end(), 16).ok()?;
        let mut chunk = vec![0; length + 2];
        input.read_exact(&mut chunk).ok()?;
        assert!(chunk.ends_with(b"\r\n"));
        body.extend(&chunk[..length]);
        if length == 0 {
            return Some(body);
        }
    }
}

/// A head, and whatever came with it.
pub(crate) fn read_head(stream: &mut TcpStream) -> Option<Received> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
    };
    let body = bytes.split_off(end);
    Some(Received { head: String::from_utf8(bytes).ok()?, body })
}

/// An answer with a body of JSON.
pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &["Content-Type: application/json"], body.as_bytes())
}

/// An answer.
pub(crate) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}
