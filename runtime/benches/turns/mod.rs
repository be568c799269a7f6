//! Measures calls made by hand next to those of a client, in one run and in turns.
//!
//! Three ways, two of which are the same, through two clients: that shows how far the figures can be trusted. They take
//! turns in blocks of A B C C B A, starting with another one each time, so that what the machine does besides, and what it
//! does more and more of, hits all of them; what counts is the median of the ratios within blocks.

use std::alloc::System;
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How much more than by hand a call may allocate, and take.
const AIM: f64 = 1.05;

/// How often things are measured.
pub(crate) struct Turns {
    pub(crate) blocks: usize,
    /// Calls of one way in each of its two turns in a block.
    pub(crate) calls: usize,
}

impl Turns {
    /// Cargo says so when it is to be measured; as a test only allocations can be judged.
    pub(crate) fn from_arguments() -> Self {
        let is_bench = std::env::args().any(|argument| argument == "--bench");
        if is_bench { Self { blocks: 500, calls: 40 } } else { Self { blocks: 3, calls: 20 } }
    }

    /// Prints what a call costs in three ways: by hand, through the client, and by hand again.
    pub(crate) async fn compare<T>(
        &self,
        name: &str,
        hand: impl AsyncFn() -> T,
        client: impl AsyncFn() -> T,
        again: impl AsyncFn() -> T,
    ) {
        let mut all = Vec::new();
        // The first block opens connections, and does not count.
        for number in 0..=self.blocks {
            let mut costs = [Cost::default(); 3];
            for who in [0, 1, 2, 2, 1, 0].map(|turn| (turn + number) % 3) {
                costs[who] += match who {
                    0 => self.turn(&hand).await,
                    1 => self.turn(&client).await,
                    _ => self.turn(&again).await,
                };
            }
            all.push(costs);
        }
        report(name, 6 * self.calls, &all[1..]);
    }

    /// Prints what a call costs.
    #[allow(dead_code, reason = "not every benchmark has such a call")]
    pub(crate) async fn measure<T>(&self, name: &str, call: impl AsyncFn() -> T) {
        let mut costs = Vec::new();
        for _ in 0..self.blocks {
            costs.push(self.turn(&call).await);
        }
        let [_, wall, _] = quartiles(costs.iter().map(|cost| cost.wall).collect());
        println!("{name}: {wall:.2} µs, {} allocations", costs[0].allocations);
    }

    async fn turn<T>(&self, call: &impl AsyncFn() -> T) -> Cost {
        let busy = processor_time();
        let region = Region::new(ALLOCATOR);
        let start = Instant::now();
        for _ in 0..self.calls {
            black_box(call().await);
        }
        let wall = start.elapsed().as_secs_f64() * 1e6;
        let change = region.change();
        let allocations = (change.allocations + change.reallocations) as f64;
        let each = |sum: f64| sum / self.calls as f64;
        Cost { wall: each(wall), processor: each(processor_time() - busy), allocations: each(allocations) }
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

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.wall += other.wall;
        self.processor += other.processor;
        self.allocations += other.allocations;
    }
}

/// How long this thread has been running, in µs. Linux only.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|time| time.parse().ok()).map_or(0.0, |nanos: f64| nanos / 1e3)
}

/// Half of the values are below the second one; a quarter is below the first, and above the third.
fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}

/// Prints the costs of blocks; fails if the client allocates more than it may.
fn report(name: &str, calls: usize, all: &[[Cost; 3]]) {
    // Each block has two turns of each way.
    let one = |who: usize, what: fn(&Cost) -> f64| quartiles(all.iter().map(|costs| what(&costs[who]) / 2.0).collect());
    let ratio = |who: usize, what: fn(&Cost) -> f64| {
        quartiles(all.iter().map(|costs| what(&costs[who]) / what(&costs[0])).collect())
    };
    println!("\n{name}: {} blocks of {calls} calls each; medians, and quartiles of ratios within blocks", all.len());
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
    let more = ratio(1, |cost| cost.allocations)[1];
    assert!(more <= AIM, "{name}: {more:.3} times as many allocations as by hand");
}

/// Answers requests whose path is `list_path` with `list`, all others with `one`: JSON, in a thread of its own, from a
/// socket on this machine. Allocates nothing per request, so that only clients are counted.
pub(crate) fn serve(list_path: &'static str, list: &str, one: &str) -> SocketAddr {
    let answer = |body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let (list, one) = (answer(list), answer(one));
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
                        let path = request.splitn(3, |byte| *byte == b' ').nth(1);
                        let is_list = request.starts_with(b"GET") && path == Some(list_path.as_bytes());
                        stream.write_all(if is_list { list.as_bytes() } else { one.as_bytes() }).unwrap();
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
/// What it does not do and ours does: limit the body, escape values, keep the request for a retry.
pub(crate) struct ByHand {
    pub(crate) client: reqwest::Client,
    pub(crate) base: String,
    key: String,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .build()
            .unwrap();
        Self { client, base: base.to_owned(), key: "key".to_owned() }
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn send<T: serde::de::DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> T {
        let request = request.header("Accept", "application/json").header("X-Authorization", &self.key);
        let answer = request.timeout(Duration::from_secs(60)).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }
}
