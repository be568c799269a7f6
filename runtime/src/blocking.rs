//! Calls from programs that are not `async`. Not on `wasm32`, where nothing may wait.
//!
//! [`Wait::wait`] on a call does what `.await` does, and gives what that gives. One thread in the background, started by
//! the first call that is waited for, keeps connections and timers of all of them going.
//!
//! ```no_run
//! # use specwright_runtime as rt;
//! # fn example<O: rt::Operation>(call: impl Fn() -> rt::Call<'static, O>) -> Result<(), rt::Error<O::Error>> {
//! use rt::blocking::Wait;
//!
//! let value = call().wait()?;
//! let answer = call().send().wait()?; // with status and headers
//! # Ok(())
//! # }
//! ```
//!
//! | async | here |
//! |---|---|
//! | `call.await`, `call.send().await`, `call.download().await` | the same with [`.wait()`](Wait::wait) |
//! | `while let Some(item) = call.items().next().await` | `for item in call.items().wait_each()` |
//! | `while let Some(page) = call.pages().next().await` | `for page in call.pages().wait_each()` |
//! | `call.events().await`, then `while let Some(event) = events.next().await` | `for event in call.events().wait()?.wait_each()` |
//! | `download.chunk().await` | [`download.into_reader()`](crate::Download::into_reader), a [`std::io::Read`] |
//! | `Body::file(path).await` | [`file(path)`](file()) |
//! | any other future, e.g. `client.access_token(…)` | [`run`] |
//!
//! Nothing of it works inside an `async` runtime, where waiting would stop everything else: calls fail with an error that
//! says so, and nothing is sent. That includes `spawn_blocking`; there, `Handle::current().block_on(…)` of Tokio waits.

use std::fmt;
use std::future::{pending, poll_fn};
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::OnceLock;

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::failure::{Failure, Kind};
use crate::{
    Binary, Body, CallFuture, Download, Error, EventSource, Events, Items, Listening, Opening, Operation, PageError,
    Paged, Pages, Sending,
};

/// Why nothing is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(&'static str);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refusal {}

/// Waits for calls.
pub trait Wait: Sized {
    /// What awaiting it would give.
    type Output;

    /// Waits until it is done.
    ///
    /// Inside an `async` runtime nothing is sent, and the error says so.
    fn wait(self) -> Self::Output;
}

impl<C: IntoFuture<IntoFuture: Refusable>> Wait for C {
    type Output = C::Output;

    fn wait(self) -> C::Output {
        let future = self.into_future();
        match background() {
            Ok(handle) => handle.block_on(future),
            Err(refusal) => future.refuse(refusal),
        }
    }
}

/// Futures of calls: they have an error for not being waited for.
pub trait Refusable: Future {
    /// What comes of it when it is not waited for.
    fn refuse(self, refusal: Refusal) -> Self::Output;
}

impl<O: Operation> Refusable for CallFuture<'_, O> {
    fn refuse(self, refusal: Refusal) -> Self::Output {
        Err(refused::<O>(refusal))
    }
}

impl<O: Operation> Refusable for Sending<'_, O> {
    fn refuse(self, refusal: Refusal) -> Self::Output {
        Err(refused::<O>(refusal))
    }
}

impl<O: Operation<Output = Binary>> Refusable for Opening<'_, O> {
    fn refuse(self, refusal: Refusal) -> Self::Output {
        Err(refused::<O>(refusal))
    }
}

impl<O: EventSource> Refusable for Listening<'_, O> {
    fn refuse(self, refusal: Refusal) -> Self::Output {
        Err(refused::<O>(refusal))
    }
}

fn refused<O: Operation>(refusal: Refusal) -> Error<O::Error> {
    Error::without_body(Failure::new(O::INFO, Kind::NoRuntime(refusal.0)))
}

/// Waits for any future that needs what calls need, such as that of a token.
///
/// # Errors
/// This is called inside an `async` runtime.
pub fn run<F: IntoFuture>(future: F) -> Result<F::Output, Refusal> {
    Ok(background()?.block_on(future.into_future()))
}

/// The runtime that everything is waited for in.
fn background() -> Result<Handle, Refusal> {
    static BACKGROUND: OnceLock<Option<Handle>> = OnceLock::new();
    if Handle::try_current().is_ok() {
        return Err(Refusal("waiting would block the async runtime that this runs in; await it instead"));
    }
    let handle = BACKGROUND.get_or_init(|| start().ok());
    handle.clone().ok_or(Refusal("the thread that calls need in the background could not be started"))
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // It ends with the program: connections are kept for the next call, whoever makes it.
    std::thread::Builder::new().name("specwright".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
}

/// A file as a body, as long as it is now.
///
/// # Errors
/// The file cannot be opened, or is none.
pub fn file(path: impl AsRef<Path>) -> io::Result<Body> {
    Body::of_file(std::fs::File::open(path)?)
}

/// The items or pages of a list or the events of a stream, one after the other: what [`Items::wait_each`],
/// [`Pages::wait_each`] and [`Events::wait_each`] give.
#[must_use = "nothing comes until it is asked for"]
#[derive(Debug)]
pub struct Each<S>(S);

impl<O: Paged> Items<O> {
    /// Waits for each item. Ends after the last one and after an error.
    pub fn wait_each(self) -> Each<Self> {
        Each(self)
    }
}

impl<O: Paged> Pages<O> {
    /// Waits for each page. Ends after the last one and after an error.
    pub fn wait_each(self) -> Each<Self> {
        Each(self)
    }
}

impl<O: Paged> Iterator for Each<Items<O>> {
    type Item = Result<O::Item, PageError<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        match background() {
            Ok(handle) => handle.block_on(self.0.next()),
            Err(refusal) => self.0.pages_mut().refuse(refused::<O>(refusal)).map(Err),
        }
    }
}

impl<O: Paged> Iterator for Each<Pages<O>> {
    type Item = <Pages<O> as Stream>::Item;

    fn next(&mut self) -> Option<Self::Item> {
        match background() {
            Ok(handle) => handle.block_on(self.0.next()),
            Err(refusal) => self.0.refuse(refused::<O>(refusal)).map(Err),
        }
    }
}

impl<O: EventSource> Events<O> {
    /// Waits for each event. Ends when the stream does.
    pub fn wait_each(self) -> Each<Self> {
        Each(self)
    }
}

impl<O: EventSource> Iterator for Each<Events<O>> {
    type Item = <Events<O> as Stream>::Item;

    fn next(&mut self) -> Option<Self::Item> {
        match background() {
            Ok(handle) => handle.block_on(self.0.next()),
            Err(refusal) => self.0.refuse(refused::<O>(refusal)).map(Err),
        }
    }
}

/// The body of an answer, read as it comes: what [`Download::into_reader`] gives.
#[derive(Debug)]
pub struct Reader {
    download: Download,
    /// What has come but is not read yet.
    piece: Bytes,
}

impl Download {
    /// Reads the body as any other reader. One that breaks off or stands still is an error that holds a
    /// [`DownloadError`](crate::DownloadError).
    pub fn into_reader(self) -> Reader {
        Reader { download: self, piece: Bytes::new() }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() && !buffer.is_empty() {
            let handle = background().map_err(|refusal| io::Error::new(io::ErrorKind::Unsupported, refusal))?;
            let next = poll_fn(|cx| Pin::new(&mut self.download).poll_next(cx));
            match handle.block_on(next).transpose()? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}
