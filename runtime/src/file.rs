//! Files as bodies. There are none on `wasm32`.

use std::io;
use std::path::Path;

use tokio::io::AsyncReadExt as _;

use crate::{Body, Part};

impl Body {
    /// Sends a file, as long as it is now. Not on `wasm32`.
    ///
    /// # Errors
    /// The file cannot be opened, or is none.
    pub async fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = tokio::fs::File::open(path).await?;
        let about = file.metadata().await?;
        Self::opened(file, &about)
    }

    /// Sends a file that is open.
    #[cfg(feature = "blocking")]
    pub(crate) fn of_file(file: std::fs::File) -> io::Result<Self> {
        let about = file.metadata()?;
        Self::opened(file.into(), &about)
    }

    fn opened(file: tokio::fs::File, about: &std::fs::Metadata) -> io::Result<Self> {
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        // A file that grows while it is read is as long as it was.
        Ok(Self::reader(file.take(about.len()), Some(about.len())))
    }
}

impl Part {
    /// A file, read while it is sent; it keeps its name. Not on `wasm32`.
    ///
    /// # Errors
    /// The file cannot be opened, or is none.
    pub async fn file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let part = Self::new(Body::file(path).await?);
        Ok(match path.file_name() {
            Some(name) => part.file_name(name.to_string_lossy()),
            None => part,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_is_no_file() {
        assert!(Body::file(std::env::temp_dir()).await.is_err());
        assert!(Body::file("/does/not/exist").await.is_err());
    }
}
