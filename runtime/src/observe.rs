//! What can be seen of calls from outside: metrics, and spans if the feature `tracing` is on. Neither ever shows a query, a
//! header or a body.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Instant;
use crate::failure::{Failure, Kind};
use crate::shared::Answer;
use crate::transport::Stage;
use crate::{AttemptInfo, Delivery};

/// Told of every attempt of every call of a client, e.g. to count and time them. Called on the task that awaits the call,
/// so it should not take long.
pub trait Metrics: Send + Sync + 'static {
    /// An attempt begins.
    fn attempt_started(&self, attempt: AttemptInfo) {
        let _ = attempt;
    }

    /// An attempt has ended. Each one that has begun ends once, also if its caller gives up.
    fn attempt_finished(&self, attempt: AttemptInfo, end: &AttemptEnd) {
        let _ = (attempt, end);
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub struct AttemptEnd {
    duration: Duration,
    status: Option<u16>,
    redirects: u32,
    error: Option<&'static str>,
    delivery: Option<Delivery>,
}

impl AttemptEnd {
    /// How long it took, waiting for credentials and for its turn included.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// The status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// How many redirects were followed to the answer; 0 if there was none.
    pub fn redirects(&self) -> u32 {
        self.redirects
    }

    /// What went wrong, if there was no complete answer: `request`, `credentials`, `connect`, `timeout`, `connection`,
    /// `body`, `too_large`, `malformed`, `redirect` (one that a browser does not show), `cancelled`.
    pub fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// How far it got; `None` if its caller gave up.
    pub fn delivery(&self) -> Option<Delivery> {
        self.delivery
    }
}

/// An attempt that somebody watches.
pub(crate) struct Watched {
    metrics: Arc<dyn Metrics>,
    attempt: AttemptInfo,
    began: Instant,
    end: AttemptEnd,
}

impl Watched {
    /// Says that an attempt begins.
    pub(crate) fn begin(metrics: &Arc<dyn Metrics>, attempt: AttemptInfo) -> Self {
        metrics.attempt_started(attempt);
        let error = Some("cancelled");
        let end = AttemptEnd { duration: Duration::ZERO, status: None, redirects: 0, error, delivery: None };
        Self { metrics: Arc::clone(metrics), attempt, began: Instant::now(), end }
    }

    /// Says how it ended.
    pub(crate) fn finish(mut self, outcome: &Result<Answer, Box<Failure>>) {
        self.end = match outcome {
            Ok(answer) => AttemptEnd {
                status: Some(answer.reply.status()),
                redirects: answer.redirects,
                error: None,
                delivery: Some(Delivery::Answered),
                ..self.end
            },
            Err(failure) => AttemptEnd {
                status: failure.status().map(|status| status.as_u16()),
                error: Some(error_type(&failure.kind)),
                delivery: Some(failure.kind.delivery()),
                ..self.end
            },
        };
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.end.duration = self.began.elapsed();
        self.metrics.attempt_finished(self.attempt, &self.end);
    }
}

/// What went wrong, in a word of which there are few.
pub(crate) fn error_type(kind: &Kind) -> &'static str {
    match kind {
        Kind::Value(_) | Kind::Rules(_) | Kind::NoRuntime(_) => "request",
        Kind::Credentials(_) => "credentials",
        Kind::Timeout(_) => "timeout",
        Kind::Transport(error) if error.is_timeout => "timeout",
        Kind::Transport(error) => match error.stage {
            Stage::Connect(_) => "connect",
            Stage::Refused | Stage::Exchange | Stage::Strayed => "connection",
            Stage::Slow(_) => "timeout",
            Stage::Body | Stage::Unpack => "body",
            Stage::Upload | Stage::Barred => "request",
            Stage::Malformed => "malformed",
            Stage::Opaque => "redirect",
            Stage::TooLarge(_) => "too_large",
        },
        Kind::Status(_) => "status",
        Kind::Decode(_) => "decode",
    }
}

#[cfg(feature = "tracing")]
pub(crate) mod spans {
    //! Spans with the names of OpenTelemetry's conventions for HTTP clients.

    use tracing::field::Empty;
    use tracing::{Span, info_span};

    use super::error_type;
    use crate::OperationInfo;
    use crate::failure::Failure;
    use crate::server::Base;
    use crate::shared::Answer;

    /// The span of a call.
    pub(crate) fn call(info: &OperationInfo) -> Span {
        info_span!(
            "call",
            "otel.name" = info.id,
            "otel.kind" = "internal",
            "otel.status_code" = Empty,
            "code.function.name" = info.id,
            "http.request.method" = info.method,
            "url.template" = info.path,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
        )
    }

    /// The span of an attempt.
    pub(crate) fn attempt(info: &OperationInfo, base: &Base, number: u32) -> Span {
        let span = info_span!(
            "attempt",
            "otel.name" = %format_args!("{} {}", info.method, info.path),
            "otel.kind" = "client",
            "otel.status_code" = Empty,
            "http.request.method" = info.method,
            // Required by the conventions, which want it redacted: nothing of values, nothing of the query.
            "url.full" = %format_args!("{}{}", base.without_query(), info.path),
            "url.template" = info.path,
            "server.address" = base.host(),
            "server.port" = base.port(),
            "http.request.resend_count" = Empty,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
        );
        if number > 1 {
            span.record("http.request.resend_count", number - 1);
        }
        span
    }

    /// Says in a span what came of it. With statuses from 400 on, a client has failed.
    pub(crate) fn record(span: &Span, outcome: Result<&Answer, &Failure>) {
        let status = match outcome {
            Ok(answer) => Some(answer.reply.status()),
            Err(failure) => failure.status().map(|status| status.as_u16()),
        };
        if let Some(status) = status {
            span.record("http.response.status_code", status);
        }
        match outcome {
            Ok(answer) if answer.reply.status() < 400 => return,
            Ok(answer) => span.record("error.type", answer.reply.status().to_string().as_str()),
            Err(failure) => span.record("error.type", error_type(&failure.kind)),
        };
        span.record("otel.status_code", "ERROR");
    }
}
