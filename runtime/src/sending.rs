//! Calls on their way: what awaiting them gives.
//!
//! Futures written by hand, not as `async`: they are compiled for every operation, and this way there is little to compile.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use crate::request::Request;
use crate::retry::Trail;
use crate::shared::{Answer, Exchanged};
use crate::transport::{Reading, received};
use crate::{Binary, BoxFuture, Client, Download, Error, Operation, Reply, Response};

/// What [`Call::send`](crate::Call::send) gives: the answer, with status and headers.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<'a, O: Operation> {
    exchange: BoxFuture<'a, Exchanged>,
    operation: PhantomData<fn() -> O>,
}

/// What awaiting a call gives: the value in the answer.
#[must_use = "a call does nothing until it is awaited"]
pub struct CallFuture<'a, O: Operation>(Sending<'a, O>);

/// What [`Call::download`](crate::Call::download) gives: the head of the answer, with the body to come.
#[must_use = "a call does nothing until it is awaited"]
pub struct Opening<'a, O: Operation> {
    exchange: BoxFuture<'a, Exchanged>,
    stall_timeout: Duration,
    operation: PhantomData<fn() -> O>,
}

impl<'a, O: Operation> Sending<'a, O> {
    /// Sends a request and reads the answer.
    pub(crate) fn new(client: &'a Client, request: Box<Request>) -> Self {
        Self { exchange: client.execute(request), operation: PhantomData }
    }
}

impl<'a, O: Operation> CallFuture<'a, O> {
    /// The same, for the value only.
    pub(crate) fn new(sending: Sending<'a, O>) -> Self {
        Self(sending)
    }
}

impl<'a, O: Operation<Output = Binary>> Opening<'a, O> {
    /// Sends a request and reads the head of the answer.
    pub(crate) fn new(client: &'a Client, mut request: Box<Request>) -> Self {
        request.reading = Reading::StreamSuccess;
        Self { exchange: client.execute(request), stall_timeout: client.stall_timeout(), operation: PhantomData }
    }
}

impl<O: Operation> Future for Sending<'_, O> {
    type Output = Result<Response<O::Output>, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.exchange.as_mut().poll(cx)) {
            Ok((answer, trail)) => {
                let attempts = trail.count();
                decode::<O>(answer.reply, trail).map(|(reply, value)| Response::new(reply, value, attempts))
            }
            Err(failure) => Err(Error::without_body(failure)),
        })
    }
}

impl<O: Operation> Future for CallFuture<'_, O> {
    type Output = Result<O::Output, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.0.exchange.as_mut().poll(cx)) {
            Ok((answer, trail)) => decode::<O>(answer.reply, trail).map(|(_, value)| value),
            Err(failure) => Err(Error::without_body(failure)),
        })
    }
}

impl<O: Operation<Output = Binary>> Future for Opening<'_, O> {
    type Output = Result<Download, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(self.exchange.as_mut().poll(cx)) {
            Ok((answer, trail)) => open::<O>(answer, trail, self.stall_timeout),
            Err(failure) => Err(Error::without_body(failure)),
        })
    }
}

/// Reads an answer.
fn decode<O: Operation>(reply: Reply, trail: Trail) -> Result<(Reply, O::Output), Error<O::Error>> {
    match O::decode(&reply) {
        Ok(Ok(value)) => Ok((reply, value)),
        Ok(Err(body)) => Err(Error::answered(O::INFO, reply, trail, body)),
        Err(cause) => Err(Error::not_understood(O::INFO, reply, trail, cause)),
    }
}

/// Reads the head of an answer.
fn open<O: Operation<Output = Binary>>(
    answer: Answer,
    trail: Trail,
    stall_timeout: Duration,
) -> Result<Download, Error<O::Error>> {
    let Answer { reply, rest, .. } = answer;
    if let Some(cause) = rest.as_ref().and_then(|_| reply.compression_problem()) {
        return Err(Error::not_understood(O::INFO, reply, trail, cause));
    }
    let (reply, value) = decode::<O>(reply, trail)?;
    let rest = rest.unwrap_or_else(|| received(value.bytes));
    Ok(Download::new(O::INFO, reply, rest, stall_timeout))
}

impl<O: Operation> fmt::Debug for Sending<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").field("operation", &O::INFO.id).finish_non_exhaustive()
    }
}

impl<O: Operation> fmt::Debug for CallFuture<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").field("operation", &O::INFO.id).finish_non_exhaustive()
    }
}

impl<O: Operation> fmt::Debug for Opening<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("operation", &O::INFO.id).finish_non_exhaustive()
    }
}
