//! The same in a browser: what differs there, and that the rest does not.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::calls::{Seen, short};
use super::server::{Received, Server, answer, json};
use super::stage::{BROWSER, Browser, scratch};

/// How long a scene may take.
const LIMIT: Duration = Duration::from_secs(180);

/// What a server answers with besides so that a page from elsewhere may ask it.
const ALLOWED: &[&str] = &[
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Headers: *",
    "Access-Control-Allow-Methods: *",
    "Access-Control-Expose-Headers: *",
    "Content-Type: application/json",
];

/// A server that is asked by pages from elsewhere. Questions whether they may are answered and not counted.
fn open(reply: impl Fn(&Received, usize, TcpStream) + Send + Sync + 'static) -> (Server, Arc<Mutex<Vec<Received>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&received);
    let server = Server::serve(move |request, mut stream| {
        if request.line().starts_with("OPTIONS ") {
            return stream.write_all(&answer("204 No Content", ALLOWED, b"")).unwrap_or_default();
        }
        let count = {
            let mut received = record.lock().unwrap();
            received.push(request.clone());
            received.len()
        };
        reply(request, count, stream);
    });
    (server, received)
}

/// An answer that pages from elsewhere may read.
fn allowed(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    answer(status, &[ALLOWED, headers].concat(), body)
}

fn send(mut stream: TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).unwrap_or_default();
}

/// A scene that is to be played.
struct Given {
    scene: &'static str,
    server: String,
    place: &'static str,
}

fn frame(scene: &'static str, server: &Server) -> Given {
    Given { scene, server: server.url(""), place: "frame" }
}

/// A browser that is closed in the end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves the pages, and hands on what they report.
fn pages(browser: &'static Browser, reports: mpsc::Sender<(String, String)>) -> Server {
    let reports = Mutex::new(reports);
    Server::replying(move |request| {
        let page = |media_type: &str, body: &[u8]| {
            let cookie = "Set-Cookie: session=hunter2";
            answer("200 OK", &[&format!("Content-Type: {media_type}"), cookie], body)
        };
        let path = request.target().split('?').next().unwrap_or_default();
        match path {
            "/" => page("text/html", include_bytes!("page.html")),
            "/frame.html" => page("text/html", include_bytes!("frame.html")),
            "/scene.js" => page("text/javascript", include_bytes!("scene.js")),
            "/glue.js" => page("text/javascript", &browser.glue),
            "/scenes.wasm" => page("application/wasm", &browser.module),
            "/thing" => json("200 OK", "{}"),
            "/report" => {
                let report = (request.target().to_owned(), request.text().to_owned());
                let _ = reports.lock().unwrap().send(report);
                answer("204 No Content", &[], b"")
            }
            _ => answer("404 Not Found", &[], b""),
        }
    })
}

/// Opens a page in the browser.
fn visit(browser: &Browser, url: &str) -> Running {
    let profile = scratch().join(format!("profile-{}", std::process::id()));
    let mut command = Command::new(browser.program);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--disable-extensions"]);
    command.arg(format!("--user-data-dir={}", profile.display())).arg(url);
    Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

/// As in an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Plays the scenes in a browser. The first is asked at the address of the page itself.
fn play(browser: &'static Browser, scenes: Vec<Given>) -> (Vec<Value>, Server) {
    let (sender, reports) = mpsc::channel();
    let pages = pages(browser, sender);
    let mut list: Vec<Value> = Vec::new();
    for Given { scene, server, place } in scenes {
        let server = if server.is_empty() { pages.url("") } else { server };
        list.push(json!({"scene": scene, "server": server, "place": place}));
    }
    let url = pages.url(&format!("/?scenes={}", escaped(&json!(list).to_string())));
    let _running = visit(browser, &url);
    let mut facts = Vec::new();
    for (number, given) in list.iter().enumerate() {
        let (target, text) = reports.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("nothing came of {given}"));
        assert_eq!(target, format!("/report?{number}&done"), "{given}: {text}");
        facts.push(serde_json::from_str(&text).unwrap());
    }
    (facts, pages)
}

/// One browser for all of them: starting it takes longer than the scenes.
#[test]
fn in_a_browser() {
    let Some(browser) = BROWSER.as_ref() else { return };

    let (busy, busy_received) = open(|_, count, stream| match count {
        1 => send(stream, &allowed("429 X", &["Retry-After: 1"], b"")),
        _ => send(stream, &allowed("200 OK", &[], b"{}")),
    });
    let (truncated, truncated_received) = open(|_, _, stream| {
        let whole = allowed("200 OK", &[], b"[1, 2, 3]");
        send(stream, &whole[..whole.len() - 4]);
    });
    let (other, other_received) = open(|_, _, stream| send(stream, &allowed("200 OK", &[], b"{}")));
    let location = format!("Location: {}", other.url("/elsewhere"));
    let (redirecting, redirecting_received) =
        open(move |_, _, stream| send(stream, &allowed("302 Found", &[&location], b"")));
    let (here, here_received) = open(|request, _, stream| match request.target() {
        "/thing" => send(stream, &allowed("307 X", &["Location: /other"], b"")),
        _ => send(stream, &allowed("200 OK", &[], b"{}")),
    });
    let (plain, plain_received) = open(|_, _, stream| send(stream, &allowed("200 OK", &["X-Name: Zo\u{eb}"], b"{}")));
    let (closed, _) = open(|_, _, stream| send(stream, &json("200 OK", "{}")));
    let kept = &["Cache-Control: max-age=1000"];
    let (keeping, keeping_received) = open(|_, _, stream| send(stream, &allowed("200 OK", kept, b"{}")));
    let seen = Arc::<Seen>::default();
    let staying = Arc::clone(&seen);
    let (silent, _) = open(move |request, _, stream| match request.target() {
        "/thing" => staying.stay(stream),
        _ => {
            staying.until(|begun, _| begun == 1);
            send(stream, &allowed("200 OK", &[], b"now"));
        }
    });
    let body: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&body).unwrap();
    let packed = encoder.finish().unwrap();
    // It does not show that the body is packed, only how long it is on its way.
    let shown = &["Access-Control-Allow-Origin: *", "Content-Encoding: gzip"];
    let (file, _) = open(move |_, _, stream| send(stream, &answer("200 OK", shown, &packed)));
    let (events, events_received) = open(|_, count, stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nAccess-Control-Allow-Origin: *\r\n";
        match count {
            1 => {
                let mut stream = stream;
                let text = format!("{head}Content-Length: 999\r\n\r\nid: a\ndata: 1\n\ndata: bro");
                stream.write_all(text.as_bytes()).unwrap_or_default();
                // What was not read when a stream breaks is thrown away.
                std::thread::sleep(Duration::from_millis(300));
            }
            2 => send(stream, format!("{head}\r\ndata: 2\n\n").as_bytes()),
            _ => send(stream, &allowed("204 No Content", &[], b"")),
        }
    });
    let (taking, taking_received) = open(|_, _, stream| send(stream, &allowed("200 OK", &[], b"{}")));

    let scenes = vec![
        Given { scene: "waits", server: String::new(), place: "frame" },
        frame("waits", &busy),
        Given { scene: "read_and_write", server: truncated.url(""), place: "worker" },
        frame("redirected", &redirecting),
        frame("follows", &here),
        frame("own_headers", &plain),
        frame("headers", &plain),
        frame("waits", &closed),
        frame("far_limits", &keeping),
        frame("leaves", &silent),
        frame("downloads", &file),
        frame("listens", &events),
        Given { scene: "uploads", server: taking.url(""), place: "worker" },
    ];
    let (facts, pages) = play(browser, scenes);
    let [
        same,
        waits,
        breaks,
        redirected,
        follows,
        own_headers,
        headers,
        refused,
        reads_twice,
        leaves,
        downloads,
        listens,
        uploads,
    ] = facts.as_slice()
    else {
        panic!("{facts:?}")
    };

    assert_eq!(*same, json!({"attempts": 1}));
    let call = pages.received().into_iter().find(|request| request.target() == "/thing").unwrap();
    assert_eq!(call.header("cookie"), None, "though the page has set one");
    assert_eq!(call.header("referer"), None);

    assert_eq!(*waits, json!({"attempts": 2}));
    assert_eq!(busy_received.lock().unwrap().len(), 2);

    assert_eq!(short(&breaks["read"]), json!([3, "Answered", 200, ["transport"]]));
    assert_eq!(short(&breaks["write"]), json!([1, "Answered", 200, ["transport"]]));
    assert_eq!(truncated_received.lock().unwrap().len(), 4);

    // A redirect is shown to nobody, and followed by nobody.
    let text = "keyed: GET /thing got no answer: only a redirect, and the browser does not show where to";
    assert_eq!(short(&redirected["error"]), json!([1, "Answered", null, ["transport"]]));
    assert_eq!(redirected["error"]["text"], text);
    assert_eq!(redirecting_received.lock().unwrap().len(), 1);
    assert!(other_received.lock().unwrap().is_empty() && other.received().is_empty(), "the target sees nothing");
    assert_eq!(short(follows), json!([1, "Answered", null, ["transport"]]));
    assert_eq!(here_received.lock().unwrap().len(), 1);

    for (outcome, name) in own_headers.as_array().unwrap().iter().zip(["cookie", "accept-encoding"]) {
        assert_eq!(short(outcome), json!([1, "NotSent", null, ["transport"]]));
        assert!(outcome["text"].as_str().unwrap().contains(name), "{outcome}");
    }
    assert_eq!(headers["x-name"], json!("Zoë".as_bytes()));
    let received = plain_received.lock().unwrap();
    let [read, write] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((read.header("x-name"), write.header("content-length")), (Some("Zoë"), Some("0")));
    for request in [read, write] {
        assert!(request.header("user-agent").unwrap().contains("Chrome"), "not ours");
        assert_eq!((request.header("cookie"), request.header("referer")), (None, None));
    }

    // Without leave to read it, an answer is none; whether the server acted nobody knows.
    assert_eq!(short(refused), json!([1, "MaybeProcessed", null, ["transport"]]));

    // What could be kept for the next time is asked for anew.
    assert_eq!(*reads_twice, json!([{"attempts": 1}, {"attempts": 1}]));
    assert_eq!(keeping_received.lock().unwrap().len(), 2);

    assert_eq!(*leaves, json!({"has_left": true}));
    seen.until(|begun, ended| (begun, ended) == (1, 1));

    assert_eq!((&downloads["bytes"], &downloads["end"]), (&json!(body.len()), &Value::Null), "{downloads}");
    assert_eq!(downloads["announced"], Value::Null, "that of the packed body is not what comes");
    assert!(downloads["pieces"].as_u64().unwrap() > 1, "{downloads}");
    assert_eq!(downloads["limited"]["is_too_large"], true, "{downloads}");

    assert_eq!(*listens, json!({"data": [1, 2], "reconnects": 2}));
    let received = events_received.lock().unwrap();
    let ids: Vec<Option<&str>> = received.iter().map(|request| request.header("last-event-id")).collect();
    assert_eq!(ids, [None, Some("a"), Some("a")]);

    let received = taking_received.lock().unwrap();
    assert!(received.iter().all(|request| request.body.len() == 300_000 && request.body[250] == 250));
    assert_eq!((received.len(), uploads[2].clone()), (3, json!({"attempts": 1})), "{uploads}");
}
