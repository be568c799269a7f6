//! Bodies that are compressed with gzip, unpacked as they come.
//!
//! The HTTP library could do that, but it stops after the first member of a file of several and drops the rest without a
//! word, and it looks at the first of several `Content-Encoding` only.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::buf::Writer;
use bytes::{BufMut, Bytes, BytesMut};
use flate2::write::GzDecoder;
use futures_core::Stream;
use http::{HeaderMap, header};

use super::pieces::{came_unchanged, codings};
use super::{Reading, Stage, TransportError};

/// How much is unpacked at a time. It may become a thousand times as much.
const SLICE: usize = 1024;
/// How often that is done before others get their turn, the clock included: it may come to nothing for ever.
const SLICES: usize = 64;
/// Pieces are about that long.
const PIECE: usize = 64 * 1024;

/// What a member begins with.
const MAGIC: &[u8] = &[0x1f];

/// How the body of an answer has to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it comes.
    Plain,
    /// Compressed with gzip.
    Gzip,
    /// Changed on its way by something that nobody asked for (`Transfer-Encoding`).
    Unknown,
}

impl Packing {
    /// How that body is packed. If it is going to be unpacked, the headers no longer say so. A body that is compressed in
    /// another way is left as it is, headers and all; whoever reads it finds that out.
    pub(super) fn take(headers: &mut HeaderMap) -> Self {
        if !came_unchanged(headers) {
            return Self::Unknown;
        }
        if !headers.contains_key(header::CONTENT_ENCODING) || !is_gzip(headers) {
            return Self::Plain;
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        Self::Gzip
    }
}

/// The body is compressed once, and with gzip.
fn is_gzip(headers: &HeaderMap) -> bool {
    let mut names = codings(headers, &header::CONTENT_ENCODING);
    let is_name = |name: &[u8]| name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip");
    names.next().is_some_and(is_name) && names.next().is_none()
}

/// A body in pieces, unpacked.
pub(super) struct Unpacked<S> {
    packed: S,
    /// What came and is not unpacked yet.
    left: Bytes,
    gunzip: Gunzip,
    /// What it is if the packed body ends too early.
    early_end: Stage,
    has_ended: bool,
}

impl<S> Unpacked<S> {
    /// Unpacks what comes.
    pub(super) fn new(packed: S, reading: Reading) -> Self {
        let early_end = match reading {
            Reading::Whole => Stage::Unpack,
            // There an early end is one, whoever is to blame.
            Reading::StreamSuccess | Reading::StreamEvents => Stage::Body,
        };
        Self { packed, left: Bytes::new(), gunzip: Gunzip::default(), early_end, has_ended: false }
    }

    /// Unpacks what came, until there is enough of it for a piece or enough was done.
    fn unpack(&mut self) -> io::Result<()> {
        for _ in 0..SLICES {
            if self.left.is_empty() || self.gunzip.len() >= PIECE {
                break;
            }
            let slice = self.left.split_to(self.left.len().min(SLICE));
            self.gunzip.feed(&slice)?;
        }
        // What the server has flushed is not to be kept back.
        self.gunzip.flush()
    }

    /// Nothing more comes.
    fn fail(&mut self, error: io::Error) -> TransportError {
        self.has_ended = true;
        let is_early = error.kind() == io::ErrorKind::UnexpectedEof;
        TransportError::of(
            if is_early { std::mem::replace(&mut self.early_end, Stage::Body) } else { Stage::Unpack },
            error,
        )
    }
}

impl<S: Stream<Item = Result<Bytes, TransportError>> + Unpin> Stream for Unpacked<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut is_fed = false;
        loop {
            if let Err(error) = this.unpack() {
                return Poll::Ready(Some(Err(this.fail(error))));
            }
            if let Some(piece) = this.gunzip.take() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if this.has_ended {
                return Poll::Ready(None);
            }
            if is_fed || !this.left.is_empty() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            is_fed = true;
            match ready!(Pin::new(&mut this.packed).poll_next(cx)) {
                Some(Ok(packed)) => this.left = packed,
                Some(Err(error)) => {
                    this.has_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    if let Err(error) = this.gunzip.finish() {
                        return Poll::Ready(Some(Err(this.fail(error))));
                    }
                    this.has_ended = true;
                }
            }
        }
    }
}

/// Unpacks gzip: one member after the other.
#[derive(Default)]
struct Gunzip {
    /// The member that is being unpacked.
    member: Option<GzDecoder<Writer<BytesMut>>>,
    /// What members before it have given.
    out: BytesMut,
    /// A member has come to its end.
    is_complete: bool,
}

impl Gunzip {
    /// How much is unpacked.
    fn len(&self) -> usize {
        self.member.as_ref().map_or(self.out.len(), |member| member.get_ref().get_ref().len())
    }

    /// Takes what is unpacked, if there is anything.
    fn take(&mut self) -> Option<Bytes> {
        let out = match &mut self.member {
            Some(member) => member.get_mut().get_mut(),
            None => &mut self.out,
        };
        Some(out.split().freeze()).filter(|piece| !piece.is_empty())
    }

    /// Unpacks the next bytes.
    fn feed(&mut self, mut packed: &[u8]) -> io::Result<()> {
        while !packed.is_empty() {
            let member = match &mut self.member {
                Some(member) => member,
                // Zeros fill up what has to have a certain length.
                None if self.is_complete && packed.starts_with(&[0]) => {
                    packed = packed.strip_prefix(&[0]).unwrap_or_default();
                    continue;
                }
                // Said at once: a few bytes of something else would pass for the beginning of a header.
                None if !packed.starts_with(MAGIC) => return Err(io::Error::other("it does not begin like gzip")),
                None => self.member.insert(GzDecoder::new(std::mem::take(&mut self.out).writer())),
            };
            match member.write(packed)? {
                0 => self.end_member()?,
                count => packed = packed.get(count..).unwrap_or_default(),
            }
        }
        Ok(())
    }

    /// Makes everything available that can be unpacked already.
    fn flush(&mut self) -> io::Result<()> {
        self.member.as_mut().map_or(Ok(()), Write::flush)
    }

    /// Nothing more comes. No bytes at all are a body, too.
    fn finish(&mut self) -> io::Result<()> {
        match &mut self.member {
            None => Ok(()),
            // One that has ended takes no byte more.
            Some(member) => match member.write(&[0]) {
                Ok(0) => self.end_member(),
                Ok(_) | Err(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            },
        }
    }

    /// A member has ended: its length and its checksum are compared.
    fn end_member(&mut self) -> io::Result<()> {
        if let Some(member) = self.member.take() {
            self.out = member.finish()?.into_inner();
            self.is_complete = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::HeaderValue;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// What comes of bytes that arrive in pieces of that size.
    fn unpacked(packed: &[u8], size: usize) -> io::Result<Vec<u8>> {
        let mut gunzip = Gunzip::default();
        let mut all = Vec::new();
        for piece in packed.chunks(size) {
            gunzip.feed(piece)?;
            gunzip.flush()?;
            all.extend(gunzip.take().unwrap_or_default());
        }
        gunzip.finish()?;
        all.extend(gunzip.take().unwrap_or_default());
        Ok(all)
    }

    #[test]
    fn all_members_count_however_they_arrive() {
        let text: Vec<u8> = (0..20_000u32).flat_map(|number| number.to_string().into_bytes()).collect();
        let (one, other) = text.split_at(30_000);
        let whole = gzip(&text);
        let parts = [gzip(one), gzip(b""), gzip(other)].concat();
        let padded = [whole.clone(), vec![0; 100]].concat();
        for size in [1, 2, 7, 1000, usize::MAX] {
            for packed in [&whole, &parts, &padded] {
                assert!(unpacked(packed, size).unwrap() == text, "{size}");
            }
            assert_eq!(unpacked(b"", size).unwrap(), b"");
        }
    }

    #[test]
    fn what_is_no_gzip_to_its_end_is_an_error() {
        let whole = gzip(b"some text that is long enough");
        for size in [1, 5, usize::MAX] {
            for cut in 1..whole.len() {
                let error = unpacked(&whole[..cut], size).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{cut} {error}");
                assert!(unpacked(&[&whole[..], &whole[..cut]].concat(), size).is_err());
            }
            for behind in ["x", "garbage of some length", "\0\0x"] {
                assert!(unpacked(&[&whole[..], behind.as_bytes()].concat(), size).is_err(), "{behind}");
            }
            // The checksum, and the length.
            for from_end in [8, 4] {
                let mut changed = whole.clone();
                let index = changed.len() - from_end;
                changed[index] ^= 1;
                assert!(unpacked(&changed, size).is_err());
            }
        }
    }

    #[test]
    fn what_comes_to_nothing_for_ever_lets_others_have_their_turn() {
        /// Always has something to give.
        struct Eager(Bytes);
        impl Stream for Eager {
            type Item = Result<Bytes, TransportError>;
            fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                Poll::Ready(Some(Ok(self.0.clone())))
            }
        }
        let nothing = Bytes::from(gzip(b"").repeat(20_000));
        let mut unpacked = Unpacked::new(Eager(nothing), Reading::Whole);
        let mut context = Context::from_waker(std::task::Waker::noop());
        for _ in 0..3 {
            assert!(Pin::new(&mut unpacked).poll_next(&mut context).is_pending());
        }
    }

    #[test]
    fn headers_say_how_it_is_packed() {
        let packing = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("5"));
            for value in values {
                headers.append(header::CONTENT_ENCODING, HeaderValue::from_static(value));
            }
            let packing = Packing::take(&mut headers);
            let is_told =
                headers.contains_key(header::CONTENT_ENCODING) || headers.contains_key(header::CONTENT_LENGTH);
            assert_eq!(is_told, packing == Packing::Plain, "{values:?}");
            packing
        };
        for values in [&["gzip"][..], &["GZIP"], &["x-gzip"], &["identity, gzip"], &["gzip", "identity"], &[" gzip ,"]]
        {
            assert_eq!(packing(values), Packing::Gzip, "{values:?}");
        }
        for values in [&[][..], &[""], &["identity"], &["br"], &["gzip, gzip"], &["gzip", "gzip"], &["br", "gzip"]] {
            assert_eq!(packing(values), Packing::Plain, "{values:?}");
        }
    }

    #[test]
    fn chunks_are_the_only_way_to_travel() {
        for (values, expected) in [
            (&["chunked"][..], Packing::Plain),
            (&["Chunked"], Packing::Plain),
            (&["gzip, chunked"], Packing::Unknown),
            (&["gzip", "chunked"], Packing::Unknown),
            (&["identity"], Packing::Plain),
            (&["br"], Packing::Unknown),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("5"));
            for value in values {
                headers.append(header::TRANSFER_ENCODING, HeaderValue::from_static(value));
            }
            assert_eq!(Packing::take(&mut headers), expected, "{values:?}");
            assert_eq!(headers.contains_key(header::CONTENT_LENGTH), expected == Packing::Unknown);
        }
    }
}
