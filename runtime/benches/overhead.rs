//! What a call costs beyond what reqwest and serde_json cost, on loopback.
//!
//! `cargo bench -p specwright-runtime --bench overhead` measures time and allocations; `cargo test` runs the same calls a
//! few times and fails if ours allocate more than they may.
//!
//! Three calls, each in two ways and one of them twice: by hand, through a client, and by hand once more, through another
//! `reqwest::Client`. The two that are the same show how far the figures can be trusted. They take turns in blocks of
//! A B C C B A, starting with another one each time, so that what the machine does besides, and what it does more and more
//! of, hits all of them; what counts is the median of the ratios within blocks.
#![allow(missing_docs, reason = "a benchmark")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set up its scene may fail loudly")]

use std::alloc::System;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use serde::Serialize;
use specwright_runtime as rt;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How much more than by hand a call may allocate, and take.
const AIM: f64 = 1.05;

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

/// An operation whose success is JSON.
macro_rules! operation {
    ($name:ident, $method:literal, $path:literal, $idempotent:literal) => {
        enum $name {}

        impl rt::Operation for $name {
            type Output = rt::Value;
            type Error = rt::Unexpected;
            const INFO: &'static rt::OperationInfo = &rt::OperationInfo {
                id: stringify!($name),
                method: $method,
                path: $path,
                accept: "application/json",
                security: &[&["key"]],
                idempotent: $idempotent,
            };

            fn decode(reply: &rt::Reply) -> rt::Decoded<rt::Value, rt::Unexpected> {
                match reply.status() {
                    200 => Ok(Ok(reply.json()?)),
                    _ => Err(reply.undocumented()),
                }
            }
        }
    };
}

operation!(List, "GET", "/v2/lockers/{id}/items", true);
operation!(Get, "GET", "/v2/lockers/{id}", true);
operation!(Create, "POST", "/v2/lockers", false);

#[derive(Serialize)]
struct Locker {
    name: &'static str,
    size: u32,
    tags: [&'static str; 2],
}

const LOCKER: Locker = Locker { name: "blue", size: 12, tags: ["a", "b"] };

#[derive(Clone, Copy)]
enum Scene {
    List,
    Get,
    Create,
}

/// Answers one thing to lists and another to the rest. Allocates nothing per request, so that only clients are counted.
fn serve() -> SocketAddr {
    let items: Vec<String> =
        (0..20).map(|id| format!(r#"{{"id":{id},"name":"locker number {id}","open":false,"tags":["a"]}}"#)).collect();
    let answer = |body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let list = answer(&format!("[{}]", items.join(",")));
    let one = answer(r#"{"id":17}"#);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let (list, one) = (list.clone(), one.clone());
            std::thread::spawn(move || {
                stream.set_nodelay(true).unwrap();
                let mut buffer = [0; 4096];
                let mut filled = 0;
                while let Ok(count @ 1..) = stream.read(&mut buffer[filled..]) {
                    filled += count;
                    let request = &buffer[..filled];
                    // Bodies are one JSON object without any other in it.
                    if request.ends_with(b"\r\n\r\n") && !request.starts_with(b"POST") || request.ends_with(b"}") {
                        let answer = if request.starts_with(b"GET /v2/lockers/17/items") { &list } else { &one };
                        stream.write_all(answer.as_bytes()).unwrap();
                        filled = 0;
                    }
                }
            });
        }
    });
    address
}

/// What careful hand-written code does: a client that is kept, with a limit for connecting and without redirects; for each
/// call the URL, the accepted type, a key, a limit of time; then the status is checked, and JSON read from the whole body.
/// What it does not do and ours does: limit the body, escape the id, keep the request for a retry.
struct ByHand {
    client: reqwest::Client,
    base: String,
    key: String,
}

impl ByHand {
    fn new(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .build()
            .unwrap();
        Self { client, base: base.to_owned(), key: "key".to_owned() }
    }

    async fn call(&self, scene: Scene) -> rt::Value {
        let (base, id) = (&self.base, 17);
        let request = match scene {
            Scene::List => self.client.get(format!("{base}/v2/lockers/{id}/items")),
            Scene::Get => self.client.get(format!("{base}/v2/lockers/{id}")),
            Scene::Create => self
                .client
                .post(format!("{base}/v2/lockers"))
                .header("Content-Type", "application/json")
                .body(serde_json::to_vec(&LOCKER).unwrap()),
        };
        let request = request.header("Accept", "application/json").header("X-Authorization", &self.key);
        let answer = request.timeout(Duration::from_secs(60)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }
}

async fn ours(client: &rt::Client, scene: Scene) -> rt::Value {
    match scene {
        Scene::List => client.call::<List>().path("id", &17).await,
        Scene::Get => client.call::<Get>().path("id", &17).await,
        Scene::Create => client.call::<Create>().json(&LOCKER, None).await,
    }
    .unwrap()
}

/// Answers at once.
struct AtOnce;

impl rt::Transport for AtOnce {
    fn send(&self, _: rt::TransportRequest) -> rt::BoxFuture<'_, Result<rt::TransportReply, rt::TransportError>> {
        let reply = rt::TransportReply::new(rt::StatusCode::OK, rt::HeaderMap::new(), &b"1"[..]);
        Box::pin(std::future::ready(Ok(reply)))
    }
}

/// What calls cost, each.
#[derive(Clone, Copy, Default)]
struct Cost {
    /// Time from start to end, in µs.
    wall: f64,
    /// Time the processor worked on our side, in µs; 0 where the system does not say. The server is not in it.
    processor: f64,
    /// Allocations, reallocations included.
    allocations: f64,
}

impl std::ops::Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            processor: self.processor + other.processor,
            allocations: self.allocations + other.allocations,
        }
    }
}

/// How long this thread has been running, in µs. Linux only.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse().ok()).map_or(0.0, |nanos: f64| nanos / 1e3)
}

async fn round<F: Future<Output = rt::Value>>(calls: usize, call: impl Fn() -> F) -> Cost {
    let busy = processor_time();
    let region = Region::new(ALLOCATOR);
    let start = Instant::now();
    for _ in 0..calls {
        std::hint::black_box(call().await);
    }
    let wall = start.elapsed().as_secs_f64() * 1e6 / calls as f64;
    let change = region.change();
    let allocations = (change.allocations + change.reallocations) as f64 / calls as f64;
    Cost { wall, processor: (processor_time() - busy) / calls as f64, allocations }
}

/// Half of the values are below the second one; a quarter is below the first, and above the third.
fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}

struct Bench {
    hand: ByHand,
    client: rt::Client,
    again: ByHand,
}

impl Bench {
    fn new(base: &str) -> Self {
        let client = rt::ClientBuilder::new(&API, base).api_key("key", "key").build().unwrap();
        Self { hand: ByHand::new(base), client, again: ByHand::new(base) }
    }

    /// By hand, through the client, by hand again: a call of each, of so many in each of two rounds.
    async fn block(&self, scene: Scene, calls: usize, first: usize) -> [Cost; 3] {
        let mut costs = [Cost::default(); 3];
        let turns = [0, 1, 2, 2, 1, 0].map(|turn| (turn + first) % 3);
        for who in turns {
            let cost = match who {
                0 => round(calls, || self.hand.call(scene)).await,
                1 => round(calls, || ours(&self.client, scene)).await,
                _ => round(calls, || self.again.call(scene)).await,
            };
            costs[who] = costs[who] + cost;
        }
        costs.map(|sum| Cost {
            wall: sum.wall / 2.0,
            processor: sum.processor / 2.0,
            allocations: sum.allocations / 2.0,
        })
    }

    /// Prints what a call costs in three ways; gives how much more ours allocates.
    async fn measure(&self, name: &str, scene: Scene, blocks: usize, calls: usize) -> f64 {
        self.block(scene, calls, 0).await;
        let mut all = Vec::new();
        for number in 0..blocks {
            all.push(self.block(scene, calls, number).await);
        }
        let one = |who: usize, what: fn(&Cost) -> f64| quartiles(all.iter().map(|costs| what(&costs[who])).collect());
        let ratio = |who: usize, what: fn(&Cost) -> f64| {
            quartiles(all.iter().map(|costs| what(&costs[who]) / what(&costs[0])).collect())
        };
        println!(
            "\n{name}: {blocks} blocks of {} calls each; medians, and quartiles of ratios within blocks",
            6 * calls
        );
        println!("| | µs | ratio | µs of processor | ratio | allocations |\n|---|---|---|---|---|---|");
        for (who, label) in ["by hand", "client", "by hand again"].into_iter().enumerate() {
            let spread = |[low, middle, high]: [f64; 3]| format!("{middle:.3} ({low:.3} to {high:.3})");
            println!(
                "| {label} | {:.1} | {} | {:.1} | {} | {:.1} |",
                one(who, |cost| cost.wall)[1],
                spread(ratio(who, |cost| cost.wall)),
                one(who, |cost| cost.processor)[1],
                spread(ratio(who, |cost| cost.processor)),
                one(who, |cost| cost.allocations)[1],
            );
        }
        ratio(1, |cost| cost.allocations)[1]
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Cargo says so when it is to be measured; as a test only allocations can be judged.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (blocks, calls) = if is_bench { (500, 40) } else { (3, 20) };
    let alone =
        rt::ClientBuilder::new(&API, "http://127.0.0.1:1").api_key("key", "key").transport(AtOnce).build().unwrap();
    let mut costs = Vec::new();
    for _ in 0..blocks {
        costs.push(round(calls, || ours(&alone, Scene::Get)).await);
    }
    let [_, wall, _] = quartiles(costs.iter().map(|cost| cost.wall).collect());
    println!("client without a network: {wall:.2} µs, {} allocations", costs[0].allocations);
    let bench = Bench::new(&format!("http://{}", serve()));
    for (name, scene) in [("list of 1.3 kB", Scene::List), ("get of 9 B", Scene::Get), ("create", Scene::Create)] {
        let ratio = bench.measure(name, scene, blocks, calls).await;
        assert!(ratio <= AIM, "{name}: {ratio:.3} times as many allocations as by hand");
    }
}
