//! What is watched while calls are made: texts, memory, sockets.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::api::SECRET;

/// Searches texts for secrets. Keeps none of them, only how many there were.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) texts: AtomicU64,
    pub(crate) leaks: AtomicU64,
}

impl Watch {
    /// Searches a text.
    pub(crate) fn search(&self, text: &dyn fmt::Display) {
        self.texts.fetch_add(1, Ordering::Relaxed);
        let text = text.to_string();
        if text.contains(SECRET) && self.leaks.fetch_add(1, Ordering::Relaxed) == 0 {
            eprintln!("the first text with a secret in it: {text}");
        }
    }
}

/// Searches spans and events.
pub(crate) struct Spans(pub(crate) Arc<Watch>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a text cannot fail.
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl Spans {
    fn search(&self, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(String::new());
        record(&mut fields);
        self.0.search(&fields.0);
    }
}

impl<S: Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.search(|fields| span.record(fields));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.search(|fields| values.record(fields));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.search(|fields| event.record(fields));
    }
}

/// Resident memory of this process, in KiB.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

/// Open sockets of this process.
pub(crate) fn sockets() -> usize {
    let files = std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

/// How much `y` grows when `x` grows by one, by least squares.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let above: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    if below == 0.0 { 0.0 } else { above / below }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_growth() {
        assert_eq!(slope(&[(0.0, 5.0), (1.0, 7.0), (2.0, 9.0)]), 2.0);
        assert_eq!(slope(&[(1.0, 5.0)]), 0.0);
    }

    #[test]
    fn finds_secrets() {
        let watch = Watch::default();
        watch.search(&"nothing");
        watch.search(&format!("a {SECRET}-1"));
        assert_eq!((watch.texts.into_inner(), watch.leaks.into_inner()), (2, 1));
    }
}
