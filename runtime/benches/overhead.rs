//! What a call costs beyond what reqwest and serde_json cost, on loopback, both measured in one run, in turns.
//!
//! `cargo bench -p specwright-runtime --bench overhead`
#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set up its scene may fail loudly")]

use std::alloc::System;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use specwright_runtime as rt;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: usize = 60;
const CALLS: usize = 500;

static API: rt::ApiInfo = rt::ApiInfo {
    id: "bench",
    version: "1",
    schemes: &[rt::SchemeInfo {
        id: "key",
        setter: "key",
        kind: rt::SchemeKind::ApiKeyHeader("X-Authorization"),
        prefix: "",
        variables: &[],
        token: None,
    }],
    server_variable: "BENCH_SERVER",
};

enum Get {}

impl rt::Operation for Get {
    type Output = rt::Value;
    type Error = rt::Unexpected;
    const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
        id: "get",
        method: "GET",
        path: "/v2/lockers/{id}",
        accept: "application/json",
        security: &[&["key"]],
        idempotent: true,
    };

    fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, rt::Unexpected> {
        match reply.status() {
            200 => Ok(Ok(reply.json()?)),
            _ => Err(reply.undocumented()),
        }
    }
}

/// Answers everything with the same JSON. Allocates nothing per request, so that only clients are counted.
fn serve() -> SocketAddr {
    let items: Vec<String> =
        (0..20).map(|id| format!(r#"{{"id":{id},"name":"locker number {id}","open":false,"tags":["a"]}}"#)).collect();
    let body = format!("[{}]", items.join(","));
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    let answer = format!("{head}{body}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            std::thread::spawn(move || {
                stream.set_nodelay(true).unwrap();
                let mut buffer = [0; 4096];
                let mut filled = 0;
                while let Ok(count @ 1..) = stream.read(&mut buffer[filled..]) {
                    filled += count;
                    if buffer[..filled].ends_with(b"\r\n\r\n") {
                        filled = 0;
                        stream.write_all(answer.as_bytes()).unwrap();
                    }
                }
            });
        }
    });
    address
}

/// What careful hand-written code does: a key, a time limit, a status, JSON.
async fn by_hand(client: &reqwest::Client, url: &str) -> rt::Value {
    let request = client.get(url).header("Accept", "application/json").header("X-Authorization", "key");
    let answer = request.timeout(Duration::from_secs(60)).send().await.unwrap().error_for_status().unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

async fn ours(client: &rt::Client) -> rt::Value {
    client.call::<Get>().path("id", &17).await.unwrap()
}

/// Time and allocations per call.
async fn round<F: Future<Output = rt::Value>>(call: impl Fn() -> F) -> (f64, f64) {
    let region = Region::new(ALLOCATOR);
    let start = Instant::now();
    for _ in 0..CALLS {
        std::hint::black_box(call().await);
    }
    let time = start.elapsed().as_secs_f64() * 1e6;
    (time / CALLS as f64, region.change().allocations as f64 / CALLS as f64)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let address = serve();
    let url = format!("http://{address}/v2/lockers/17");
    let plain = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let typed = rt::ClientBuilder::new(&API, format!("http://{address}")).api_key("key", "key").build().unwrap();
    let (mut hand, mut client, mut ratios, mut allocations) = (Vec::new(), Vec::new(), Vec::new(), (0.0, 0.0));
    for number in 0..ROUNDS + 5 {
        // In turns, and neither always first: what the machine does besides hits both.
        let (theirs, own) = if number % 2 == 0 {
            let theirs = round(|| by_hand(&plain, &url)).await;
            (theirs, round(|| ours(&typed)).await)
        } else {
            let own = round(|| ours(&typed)).await;
            (round(|| by_hand(&plain, &url)).await, own)
        };
        if number >= 5 {
            hand.push(theirs.0);
            client.push(own.0);
            ratios.push(own.0 / theirs.0);
            allocations = (theirs.1, own.1);
        }
    }
    println!("{ROUNDS} rounds of {CALLS} calls each, medians");
    println!("by hand: {:6.2} µs, {:5.1} allocations per call", median(hand), allocations.0);
    println!("client:  {:6.2} µs, {:5.1} allocations per call", median(client), allocations.1);
    println!("ratio of neighbouring rounds: {:.3}", median(ratios));
}
