//! Bodies that are received piece by piece.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, header};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::stall::Stall;
use crate::transport::{Incoming, TransportError};
use crate::{OperationInfo, Reply};

/// An answer whose body is still to come: what [`Call::download`](crate::Call::download) gives.
///
/// The body is a [`Stream`] of pieces, decompressed; [`chunk`](Self::chunk), [`write_to`](Self::write_to) and
/// [`collect`](Self::collect) read it without further ado. It may be as long as it likes; the client's size and time
/// limits do not apply to it. Instead it must not stand still: 30 seconds without a byte end it, unless set otherwise.
/// A body that breaks off is an error, so what was read without one is complete.
///
/// Dropping it closes the connection.
pub struct Download {
    info: &'static OperationInfo,
    head: Reply,
    /// `None` once it has ended, well or not.
    rest: Option<Incoming>,
    received: u64,
    stall: Stall,
}

impl Download {
    /// An answer with the body that is to come.
    pub(crate) fn new(info: &'static OperationInfo, head: Reply, rest: Incoming, limit: Duration) -> Self {
        Self { info, head, rest: Some(rest), received: 0, stall: Stall::new(limit) }
    }

    /// Gives up after that time without a byte, in place of what the client was told.
    pub fn with_stall_timeout(mut self, timeout: Duration) -> Self {
        self.stall.set_limit(timeout);
        self
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// What the body is announced as.
    pub fn content_type(&self) -> Option<&str> {
        self.head.content_type()
    }

    /// How many bytes the body is going to have, if the server says so. Of a compressed body nobody knows.
    pub fn content_length(&self) -> Option<u64> {
        self.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The name of the request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// The body broke off or stands still. There are no pieces after that.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Writes what is left into a writer, flushes it and gives the number of bytes.
    ///
    /// # Errors
    /// The body broke off or stands still, or the writer failed. What was written until then is not taken back.
    pub async fn write_to(mut self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<u64, DownloadError> {
        let before = self.received;
        while let Some(piece) = self.chunk().await? {
            let written = writer.write_all(&piece).await;
            written.map_err(|error| self.failed(Kind::Write(error)))?;
        }
        writer.flush().await.map_err(|error| self.failed(Kind::Write(error)))?;
        Ok(self.received - before)
    }

    /// Reads what is left, if it is no more than `limit` bytes.
    ///
    /// # Errors
    /// The body is longer, broke off or stands still.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, DownloadError> {
        let announced = self.content_length().unwrap_or_default();
        if announced.saturating_sub(self.received) > limit as u64 {
            return Err(self.failed(Kind::TooLarge(limit)));
        }
        let mut all = BytesMut::new();
        while let Some(piece) = self.chunk().await? {
            if piece.len() > limit - all.len() {
                return Err(self.failed(Kind::TooLarge(limit)));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// The pieces, with errors as those of any reader.
    pub(crate) fn into_pieces(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        struct Pieces(Download);
        impl Stream for Pieces {
            type Item = io::Result<Bytes>;
            fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                Pin::new(&mut self.0).poll_next(cx).map_err(io::Error::other)
            }
        }
        Pieces(self)
    }

    fn failed(&self, kind: Kind) -> DownloadError {
        let request_id = self.request_id().map(str::to_owned);
        let (info, received) = (self.info, self.received);
        DownloadError(Box::new(Inner { info, status: self.status(), request_id, received, kind }))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, DownloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(rest) = &mut this.rest else { return Poll::Ready(None) };
        let kind = match rest.get_mut().as_mut().poll_next(cx) {
            Poll::Ready(Some(Ok(piece))) => {
                this.stall.note();
                this.received += piece.len() as u64;
                return Poll::Ready(Some(Ok(piece)));
            }
            Poll::Ready(None) => {
                this.rest = None;
                return Poll::Ready(None);
            }
            Poll::Ready(Some(Err(error))) => Kind::Broken(error),
            Poll::Pending => match this.stall.poll_end(cx) {
                Poll::Ready(()) => Kind::Stalled(this.stall.limit()),
                Poll::Pending => return Poll::Pending,
            },
        };
        this.rest = None;
        Poll::Ready(Some(Err(this.failed(kind))))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.info.id)
            .field("status", &self.status())
            .field("content_type", &self.content_type())
            .field("content_length", &self.content_length())
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// Why a body could not be received to its end.
pub struct DownloadError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    info: &'static OperationInfo,
    status: u16,
    request_id: Option<String>,
    received: u64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// No byte came for that time.
    Stalled(Duration),
    /// The body broke off, or cannot be unpacked.
    Broken(TransportError),
    /// The body is longer than this.
    TooLarge(usize),
    /// What came could not be written.
    Write(io::Error),
}

impl DownloadError {
    /// The body stood still for too long.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Stalled(_) => true,
            Kind::Broken(error) => error.is_timeout,
            Kind::TooLarge(_) | Kind::Write(_) => false,
        }
    }

    /// The body broke off, or cannot be unpacked.
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, Kind::Broken(_))
    }

    /// The body is longer than [`Download::collect`] was allowed to take.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge(_))
    }

    /// The writer given to [`Download::write_to`] failed.
    pub fn is_write(&self) -> bool {
        matches!(self.0.kind, Kind::Write(_))
    }

    /// How many bytes had been received, decompressed.
    pub fn received(&self) -> u64 {
        self.0.received
    }

    /// The operation's name in the document.
    pub fn operation(&self) -> &'static str {
        self.0.info.id
    }

    /// The name of the request in the server's logs.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { info, status, request_id, received, kind } = &*self.0;
        write!(f, "{}: {} {} answered {status} but ", info.id, info.method, info.path)?;
        match kind {
            Kind::Stalled(limit) => write!(f, "its body stood still for {limit:?}")?,
            Kind::Broken(error) => error.fmt(f)?,
            Kind::TooLarge(limit) => write!(f, "its body is longer than {limit} bytes")?,
            Kind::Write(error) => write!(f, "its body could not be written: {error}")?,
        }
        write!(f, ", after {received} bytes")?;
        match request_id {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadError").field("message", &self.to_string()).field("kind", &self.0.kind).finish()
    }
}

impl StdError for DownloadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            // It is part of the message itself.
            Kind::Write(error) => error.source(),
            Kind::Broken(_) | Kind::Stalled(_) | Kind::TooLarge(_) => None,
        }
    }
}

impl From<DownloadError> for io::Error {
    fn from(error: DownloadError) -> Self {
        let kind = if error.is_timeout() { io::ErrorKind::TimedOut } else { io::ErrorKind::Other };
        Self::new(kind, error)
    }
}
