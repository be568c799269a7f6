//! Calls operations one after the other and writes down what the mock saw of them.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::Result;
use specwright_mock::{Mock, Recorded};
use specwright_runtime::Secret;

use super::proof::{proof, request_line};
use super::summary;
use super::support;

/// One request as the mock recorded it, and what became of its answer.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) api: String,
    pub(crate) operation: String,
    pub(crate) kind: Kind,
    /// Method and path with query; secrets do not show.
    pub(crate) request: String,
    /// What proved who is calling; names only.
    pub(crate) proof: String,
    /// None if nothing was sent, or the connection ended.
    pub(crate) status: Option<u16>,
    /// The decoded answer in words, or why there is none.
    pub(crate) answer: Result<String, String>,
    /// Until the answer was decoded; none where the client did not ask on the tour's behalf.
    pub(crate) time: Option<Duration>,
}

/// Who made the request, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The tour called the operation.
    Call,
    /// The client by itself, for a token.
    Token,
    /// The client by itself, for a page that another one follows.
    Page,
}

/// The mock, and what came of the requests it got.
pub(crate) struct Tour {
    mock: Mock,
    pub(crate) rows: Vec<Row>,
    /// Ways to prove who is calling that were accepted, by API.
    pub(crate) ways: BTreeSet<(&'static str, &'static str)>,
}

/// One client of one API.
pub(crate) struct Visit<'t> {
    tour: &'t mut Tour,
    api: &'static str,
    /// How it proves who is calling, if it does.
    way: Option<&'static str>,
}

impl Tour {
    /// Where the mock is.
    pub(crate) fn address(&self) -> &str {
        self.mock.url()
    }

    pub(crate) fn new(mock: Mock) -> Self {
        Self { mock, rows: Vec::new(), ways: BTreeSet::new() }
    }

    /// Where the mock serves that API.
    pub(crate) fn url(&self, api: &str) -> Result<String> {
        support::url(&self.mock, api)
    }

    /// Lets the tokens that are issued from now on live that long.
    pub(crate) fn token_lifetime(&self, lifetime: Duration) {
        self.mock.token_lifetime(lifetime);
    }

    /// With a client that proves who is calling.
    pub(crate) fn visit(&mut self, api: &'static str, way: &'static str) -> Visit<'_> {
        Visit { tour: self, api, way: Some(way) }
    }

    /// With a client that does not.
    pub(crate) fn anonymous(&mut self, api: &'static str) -> Visit<'_> {
        Visit { tour: self, api, way: None }
    }
}

impl Visit<'_> {
    /// Makes one call. Its answer is written down in the words that `describe` finds for it, and given back.
    pub(crate) async fn call<T, E: Display>(
        &mut self,
        call: impl IntoFuture<Output = Result<T, E>>,
        describe: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        self.step(Kind::Call, call.into_future(), describe).await
    }

    /// Has the client get a token, as it would for a call that needs it.
    pub(crate) async fn token<E: Display>(&mut self, token: impl Future<Output = Result<Secret, E>>) {
        self.step(Kind::Token, token, summary::token).await;
    }

    async fn step<T, E: Display>(
        &mut self,
        kind: Kind,
        work: impl Future<Output = Result<T, E>>,
        describe: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let start = Instant::now();
        let outcome = work.await;
        let time = start.elapsed();
        let mut answer = outcome.as_ref().map(describe).map_err(ToString::to_string);
        if let (Ok(_), Some(way)) = (&answer, self.way) {
            self.tour.ways.insert((self.api, way));
        }
        let mut requests = self.tour.mock.take_requests();
        let last = requests.pop();
        if let (Err(error), Some(refusal)) = (&mut answer, last.as_ref().and_then(Recorded::refusal)) {
            error.push_str(&format!("; the mock refused it: {refusal}"));
        }
        for request in &requests {
            let asked_for = last.as_ref().is_some_and(|last| last.operation() == request.operation());
            let kind = if asked_for { Kind::Page } else { Kind::Token };
            self.write(kind, Some(request), Ok(String::new()), None);
        }
        self.write(kind, last.as_ref(), answer, Some(time));
        outcome.ok()
    }

    fn write(
        &mut self,
        kind: Kind,
        request: Option<&Recorded>,
        answer: Result<String, String>,
        time: Option<Duration>,
    ) {
        self.tour.rows.push(Row {
            api: request.and_then(Recorded::api).unwrap_or(self.api).to_owned(),
            operation: request.and_then(Recorded::operation).unwrap_or("none").to_owned(),
            kind,
            request: request.map_or_else(|| "nothing was sent".to_owned(), request_line),
            proof: request.map(proof).unwrap_or_default(),
            status: request.and_then(Recorded::status),
            answer,
            time,
        });
    }
}
