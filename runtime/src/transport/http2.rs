//! HTTP/2: what it has to be told, what its errors say about a message, and whether an answer has come to its end.
//!
//! It is spoken only with the feature `http2`, and where TLS has agreed on it. A client that is given to us may speak it
//! without that.

use std::error::Error as StdError;
#[cfg(feature = "http2")]
use std::time::Duration;

use http::{Method, StatusCode, Version};
use http_body::Body as _;

use super::Stage;
#[cfg(feature = "http2")]
use super::causes;

/// After that time without a word from the server it is asked whether it is still there, also if no call is under way:
/// what died meanwhile must not be found out by a call.
#[cfg(feature = "http2")]
const PING_AFTER: Duration = Duration::from_secs(10);
/// How long it may take to answer that. Both together are less than an attempt may take, so that the next one does not go
/// over the same dead connection.
#[cfg(feature = "http2")]
const PING_TIMEOUT: Duration = Duration::from_secs(5);
/// How much of an answer is received before somebody reads it.
#[cfg(feature = "http2")]
const STREAM_WINDOW: u32 = 2 << 20;
/// The same for all answers of a connection. Enough for 256 that nobody reads: the calls beside them must not stand
/// still. (Windows that adapt themselves are the same for a stream and the connection, so that one would be enough.)
#[cfg(feature = "http2")]
const CONNECTION_WINDOW: u32 = 256 * STREAM_WINDOW;
/// How long all headers of an answer may be: as over HTTP/1.1.
#[cfg(feature = "http2")]
const MAX_HEADER_BYTES: u32 = 400 << 10;

/// Says which versions are spoken. Without the feature it is HTTP/1.1 alone, whatever other crates have switched on.
pub(super) fn set_up(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "http2")]
    let builder = builder
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .http2_keep_alive_while_idle(true)
        .http2_adaptive_window(false)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .http2_max_header_list_size(MAX_HEADER_BYTES);
    #[cfg(not(feature = "http2"))]
    let builder = builder.http1_only();
    builder
}

/// What HTTP/2 says about a message that was not answered, if it has a say in it.
#[cfg(feature = "http2")]
pub(super) fn stage(error: &reqwest::Error) -> Option<Stage> {
    let error = find(error)?;
    Some(if error.is_remote() {
        // GOAWAY ends those streams only that are above the last one the server has looked at; the others go on, and end
        // with their connection if they have to. So both mean that it has not acted on the message, and never will.
        let is_unread = error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM);
        if is_unread { Stage::Refused } else { Stage::Exchange }
    } else if error.is_library() && error.is_reset() {
        // This answer is not allowed, or its headers are too long. (What ends the connection may be in any other one.)
        Stage::Malformed
    } else {
        Stage::Exchange
    })
}

#[cfg(not(feature = "http2"))]
pub(super) fn stage(_: &reqwest::Error) -> Option<Stage> {
    None
}

/// The words for an error where those that it has say too little, or come from the server, which may say anything.
#[cfg(feature = "http2")]
pub(super) fn words(error: &reqwest::Error) -> Option<Box<dyn StdError + Send + Sync>> {
    let mut connections = causes(error.source()).filter_map(|cause| cause.downcast_ref::<hyper::Error>());
    if connections.any(hyper::Error::is_timeout) {
        return Some("the server does not answer a ping".into());
    }
    let error = find(error).filter(|error| error.is_go_away())?;
    let by = if error.is_remote() { "the server" } else { "the client" };
    let reason = error.reason().unwrap_or(h2::Reason::NO_ERROR);
    Some(format!("{by} closes the connection: {reason}").into())
}

#[cfg(not(feature = "http2"))]
pub(super) fn words(_: &reqwest::Error) -> Option<Box<dyn StdError + Send + Sync>> {
    None
}

#[cfg(feature = "http2")]
fn find(error: &reqwest::Error) -> Option<&h2::Error> {
    causes(error.source()).find_map(|cause| cause.downcast_ref())
}

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// There is no body, whatever length is announced.
    NoBody,
    /// There is an error if it is not the end.
    Told,
    /// It has to be looked at: hyper ends a body without a word if the server gives it up with `NO_ERROR`.
    Looked,
}

impl Ending {
    /// How the end of the body is known in the answer to that.
    pub(super) fn of(version: Version, asked: Asked, status: StatusCode) -> Self {
        if version != Version::HTTP_2 {
            Self::Told
        } else if asked == Asked::Head || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            Self::NoBody
        } else {
            Self::Looked
        }
    }

    /// A body that has ended is not whole.
    pub(super) fn is_cut(self, body: &reqwest::Body) -> bool {
        self == Self::Looked && is_cut(body, TELLS_END)
    }
}

/// What an answer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// `HEAD`, whose answers have lengths but no bodies.
    Head,
    /// Anything else.
    Other,
}

impl From<&Method> for Asked {
    fn from(method: &Method) -> Self {
        if method == Method::HEAD { Self::Head } else { Self::Other }
    }
}

/// A body ended before its length, or, where that is known, before the server said that it ends.
fn is_cut(body: &reqwest::Body, tells_end: bool) -> bool {
    let is_short = body.size_hint().exact().is_some_and(|left| left > 0);
    is_short || (tells_end && !body.is_end_stream())
}

/// Bodies tell whether they have ended. If any crate of the program has switched on that reqwest unpacks them, they do not:
/// what is made for that has no word about it, also where there is nothing to unpack.
const TELLS_END: bool = is_absent(reqwest::ClientBuilder::gzip)
    && is_absent(reqwest::ClientBuilder::brotli)
    && is_absent(reqwest::ClientBuilder::deflate)
    && is_absent(reqwest::ClientBuilder::zstd);

/// Settings as reqwest has them with some of its features. Those that are there come first; these are found otherwise.
#[allow(dead_code, reason = "some may be there")]
trait Unpacking: Sized {
    fn gzip(self, _: bool) -> Absent {
        Absent
    }
    fn brotli(self, _: bool) -> Absent {
        Absent
    }
    fn deflate(self, _: bool) -> Absent {
        Absent
    }
    fn zstd(self, _: bool) -> Absent {
        Absent
    }
}

impl Unpacking for reqwest::ClientBuilder {}

/// What a setting gives that is not there.
struct Absent;

/// By what a setting gives it is known whether it is there.
trait Given {
    const IS_ABSENT: bool;
}

impl Given for Absent {
    const IS_ABSENT: bool = true;
}

impl Given for reqwest::ClientBuilder {
    const IS_ABSENT: bool = false;
}

const fn is_absent<T: Given>(_: fn(reqwest::ClientBuilder, bool) -> T) -> bool {
    T::IS_ABSENT
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http_body::{Frame, SizeHint};

    use super::*;

    /// A body without data that has these things to say about its end.
    struct Ended {
        is_end: bool,
        left: Option<u64>,
    }

    impl http_body::Body for Ended {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(None)
        }

        fn is_end_stream(&self) -> bool {
            self.is_end
        }

        fn size_hint(&self) -> SizeHint {
            self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }

    #[test]
    fn a_body_is_whole_if_its_length_and_its_end_have_come() {
        for (is_end, left, is_cut_if_told, is_cut_otherwise) in [
            (true, None, false, false),
            (true, Some(0), false, false),
            (false, None, true, false),
            (false, Some(0), true, false),
            (false, Some(3), true, true),
        ] {
            let body = reqwest::Body::wrap(Ended { is_end, left });
            assert_eq!(
                (is_cut(&body, true), is_cut(&body, false)),
                (is_cut_if_told, is_cut_otherwise),
                "{is_end} {left:?}"
            );
        }
    }

    #[test]
    fn answers_without_bodies_have_lengths_of_others() {
        let of = |version, method: Method, status| Ending::of(version, Asked::from(&method), status);
        assert_eq!(of(Version::HTTP_2, Method::HEAD, StatusCode::OK), Ending::NoBody);
        assert_eq!(of(Version::HTTP_2, Method::GET, StatusCode::NOT_MODIFIED), Ending::NoBody);
        assert_eq!(of(Version::HTTP_2, Method::GET, StatusCode::OK), Ending::Looked);
        assert_eq!(of(Version::HTTP_11, Method::HEAD, StatusCode::OK), Ending::Told);
    }

    #[test]
    fn it_is_known_whether_reqwest_unpacks() {
        // The tests of this crate have gzip, for what is written by hand to compare with.
        assert!(!is_absent(reqwest::ClientBuilder::gzip));
        const { assert!(!TELLS_END) };
    }
}
