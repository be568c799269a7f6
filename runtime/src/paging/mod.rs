//! Lists that come in pages.

mod error;
mod items;

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

pub use self::error::{CollectError, PageError};
pub use self::items::Items;

use self::error::Kind;
use crate::Sending;
use crate::request::Request;
use crate::{BoxFuture, Client, Error, Operation, Response};

/// More pages than any sensible list has: a server that makes up tokens has to be stopped somewhere.
const MAX_PAGES: usize = 10_000;

/// An operation that answers with a part of a list and a token for the next part. Implemented by generated types.
pub trait Paged: Operation {
    /// What the list is made of.
    type Item: Send + 'static;
    /// The query parameter that takes the token.
    const PARAMETER: &'static str;
    /// The token of the page after this one. None, or an empty one: there is no such page.
    fn next_token(page: &Self::Output) -> Option<String>;
    /// What is on this page.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// A page, or why there is none.
type Page<O> = Result<Response<<O as Operation>::Output>, PageError<<O as Operation>::Error>>;

/// What is on its way.
type Fetch<O> = BoxFuture<'static, Result<Response<<O as Operation>::Output>, Error<<O as Operation>::Error>>>;

/// The pages of a list, one after the other: a [`Stream`], and [`next`](Self::next) for those who need nothing else.
///
/// Each page is a call of its own, with its own time limit; the next one is sent when it is asked for. A page token that
/// was set on the call is where it starts. Ends after the last page and after an error. Dropping it stops the call that is
/// on its way.
#[must_use = "nothing is sent until a page is asked for"]
pub struct Pages<O: Paged> {
    client: Client,
    /// The call without what differs from page to page.
    request: Box<Request>,
    /// Token of the page that comes next; none for the first one.
    token: Option<String>,
    /// Tokens that were sent.
    sent: HashSet<String>,
    /// Pages that arrived.
    arrived: usize,
    max_pages: usize,
    state: State<O>,
}

enum State<O: Operation> {
    Waiting,
    Fetching(Fetch<O>),
    Ended,
}

impl<O: Paged> Pages<O> {
    /// The pages from where the call starts.
    pub(crate) fn new(client: Client, mut request: Box<Request>) -> Self {
        request.join_parts();
        let token = request.query_text(O::PARAMETER);
        Self { client, request, token, sent: HashSet::new(), arrived: 0, max_pages: MAX_PAGES, state: State::Waiting }
    }

    /// Fails instead of asking for more pages than this; 10 000 unless set.
    pub fn with_max_pages(mut self, max_pages: usize) -> Self {
        self.max_pages = max_pages;
        self
    }

    /// Token of the page that comes next, to go on from there later: set it on the call as its page token. None before
    /// the first page, unless the call had one, and after the last. After an error it is the token of the page that
    /// could not be had.
    pub fn next_token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The next page; `None` after the last one and after an error. May be dropped and called again without losing a
    /// page.
    pub async fn next(&mut self) -> Option<Result<Response<O::Output>, PageError<O::Error>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// Ends with an error that has nothing to do with the list, unless it has ended.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub(crate) fn refuse(&mut self, error: Error<O::Error>) -> Option<PageError<O::Error>> {
        let is_over = matches!(self.state, State::Ended);
        (!is_over).then(|| self.fail(Kind::Call(error)))
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        loop {
            match &mut self.state {
                State::Ended => return Poll::Ready(None),
                State::Waiting => match self.refusal() {
                    Some(kind) => return Poll::Ready(Some(Err(self.fail(kind)))),
                    None => self.state = State::Fetching(self.fetch()),
                },
                State::Fetching(call) => {
                    let page = ready!(call.as_mut().poll(cx)).map_err(|error| self.fail(Kind::Call(error)));
                    if let Ok(page) = &page {
                        self.turn(page.value());
                    }
                    return Poll::Ready(Some(page));
                }
            }
        }
    }

    /// Why the next page is not asked for. Remembers its token.
    fn refusal(&mut self) -> Option<Kind<O::Error>> {
        if let Some(token) = &self.token
            && !self.sent.insert(token.clone())
        {
            return Some(Kind::Repeated);
        }
        (self.arrived >= self.max_pages).then_some(Kind::TooMany(self.max_pages))
    }

    fn fetch(&self) -> Fetch<O> {
        let mut request = self.request.replay_or_refuse("is a stream, which cannot be sent for each page anew");
        // The first call goes out as it was made, token and all.
        if let Some(token) = self.token.as_deref().filter(|_| self.arrived > 0) {
            request.set_query_text(O::PARAMETER, token);
        }
        let client = self.client.clone();
        Box::pin(async move { Sending::<O>::new(&client, request).await })
    }

    /// Goes on to the page after this one.
    fn turn(&mut self, page: &O::Output) {
        self.arrived += 1;
        self.token = O::next_token(page).filter(|token| !token.is_empty());
        self.state = if self.token.is_some() { State::Waiting } else { State::Ended };
    }

    fn fail(&mut self, kind: Kind<O::Error>) -> PageError<O::Error> {
        self.state = State::Ended;
        PageError::new(O::INFO, self.arrived.saturating_add(1), self.token.clone(), kind)
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Response<O::Output>, PageError<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    /// Shows how far it got: tokens may say something about the data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::INFO.id)
            .field("arrived", &self.arrived)
            .field("max_pages", &self.max_pages)
            .field("ended", &matches!(self.state, State::Ended))
            .finish_non_exhaustive()
    }
}
