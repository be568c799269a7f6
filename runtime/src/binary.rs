//! Bytes with the type they were announced as.

use std::fmt;

use bytes::Bytes;

/// A body of bytes, such as a file.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Binary {
    /// What the server announced it as.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
}

impl fmt::Debug for Binary {
    /// Shows the length only: a file has no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binary").field("content_type", &self.content_type).field("length", &self.bytes.len()).finish()
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
