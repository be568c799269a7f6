//! A reader as a stream.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

/// How much is read at a time.
const PIECE: usize = 64 * 1024;

/// What a reader gives, in pieces.
pub(crate) struct Pieces {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    buffer: Box<[u8]>,
}

impl Pieces {
    /// Reads to the end.
    pub(crate) fn new(reader: impl AsyncRead + Send + 'static) -> Self {
        Self { reader: Box::pin(reader), buffer: vec![0; PIECE].into() }
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = self.get_mut();
        let mut buffer = ReadBuf::new(buffer);
        let read = ready!(reader.as_mut().poll_read(cx, &mut buffer));
        Poll::Ready(match read {
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(buffer.filled()))),
            Err(error) => Some(Err(error)),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A stream of fixed pieces.
    pub(crate) struct Fixed(std::slice::Iter<'static, &'static str>);

    impl Fixed {
        pub(crate) fn of(pieces: &'static [&'static str]) -> Self {
            Self(pieces.iter())
        }
    }

    impl Stream for Fixed {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))))
        }
    }
}
