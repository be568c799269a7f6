//! Whether sending once more could help, and do no harm.

use http::StatusCode;

use super::Delivery;
use crate::failure::Kind;
use crate::transport::{Stage, TransportError};

/// What sending a call twice does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twice {
    /// The same as sending it once.
    Harmless,
    /// Whatever it does, it may do so twice.
    Harmful,
}

/// What an outcome says about sending once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It would be the same again.
    Final,
    /// The server has not acted on it.
    Unprocessed,
    /// It may be better the next time, but the server may have acted.
    IfIdempotent,
}

impl Verdict {
    /// A call may be sent once more.
    pub(crate) fn allows(self, twice: Twice) -> bool {
        match self {
            Self::Final => false,
            Self::Unprocessed => true,
            Self::IfIdempotent => twice == Twice::Harmless,
        }
    }
}

/// What a status says. 501 is not there: what is not implemented now will not be in a second.
pub(crate) fn judge_status(status: StatusCode) -> Verdict {
    match status.as_u16() {
        429 => Verdict::Unprocessed,
        408 | 425 | 500 | 502 | 503 | 504 => Verdict::IfIdempotent,
        _ => Verdict::Final,
    }
}

/// What a failure says that is not the status of an answer.
pub(crate) fn judge_kind(kind: &Kind) -> Verdict {
    match kind {
        Kind::Transport(error) => judge_transport(error),
        Kind::Timeout(_) => Verdict::IfIdempotent,
        Kind::Credentials(error) if error.is_temporary() => Verdict::Unprocessed,
        Kind::Value(_)
        | Kind::Rules(_)
        | Kind::Credentials(_)
        | Kind::NoRuntime(_)
        | Kind::Status(_)
        | Kind::Decode(_) => Verdict::Final,
    }
}

/// What a failure of sending or receiving says.
pub(crate) fn judge_transport(error: &TransportError) -> Verdict {
    match &error.stage {
        // A certificate that is refused will be refused again, and so will a password for the proxy.
        Stage::Connect(_) if error.is_untrusted() => Verdict::Final,
        Stage::Connect(_) | Stage::Refused => Verdict::Unprocessed,
        Stage::Exchange | Stage::Body | Stage::Slow(_) => Verdict::IfIdempotent,
        Stage::Barred | Stage::Upload | Stage::Malformed | Stage::Strayed => Verdict::Final,
        Stage::Opaque | Stage::Unpack | Stage::TooLarge(_) => Verdict::Final,
    }
}

impl Kind {
    /// How far a call got that failed like this. Of one that ran out of time only its attempts know.
    pub(crate) fn delivery(&self) -> Delivery {
        match self {
            Self::Value(_) | Self::Rules(_) | Self::Credentials(_) | Self::NoRuntime(_) => Delivery::NotSent,
            Self::Transport(error) => match error.stage {
                Stage::Connect(_) | Stage::Refused | Stage::Barred => Delivery::NotSent,
                Stage::Upload | Stage::Exchange | Stage::Malformed | Stage::Slow(_) => Delivery::MaybeProcessed,
                Stage::Opaque | Stage::Strayed | Stage::Body | Stage::Unpack | Stage::TooLarge(_) => Delivery::Answered,
            },
            // With no attempt at all, nothing was sent.
            Self::Timeout(_) => Delivery::NotSent,
            Self::Status(_) | Self::Decode(_) => Delivery::Answered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        for code in 100..600 {
            let expected = match code {
                429 => Verdict::Unprocessed,
                408 | 425 | 500 | 502 | 503 | 504 => Verdict::IfIdempotent,
                _ => Verdict::Final,
            };
            assert_eq!(judge_status(StatusCode::from_u16(code).unwrap()), expected, "{code}");
        }
    }
}
