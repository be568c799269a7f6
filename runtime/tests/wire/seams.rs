//! Transports, interceptors, metrics and limits, without a socket and on a clock of their own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_runtime as rt;
use tokio::time::{Instant, sleep};

use super::api::Client;
use rt::{AttemptEnd, AttemptInfo, BoxFuture, HeaderMap, Intercepted, StatusCode};
use rt::{TransportError, TransportReply, TransportRequest};

/// What was sent: time since the start, URL, and headers.
type Seen = Arc<Mutex<Vec<(Duration, String, HeaderMap)>>>;

/// Answers with these statuses, the last one again and again, each after a second.
struct Scripted {
    start: Instant,
    statuses: Vec<(u16, Option<&'static str>)>,
    seen: Seen,
}

impl rt::Transport for Scripted {
    fn send(&self, request: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
        let mut seen = self.seen.lock().unwrap();
        let (status, after) = self.statuses[seen.len().min(self.statuses.len() - 1)];
        seen.push((self.start.elapsed(), request.url().to_owned(), request.headers().clone()));
        Box::pin(async move {
            sleep(Duration::from_secs(1)).await;
            let mut headers = HeaderMap::new();
            if let Some(after) = after {
                headers.insert("retry-after", after.parse().unwrap());
            }
            match status {
                0 => Err(TransportError::not_sent("no network here")),
                1 => Err(TransportError::broken("gone")),
                _ => Ok(TransportReply::new(StatusCode::from_u16(status).unwrap(), headers, "{}")),
            }
        })
    }
}

fn client(
    statuses: &[(u16, Option<&'static str>)],
    change: impl FnOnce(rt::ClientBuilder) -> rt::ClientBuilder,
) -> (Client, Seen) {
    let seen = Seen::default();
    let transport = Scripted { start: Instant::now(), statuses: statuses.to_vec(), seen: Arc::clone(&seen) };
    let builder = Client::builder("https://vault.example/v1").x_authorization("hunter2");
    (builder.with(|b| change(b.transport(transport).jitter_seed(7))).build().unwrap(), seen)
}

fn times(seen: &Seen) -> Vec<u128> {
    seen.lock().unwrap().iter().map(|(time, ..)| time.as_millis()).collect()
}

#[tokio::test(start_paused = true)]
async fn waits_are_the_same_for_the_same_seed_and_within_bounds() {
    let mut all = Vec::new();
    for _ in 0..2 {
        let (vault, seen) = client(&[(503, None), (1, None), (200, None)], |b| b);
        assert_eq!(vault.get_locker("1").send().await.unwrap().attempts(), 3);
        let times = times(&seen);
        assert!(times[1] - times[0] <= 1201 && times[2] - times[1] <= 1401, "{times:?}");
        all.push(times);
    }
    assert_eq!(all[0], all[1]);
}

#[tokio::test(start_paused = true)]
async fn waits_spread_over_the_whole_range() {
    let (vault, seen) = client(&[(503, None)], |b| b.retry_budget(10_000));
    let retries = rt::Retries::STANDARD.with_max_attempts(2);
    let mut waits = Vec::new();
    for _ in 0..200 {
        vault.get_locker("1").0.with_retries(retries).await.unwrap_err();
        let times = times(&seen);
        waits.push(times[times.len() - 1] - times[times.len() - 2] - 1000);
    }
    // Full jitter: as likely to be short as to be long.
    assert!(waits.iter().all(|wait| *wait <= 201));
    assert!((60..140).contains(&waits.iter().filter(|wait| **wait < 100).count()), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn nothing_waits_past_the_deadline() {
    for (asked, attempts) in [("27", 2), ("29", 1)] {
        let (vault, seen) = client(&[(503, Some(asked)), (200, None)], |b| b);
        let call = vault.get_locker("1").0.with_timeout(Duration::from_secs(30));
        let outcome = call.send().await;
        assert_eq!((seen.lock().unwrap().len(), outcome.is_ok()), (attempts, attempts == 2), "{asked}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_attempt_is_cut_after_half_a_minute() {
    struct Slow;
    impl rt::Transport for Slow {
        fn send(&self, _: TransportRequest) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
            Box::pin(std::future::pending())
        }
    }
    let vault = Client::builder("https://vault.example")
        .x_authorization("k")
        .with(|b| b.transport(Slow).jitter_seed(1))
        .build()
        .unwrap();
    let error = vault.get_locker("1").send().await.unwrap_err();
    let durations: Vec<_> = error.attempts().iter().map(|attempt| attempt.duration().as_secs()).collect();
    assert_eq!(durations, [30, 29], "{error:?}");
    let error = vault.sync().send().await.unwrap_err();
    let durations: Vec<_> = error.attempts().iter().map(|attempt| attempt.duration().as_secs()).collect();
    assert_eq!(durations, [60], "one that may not be repeated may take its time");
    assert_eq!(error.delivery(), rt::Delivery::MaybeProcessed);
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_at_a_time_than_allowed() {
    let (vault, seen) = client(&[(200, None)], |b| b.max_concurrent_requests(2));
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.get_locker("1").await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    let seconds: Vec<_> = times(&seen).iter().map(|time| time / 1000).collect();
    assert_eq!(seconds, [0, 0, 1, 1, 2]);

    // Who waits for a turn until time is up has sent nothing.
    let (first, second) = (vault.clone(), vault.clone());
    let busy = tokio::spawn(async move { tokio::join!(first.get_locker("1").send(), second.get_locker("1").send()) });
    tokio::task::yield_now().await;
    let error = vault.sync().0.with_timeout(Duration::from_millis(500)).send().await.unwrap_err();
    assert_eq!((error.is_timeout(), error.delivery()), (true, rt::Delivery::NotSent));
    assert!(error.is_retryable(), "nothing was sent, so any call may come again");
    busy.await.unwrap().0.unwrap();
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_in_a_time_than_allowed() {
    let (vault, seen) = client(&[(200, None)], |b| b.rate_limit(2, Duration::from_secs(10)));
    for _ in 0..4 {
        vault.get_locker("1").await.unwrap();
    }
    assert_eq!(times(&seen), [0, 1000, 5000, 10_000]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_sent_takes_nobody_s_turn() {
    let (vault, seen) = client(&[(200, None)], |b| b.rate_limit(1, Duration::from_secs(10)));
    vault.get_locker("1").await.unwrap();
    let error = vault.core().call::<super::api::GetLocker>().await.unwrap_err();
    assert!(error.to_string().ends_with("was not sent: path parameter `id` is not set"), "{error}");
    vault.get_locker("1").await.unwrap();
    assert_eq!(times(&seen), [0, 10_000]);
}

#[test]
fn limits_of_nothing_are_refused() {
    let refused = |change: fn(rt::ClientBuilder) -> rt::ClientBuilder| {
        Client::builder("https://h.example").with(change).build().unwrap_err().to_string()
    };
    assert!(refused(|b| b.max_concurrent_requests(0)).contains("max_concurrent_requests(0)"));
    assert!(refused(|b| b.rate_limit(0, Duration::from_secs(1))).contains("rate_limit"));
}

#[tokio::test(start_paused = true)]
async fn the_size_limit_holds_for_any_transport() {
    let (vault, _) = client(&[(200, None)], |b| b.max_response_bytes(1));
    assert!(vault.get_locker("1").send().await.unwrap_err().is_too_large());
}

/// Adds headers, and writes down what happens.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl rt::Interceptor for Notes {
    fn before_authentication(&self, request: &mut Intercepted<'_>) {
        request.set_header("X-Before", "b");
        request.add_query("n", &request.attempt().number().to_string());
        self.0.lock().unwrap().push(format!("before {request:?}"));
    }

    fn after_authentication(&self, request: &mut Intercepted<'_>) {
        request.set_header("X-After", "a");
        self.0.lock().unwrap().push(format!("after {request:?}"));
    }

    fn around<'a>(&'a self, attempt: AttemptInfo, exchange: rt::Exchange<'a>) -> rt::Exchange<'a> {
        Box::pin(async move {
            let outcome = exchange.await;
            self.0.lock().unwrap().push(format!("around {} {outcome:?}", attempt.number()));
            outcome
        })
    }
}

#[tokio::test(start_paused = true)]
async fn interceptors_see_each_attempt_and_no_secrets() {
    let notes = Notes::default();
    let (vault, seen) = client(&[(0, None), (200, None)], |b| b.interceptor(notes.clone()));
    vault.get_locker("hunter2").trace("hunter2").await.unwrap();
    let seen = seen.lock().unwrap();
    for (number, (_, url, headers)) in seen.iter().enumerate() {
        assert_eq!(url, &format!("https://vault.example/v1/v2/lockers/hunter2?n={}", number + 1));
        assert!(headers["x-before"] == "b" && headers["x-after"] == "a");
        assert_eq!(headers["x-authorization"], "hunter2");
    }
    let notes = notes.0.lock().unwrap();
    assert_eq!(notes.len(), 6, "{notes:#?}");
    assert!(notes[0].starts_with("before Intercepted { operation: \"getLocker\", attempt: 1"), "{notes:#?}");
    assert!(!notes[0].contains("x-authorization") && notes[1].contains("x-authorization"), "{notes:#?}");
    assert!(notes[5].starts_with("around 2 Ok(TransportReply { status: 200"), "{notes:#?}");
    assert!(!notes.concat().contains("hunter2"), "{notes:#?}");
}

#[tokio::test]
async fn interceptors_cannot_change_credentials_and_can_refuse() {
    struct Rude;
    impl rt::Interceptor for Rude {
        fn after_authentication(&self, request: &mut Intercepted<'_>) {
            request.set_header("X-Authorization", "mine");
        }
    }
    struct Strict;
    impl rt::Interceptor for Strict {
        fn before_authentication(&self, request: &mut Intercepted<'_>) {
            request.refuse("nothing is wanted today");
        }
    }
    let (rude, seen) = client(&[(200, None)], |b| b.interceptor(Rude));
    let error = rude.get_locker("1").send().await.unwrap_err();
    assert!(error.is_request() && error.to_string().contains("cannot be changed after authentication"), "{error}");
    let (strict, other) = client(&[(200, None)], |b| b.interceptor(Strict));
    let error = strict.get_locker("1").send().await.unwrap_err();
    assert!(
        error.is_request()
            && error.to_string().ends_with("was not sent: an interceptor refused it: nothing is wanted today"),
        "{error}"
    );
    assert!(seen.lock().unwrap().is_empty() && other.lock().unwrap().is_empty());
}

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl rt::Metrics for Told {
    fn attempt_started(&self, attempt: AttemptInfo) {
        self.0.lock().unwrap().push(format!("{} {} began", attempt.operation().id, attempt.number()));
    }

    fn attempt_finished(&self, attempt: AttemptInfo, end: &AttemptEnd) {
        let seconds = end.duration().as_secs();
        let line =
            format!("{} {:?} {:?} {:?} {seconds} s", attempt.number(), end.status(), end.error(), end.delivery());
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test(start_paused = true)]
async fn metrics_are_told_of_each_attempt_and_of_one_that_is_given_up() {
    let told = Told::default();
    let (vault, _) = client(&[(0, None), (503, None), (200, None)], |b| b.metrics(told.clone()));
    vault.get_locker("1").await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(500), vault.get_locker("1").send()).await.is_err());
    assert_eq!(
        *told.0.lock().unwrap(),
        [
            "getLocker 1 began",
            "1 None Some(\"connect\") Some(NotSent) 1 s",
            "getLocker 2 began",
            "2 Some(503) None Some(Answered) 1 s",
            "getLocker 3 began",
            "3 Some(200) None Some(Answered) 1 s",
            "getLocker 1 began",
            "1 None Some(\"cancelled\") None 0 s",
        ]
    );
}
