//! What is sent: bytes at hand, or a stream of them.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use bytes::Bytes;
use futures_core::Stream;
use sync_wrapper::SyncWrapper;
use tokio::io::AsyncRead;

use crate::deadline::Progress;
use crate::reader::Pieces;
use crate::{Binary, Download};

/// The body of a request: bytes at hand, or a stream that is sent as it is read and never held as a whole.
///
/// Texts and lists of bytes become one by `into()`, so a call takes them directly.
///
/// A body of bytes can be sent again if it has to be, a stream cannot: see [`is_replayable`](Self::is_replayable).
/// While a stream is sent, the client's time limit starts anew with each piece; see
/// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout). On `wasm32` a stream is collected before it is sent, and may
/// have 64 MiB.
#[derive(Default)]
pub struct Body {
    /// What is sent first. There is none behind nothing.
    first: Option<Segment>,
    /// What is sent after it, one after the other: most bodies are one segment.
    more: VecDeque<Segment>,
    /// Told of each piece of a stream.
    progress: Option<Progress>,
}

/// A piece of a body.
enum Segment {
    /// Bytes at hand.
    Bytes(Bytes),
    /// Bytes that are still to be read, and how many of them if that is known.
    Stream(SyncWrapper<Source>, Option<u64>),
}

/// Where the bytes of a stream come from.
type Source = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl Body {
    /// Sends what a stream gives. With a length the server is told it beforehand, and a stream that gives more or less
    /// fails the call; without one the body travels in chunks, which some servers refuse (411). What comes only later than
    /// all that was announced is not waited for.
    pub fn stream(stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static, length: Option<u64>) -> Self {
        Self::of(Segment::Stream(SyncWrapper::new(Box::pin(stream)), length))
    }

    /// Sends what can be read, to its end. For the length see [`stream`](Self::stream).
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: Option<u64>) -> Self {
        Self::stream(Pieces::new(reader), length)
    }

    /// How many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.segments().map(Segment::length).sum()
    }

    /// It can be sent more than once: there is no stream in it.
    pub fn is_replayable(&self) -> bool {
        self.segments().all(|segment| matches!(segment, Segment::Bytes(_)))
    }

    /// The same body once more, if it [is replayable](Self::is_replayable). The bytes are shared, not copied.
    pub fn try_clone(&self) -> Option<Self> {
        let first = match &self.first {
            Some(first) => Some(first.try_clone()?),
            None => None,
        };
        let more = self.more.iter().map(Segment::try_clone).collect::<Option<_>>()?;
        Some(Self { first, more, progress: None })
    }

    /// Reads it to its end.
    ///
    /// # Errors
    /// The stream fails, or is not as long as it was announced.
    pub async fn collect(mut self) -> io::Result<Bytes> {
        let mut all = bytes::BytesMut::new();
        while let Some(piece) = std::future::poll_fn(|cx| self.poll_piece(cx)).await {
            all.extend_from_slice(&piece.map_err(|BodyError(error)| error)?);
        }
        Ok(all.freeze())
    }

    /// There is nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.first {
            None => true,
            // Not one after the other: most bodies are one segment.
            Some(Segment::Bytes(bytes)) if !bytes.is_empty() => false,
            Some(_) => self.length() == Some(0),
        }
    }

    /// Adds what another body has.
    pub(crate) fn append(&mut self, mut other: Self) {
        let others = other.first.take().into_iter().chain(std::mem::take(&mut other.more));
        self.more.extend(others);
        if self.first.is_none() {
            self.first = self.more.pop_front();
        }
    }

    /// Follows how far sending gets.
    pub(crate) fn watch(&mut self) -> Progress {
        self.progress.get_or_insert_default().clone()
    }

    /// The bytes, if that is all there is.
    pub(crate) fn into_bytes(mut self) -> Result<Bytes, Self> {
        match self.first.take() {
            None => Ok(Bytes::new()),
            Some(Segment::Bytes(bytes)) if self.more.is_empty() => Ok(bytes),
            first => Err(Self { first, ..self }),
        }
    }

    /// The next piece. None of them is empty.
    pub(crate) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            let Some(segment) = &mut self.first else { return Poll::Ready(None) };
            let piece = match segment {
                Segment::Bytes(bytes) => {
                    let bytes = std::mem::take(bytes);
                    self.first = self.more.pop_front();
                    bytes
                }
                Segment::Stream(source, left) => match ready!(source.get_mut().as_mut().poll_next(cx)) {
                    Some(piece) => {
                        let piece = counted(piece, left)?;
                        // Nobody asks for more once the announced length is there: what the stream has beyond it would
                        // be left out without a word.
                        if *left == Some(0) && has_ended(source, cx)? {
                            self.first = self.more.pop_front();
                        }
                        piece
                    }
                    None if left.is_none_or(|left| left == 0) => {
                        self.first = self.more.pop_front();
                        continue;
                    }
                    None => return Poll::Ready(Some(Err(BodyError::length("shorter")))),
                },
            };
            if let Some(progress) = &self.progress {
                progress.note();
            }
            if !piece.is_empty() {
                return Poll::Ready(Some(Ok(piece)));
            }
        }
    }

    fn of(segment: Segment) -> Self {
        Self { first: Some(segment), more: VecDeque::new(), progress: None }
    }

    fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.first.iter().chain(&self.more)
    }
}

/// A piece, taken off what is left: where a message ends must not depend on what a stream happens to give.
fn counted(piece: io::Result<Bytes>, left: &mut Option<u64>) -> Result<Bytes, BodyError> {
    let piece = piece.map_err(BodyError)?;
    if let Some(left) = left {
        *left = left.checked_sub(piece.len() as u64).ok_or_else(|| BodyError::length("longer"))?;
    }
    Ok(piece)
}

/// Looks whether a stream has ended that has given all it was to give; more is an error. One that has not made up its mind
/// is not waited for: it may stay open until the answer is there.
fn has_ended(source: &mut SyncWrapper<Source>, cx: &mut Context<'_>) -> Result<bool, BodyError> {
    loop {
        match source.get_mut().as_mut().poll_next(cx) {
            Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
            Poll::Ready(Some(Ok(_))) => return Err(BodyError::length("longer")),
            Poll::Ready(Some(Err(error))) => return Err(BodyError(error)),
            Poll::Ready(None) => return Ok(true),
            Poll::Pending => return Ok(false),
        }
    }
}

impl Segment {
    fn try_clone(&self) -> Option<Self> {
        match self {
            Self::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            Self::Stream(..) => None,
        }
    }

    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Stream(_, length) => *length,
        }
    }
}

impl fmt::Debug for Body {
    /// Shows how long it is, not what it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("length", &self.length()).field("is_replayable", &self.is_replayable()).finish()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Segment::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<Box<[u8]>> for Body {
    fn from(bytes: Box<[u8]>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl<const N: usize> From<&'static [u8; N]> for Body {
    fn from(bytes: &'static [u8; N]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<Binary> for Body {
    fn from(binary: Binary) -> Self {
        binary.bytes.into()
    }
}

impl From<Download> for Body {
    /// Sends on what is being received.
    fn from(download: Download) -> Self {
        let length = download.content_length();
        Self::stream(download.into_pieces(), length)
    }
}

/// What was to be sent cannot be read.
#[derive(Debug)]
pub(crate) struct BodyError(io::Error);

impl BodyError {
    fn length(how: &str) -> Self {
        Self(io::Error::new(io::ErrorKind::InvalidData, format!("the stream is {how} than announced")))
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for BodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::tests::Fixed;

    async fn pieces(body: &mut Body) -> Result<Vec<u8>, BodyError> {
        let mut all = Vec::new();
        while let Some(piece) = std::future::poll_fn(|cx| body.poll_piece(cx)).await {
            all.extend(piece?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn gives_what_it_was_made_of() {
        let mut body = Body::from("ab");
        body.append(Body::stream(Fixed::of(&["cd", "", "e"]), None));
        body.append(Body::reader(&b"fg"[..], Some(2)));
        assert_eq!((body.length(), body.is_replayable(), body.try_clone().is_none()), (None, false, true));
        let mut body = body.into_bytes().unwrap_err();
        assert_eq!(pieces(&mut body).await.unwrap(), b"abcdefg");
    }

    #[tokio::test]
    async fn a_stream_keeps_the_length_that_was_announced() {
        for (length, problem) in [(3, "longer"), (4, "longer"), (6, "shorter")] {
            let mut body = Body::stream(Fixed::of(&["abc", "de"]), Some(length));
            let error = pieces(&mut body).await.unwrap_err().to_string();
            assert_eq!(error, format!("the stream is {problem} than announced"));
        }
        assert_eq!(pieces(&mut Body::stream(Fixed::of(&["abc", "de"]), Some(5))).await.unwrap(), b"abcde");
    }

    #[tokio::test]
    async fn bytes_can_be_sent_again_and_nothing_is_shown() {
        let mut body = Body::from(b"secret");
        body.append(Body::from(vec![1, 2]));
        let mut again = body.try_clone().unwrap();
        assert_eq!((body.length(), pieces(&mut again).await.unwrap()), (Some(8), b"secret\x01\x02".to_vec()));
        assert_eq!(format!("{body:?}"), "Body { length: Some(8), is_replayable: true }");
        assert_eq!(Body::from("one").into_bytes().unwrap(), "one");
        assert!(Body::default().is_empty() && Body::default().into_bytes().unwrap().is_empty());
    }
}
