//! Calls, their repetition, and their ends.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use super::server::{Server, answer, json};
use super::stage::{play, play_counting};

/// Has enough at first, and answers from then on.
fn busy_once() -> Server {
    let count = AtomicUsize::new(0);
    Server::replying(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => answer("503 X", &[], b""),
        _ => json("200 OK", "{}"),
    })
}

/// What matters of a failure.
pub(crate) fn short(facts: &Value) -> Value {
    let text = format!("{} {}", facts["text"], facts["debug"]);
    // Neither the key nor the query that it travels in.
    assert!(!text.contains("hunter2") && !text.contains("api_key"), "{text}");
    json!([facts["attempts"], facts["delivery"], facts["status"], facts["is"]])
}

#[test]
fn an_answer_that_helps_the_second_time() {
    let server = busy_once();
    let Some(facts) = play("reads", &server.url("/base")) else { return };
    assert_eq!(facts, json!({"attempts": 2}));
    let lines: Vec<String> = server.received().iter().map(|request| request.line().to_owned()).collect();
    assert_eq!(lines, ["GET /base/thing?api_key=hunter2 HTTP/1.1"; 2]);
}

#[test]
fn a_server_that_has_enough() {
    let server = Server::answering(answer("503 X", &[], b""));
    let Some(facts) = play("read_and_write", &server.url("")) else { return };
    assert_eq!(short(&facts["read"]), json!([3, "Answered", 503, ["status"]]));
    assert_eq!(short(&facts["write"]), json!([1, "Answered", 503, ["status"]]));
    assert_eq!(server.received().len(), 4);
}

/// When requests came.
type Times = Arc<Mutex<Vec<Instant>>>;

/// Is busy once, and says until when.
fn busy(until: impl Fn() -> String + Send + Sync + 'static) -> (Server, Times) {
    let times = Times::default();
    let noted = Arc::clone(&times);
    let server = Server::replying(move |_| {
        let mut times = noted.lock().unwrap();
        times.push(Instant::now());
        match times.len() {
            1 => answer("429 X", &[&format!("Retry-After: {}", until())], b""),
            _ => json("200 OK", "{}"),
        }
    });
    (server, times)
}

#[test]
fn waits_as_long_as_it_is_told() {
    let two_seconds = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_millis(2999));
    for (server, times) in [busy(|| "1".to_owned()), busy(two_seconds)] {
        let Some(facts) = play("waits", &server.url("")) else { return };
        assert_eq!(facts, json!({"attempts": 2}));
        let times = times.lock().unwrap();
        let waited = times[1] - times[0];
        assert!((Duration::from_millis(990)..Duration::from_secs(20)).contains(&waited), "{waited:?}");
    }
}

#[test]
fn nobody_listens() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let Some(facts) = play("reads", &format!("http://{address}")) else { return };
    assert_eq!(short(&facts), json!([3, "MaybeProcessed", null, ["transport"]]));
    let text = format!(
        "keyed: GET /thing got no answer: the connection failed: `fetch` from {address} gave TypeError (ECONNREFUSED) \
         (3 attempts)"
    );
    assert_eq!(facts["text"], text);
    let facts = play("read_and_write", &format!("http://{address}")).unwrap();
    assert_eq!(short(&facts["write"]), json!([1, "MaybeProcessed", null, ["transport"]]), "it may have arrived");
}

#[test]
fn connections_that_break() {
    for (sent, delivery, status) in [
        ("", "MaybeProcessed", Value::Null),
        ("HTTP/1.1 200 OK\r\nContent-Le", "MaybeProcessed", Value::Null),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "Answered", json!(200)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n", "Answered", json!(200)),
    ] {
        let server = Server::answering(sent);
        let Some(facts) = play("read_and_write", &server.url("")) else { return };
        assert_eq!(short(&facts["read"]), json!([3, delivery, status, ["transport"]]), "{sent}");
        assert_eq!(short(&facts["write"]), json!([1, delivery, status, ["transport"]]), "{sent}");
        assert_eq!(server.received().len(), 4, "{sent}");
    }
}

/// What became of connections.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) begun: AtomicUsize,
    ended: AtomicUsize,
}

impl Seen {
    /// Stays until the other side leaves.
    pub(crate) fn stay(&self, mut stream: TcpStream) {
        self.begun.fetch_add(1, Ordering::SeqCst);
        stream.set_read_timeout(None).unwrap();
        // Ends without an error or with a reset: either way, the other side has left.
        let _ = stream.read_to_end(&mut Vec::new());
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    /// Waits until something holds.
    pub(crate) fn until(&self, holds: impl Fn(usize, usize) -> bool) {
        let started = Instant::now();
        loop {
            let (begun, ended) = (self.begun.load(Ordering::SeqCst), self.ended.load(Ordering::SeqCst));
            if holds(begun, ended) {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(20), "{begun} have begun, {ended} have ended");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn silence_and_dripping() {
    for sent in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n["] {
        let seen = Arc::<Seen>::default();
        let server = Server::start({
            let seen = Arc::clone(&seen);
            move |mut stream| {
                stream.write_all(sent.as_bytes()).unwrap_or_default();
                seen.stay(stream);
            }
        });
        let Some(facts) = play("impatient", &server.url("")) else { return };
        let is = ["timeout", "transport"];
        assert_eq!(short(&facts["read"]), json!([3, "MaybeProcessed", null, is]), "{sent}");
        assert_eq!(short(&facts["write"]), json!([1, "MaybeProcessed", null, is]), "{sent}");
        assert_eq!(short(&facts["whole"]), json!([1, "MaybeProcessed", null, ["timeout"]]), "{sent}");
        seen.until(|begun, ended| begun == ended);
    }
}

#[test]
fn who_leaves_leaves_nothing_behind() {
    let seen = Arc::<Seen>::default();
    let server = Server::serve({
        let seen = Arc::clone(&seen);
        move |request, mut stream| match request.target() {
            "/thing" => seen.stay(stream),
            _ => {
                seen.until(|begun, _| begun == 1);
                stream.write_all(&answer("200 OK", &[], b"now")).unwrap_or_default();
            }
        }
    });
    // The process ends by itself, in time, when no timer and no connection is left.
    let Some(facts) = play("leaves", &server.url("")) else { return };
    assert_eq!(facts, json!({"has_left": true}));
    seen.until(|begun, ended| (begun, ended) == (1, 1));
}

#[test]
fn redirects_are_answers() {
    for status in ["301 X", "302 X", "303 X", "307 X", "308 X"] {
        let other = Server::answering(json("200 OK", "{}"));
        let target = other.url("/elsewhere");
        let server = Server::replying({
            let location = format!("Location: {target}");
            move |_| answer(status, &[&location], b"")
        });
        let Some(facts) = play("redirected", &server.url("")) else { return };
        let code: u16 = status[..3].parse().unwrap();
        assert_eq!(short(&facts["error"]), json!([1, "Answered", code, ["status"]]));
        assert_eq!(facts["location"], target);
        assert!(other.received().is_empty() && server.received().len() == 1, "the target sees nothing");
        assert_eq!(server.only().header("x-secret"), Some("hunter2"));
    }
}

#[test]
fn redirects_that_are_wanted() {
    let server = Server::replying(|request| match request.target() {
        "/thing" => answer("302 X", &["Location: /other"], b""),
        _ => json("200 OK", "{}"),
    });
    let Some(facts) = play("follows", &server.url("")) else { return };
    assert_eq!(facts, json!({"attempts": 1}));
    assert_eq!(server.received().len(), 2);
}

/// Issues tokens, and accepts all but the first so many of them.
fn issuing(refused: usize) -> Server {
    let issued = AtomicUsize::new(0);
    Server::replying(move |request| match request.target() {
        "/login" => {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            json("200 OK", &format!(r#"{{"token": "token{number}"}}"#))
        }
        _ => {
            let token = request.header("authorization").unwrap().strip_prefix("Bearer token").unwrap();
            let is_refused = token.parse::<usize>().unwrap() <= refused;
            if is_refused { answer("401 X", &[], b"") } else { json("200 OK", "{}") }
        }
    })
}

/// The targets that were asked for.
fn targets(server: &Server) -> Vec<String> {
    server.received().iter().map(|request| request.target().to_owned()).collect()
}

#[test]
fn a_token_that_is_refused_is_replaced_once() {
    let server = issuing(1);
    let Some(facts) = play("guarded", &server.url("")) else { return };
    assert_eq!(facts, json!({"attempts": 1}));
    assert_eq!(targets(&server), ["/login", "/guarded", "/login", "/guarded"]);
    assert_eq!(server.received()[0].text(), r#"{"password":"hunter2"}"#);

    let server = issuing(10);
    let facts = play("guarded", &server.url("")).unwrap();
    assert_eq!(short(&facts), json!([1, "Answered", 401, ["status"]]));
    assert_eq!(targets(&server), ["/login", "/guarded", "/login", "/guarded"]);
}

#[test]
fn one_token_for_all() {
    let server = issuing(0);
    let Some(facts) = play("together", &server.url("")) else { return };
    assert_eq!(facts, json!(vec![json!({"attempts": 1}); 20]));
    let targets = targets(&server);
    assert_eq!((targets.len(), targets.iter().filter(|target| *target == "/login").count()), (21, 1));
}

#[test]
fn keys_are_the_same_in_a_call_and_different_elsewhere() {
    let server = busy_once();
    let Some(facts) = play("keyed_write", &server.url("")) else { return };
    assert_eq!(facts, json!({"attempts": 2}));
    assert_eq!(play("keyed_write", &server.url("")).unwrap(), json!({"attempts": 1}));
    let keys: Vec<String> =
        server.received().iter().map(|request| request.header("idempotency-key").unwrap().to_owned()).collect();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    for key in keys {
        // A UUID of version 4.
        assert!(key.len() == 36 && key.as_bytes()[14] == b'4', "{key}");
    }
}

#[test]
fn processes_wait_at_random() {
    let Some(first) = play("numbers", "") else { return };
    assert_ne!(first, play("numbers", "").unwrap());
}

#[test]
fn limits_beyond_what_timers_can() {
    let server = Server::start(|mut stream| {
        thread::sleep(Duration::from_millis(500));
        stream.write_all(&json("200 OK", "{}")).unwrap_or_default();
    });
    let Some((facts, timers)) = play_counting("far_limits", &server.url("")) else { return };
    assert_eq!(facts, json!([{"attempts": 1}, {"attempts": 1}]));
    // One that is set to more than 2^31 milliseconds goes off at once, again and again.
    assert!(timers < 20, "{timers} timers");
}

#[test]
fn what_is_said_in_headers() {
    let answered = answer("200 OK", &["Content-Type: application/json", "X-Name: Zo\u{eb}", "Set-Cookie: a=b"], b"{}");
    let server = Server::answering(answered);
    let Some(facts) = play("headers", &server.url("")) else { return };
    assert_eq!(facts["x-name"], json!("Zoë".as_bytes()), "the bytes that were sent");
    let received = server.received();
    let [read, write] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!(read.header("x-name"), Some("Zoë"));
    for request in [read, write] {
        for name in ["cookie", "referer", "origin"] {
            assert_eq!(request.header(name), None, "{name}");
        }
        assert_eq!(request.header("user-agent"), Some("node"), "not ours");
    }
    assert_eq!((read.header("content-length"), write.header("content-length")), (None, Some("0")));
}

#[test]
fn headers_that_only_browsers_keep_for_themselves() {
    let server = Server::answering(json("200 OK", "{}"));
    let Some(facts) = play("own_headers", &server.url("")) else { return };
    assert_eq!(facts, json!([{"attempts": 1}, {"attempts": 1}]));
    let received = server.received();
    assert_eq!(received[0].header("cookie"), Some("hunter2=hunter2"));
    assert_eq!(received[1].header("accept-encoding"), Some("identity"));
}
