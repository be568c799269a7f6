//! HTTP/2 servers over TLS on loopback that do what they are told to. Each runs in a thread of its own: clocks of tests may
//! stand still.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use h2::server::{Builder, SendResponse};
use h2::{Reason, RecvStream, SendStream};
use http::{HeaderMap, Request, Response, Version};
use rcgen::{CertificateParams, KeyPair};
use specwright_runtime::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

pub(crate) type Io = TlsStream<TcpStream>;
type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server. Its thread ends with the test process.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// Its certificate, in PEM.
    pub(crate) pem: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<Request<()>>>,
    resets: Mutex<Vec<Reason>>,
}

/// A request that waits for what is done with it.
pub(crate) struct Exchange {
    pub(crate) request: Request<RecvStream>,
    pub(crate) respond: SendResponse<Bytes>,
    /// How many came before it, over all connections.
    pub(crate) number: usize,
    /// How many connections came before its own.
    pub(crate) connection: usize,
    orders: mpsc::UnboundedSender<Order>,
    seen: Arc<Seen>,
}

/// What a connection is to do.
pub(crate) enum Order {
    /// Take no more streams, and close after those that there are.
    Retire,
    /// Close at once, and say why.
    Leave(Reason),
    /// Close at once, without a word.
    Drop,
    /// Do nothing any more, with the connection open.
    Freeze,
}

impl Server {
    /// Hands over each request.
    pub(crate) fn start<F>(answer: impl Fn(Exchange) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::with(|_| (), answer)
    }

    /// The same, with settings of its own.
    pub(crate) fn with<F>(
        set: impl Fn(&mut Builder) + Send + Sync + 'static,
        answer: impl Fn(Exchange) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (set, answer) = (Arc::new(set), Arc::new(answer));
        Self::listen(&["h2", "http/1.1"], move |io, connection, seen| {
            let (set, answer) = (Arc::clone(&set), Arc::clone(&answer));
            let mut builder = Builder::new();
            set(&mut builder);
            Box::pin(serve(io, connection, seen, builder, move |exchange| {
                tokio::spawn(answer(exchange));
            }))
        })
    }

    /// Hands over each connection on which HTTP/2 was agreed, frame by frame.
    pub(crate) fn raw<F>(serve: impl Fn(Raw, usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let serve = Arc::new(serve);
        Self::listen(&["h2", "http/1.1"], move |io, connection, seen| {
            let serve = Arc::clone(&serve);
            Box::pin(async move {
                if let Some(raw) = Raw::begin(io, seen).await {
                    serve(raw, connection).await;
                }
            })
        })
    }

    /// Speaks HTTP/1.1, one request per connection, and offers these versions.
    pub(crate) fn http1(alpn: &[&str], answer: &'static str) -> Self {
        Self::listen(alpn, move |mut io, _, seen| {
            Box::pin(async move {
                let mut head = [0; 4096];
                let length = io.read(&mut head).await.unwrap_or_default();
                let is_http1 = String::from_utf8_lossy(&head[..length]).contains(" HTTP/1.1\r\n");
                let version = if is_http1 { Version::HTTP_11 } else { Version::HTTP_2 };
                let mut request = Request::new(());
                *request.version_mut() = version;
                seen.requests.lock().unwrap().push(request);
                let _ = io.write_all(answer.as_bytes()).await;
                let _ = io.shutdown().await;
            })
        })
    }

    /// Hands over each connection.
    fn listen(alpn: &[&str], serve: impl Fn(Io, usize, Arc<Seen>) -> BoxFuture + Send + Sync + 'static) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_protocol_versions(rustls::ALL_VERSIONS)
            .unwrap()
            .with_no_client_auth();
        let der = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let mut config = config.with_single_cert(vec![certificate.der().clone()], der).unwrap();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Seen>::default());
        let (record, serve) = (Arc::clone(&seen), Arc::new(serve));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    stream.set_nodelay(true).unwrap();
                    let (acceptor, record, serve) = (acceptor.clone(), Arc::clone(&record), Arc::clone(&serve));
                    tokio::spawn(async move {
                        let Ok(io) = acceptor.accept(stream).await else { return };
                        let connection = record.connections.fetch_add(1, Ordering::SeqCst);
                        serve(io, connection, record).await;
                    });
                }
            });
        });
        Self { address, pem: certificate.pem(), seen }
    }

    /// `https://127.0.0.1:port`.
    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.seen.requests.lock().unwrap().len()
    }

    /// The heads of requests that came.
    pub(crate) fn requests(&self) -> Vec<Request<()>> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// With what the client has given up streams, in as far as somebody looked.
    pub(crate) fn resets(&self) -> Vec<Reason> {
        self.seen.resets.lock().unwrap().clone()
    }
}

/// Serves a connection, as long as it is not told otherwise.
async fn serve(io: Io, number: usize, seen: Arc<Seen>, builder: Builder, answer: impl Fn(Exchange)) {
    let Ok(mut connection) = builder.handshake::<_, Bytes>(io).await else { return };
    let (orders, mut todo) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            order = todo.recv() => match order {
                Some(Order::Retire) => connection.graceful_shutdown(),
                Some(Order::Leave(reason)) => connection.abrupt_shutdown(reason),
                Some(Order::Freeze) => std::future::pending().await,
                Some(Order::Drop) | None => return,
            },
            accepted = connection.accept() => {
                let Some(Ok((request, respond))) = accepted else { return };
                let mut requests = seen.requests.lock().unwrap();
                let mut head = Request::new(());
                (*head.method_mut(), *head.uri_mut()) = (request.method().clone(), request.uri().clone());
                (*head.headers_mut(), *head.version_mut()) = (request.headers().clone(), request.version());
                requests.push(head);
                let (orders, seen) = (orders.clone(), Arc::clone(&seen));
                answer(Exchange { request, respond, number: requests.len() - 1, connection: number, orders, seen });
            }
        }
    }
}

impl Exchange {
    /// The path, without its query.
    pub(crate) fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// Reads the body to its end.
    pub(crate) async fn body(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        let body = self.request.body_mut();
        while let Some(Ok(piece)) = body.data().await {
            body.flow_control().release_capacity(piece.len()).unwrap();
            all.extend_from_slice(&piece);
        }
        all
    }

    /// Sends a head, with more to come.
    pub(crate) fn head(&mut self, status: u16, headers: &[(&str, &str)]) -> SendStream<Bytes> {
        self.respond.send_response(head(status, headers), false).unwrap()
    }

    /// Answers, and that is all.
    pub(crate) fn answer(mut self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) {
        let body = body.into();
        let mut stream = self.respond.send_response(head(status, headers), body.is_empty()).unwrap();
        if !body.is_empty() {
            stream.send_data(body, true).unwrap();
        }
    }

    /// Answers with JSON.
    pub(crate) fn json(self, json: &'static str) {
        self.answer(200, &[("content-type", "application/json")], json);
    }

    /// Gives up the stream.
    pub(crate) fn reset(mut self, reason: Reason) {
        self.respond.send_reset(reason);
    }

    /// Has the connection do something.
    pub(crate) fn order(&self, order: Order) {
        self.orders.send(order).unwrap_or_default();
    }

    /// Waits until the client gives up the stream.
    pub(crate) async fn left(&mut self) {
        let reason = std::future::poll_fn(|cx| self.respond.poll_reset(cx)).await;
        self.seen.resets.lock().unwrap().extend(reason);
    }

    /// The same, after the answer has begun.
    pub(crate) async fn left_within(&self, body: &mut SendStream<Bytes>) {
        let reason = std::future::poll_fn(|cx| body.poll_reset(cx)).await;
        self.seen.resets.lock().unwrap().extend(reason);
    }
}

/// The head of an answer.
pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Response<()> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(()).unwrap()
}

/// Sends one piece, whatever room there is for it.
pub(crate) fn send(stream: &mut SendStream<Bytes>, piece: impl Into<Bytes>) {
    stream.send_data(piece.into(), false).unwrap();
}

/// Sends trailers, and the end.
pub(crate) fn finish(mut stream: SendStream<Bytes>, trailers: &[(&'static str, &'static str)]) {
    let mut map = HeaderMap::new();
    map.extend(
        trailers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .map(|(name, value): (http::HeaderName, http::HeaderValue)| (Some(name), value)),
    );
    stream.send_trailers(map).unwrap();
}

/// A connection, frame by frame.
pub(crate) struct Raw {
    io: Io,
    seen: Arc<Seen>,
}

/// Kinds of frames.
pub(crate) mod kind {
    pub(crate) const DATA: u8 = 0;
    pub(crate) const HEADERS: u8 = 1;
    pub(crate) const RST_STREAM: u8 = 3;
    pub(crate) const SETTINGS: u8 = 4;
    pub(crate) const PING: u8 = 6;
    pub(crate) const GOAWAY: u8 = 7;
    pub(crate) const CONTINUATION: u8 = 9;
}

/// Flags of frames.
pub(crate) mod flag {
    pub(crate) const END_STREAM: u8 = 1;
    pub(crate) const ACK: u8 = 1;
    pub(crate) const END_HEADERS: u8 = 4;
}

/// `:status: 200`, packed.
pub(crate) const STATUS_200: &[u8] = &[0x88];

/// A header, packed without any art.
pub(crate) fn packed(name: &str, value: &str) -> Vec<u8> {
    let mut bytes = vec![0];
    for text in [name, value] {
        if text.len() < 127 {
            bytes.push(text.len() as u8);
        } else {
            bytes.push(127);
            let mut left = text.len() - 127;
            while left >= 128 {
                bytes.push((left % 128 + 128) as u8);
                left /= 128;
            }
            bytes.push(left as u8);
        }
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

impl Raw {
    /// Reads how a client begins, and begins.
    async fn begin(mut io: Io, seen: Arc<Seen>) -> Option<Self> {
        let mut preface = [0; 24];
        io.read_exact(&mut preface).await.ok()?;
        let mut raw = Self { io, seen };
        raw.send(kind::SETTINGS, 0, 0, &[]).await;
        Some(raw)
    }

    /// Sends a frame, if anybody still listens.
    pub(crate) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let mut bytes = (payload.len() as u32).to_be_bytes()[1..].to_vec();
        bytes.extend([kind, flags]);
        bytes.extend(stream.to_be_bytes());
        bytes.extend(payload);
        let _ = self.io.write_all(&bytes).await;
        let _ = self.io.flush().await;
    }

    /// Says that it goes, having looked at streams up to that one.
    pub(crate) async fn go_away(&mut self, last: u32, reason: Reason, words: &str) {
        let codes = [last.to_be_bytes(), u32::from(reason).to_be_bytes()].concat();
        self.send(kind::GOAWAY, 0, 0, &[&codes, words.as_bytes()].concat()).await;
    }

    /// Gives up a stream.
    pub(crate) async fn reset(&mut self, stream: u32, reason: Reason) {
        self.send(kind::RST_STREAM, 0, stream, &u32::from(reason).to_be_bytes()).await;
    }

    /// The next request's stream. What has to be answered on the way is answered.
    pub(crate) async fn request(&mut self) -> Option<u32> {
        loop {
            let (kind, flags, stream, payload) = self.frame().await?;
            match kind {
                kind::HEADERS => {
                    self.seen.requests.lock().unwrap().push(Request::new(()));
                    return Some(stream);
                }
                kind::SETTINGS if flags & flag::ACK == 0 => self.send(kind::SETTINGS, flag::ACK, 0, &[]).await,
                kind::PING if flags & flag::ACK == 0 => self.send(kind::PING, flag::ACK, 0, &payload).await,
                _ => {}
            }
        }
    }

    /// Reads until the client leaves.
    pub(crate) async fn rest(&mut self) -> VecDeque<(u8, u32, Vec<u8>)> {
        let mut frames = VecDeque::new();
        while let Some((kind, _, stream, payload)) = self.frame().await {
            frames.push_back((kind, stream, payload));
        }
        frames
    }

    async fn frame(&mut self) -> Option<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.io.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        self.io.read_exact(&mut payload).await.ok()?;
        let stream = u32::from_be_bytes([head[5] & 0x7f, head[6], head[7], head[8]]);
        Some((head[3], head[4], stream, payload))
    }
}
