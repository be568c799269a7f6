//! The spans of a call, and what is not in them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::api::Client;
use super::server::{Server, answer};
use specwright_runtime::Retries;

type Fields = BTreeMap<String, String>;

/// Keeps all spans with their fields.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<BTreeMap<u64, (String, Fields)>>>);

struct Reader<'f>(&'f mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl<S: tracing::Subscriber> Layer<S> for Kept {
    fn on_new_span(&self, span: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Fields::new();
        span.record(&mut Reader(&mut fields));
        self.0.lock().unwrap().insert(id.into_u64(), (span.metadata().name().to_owned(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Reader(&mut self.0.lock().unwrap().get_mut(&id.into_u64()).unwrap().1));
    }
}

#[tokio::test]
async fn a_call_and_its_attempts_have_spans_without_secrets() {
    let kept = Kept::default();
    // With a single subscriber, other tests could switch spans off for good: `tracing` then asks the thread that comes by
    // a span first.
    let _other = tracing::Dispatch::new(tracing_subscriber::registry());
    let subscriber = tracing_subscriber::registry().with(kept.clone());
    // As long as there is one subscriber only, a thread without it decides for all that a span is of no interest.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::answering(answer("503 X", &[], b"hunter2"));
    let retries = Retries::STANDARD.with_max_attempts(2);
    let vault = Client::builder(server.url("?k=hunter2"))
        .x_authorization("hunter2")
        .with(|b| b.retries(retries))
        .build()
        .unwrap();
    vault.get_locker("hunter2").trace("hunter2").tags(&["hunter2"]).await.unwrap_err();

    // Ids are given again when a span is closed, so the newest of each is there.
    let kept = kept.0.lock().unwrap();
    let (_, call) = kept.values().find(|(name, _)| name == "call").unwrap();
    assert_eq!(call["otel.name"], "\"getLocker\"");
    assert_eq!(call["otel.status_code"], "\"ERROR\"");
    assert_eq!(call["url.template"], "\"/v2/lockers/{id}\"");
    assert_eq!(call["http.response.status_code"], "503");
    let (_, attempt) = kept.values().rfind(|(name, _)| name == "attempt").unwrap();
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    for (field, value) in [
        ("http.request.method", "\"GET\""),
        ("otel.name", "GET /v2/lockers/{id}"),
        ("otel.kind", "\"client\""),
        ("otel.status_code", "\"ERROR\""),
        ("url.full", format!("{}/v2/lockers/{{id}}", server.url("")).as_str()),
        ("url.template", "\"/v2/lockers/{id}\""),
        ("server.address", "\"127.0.0.1\""),
        ("server.port", port.as_str()),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "503"),
        ("error.type", "\"503\""),
    ] {
        assert_eq!(attempt.get(field).map(String::as_str), Some(value), "{field}");
    }
    assert!(!format!("{kept:?}").contains("hunter2"), "{kept:?}");
}
