//! Why a mock does not start.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a mock does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A document cannot be read; the findings say why, each with its place.
    Unreadable {
        /// The document, as it was named.
        path: PathBuf,
        /// What was found, for people.
        findings: String,
    },
    /// Nothing to serve was named.
    NoDocument,
    /// Two documents have the same file stem, so their addresses would be the same.
    SameId(String),
    /// A credential was configured for a security scheme that no document has.
    UnknownScheme(String),
    /// A rate of faults is not between 0 and 1.
    Rate(f64),
    /// The port cannot be listened on.
    Listen(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, findings } => {
                write!(f, "{} cannot be served\n{}", path.display(), findings.trim_end())
            }
            Self::NoDocument => f.write_str("no document was named"),
            Self::SameId(id) => write!(f, "two documents are called `{id}`"),
            Self::UnknownScheme(scheme) => write!(f, "no document has a security scheme `{scheme}`"),
            Self::Rate(rate) => write!(f, "{rate} is no rate of faults: it has to be between 0 and 1"),
            Self::Listen(error) => write!(f, "cannot listen: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(error) => Some(error),
            _ => None,
        }
    }
}
