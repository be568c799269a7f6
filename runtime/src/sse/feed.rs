//! A stream of events and the connections it comes over: everything that does not depend on types.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use sync_wrapper::SyncWrapper;

use super::error::Loss;
use super::parser::{Parser, TooLong};
use super::{Event, EventsInfo, WhenLost};
use crate::clock::Instant;
use crate::failure::Failure;
use crate::request::Request;
use crate::retry::{Retries, Trail, Twice, Verdict, judge_kind, judge_transport};
use crate::shared::Answer;
use crate::stall::{Alarm, Stall};
use crate::transport::Incoming;
use crate::{BoxFuture, Client};

/// When a stream is asked for again. Servers keep streams open for minutes, so the waits may be longer than those of
/// calls, and a server that is started anew should find its clients still there.
const RECONNECTS: Retries = Retries::STANDARD
    .with_max_attempts(10)
    .with_base_delay(Duration::from_secs(1))
    .with_max_delay(Duration::from_secs(30))
    .with_max_retry_after(Duration::from_secs(300));

/// Where to go on.
const LAST_EVENT_ID: &str = "last-event-id";

/// What comes of asking for a stream.
pub(super) type Asked = Result<(Answer, Trail), Box<Failure>>;

/// A stream of events, asked for again when it is lost.
pub(super) struct Feed {
    client: Client,
    /// The call, to be sent again; `None`: that could do harm, or is not wanted.
    again: Option<Box<Request>>,
    policy: Retries,
    info: &'static EventsInfo,
    state: State,
    parser: Parser,
    stall: Stall,
    /// Streams in a row that ended without an event.
    quiet: u32,
    /// Requests in a row that were not answered.
    unanswered: u32,
    /// Events that came.
    pub(super) count: u64,
    /// Streams that came after the first one.
    pub(super) reconnects: u64,
}

enum State {
    /// Events may come.
    Open(Incoming),
    /// It is too early to ask again.
    Waiting(Alarm),
    /// It was asked for again.
    Asking(SyncWrapper<BoxFuture<'static, Asked>>),
    Ended,
}

/// What happens on a stream.
pub(super) enum Step {
    /// An event came.
    Event(Event<String>),
    /// It was asked for again, and this is the answer: [`Feed::open`] or [`Feed::is_worth_another`] come next, or nothing.
    Asked(Asked),
    /// It is lost, and is not asked for again.
    Lost(Loss),
}

impl Feed {
    /// The stream that a request asks for, before it is asked for.
    pub(super) fn new(client: Client, request: &Request, info: &'static EventsInfo) -> Self {
        let limit = request.max_response_bytes.unwrap_or(client.max_response_bytes());
        let (mut parser, stall) = (Parser::new(limit), Stall::new(client.stall_timeout()));
        if let Some(id) = request.header_text(LAST_EVENT_ID) {
            parser.resume(id);
        }
        let retries = request.retries.unwrap_or(client.retries());
        let may_repeat = info.lost == WhenLost::AskAgain && request.twice() == Twice::Harmless;
        let again = if may_repeat && retries.max_attempts() > 1 { request.replay() } else { None };
        let (policy, state) = (RECONNECTS, State::Ended);
        Self { client, again, policy, info, state, parser, stall, quiet: 0, unanswered: 0, count: 0, reconnects: 0 }
    }

    /// Sets when it is asked for again.
    pub(super) fn set_policy(&mut self, policy: Retries) {
        self.policy = policy;
    }

    /// Sets how long nothing may come.
    pub(super) fn set_stall_timeout(&mut self, limit: Duration) {
        self.stall.set_limit(limit);
    }

    /// The id of the last event.
    pub(super) fn last_id(&self) -> Option<&str> {
        self.parser.last_id()
    }

    /// Nothing comes any more.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Nothing more is asked of it.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub(super) fn end(&mut self) {
        self.state = State::Ended;
    }

    /// A stream is there.
    pub(super) fn open(&mut self, rest: Incoming) {
        self.unanswered = 0;
        self.stall.note();
        self.state = State::Open(rest);
    }

    /// Asks again after a request that was not answered, if that is worth it.
    pub(super) fn is_worth_another(&mut self, failure: &Failure) -> bool {
        self.unanswered += 1;
        let attempts = self.unanswered.saturating_add(1);
        if judge_kind(&failure.kind) == Verdict::Final || attempts >= self.policy.max_attempts() {
            return false;
        }
        self.wait(self.unanswered).is_ok()
    }

    /// What happens next; `None` after the end.
    pub(super) fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Step>> {
        loop {
            let loss = match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Waiting(timer) => {
                    ready!(timer.poll(cx));
                    self.state = self.ask();
                    continue;
                }
                State::Asking(call) => {
                    let asked = ready!(call.get_mut().as_mut().poll(cx));
                    self.state = State::Ended;
                    return Poll::Ready(Some(Step::Asked(asked)));
                }
                State::Open(rest) => match self.parser.next() {
                    Ok(Some(event)) => return Poll::Ready(self.take(event)),
                    Err(TooLong(limit)) => {
                        self.state = State::Ended;
                        return Poll::Ready(Some(Step::Lost(Loss::TooLarge(limit))));
                    }
                    Ok(None) => match ready!(poll_piece(rest, &mut self.stall, cx)) {
                        Ok(piece) => {
                            self.parser.feed(piece);
                            continue;
                        }
                        Err(loss) => loss,
                    },
                },
            };
            if let Some(loss) = self.lose(loss) {
                return Poll::Ready(Some(Step::Lost(loss)));
            }
        }
    }

    /// An event came, which may be the one that ends it.
    fn take(&mut self, event: Event<String>) -> Option<Step> {
        if self.info.done.contains(&event.data.as_str()) {
            self.state = State::Ended;
            return None;
        }
        self.quiet = 0;
        self.count += 1;
        Some(Step::Event(event))
    }

    /// The stream has ended; without a loss, in good order. Gives what the caller has to know if that was it.
    fn lose(&mut self, loss: Option<Loss>) -> Option<Loss> {
        self.state = State::Ended;
        let is_final = matches!(&loss, Some(Loss::Broken(error)) if judge_transport(error) == Verdict::Final);
        if is_final || self.again.is_none() || self.policy.max_attempts() < 2 {
            return loss.or_else(|| (!self.info.done.is_empty()).then_some(Loss::Cut));
        }
        self.parser.restart();
        self.quiet = self.quiet.saturating_add(1);
        self.wait(self.quiet).err()
    }

    /// Waits before the stream is asked for again, for the `attempt`th time in a row.
    fn wait(&mut self, attempt: u32) -> Result<(), Loss> {
        let asked = self.parser.reconnection_time();
        let wait = self.policy.wait(attempt, self.client.random(), asked);
        match wait.and_then(|wait| Instant::now().checked_add(wait)) {
            Some(end) => {
                self.state = State::Waiting(Alarm::new(end));
                Ok(())
            }
            None => Err(Loss::Wait(asked.unwrap_or_default())),
        }
    }

    /// Asks for the stream, from the event that came last.
    fn ask(&mut self) -> State {
        let Some(mut request) = self.again.as_ref().and_then(|request| request.replay()) else { return State::Ended };
        self.reconnects += 1;
        match self.parser.last_id() {
            Some(id) => request.set_header_text(LAST_EVENT_ID, id),
            None => request.remove_header(LAST_EVENT_ID),
        }
        let client = self.client.clone();
        State::Asking(SyncWrapper::new(Box::pin(async move { client.execute(request).await })))
    }
}

/// The next piece. Without a loss the stream has ended in good order.
fn poll_piece(rest: &mut Incoming, stall: &mut Stall, cx: &mut Context<'_>) -> Poll<Result<Bytes, Option<Loss>>> {
    match rest.get_mut().as_mut().poll_next(cx) {
        Poll::Ready(Some(Ok(piece))) => {
            stall.note();
            Poll::Ready(Ok(piece))
        }
        Poll::Ready(Some(Err(error))) => Poll::Ready(Err(Some(Loss::Broken(error)))),
        Poll::Ready(None) => Poll::Ready(Err(None)),
        Poll::Pending => stall.poll_end(cx).map(|()| Err(Some(Loss::Stalled(stall.limit())))),
    }
}
