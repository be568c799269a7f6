//! Bytes with the type they were announced as.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::{DecodeError, Reply, charset};

/// A body of bytes, such as a file.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Binary {
    /// What the server announced it as.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Bytes,
}

impl Binary {
    /// The bytes as text: in UTF-8, or in UTF-16, Latin-1 or windows-1252 if they were announced so.
    ///
    /// # Errors
    /// The bytes are not text, or in another encoding.
    pub fn text(&self) -> Result<String, DecodeError> {
        charset::text(&self.bytes, self.content_type.as_deref())
    }

    /// The bytes read as JSON.
    ///
    /// # Errors
    /// They are not JSON, or not the JSON that `T` is made of.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let content_type = self.content_type.as_deref().and_then(|name| HeaderValue::from_str(name).ok());
        let headers = content_type.map(|name| (header::CONTENT_TYPE, name));
        Reply::new(StatusCode::OK, HeaderMap::from_iter(headers), self.bytes.clone()).json()
    }
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
