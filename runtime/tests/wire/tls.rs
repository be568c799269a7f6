//! Encrypted connections to a real server with certificates of its own.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};
use specwright_runtime::{ClientBuilder, Delivery, TlsVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};

use super::api::Client;
use super::server;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "authority of the tests");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a name, changed as the test wants it, with its key.
fn certificate(
    authority: &Authority,
    name: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    change(&mut params);
    (params.signed_by(&key, authority).unwrap(), key)
}

/// A server, how many connections it was asked for, and the heads of requests that came over them.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
}

/// Shows that certificate; asks for one of its own authority if there is one; speaks those versions.
async fn serve(
    certificate: (rcgen::Certificate, KeyPair),
    clients: Option<&Authority>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Server {
    serve_with(certificate, clients, versions, |_| server::answer("200 OK", &[], b"done")).await
}

/// Accepts connections like that.
fn acceptor(
    (shown, key): (rcgen::Certificate, KeyPair),
    clients: Option<&Authority>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(versions).unwrap();
    let config = match clients {
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            config.with_client_cert_verifier(verifier)
        }
        None => config.with_no_client_auth(),
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = config.with_single_cert(vec![shown.der().clone()], key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// The same, with the answer that is made for the head of a request.
async fn serve_with(
    certificate: (rcgen::Certificate, KeyPair),
    clients: Option<&Authority>,
    versions: &[&'static rustls::SupportedProtocolVersion],
    answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
) -> Server {
    let acceptor = acceptor(certificate, clients, versions);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let heads = Arc::new(Mutex::new(Vec::new()));
    let (count, record, answer) = (Arc::clone(&connections), Arc::clone(&heads), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let (acceptor, record, answer) = (acceptor.clone(), Arc::clone(&record), Arc::clone(&answer));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut head = [0; 4096];
                let Ok(length) = stream.read(&mut head).await else { return };
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                let reply = answer(&head);
                record.lock().unwrap().push(head);
                let _ = stream.write_all(&reply).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    Server { address, connections, heads }
}

fn client(server: &Server, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    Client::builder(format!("https://{}", server.address)).with(change).build().unwrap()
}

fn all() -> &'static [&'static rustls::SupportedProtocolVersion] {
    rustls::ALL_VERSIONS
}

/// A refusal that has to do with trust: nothing was sent, it is tried once, and the words are in the error.
async fn refused(server: &Server, client: &Client, words: &str) {
    let error = client.sync().send().await.unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
    assert!(error.is_connect() && !error.is_retryable(), "{error}");
    assert_eq!((error.attempts().len(), error.delivery()), (1, Delivery::NotSent));
    assert_eq!(server.connections.load(Ordering::SeqCst), 1, "what is not trusted now will not be in a moment");
}

#[tokio::test]
async fn a_root_that_was_given_is_trusted() {
    let authority = authority();
    let server = serve(certificate(&authority, "127.0.0.1", |_| ()), None, all()).await;
    let pem = authority.pem();
    assert_eq!(client(&server, |b| b.root_certificates(pem.clone())).sync().await.unwrap(), "done");
    let only = client(&server, |b| b.root_certificates(pem).only_given_roots());
    assert_eq!(only.sync().await.unwrap(), "done");
}

#[tokio::test]
async fn an_unknown_root_is_refused() {
    let (ours, theirs) = (authority(), authority());
    let server = serve(certificate(&theirs, "127.0.0.1", |_| ()), None, all()).await;
    let client = client(&server, |b| b.root_certificates(ours.pem()));
    refused(&server, &client, "invalid peer certificate").await;
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let authority = authority();
    let shown = certificate(&authority, "127.0.0.1", |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2020, 2, 1);
    });
    let server = serve(shown, None, all()).await;
    refused(&server, &client(&server, |b| b.root_certificates(authority.pem())), "certificate expired").await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let authority = authority();
    let server = serve(certificate(&authority, "other.example", |_| ()), None, all()).await;
    refused(&server, &client(&server, |b| b.root_certificates(authority.pem())), "certificate not valid for name")
        .await;
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_who_asks_for_it() {
    let authority = authority();
    let server = serve(certificate(&authority, "127.0.0.1", |_| ()), Some(&authority), all()).await;
    let (shown, key) = certificate(&authority, "client.example", |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let identity = format!("{}{}", shown.pem(), key.serialize_pem());
    let known = client(&server, |b| b.root_certificates(authority.pem()).client_certificate(identity));
    assert_eq!(known.sync().await.unwrap(), "done");
}

#[tokio::test]
async fn who_is_not_accepted_has_sent_nothing_and_does_not_try_again() {
    let authority = authority();
    // With TLS 1.3 the client hears of it when it has sent its request already, which then nobody looks at.
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let shown = certificate(&authority, "127.0.0.1", |_| ());
        let server = serve(shown, Some(&authority), &[version]).await;
        let unknown = client(&server, |b| b.root_certificates(authority.pem()));
        refused(&server, &unknown, "received fatal alert: CertificateRequired").await;
        assert!(server.heads.lock().unwrap().is_empty());
    }
    let server = serve(certificate(&authority, "127.0.0.1", |_| ()), Some(&authority), all()).await;
    let (shown, key) = certificate(&self::authority(), "client.example", |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let identity = format!("{}{}", shown.pem(), key.serialize_pem());
    let stranger = client(&server, |b| b.root_certificates(authority.pem()).client_certificate(identity));
    refused(&server, &stranger, "received fatal alert: ").await;
}

#[tokio::test]
async fn an_end_that_is_not_announced_is_none() {
    let authority = authority();
    let acceptor = acceptor(certificate(&authority, "127.0.0.1", |_| ()), None, all());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // Neither the head nor the end of encryption says where the body ends: it may have been cut on its way.
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\ndone").await;
            let _ = stream.flush().await;
            let _ = stream.get_mut().0.shutdown().await;
        }
    });
    let vault = Client::builder(format!("https://{address}")).with(|b| b.root_certificates(authority.pem()));
    let error = vault.build().unwrap().sync().send().await.unwrap_err();
    assert!(error.is_transport() && !error.is_retryable(), "{error}");
    assert_eq!((error.status(), error.attempts().len(), error.delivery()), (Some(200), 1, Delivery::Answered));
    assert!(error.to_string().contains("its body broke off"), "{error}");
}

#[tokio::test]
async fn older_versions_are_refused_if_told_so() {
    let authority = authority();
    let old: &[_] = &[&rustls::version::TLS12];
    let server = serve(certificate(&authority, "127.0.0.1", |_| ()), None, old).await;
    let lax = client(&server, |b| b.root_certificates(authority.pem()));
    assert_eq!(lax.sync().await.unwrap(), "done");
    let strict = client(&server, |b| b.root_certificates(authority.pem()).min_tls_version(TlsVersion::Tls13));
    let error = strict.sync().send().await.unwrap_err();
    assert!(error.is_connect(), "{error}");
}

#[test]
fn what_is_no_pem_is_refused_without_showing_it() {
    let build = |change: fn(ClientBuilder) -> ClientBuilder| {
        let error = Client::builder("https://h.example").with(change).build().unwrap_err();
        format!("{error} {error:?}")
    };
    for shown in [
        build(|b| b.root_certificates("hunter2")),
        build(|b| b.client_certificate("-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n")),
        build(|b| b.proxy("http://me:hunter2@:port")),
        build(|b| b.proxy("socks5://me:hunter2@proxy.example")),
    ] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn nobody_to_trust_and_keys_that_do_not_fit_are_told_when_building() {
    let build = |change: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        Client::builder("https://h.example").with(change).build().unwrap_err().to_string()
    };
    let message = build(&|b| b.only_given_roots());
    assert!(message.contains("`only_given_roots()` without `root_certificates(…)`"), "{message}");
    let authority = authority();
    let (shown, _) = certificate(&authority, "client.example", |_| ());
    let identity = format!("{}{}", shown.pem(), KeyPair::generate().unwrap().serialize_pem());
    let message = build(&|b| b.client_certificate(identity.clone()));
    assert!(message.starts_with("the HTTP client cannot be set up: ") && message.contains("KeyMismatch"), "{message}");
    let message = build(&|b| b.proxy("socks5://proxy.example"));
    assert_eq!(message, "the proxy has to be one for http:// or https://");
}

#[tokio::test]
async fn a_proxy_gets_what_does_not_stay_on_this_machine() {
    let proxy = server::Server::answering(server::answer("200 OK", &[], b"by proxy"));
    let through = |b: ClientBuilder| b.allow_plain_http().proxy(proxy.url("").replace("http://", "http://me:hunter2@"));
    let far = Client::builder("http://vault.invalid").with(through).build().unwrap();
    assert_eq!(far.sync().await.unwrap(), "by proxy");
    let sent = proxy.only();
    assert_eq!(sent.line(), "PUT http://vault.invalid/sync HTTP/1.1");
    assert_eq!(sent.header("proxy-authorization"), Some("Basic bWU6aHVudGVyMg=="));

    let direct = server::Server::answering(server::answer("200 OK", &[], b"direct"));
    let near = Client::builder(direct.url("")).with(through).build().unwrap();
    assert_eq!(near.sync().await.unwrap(), "direct");
    assert_eq!(proxy.received().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_is_down_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusing = server::Server::answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    for (proxy, why) in [(format!("http://me:hunter2@{free}"), "refused"), (refusing.url(""), "authorization required")]
    {
        let vault = Client::builder("https://vault.invalid").with(|b| b.proxy(proxy)).build().unwrap();
        let error = vault.sync().await.unwrap_err();
        assert!(error.is_connect() && error.delivery() == Delivery::NotSent, "{error}");
        // Who is not let through will not be in a moment; a proxy that is down may be back.
        let (attempts, is_retryable) = if why == "refused" { (3, true) } else { (1, false) };
        assert_eq!((error.attempts().len(), error.is_retryable()), (attempts, is_retryable), "{error}");
        let message = error.to_string();
        assert!(message.contains("could not connect to vault.invalid:443 through the proxy: "), "{message}");
        assert!(message.contains(why) && !format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

/// Redirects a locker to that address, and answers anywhere else.
async fn redirecting(authority: &Authority, location: String) -> Server {
    serve_with(certificate(authority, "127.0.0.1", |_| ()), None, all(), move |head| {
        if head.starts_with("GET /v2/lockers/1 ") {
            return server::answer("307 X", &[&format!("Location: {location}")], b"");
        }
        server::json("200 OK", "{}")
    })
    .await
}

/// A client that knows a secret, trusts that authority and follows redirects.
fn following(address: String, authority: &Authority) -> Client {
    let change = |b: ClientBuilder| b.root_certificates(authority.pem()).allow_plain_http().follow_redirects(5);
    Client::builder(address).x_authorization("hunter2").with(change).build().unwrap()
}

#[tokio::test]
async fn redirects_are_followed_over_the_same_encryption() {
    let authority = authority();
    let server = redirecting(&authority, "/there?x=1".to_owned()).await;
    following(format!("https://{}", server.address), &authority).get_locker("1").await.unwrap();
    let heads = server.heads.lock().unwrap();
    let lines: Vec<&str> = heads.iter().filter_map(|head| head.lines().next()).collect();
    assert_eq!(lines, ["GET /v2/lockers/1 HTTP/1.1", "GET /there?x=1 HTTP/1.1"]);
    assert!(heads.iter().all(|head| head.contains("x-authorization: hunter2\r\n")), "{heads:?}");
}

#[tokio::test]
async fn redirects_do_not_lead_out_of_encryption_or_to_another_server() {
    let authority = authority();
    let plain = server::Server::answering(server::json("200 OK", "{}"));
    let other = serve(certificate(&authority, "127.0.0.1", |_| ()), None, all()).await;
    for location in [plain.url("/there"), format!("https://{}/there", other.address)] {
        let server = redirecting(&authority, location).await;
        let vault = following(format!("https://{}", server.address), &authority);
        assert_eq!(vault.get_locker("1").await.unwrap_err().status(), Some(307));
        assert_eq!(server.heads.lock().unwrap().len(), 1);
    }
    assert!(plain.received().is_empty());

    // Not into encryption either: that is another server by name.
    let location = format!("Location: https://{}/there", other.address);
    let server = server::Server::answering(server::answer("307 X", &[&location], b""));
    let vault = following(server.url(""), &authority);
    assert_eq!(vault.get_locker("1").await.unwrap_err().status(), Some(307));
    assert_eq!((server.received().len(), other.connections.load(Ordering::SeqCst)), (1, 0));
}
