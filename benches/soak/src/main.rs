//! Runs a client for long against a server that fails, and checks what it promises: see `README.md`.

mod api;
mod load;
mod server;
mod watch;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tracing_subscriber::layer::SubscriberExt;

use crate::load::{Tally, Told};
use crate::watch::{Spans, Watch, resident, slope, sockets};

/// Memory may grow by that much, in KiB per minute.
const GROWTH: f64 = 1024.0;
/// Runs that are shorter do not show whether memory grows.
const TELLING: Duration = Duration::from_secs(120);

type AnyError = Box<dyn std::error::Error>;

#[derive(Parser)]
#[command(about = "Runs a client for long against a server that fails, and checks what it promises")]
struct Arguments {
    /// How long to make calls.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// How many callers there are at a time.
    #[arg(long, default_value_t = 64)]
    callers: usize,
    /// Of 100 requests, how many the server fails.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(..=100))]
    faults: u8,
    /// Be the server.
    #[arg(long, hide = true)]
    serve: bool,
}

/// The server's process; ends with this value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A line of the table: a promise, what was seen, and whether that keeps it.
type Line = (&'static str, String, bool);

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<ExitCode, AnyError> {
    let arguments = Arguments::parse();
    if arguments.serve {
        server::serve(arguments.faults).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let (_server, address) = start(&arguments)?;
    let watch = Arc::new(Watch::default());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Spans(Arc::clone(&watch))))?;
    let tally = Arc::new(Tally::new());
    let before = (sockets(), Handle::current().metrics().num_alive_tasks());

    let memory = load(&arguments, &address, &tally, &watch).await?;
    let left_over = left_over(before).await;
    let record: Value = serde_json::from_str(&fetch_record(&address)?)?;

    let mut lines = writes(&tally, &record);
    lines.push(("reads that gave something else: 0", count(&tally.wrong_reads), value(&tally.wrong_reads) == 0));
    lines.push(grown(&arguments, &memory));
    lines.push(("sockets and tasks left over: 0", format!("{} and {}", left_over.0, left_over.1), left_over == (0, 0)));
    let texts = format!("{} in {} texts", value(&watch.leaks), value(&watch.texts));
    lines.push(("secrets shown: 0", texts, value(&watch.leaks) == 0 && value(&watch.texts) > 0));
    lines.push(faults(&arguments, &record));
    report(&arguments, &tally, &record, &lines);
    Ok(if lines.iter().all(|(_, _, kept)| *kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Starts the server; gives its address.
fn start(arguments: &Arguments) -> Result<(Server, String), AnyError> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--serve", "--faults", &arguments.faults.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("the server has no output")?;
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((server, line.trim().to_owned()))
}

/// Makes calls; gives minutes with the memory taken then.
async fn load(
    arguments: &Arguments,
    address: &str,
    tally: &Arc<Tally>,
    watch: &Arc<Watch>,
) -> Result<Vec<(f64, f64)>, AnyError> {
    let client = load::client(&format!("http://{address}"))?;
    watch.search(&format!("{client:?}"));
    let start = Instant::now();
    let end = start + Duration::from_secs(arguments.seconds);
    let mut callers = JoinSet::new();
    for _ in 0..arguments.callers {
        callers.spawn(load::call_until(end, client.clone(), Arc::clone(tally), Arc::clone(watch)));
    }
    let mut memory = Vec::new();
    let mut samples = tokio::time::interval(Duration::from_secs(10));
    loop {
        tokio::select! {
            _ = samples.tick() => memory.push((start.elapsed().as_secs_f64() / 60.0, resident())),
            caller = callers.join_next() => match caller {
                Some(ended) => ended?,
                None => return Ok(memory),
            },
        }
    }
}

/// Sockets and tasks that there were not before, after some time to close them.
async fn left_over(before: (usize, usize)) -> (usize, usize) {
    let now = || {
        let tasks = Handle::current().metrics().num_alive_tasks();
        (sockets().saturating_sub(before.0), tasks.saturating_sub(before.1))
    };
    for _ in 0..100 {
        if now() == (0, 0) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    now()
}

/// What the server has done, by its own account. Asked for without the client, again while nobody listens.
fn fetch_record(address: &str) -> Result<String, AnyError> {
    for _ in 0..50 {
        if let Ok(body) = fetch_once(address) {
            return Ok(body);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("the server does not tell what it has done".into())
}

fn fetch_once(address: &str) -> Result<String, AnyError> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /record HTTP/1.1\r\n\r\n")?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err("no answer".into());
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse()?,
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(String::from_utf8(body)?)
}

/// Compares what was told of writes with what was done.
fn writes(tally: &Tally, record: &Value) -> Vec<Line> {
    let entries = record["written"].as_array().into_iter().flatten();
    let times: BTreeMap<u64, u64> =
        entries.filter_map(|entry| Some((entry[0].as_u64()?, entry[1].as_u64()?))).collect();
    let broken = |is_broken: &dyn Fn(u64, Option<Told>, u64) -> bool| {
        let numbers = 0..tally.issued();
        let broken =
            numbers.filter(|n| is_broken(*n, tally.told(*n), times.get(n).copied().unwrap_or_default())).count();
        (broken.to_string(), broken == 0)
    };
    let strangers = times.keys().filter(|number| **number >= tally.issued()).count();
    let (lost, none_lost) = broken(&|_, told, times| told == Some(Told::Done) && times != 1);
    let (twice, none_twice) = broken(&|_, _, times| times > 1);
    let (sent, none_sent) = broken(&|_, told, times| told == Some(Told::NotSent) && times > 0);
    let (untold, none_untold) = broken(&|_, told, _| told.is_none());
    let done = tally.count(Told::Done);
    vec![
        ("writes told as done: some", done.to_string(), done > 0),
        ("of these, not done exactly once: 0", lost, none_lost),
        ("writes done more than once: 0", twice, none_twice),
        ("writes told as not sent but done: 0", sent, none_sent),
        ("writes nobody was told of: 0", untold, none_untold),
        ("writes done that nobody asked for: 0", strangers.to_string(), strangers == 0),
    ]
}

fn grown(arguments: &Arguments, memory: &[(f64, f64)]) -> Line {
    let last = &memory[memory.len() / 3..];
    let (growth, now) = (slope(last), last.last().map_or(0.0, |(_, kib)| *kib));
    let is_short = Duration::from_secs(arguments.seconds) < TELLING;
    let note = if is_short { ", in too short a time to tell" } else { "" };
    let seen = format!("{growth:.0} KiB/min at {:.1} MiB{note}", now / 1024.0);
    ("memory growth: less than 1024 KiB/min", seen, is_short || (growth < GROWTH && now > 0.0))
}

/// What the server calls its faults; each has to happen, or nothing was tried.
const KINDS: [&str; 10] = [
    "401, token made invalid",
    "429",
    "503",
    "body cut",
    "no JSON",
    "refused connections",
    "reset after the request was read",
    "reset after the server has acted",
    "reset before the request is read",
    "slow",
];

fn faults(arguments: &Arguments, record: &Value) -> Line {
    let happened = KINDS.iter().filter(|kind| record["faults"][**kind].as_u64().is_some_and(|times| times > 0)).count();
    let seen = format!("{happened} of {}", KINDS.len());
    ("kinds of faults that happened: all", seen, happened == KINDS.len() || arguments.faults == 0)
}

fn value(counter: &std::sync::atomic::AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

fn count(counter: &std::sync::atomic::AtomicU64) -> String {
    value(counter).to_string()
}

fn report(arguments: &Arguments, tally: &Tally, record: &Value, lines: &[Line]) {
    println!("{} s, {} callers, {} % faults\n", arguments.seconds, arguments.callers, arguments.faults);
    println!("| promise | seen | |\n|---|---|---|");
    for (promise, seen, kept) in lines {
        println!("| {promise} | {seen} | {} |", if *kept { "kept" } else { "BROKEN" });
    }
    println!("\n| calls | |\n|---|---|");
    println!("| reads that succeeded | {} |", count(&tally.reads));
    println!("| of these, after a retry | {} |", count(&tally.repeated));
    println!("| reads that failed | {} |", count(&tally.failed_reads));
    println!("| writes told as done | {} |", tally.count(Told::Done));
    println!("| told as answered otherwise | {} |", tally.count(Told::Answered));
    println!("| told as maybe processed | {} |", tally.count(Told::MaybeProcessed));
    println!("| told as not sent | {} |", tally.count(Told::NotSent));
    println!("\n| faults | |\n|---|---|");
    for (kind, times) in record["faults"].as_object().into_iter().flatten() {
        println!("| {kind} | {times} |");
    }
}
