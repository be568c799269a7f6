//! What comes back.

use super::{Docs, PayloadKind};

/// A documented answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Which statuses it is for.
    pub status: StatusPattern,
    /// The body, if there is one.
    pub body: Option<ResponseBody>,
    /// What it means.
    pub docs: Docs,
}

/// A documented body.
pub type ResponseBody = PayloadKind;

/// One status, a class of them, or all that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusPattern {
    /// Exactly this one.
    Code(u16),
    /// `2XX` is `Class(2)`.
    Class(u8),
    /// `default`.
    Default,
}

impl StatusPattern {
    /// 2xx, given as a code or a class.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Class(2))
    }
}
