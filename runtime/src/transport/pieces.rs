//! Bodies of answers, whatever brought them.

use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, HeaderName, header};

use super::TransportError;

/// What a header says was done to the body.
pub(super) fn codings<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h [u8]> {
    let values = headers.get_all(name).iter();
    let names = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
    names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(b"identity"))
}

/// Nothing was done to the body on its way that nobody asked for (`Transfer-Encoding`).
pub(super) fn came_unchanged(headers: &mut HeaderMap) -> bool {
    if !headers.contains_key(header::TRANSFER_ENCODING) {
        return true;
    }
    let is_chunked = codings(headers, &header::TRANSFER_ENCODING).all(|name| name.eq_ignore_ascii_case(b"chunked"));
    if is_chunked {
        // It is as long as the chunks are, whatever else is said.
        headers.remove(header::CONTENT_LENGTH);
    }
    is_chunked
}

/// Reads a body that comes in pieces, so that one that is too long is left at the limit.
pub(super) async fn collect(
    mut pieces: impl Stream<Item = Result<Bytes, TransportError>> + Unpin,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let mut gathered = Gathered::new(limit);
    while let Some(piece) = std::future::poll_fn(|cx| Pin::new(&mut pieces).poll_next(cx)).await {
        gathered.add(piece?)?;
    }
    Ok(gathered.finish())
}

/// The pieces of a body that came so far.
pub(super) struct Gathered {
    /// The first one: most answers are one piece, which needs no copy.
    first: Bytes,
    /// All of them, once there are several.
    all: BytesMut,
    limit: usize,
}

impl Gathered {
    /// Nothing, which may become that long.
    pub(super) fn new(limit: usize) -> Self {
        Self { first: Bytes::new(), all: BytesMut::new(), limit }
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// It is too much.
    pub(super) fn add(&mut self, piece: Bytes) -> Result<(), TransportError> {
        if piece.len() > self.limit - self.first.len().max(self.all.len()) {
            return Err(TransportError::too_large(self.limit));
        }
        if self.first.is_empty() && self.all.is_empty() {
            self.first = piece;
            return Ok(());
        }
        if self.all.is_empty() {
            self.all = BytesMut::from(std::mem::take(&mut self.first));
        }
        self.all.extend_from_slice(&piece);
        Ok(())
    }

    /// All of it.
    pub(super) fn finish(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}
